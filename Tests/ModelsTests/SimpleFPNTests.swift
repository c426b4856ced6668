import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct SimpleFPNTests {
    private let levels: [PyramidLevel] = [.quadruple, .double, .same, .half]

    private func golden() throws -> (SimpleFPN, ParameterStore, Golden) {
      let golden = try Golden("simple_fpn")
      let store = ParameterStore(seed: 1)
      let scope = Scope(store)
      let pyramid = SimpleFPN(
        backbone: scope / "backbone", neck: scope / "neck", shape: goldenShape, levels: levels, extraLevel: true)
      try store.load(golden.weights)
      return (pyramid, store, golden)
    }

    @Test func mapsAndStatisticsInTrainingEqualPyTorchs() throws {
      let (pyramid, store, golden) = try golden()
      let maps = pyramid(try golden.tensor("input.map"), .training(Generator(seed: 0)))
      #expect(maps.count == 5)
      for (index, map) in maps.enumerated() { expectClose(map, try golden.tensor("output.\(index)"), 1e-5) }
      for name in ["running_mean", "running_var"] {
        let key = "backbone.fpn1.1.\(name)"
        expectClose(try #require(store[key]).tensor, try golden.tensor("after.\(key)"), 1e-6)
      }
    }

    @Test func gradientsEqualPyTorchs() throws {
      let (pyramid, store, golden) = try golden()
      let map = try golden.tensor("input.map")
      map.requireGrad()
      let maps = pyramid(map, .training(Generator(seed: 0)))
      let sums = try maps.enumerated().map { ($1 * (try golden.tensor("grad_output.\($0)"))).sum() }
      Tensor.stack(sums).sum().backward()
      expectClose(try #require(map.grad), try golden.tensor("grad.map"), 2e-5)
      let key = "backbone.fpn1.0.weight"
      expectClose(try #require(store.gradient(key)), try golden.tensor("grad.\(key)"), 2e-4)
    }

    @Test func levelsAreChosen() {
      let store = ParameterStore(seed: 1)
      let scope = Scope(store)
      let pyramid = SimpleFPN(
        backbone: scope / "backbone", neck: scope / "neck", shape: goldenShape,
        levels: [.double, .same, .half, .quarter])
      #expect(pyramid.strides == [4, 8, 16, 32])
      #expect(pyramid.channels == 8)
      let maps = pyramid(Generator(seed: 1).normal([1, 24, 8, 4]), .evaluation)
      #expect(maps.map(\.shape) == [[1, 8, 16, 8], [1, 8, 8, 4], [1, 8, 4, 2], [1, 8, 2, 1]])
      #expect(!store.entries.map(\.key).contains { $0.contains("fpn1") })
    }

    @Test func extraLevelTakesEverySecondCell() throws {
      let (pyramid, _, golden) = try golden()
      let maps = pyramid(try golden.tensor("input.map"), .evaluation)
      #expect(pyramid.strides == [2, 4, 8, 16, 32])
      expectClose(maps[4], maps[3].slice(2, 0, step: 2).slice(3, 0, step: 2), 0)
    }
  }
}
