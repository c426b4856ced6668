import Datasets
import Detection
import Evaluation
import FeatureStore
import Spec

/// Gathers the cells of an evaluation's measures and writes them into `cells.h5`, from which later questions are
/// answered without detections.
struct EvaluatedCells {
  private var measures: [(name: String, cells: MatchCells)] = []

  /// Takes the cells of one measure.
  mutating func add(
    _ evaluation: COCOEvaluation, _ type: IoUType, _ dataset: COCODataset, _ detections: [Detection],
    _ objects: EvaluatedObjects
  ) {
    var cells = MatchCells(
      of: evaluation, annotations: dataset.annotations, detections: detections, rivals: objects.categoryIDs(.all))
    objects.label(&cells)
    measures.append((type.rawValue, cells))
  }

  /// Writes the file into a folder.
  func write(into folder: String, split: Split) throws {
    let columns = CellColumns(measures)
    try ColumnFile(
      integers: columns.integers, numbers: columns.numbers, texts: columns.texts,
      provenance: Provenance(split: split.rawValue)
    ).write(to: "\(folder)/\(CellColumns.fileName)", format: CellColumns.format)
  }
}

extension EvaluatedObjects {
  /// Writes into cells what the experiment calls base and novel, and which objects it counts as occluded or separated, as
  /// far as its subsets or masks tell.
  func label(_ cells: inout MatchCells) {
    let (base, novel) = (categoryIDs(.base), categoryIDs(.novel))
    cells.scopes = cells.categories.map { base.contains($0.id) ? .base : novel.contains($0.id) ? .novel : .outside }
    for kind in OcclusionKind.allCases {
      guard let ids = ids(of: kind) else { continue }
      let bit = MatchCells.Occlusions(kind)
      cells.knownOcclusions.insert(bit)
      for index in cells.objects.indices where ids.contains(cells.objects[index].id) {
        cells.objects[index].occlusions.insert(bit)
      }
    }
  }
}
