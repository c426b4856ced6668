import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct ParameterStoreTests {
    private let normal = Initializer.normal(standardDeviation: 0.02)

    @Test func sharedKeysHaveEqualValuesWhateverElseAModelHolds() {
      let (small, large) = (ParameterStore(seed: 3), ParameterStore(seed: 3))
      let expected = small.parameter("blocks.0.weight", [4, 4], normal)
      _ = large.parameter("other", [100], normal)
      _ = large.parameter("another", [7], .uniform(bound: 1))
      #expect(large.parameter("blocks.0.weight", [4, 4], normal).bytes() == expected.bytes())
    }

    @Test func keysAndSeedsHaveStreamsOfTheirOwn() {
      let store = ParameterStore(seed: 3)
      let a = store.parameter("a", [8], normal).floats()
      #expect(store.parameter("b", [8], normal).floats() != a)
      #expect(ParameterStore(seed: 4).parameter("a", [8], normal).floats() != a)
    }

    @Test func streamSeedsArePinned() {
      // Values drawn in earlier runs hang on these.
      #expect(ParameterStore.streamSeed(0, "") == 16848853895932712992)
      #expect(ParameterStore.streamSeed(1, "blocks.0.attn.qkv.weight") == 4905720337862959451)
    }

    @Test func sourcesTellDrawnFromFixed() {
      let store = ParameterStore(seed: 9)
      _ = store.parameter("w", [2], normal)
      _ = store.parameter("b", [2], .zeros)
      _ = store.buffer("p", [2], .values([1, 2], name: "sin-cos"))
      #expect(
        store.entries.map(\.source) == [
          .drawn(seed: 9, stream: "w", distribution: "normal(0.02)"), .fixed("zeros"), .fixed("sin-cos"),
        ])
      store.setSource(.loaded(key: "x", digest: "00"), of: "w")
      #expect(store["w"]?.source == .loaded(key: "x", digest: "00"))
    }

    @Test func buffersAreNeitherTrainedNorCounted() {
      let store = ParameterStore(seed: 0)
      _ = store.parameter("w", [2, 3], .ones)
      #expect(!store.buffer("running_mean", [5], .zeros).requiresGrad)
      #expect(store.trainable.map(\.key) == ["w"])
      #expect(store.parameterCount == 6)
    }

    @Test func frozenPrefixesLeaveTheTrainableOnes() {
      let store = ParameterStore(seed: 0)
      for key in ["backbone.w", "neck.w", "backbone_other.w"] { _ = store.parameter(key, [1], .ones) }
      store.setTrainable(false, prefixes: ["backbone."])
      #expect(store.trainable.map(\.key) == ["neck.w", "backbone_other.w"])
      store.setTrainable(true, prefixes: ["backbone."])
      #expect(store.trainable.count == 3)
    }

    @Test func scopesJoinNamesWithDots() {
      let scope = Scope(ParameterStore(seed: 0)) / "blocks" / 3 / "attn"
      #expect(scope.key("qkv") == "blocks.3.attn.qkv")
    }
  }

  @Suite struct InitializerTests {
    @Test func uniformValuesKeepTheirBound() {
      let store = ParameterStore(seed: 1)
      let values = store.parameter("w", [200, 100], .xavierUniform(fanIn: 100, fanOut: 200)).floats()
      let bound = Float((6.0 / 300).squareRoot())
      let (smallest, largest) = (values.min() ?? 0, values.max() ?? 0)
      #expect(smallest >= -bound && smallest < -0.99 * bound)
      #expect(largest <= bound && largest > 0.99 * bound)
    }

    @Test func normalValuesHaveTheirDeviation() {
      let values = ParameterStore(seed: 1).parameter("w", [20_000], .normal(standardDeviation: 0.02)).floats()
      let square = values.reduce(0) { $0 + Double($1 * $1) } / 20_000
      #expect(abs(square.squareRoot() - 0.02) < 0.0005)
    }

    @Test func givenValuesAreKept() {
      let tensor = ParameterStore(seed: 1).buffer("p", [2, 2], .values([1, 2, 3, 4], name: "given"))
      #expect(tensor.floats() == [1, 2, 3, 4])
    }
  }
}
