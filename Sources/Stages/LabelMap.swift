import Datasets
import Detection
import Pipeline
import Spec
import StrictJSON

/// Which category each output of a classifier stands for: base categories in their declared order, then novel ones. The
/// order comes from a file's own list of categories only where a model asks for that peculiarity of the reference.
struct LabelMap {
  /// Category id of each label.
  let categoryIDs: [Int]
  /// How many of the labels are base categories; they come first.
  let baseCount: Int
  private let labels: [Int: Int]

  /// The labels of a label space, by the ids that a split's annotations give the names. The order is that of the model's
  /// outputs; who asks only for the set of categories takes the declared one.
  init(
    _ space: LabelSpace, index: DatasetIndex, dataset: COCODataset, order: ModelQuirks.LabelOrder
  ) throws(InputError) {
    let names =
      switch space {
      case .base: index.base
      case .all: index.base + index.novel
      case .novel: index.novel
      }
    var ids: [Int] = []
    for name in names { ids.append(try dataset.category(named: name).id) }
    if order == .file { ids = dataset.categories.map(\.id).filter(Set(ids).contains) }
    categoryIDs = ids
    baseCount = space == .novel ? 0 : index.base.count
    labels = Dictionary(ids.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
  }

  /// Number of labels.
  var count: Int { categoryIDs.count }

  /// Refuses an order in which a base category's label comes after a novel one's: what is copied from base training
  /// would go to the wrong categories.
  func requireBaseFirst(_ index: DatasetIndex, _ dataset: COCODataset) throws(InputError) {
    guard baseCount > 0 else { return }
    let base = Set(index.base)
    for (label, id) in categoryIDs.prefix(baseCount).enumerated() {
      let name = dataset.categories.first { $0.id == id }?.name ?? "\(id)"
      if base.contains(name) { continue }
      throw InputError(
        file: dataset.file, jsonPath: "$.categories",
        found: "the novel category \"\(name)\" at place \(label) of the labels, before base categories",
        expected: "base categories first in the file, or model.quirks.label_order \"declared\"")
    }
  }

  /// A data set with only the categories of the label space and their objects.
  func keepingOwn(_ dataset: COCODataset) -> COCODataset { dataset.keeping(categoryIDs: Set(categoryIDs)) }

  /// The label of a category, nil when the label space lacks it.
  func label(_ categoryID: Int) -> Int? { labels[categoryID] }
}
