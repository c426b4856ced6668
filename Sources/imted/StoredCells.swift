import Detection
import Evaluation
import FeatureStore
import Foundation
import Pipeline
import Spec
import StrictJSON

/// The cells of a stored evaluation, and what the subsets of an experiment mean in them.
struct StoredCells {
  let file: String
  let cells: MatchCells

  /// Reads a file of cells.
  init(file: String, type: IoUType) throws(InputError) {
    self.file = file
    let stored = try ColumnFile(path: file, format: CellColumns.format)
    let columns = CellColumns(integers: stored.integers, numbers: stored.numbers, texts: stored.texts)
    guard columns.measures.contains(type.rawValue) else {
      throw InputError(
        file: file, found: "no overlaps by \(type.rawValue)",
        expected: "--iou-type \(columns.measures.joined(separator: " or "))")
    }
    do { cells = try MatchCells(columns, measure: type.rawValue) } catch {
      throw InputError(file: file, jsonPath: "/" + error.column, found: error.found, expected: error.expected)
    }
  }

  /// Reads the cells in the artifact of an evaluation.
  init(of key: Digest, in store: ArtifactStore, type: IoUType) throws(InputError) {
    let folder = store.folder(of: key)
    switch store.lookup(key) {
    case .present(let record) where record.files.contains { $0.path == CellColumns.fileName }: break
    case .present:
      throw InputError(
        file: folder, found: "an evaluation without its cells",
        expected:
          "one with \(CellColumns.fileName): `imted run` with the experiment and --refresh evaluate makes it, from the"
          + " stored detections where they are there; `imted import` brings it from where it was made")
    case .absent: throw InputError(file: folder, found: "no evaluation", expected: "the one of the run: `imted run`")
    case .torn(let why): throw InputError(file: folder, found: why, expected: "a whole artifact: `imted run`")
    }
    try self.init(file: "\(folder)/\(CellColumns.fileName)", type: type)
  }

  /// Writes the cells of one evaluation into a file of their own.
  static func write(_ cells: MatchCells, type: IoUType, to file: String) throws(InputError) {
    let columns = CellColumns([(type.rawValue, cells)])
    try ColumnFile(integers: columns.integers, numbers: columns.numbers, texts: columns.texts).write(
      to: file, format: CellColumns.format)
  }

  /// A subset as the evaluator takes it. `categories` leaves only those of some names; empty for all.
  func subset(_ subset: Subset, categories names: [String] = []) throws(InputError) -> EvaluationSubset {
    var chosen = Set<Int>()
    for (category, scope) in zip(cells.categories, cells.scopes) {
      guard scope != .undivided || subset.scope == .all else {
        throw InputError(
          file: file, found: "categories that are not divided into base and novel ones", expected: "a subset of all")
      }
      guard names.isEmpty || names.contains(category.name) else { continue }
      let isMeant =
        switch subset.scope {
        case .all: scope != .outside
        case .base: scope == .base
        case .novel: scope == .novel
        }
      if isMeant { chosen.insert(category.id) }
    }
    let known = cells.categories.map(\.name)
    if let stranger = names.first(where: { !known.contains($0) }) {
      throw InputError(
        file: file, found: "no category \"\(stranger)\"", expected: "one of those evaluated",
        nearest: NearestName.to(stranger, among: known))
    }
    guard !chosen.isEmpty else {
      let scope = subset.scope == .all ? "evaluated" : subset.scope.rawValue
      let others = [("base", MatchCells.Scope.base), ("novel", .novel)].filter { cells.scopes.contains($0.1) }.map(\.0)
      throw InputError(
        file: file,
        found: names.isEmpty ? "no \(scope) categories" : "no \(scope) category among \(names.joined(separator: ", "))",
        expected: "a subset of \((["all"] + others).joined(separator: " or "))")
    }
    let name = ([subset.name] + names).joined(separator: ", ")
    return EvaluationSubset(
      name: name, categoryIDs: chosen, visible: subset.visible.map { VisibleBand($0) },
      annotationIDs: try subset.occlusion.map { (kind) throws(InputError) in try ids(of: kind) })
  }

  private func ids(of kind: Subset.Occlusion) throws(InputError) -> Set<Int> {
    let bit: MatchCells.Occlusions = kind == .occluded ? .occluded : .separated
    guard cells.knownOcclusions.contains(bit) else {
      throw InputError(
        file: file, found: "no word of which objects are \(kind.rawValue)",
        expected: "an evaluation that measured by masks or had such a subset")
    }
    return Set(cells.objects.filter { $0.occlusions.contains(bit) }.map(\.id))
  }
}

extension VisibleBand {
  /// The band of a declared subset.
  init(_ band: Subset.VisibleBand) {
    self = band.includesUpper ? VisibleBand(band.lower...band.upper) : VisibleBand(band.lower..<band.upper)
  }
}

extension Subset {
  /// Reads the words of a subset as given to an option.
  init(option: String, _ text: String) throws(InputError) {
    do { self = try Subset(JSONDocument(value: .string(text)).root) } catch {
      throw InputError(file: option, found: error.found, expected: error.expected, nearest: error.nearest)
    }
  }
}
