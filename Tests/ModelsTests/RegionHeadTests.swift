import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct DecoderHeadTests {
    private struct GoldenHead {
      let golden: Golden
      let store = ParameterStore(seed: 1)
      let head: DecoderHead
      let classes: Linear
      let boxes: Linear

      init() throws {
        golden = try Golden("decoder_head")
        let scope = Scope(store)
        head = DecoderHead(scope, shape: goldenShape)
        classes = Linear(scope / "fc_cls", 16, 6)
        boxes = Linear(scope / "fc_reg", 16, 20)
        try store.load(golden.weights)
      }
    }

    @Test func outputsEqualPyTorchs() throws {
      let model = try GoldenHead()
      let pooled = model.head(try model.golden.tensor("input.roi_maps"), .evaluation)
      #expect(model.head.outputWidth == 16)
      expectClose(pooled, try model.golden.tensor("output.pooled"), 1e-5)
      expectClose(model.classes(pooled), try model.golden.tensor("output.fc_cls"), 1e-5)
      expectClose(model.boxes(pooled), try model.golden.tensor("output.fc_reg"), 1e-5)
    }

    @Test func gradientEqualsPyTorchs() throws {
      let model = try GoldenHead()
      let regions = try model.golden.tensor("input.roi_maps")
      regions.requireGrad()
      let pooled = model.head(regions, .evaluation)
      let classes = model.classes(pooled) * (try model.golden.tensor("grad_output.fc_cls"))
      let boxes = model.boxes(pooled) * (try model.golden.tensor("grad_output.fc_reg"))
      (classes.sum() + boxes.sum()).backward()
      expectClose(try #require(regions.grad), try model.golden.tensor("grad.roi_maps"), 1e-6)
    }

    @Test func positionsAreResampledToTheRegionsCells() throws {
      let golden = try Golden("decoder_head")
      let table = try golden.tensor("weights.decoder_pos_embed").slice(1, 1)
      let positions = PositionEmbedding.resized(table, rows: 7, columns: 7, .reference)
      expectClose(positions, try golden.tensor("output.positions"), 1e-6)
    }

    @Test func positionsAreNeitherTrainedNorOptional() throws {
      let model = try GoldenHead()
      #expect(model.store["decoder_pos_embed"]?.isBuffer == true)
      #expect(model.store["decoder_pos_embed"]?.source.isLoadedFrom("decoder_pos_embed") == true)
      let fresh = ParameterStore(seed: 2)
      _ = DecoderHead(Scope(fresh), shape: goldenShape)
      #expect(fresh["decoder_pos_embed"]?.source == .fixed("sin-cos"))
    }

    @Test func noRegionsGiveNoVectors() throws {
      let head = RegionHead.decoder(try GoldenHead().head)
      #expect(head(Tensor.zeros([0, 24, 7, 7]), .evaluation).shape == [0, 16])
    }
  }

  @Suite struct FullyConnectedHeadTests {
    @Test func flattensAndAppliesTwoLayers() throws {
      let store = ParameterStore(seed: 1)
      let head = FullyConnectedHead(Scope(store), inputChannels: 3, roiSize: 2, width: 5)
      #expect(
        store.entries.map(\.key) == [
          "shared_fcs.0.weight", "shared_fcs.0.bias", "shared_fcs.1.weight", "shared_fcs.1.bias",
        ])
      let regions = Generator(seed: 1).normal([4, 3, 2, 2])
      let weights = try [0, 1].map { try #require(store["shared_fcs.\($0).weight"]).tensor }
      let expected = regions.reshape(4, 12).linear(weights[0], nil).relu().linear(weights[1], nil).relu()
      expectClose(RegionHead.fullyConnected(head)(regions, .evaluation), expected, 1e-6)
      #expect(RegionHead.fullyConnected(head).outputWidth == 5)
    }
  }
}

extension TensorTests {
  @Suite struct ConvolutionalHeadTests {
    private func made() -> (ParameterStore, ConvolutionalHead) {
      let store = ParameterStore(seed: 1)
      return (store, ConvolutionalHead(Scope(store), inputChannels: 3, channels: 4, roiSize: 2, width: 5))
    }

    @Test func appliesFourNormedConvolutionsAndALayer() throws {
      let (store, head) = made()
      func tensor(_ key: String) throws -> Tensor { try #require(store[key]).tensor }
      let regions = Generator(seed: 1).normal([6, 3, 2, 2])
      var map = regions
      for layer in 0..<4 {
        map = map.conv2d(try tensor("shared_convs.\(layer).conv.weight"), nil, stride: 1, padding: 1)
        let mean = map.mean(dims: [0, 2, 3], keepdim: true)
        let variance = (map - mean).square().mean(dims: [0, 2, 3], keepdim: true)
        map = ((map - mean) / (variance + 1e-5).sqrt()).relu()
      }
      let expected = map.flatten(1).linear(try tensor("shared_fcs.0.weight"), nil).relu()
      let training = ForwardContext.training(Generator(seed: 1))
      expectClose(RegionHead.convolutional(head)(regions, training), expected, 1e-5)
      #expect(RegionHead.convolutional(head).outputWidth == 5)
      #expect(try tensor("shared_convs.3.bn.running_var").floats() != [1, 1, 1, 1])
    }

    @Test func evaluationDoesNotDependOnTheOtherRegions() throws {
      let (_, head) = made()
      let regions = Generator(seed: 1).normal([6, 3, 2, 2])
      let all = head(regions, .evaluation)
      expectClose(head(regions.narrow(0, 2, 1), .evaluation), all.narrow(0, 2, 1), 1e-6)
    }
  }
}

extension ParameterSource {
  fileprivate func isLoadedFrom(_ key: String) -> Bool {
    if case .loaded(key, _) = self { true } else { false }
  }
}
