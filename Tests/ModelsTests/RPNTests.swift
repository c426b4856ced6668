import Models
import NN
import Statistics
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct RPNTests {
    var settings: RPNSettings {
      RPNSettings(
        anchors: AnchorGenerator(scales: [4]), sampler: Sampler(count: 16, positiveFraction: 0.5),
        candidatesInTraining: 20, candidates: 10, proposalsInTraining: 12, proposals: 6)
    }

    func network(_ store: ParameterStore) -> RPN {
      RPN(Scope(store, prefix: "rpn_head"), channels: 8, strides: [4, 8], settings: settings)
    }

    let maps = [Generator(seed: 2).normal([2, 8, 8, 8]), Generator(seed: 3).normal([2, 8, 4, 4])]

    @Test func keysAreTheReferences() {
      let store = ParameterStore(seed: 1)
      _ = network(store)
      #expect(
        store.entries.map(\.key) == [
          "rpn_head.rpn_conv.weight", "rpn_head.rpn_conv.bias", "rpn_head.rpn_cls.weight", "rpn_head.rpn_cls.bias",
          "rpn_head.rpn_reg.weight", "rpn_head.rpn_reg.bias",
        ])
    }

    @Test func outputsRunInTheAnchorsOrder() throws {
      let store = ParameterStore(seed: 1)
      let network = network(store)
      func set(_ name: String, _ values: [Float]?) throws {
        let tensor = try #require(store["rpn_head.\(name)"]?.tensor)
        withoutGradients {
          if let values { tensor.copyInPlace(from: Tensor(values)) } else { tensor.zeroInPlace() }
        }
      }
      try set("rpn_cls.weight", nil)
      try set("rpn_reg.weight", nil)
      try set("rpn_cls.bias", [1, 2, 3])
      try set("rpn_reg.bias", (0..<12).map { Float($0) })
      let output = network(maps)
      #expect(output.levelCounts == [192, 48])
      #expect(output.anchors.count == 240)
      #expect(output.logits.floats() == (0..<480).map { Float($0 % 3 + 1) })
      #expect(output.deltas.floats() == (0..<1920).map { Float($0 % 12) })
    }

    @Test func eachCellIsReadAtItsAnchors() throws {
      let store = ParameterStore(seed: 1)
      let network = network(store)
      let weight = try #require(store["rpn_head.rpn_conv.weight"]?.tensor)
      withoutGradients { weight.copyInPlace(from: Tensor.full(weight.shape, 0.1)) }
      var cells = [Float](repeating: 0, count: 64)
      cells[8 * 5 + 2] = 1  // row 5, column 2
      let map = Tensor(cells, shape: [1, 1, 8, 8]).expand([1, 8, 8, 8])
      let output = network([map, Tensor.zeros([1, 8, 4, 4])])
      let logits = output.logits.floats()
      let seen = logits.indices.filter { logits[$0] != 0 }.map { output.anchors[$0] }
      let middles = Set(seen.map { [($0.x + $0.z).rounded(), ($0.y + $0.w).rounded()] })
      // The 3 x 3 neighbourhood at 4 pixels a cell; sums of edges are twice the middles.
      #expect(middles == Set((4...6).flatMap { row in (1...3).map { [Float(8 * $0), Float(8 * row)] } }))
    }

    @Test func proposalsLieInThePictureByFallingObjectness() {
      let proposals = network(ParameterStore(seed: 1))
      let output = proposals(maps)
      for (isTraining, limit) in [(true, 12), (false, 6)] {
        let found = proposals.proposals(output, width: 32, height: 32, isTraining: isTraining)
        #expect(found.count == 2)
        for picture in found {
          #expect(picture.count == limit)
          #expect(picture.map(\.logit) == picture.map(\.logit).sorted(by: >))
          #expect(picture.allSatisfy { $0.corners.x >= 0 && $0.corners.y >= 0 })
          #expect(picture.allSatisfy { $0.corners.z <= 32 && $0.corners.w <= 32 })
        }
      }
    }

    @Test func lossesAreDividedByTheSampledAnchors() {
      let network = network(ParameterStore(seed: 1))
      let output = network(maps)
      let anchor = output.anchors[3 * (8 * 4 + 4) + 1]
      var stream = RandomStream(seed: 1, name: "sampling")
      let losses = network.losses(output, objects: [[anchor], []], &stream)
      // Small weights: every logit is near 0, every difference of the positive (an exact hit) too.
      #expect(abs(losses.objectness.item() - 0.6931) < 0.01)
      #expect(losses.box.item() < 0.01)
      #expect(losses.box.item() > 0)
    }

    /// The picture fills 18 of 32 columns and 9 of 32 rows, so 5 x 3 cells of stride 4 and 3 x 2 of stride 8.
    @Test func anchorsInTheBatchsPaddingAreNotTrained() throws {
      let store = ParameterStore(seed: 1)
      var settings = settings
      settings.sampler = Sampler(count: 1000, positiveFraction: 0.5)
      let network = RPN(Scope(store, prefix: "rpn_head"), channels: 8, strides: [4, 8], settings: settings)
      // The convolution sees a cell and none of its neighbours, so a map's gradient says which cells are trained.
      let weight = try #require(store["rpn_head.rpn_conv.weight"]?.tensor)
      let middle = [0, 0, 0, 0, 1, 0, 0, 0, 0].map { Float($0) }
      withoutGradients { weight.copyInPlace(from: Tensor(middle, shape: [1, 1, 3, 3]).expand([8, 8, 3, 3])) }
      let maps = [Tensor.full([1, 8, 8, 8], 1), Tensor.full([1, 8, 4, 4], 1)]
      for map in maps { map.requireGrad() }
      var stream = RandomStream(seed: 1, name: "sampling")
      let sizes = [PictureSize(width: 18, height: 9)]
      network.losses(network(maps), objects: [[]], sizes: sizes, &stream).objectness.backward()
      for (map, reached) in zip(maps, [(rows: 3, columns: 5), (rows: 2, columns: 3)]) {
        let side = map.size(3)
        let gradients = try #require(map.grad).floats().prefix(side * side)
        for (cell, gradient) in gradients.enumerated() {
          let isReached = cell / side < reached.rows && cell % side < reached.columns
          #expect((gradient != 0) == isReached, "row \(cell / side), column \(cell % side) of \(side)")
        }
      }
    }

    /// The anchor that is best for an object lies in the padding; the best of the others finds it instead.
    @Test func anObjectIsFoundByTheBestAnchorOutsideThePadding() {
      let network = network(ParameterStore(seed: 1))
      let output = network(maps)
      let object = output.anchors[3 * (8 * 3 + 6) + 1]  // row 3, column 6: begins at 24 of 32 columns
      func boxLoss(_ sizes: [PictureSize]?) -> Float {
        var stream = RandomStream(seed: 1, name: "sampling")
        return network.losses(output, objects: [[object], []], sizes: sizes, &stream).box.item()
      }
      let whole = [PictureSize](repeating: PictureSize(width: 32, height: 32), count: 2)
      #expect(boxLoss(whole) == boxLoss(nil))
      // An exact hit has differences of 0; the neighbour, a cell to the left, has not.
      let narrow = [PictureSize(width: 24, height: 32), whole[1]]
      #expect(boxLoss(narrow) > boxLoss(nil) + 0.004)
    }

    @Test func aBatchWithoutObjectsHasNoBoxLoss() throws {
      let store = ParameterStore(seed: 1)
      let network = network(store)
      var stream = RandomStream(seed: 1, name: "sampling")
      let losses = network.losses(network(maps), objects: [[], []], &stream)
      #expect(losses.box.item() == 0)
      (losses.objectness + losses.box).backward()
      #expect(try #require(store["rpn_head.rpn_reg.bias"]?.tensor.grad).floats().allSatisfy { $0 == 0 })
    }
  }
}
