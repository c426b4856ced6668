import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct LinearTests {
    @Test func multipliesByTheTransposedWeightAndAddsTheBias() {
      let store = ParameterStore(seed: 0)
      let layer = Linear(
        Scope(store), 2, 2, weightInit: .values([1, 2, 3, 4], name: "given"),
        biasInit: .values([10, 20], name: "given"))
      #expect(layer(Tensor([Float(1), 1], shape: [1, 2])).floats() == [13, 27])
      #expect(store.entries.map(\.key) == ["weight", "bias"])
    }

    @Test func hasNoBiasWhenNoneIsWanted() {
      let store = ParameterStore(seed: 0)
      _ = Linear(Scope(store, prefix: "head"), 2, 3, bias: false)
      #expect(store.entries.map(\.key) == ["head.weight"])
    }
  }

  @Suite struct ConvolutionTests {
    @Test func kernelsLieOutputFirst() {
      let store = ParameterStore(seed: 0)
      let layer = Conv2d(Scope(store), 3, 5, kernel: 2, stride: 2)
      #expect(layer(Tensor.ones([1, 3, 6, 4])).shape == [1, 5, 3, 2])
      #expect(store["weight"]?.tensor.shape == [5, 3, 2, 2])
    }

    @Test func transposedConvolutionGrowsByItsStride() {
      let store = ParameterStore(seed: 0)
      let layer = ConvTranspose2d(Scope(store), 3, 5, kernel: 2, stride: 2)
      #expect(layer(Tensor.ones([1, 3, 6, 4])).shape == [1, 5, 12, 8])
      #expect(store["weight"]?.tensor.shape == [3, 5, 2, 2])
    }
  }

  @Suite struct NormalizationTests {
    @Test func layerNormGivesMeanZeroAndVarianceOne() {
      let norm = LayerNorm(Scope(ParameterStore(seed: 0)), 64)
      let out = norm(Generator(seed: 1).normal([5, 64]) * 3 + 2)
      expectClose(out.mean(dims: [1]), Tensor.zeros([5]), 1e-5)
      expectClose(out.variance(dims: [1], correction: 0), Tensor.ones([5]), 1e-5)
    }

    @Test func channelNormWorksAtEachPlace() {
      let norm = ChannelLayerNorm(Scope(ParameterStore(seed: 0)), 16)
      let out = norm(Generator(seed: 1).normal([2, 16, 3, 4]))
      #expect(out.shape == [2, 16, 3, 4])
      expectClose(out.mean(dims: [1]), Tensor.zeros([2, 3, 4]), 1e-5)
    }

    @Test func batchNormMovesItsStatisticsInTrainingOnly() throws {
      let store = ParameterStore(seed: 0)
      let norm = BatchNorm2d(Scope(store), 1)
      let x = Tensor([Float(1), 3, 5, 7], shape: [1, 1, 2, 2])
      let mean = try #require(store["running_mean"]?.tensor)
      expectClose(norm(x, .evaluation), x, 1e-4)
      #expect(mean.item() == 0)
      let out = norm(x, .training(Generator(seed: 0)))
      #expect(abs(mean.item() - 0.4) < 1e-6)  // 0.9 * 0 + 0.1 * 4
      expectClose(out.mean(), Tensor.zeros([]), 1e-6)
    }
  }

  @Suite struct DropPathTests {
    private let ones = Tensor.ones([200, 3, 2])

    @Test func keepsEverythingInEvaluation() {
      #expect(DropPath(rate: 0.9)(ones, .evaluation).bytes() == ones.bytes())
    }

    @Test func dropsWholeSamplesAndScalesTheOthers() {
      let out = DropPath(rate: 0.25)(ones, .training(Generator(seed: 4)))
      let samples = out.reshape(200, 6).unbind(0).map { $0.floats() }
      let isDropped = samples.map { sample in sample.allSatisfy { $0 == 0 } }
      for sample in samples { #expect(Set(sample).isSubset(of: [0, 1 / Float(0.75)]) && Set(sample).count == 1) }
      #expect((25...75).contains(isDropped.filter { $0 }.count))
    }

    @Test func drawsFromTheGivenStream() {
      let path = DropPath(rate: 0.5)
      let first = path(ones, .training(Generator(seed: 4)))
      #expect(path(ones, .training(Generator(seed: 4))).bytes() == first.bytes())
      #expect(path(ones, .training(Generator(seed: 5))).bytes() != first.bytes())
    }
  }

  @Suite struct TransformerBlockTests {
    @Test func namesItsParametersLikeMAE() {
      let store = ParameterStore(seed: 0)
      _ = TransformerBlock(Scope(store) / "blocks" / 0, width: 8, heads: 2)
      let names = ["norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2"]
      #expect(store.entries.map(\.key) == names.flatMap { ["blocks.0.\($0).weight", "blocks.0.\($0).bias"] })
      #expect(store["blocks.0.mlp.fc1.weight"]?.tensor.shape == [32, 8])
    }

    @Test func doesNotDependOnTheOrderOfItsTokens() {
      let block = TransformerBlock(Scope(ParameterStore(seed: 0)), width: 8, heads: 2)
      let x = Generator(seed: 1).normal([2, 5, 8])
      let order = Tensor([4, 2, 0, 1, 3])
      expectClose(
        block(x.indexSelect(1, order), .evaluation), block(x, .evaluation).indexSelect(1, order), 1e-5)
    }
  }
}
