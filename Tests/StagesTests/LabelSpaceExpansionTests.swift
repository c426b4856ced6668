import Checkpoints
import Models
import NN
import StrictJSON
import Testing
import Torch

/// How a detector of base categories becomes one of base and novel ones.
@Suite("LabelSpaceExpansion") struct LabelSpaceExpansionTests {
  private let prefix = "roi_head.bbox_head."
  private let masks = "roi_head.mask_head.conv_logits."

  /// Output layers of so many categories and one other tensor, all of one value.
  private func store(categories: Int, _ value: Float) -> ParameterStore {
    let store = ParameterStore(seed: 0)
    for (key, shape) in shapes(categories) { _ = store.parameter(key, shape, .constant(Double(value))) }
    return store
  }

  private func shapes(_ categories: Int) -> [(String, [Int])] {
    [
      ("neck.weight", [2]), (prefix + "fc_cls.weight", [categories + 1, 2]), (prefix + "fc_cls.bias", [categories + 1]),
      (prefix + "fc_reg.weight", [4 * categories, 2]), (prefix + "fc_reg.bias", [4 * categories]),
      (masks + "weight", [categories, 2, 1, 1]), (masks + "bias", [categories]),
    ]
  }

  /// The tensors of a model of so many base categories, the numbers of each counted up from 1.
  private func base(_ categories: Int) -> [StoredTensor] {
    shapes(categories).map { key, shape in
      StoredTensor(key: key, shape: shape, floats: (0..<shape.reduce(1, *)).map { Float($0 + 1) })
    }
  }

  private func values(_ store: ParameterStore, _ key: String) throws -> [Float] {
    try #require(store[key]).tensor.floats()
  }

  @Test func baseAndBackgroundRowsAreCopiedAndNovelRowsKept() throws {
    let store = store(categories: 3, -7)
    try LabelSpaceExpansion(baseClasses: 2).load(base(2), file: "base", into: store)
    #expect(try values(store, "neck.weight") == [1, 2])
    #expect(try values(store, prefix + "fc_cls.weight") == [1, 2, 3, 4, -7, -7, 5, 6])
    #expect(try values(store, prefix + "fc_cls.bias") == [1, 2, -7, 3])
    #expect(try values(store, prefix + "fc_reg.bias") == [1, 2, 3, 4, 5, 6, 7, 8, -7, -7, -7, -7])
    #expect(try values(store, prefix + "fc_reg.weight").prefix(16).elementsEqual((1...16).map(Float.init)))
    #expect(try values(store, masks + "weight") == [1, 2, 3, 4, -7, -7])
    #expect(try values(store, masks + "bias") == [1, 2, -7])
  }

  @Test func boxRowsCanStartAnew() throws {
    let store = store(categories: 3, -7)
    try LabelSpaceExpansion(baseClasses: 2, regressionRows: .restarted).load(base(2), file: "base", into: store)
    #expect(try values(store, prefix + "fc_reg.bias") == [Float](repeating: -7, count: 12))
    #expect(try values(store, prefix + "fc_cls.bias") == [1, 2, -7, 3])
    #expect(try values(store, masks + "bias") == [1, 2, -7])
  }

  @Test func withoutBaseCategoriesTheBackgroundRowAloneIsCopied() throws {
    let store = store(categories: 1, -7)
    try LabelSpaceExpansion(baseClasses: 2, keepsBase: false).load(base(2), file: "base", into: store)
    #expect(try values(store, "neck.weight") == [1, 2])
    #expect(try values(store, prefix + "fc_cls.weight") == [-7, -7, 5, 6])
    #expect(try values(store, prefix + "fc_cls.bias") == [-7, 3])
    #expect(try values(store, prefix + "fc_reg.bias") == [-7, -7, -7, -7])
  }

  @Test func withoutNovelCategoriesItIsACopy() throws {
    let store = store(categories: 2, -7)
    try LabelSpaceExpansion(baseClasses: 2).load(base(2), file: "base", into: store)
    for tensor in base(2) { #expect(try values(store, tensor.key) == tensor.floats()) }
  }

  @Test func otherShapesAndTensorsAreRefused() throws {
    func error(_ tensors: [StoredTensor]) -> String {
      do {
        try LabelSpaceExpansion(baseClasses: 2).load(tensors, file: "base.safetensors", into: store(categories: 3, -7))
        return "none"
      } catch { return "\(error)" }
    }
    let other = error(base(1))
    #expect(
      other.contains("base.safetensors") && other.contains("fc_cls.weight") && other.contains("2 base categories"))
    #expect(error(base(2).dropLast()).contains("conv_logits.bias"))
    let more = error(base(2) + [StoredTensor(key: "more", shape: [1], floats: [0])])
    #expect(more.contains("more"))
  }
}
