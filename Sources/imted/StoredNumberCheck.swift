import Evaluation
import Reports
import ResultStore
import Spec
import StrictJSON

/// The stored numbers of evaluations beside those that this program makes of their cells: whether a measure still means
/// what it meant when they were stored.
struct StoredNumberCheck {
  private let rows: [[JSONValue]]
  private let count: Int

  /// Whether all come out the same, to the last bit.
  var isSame: Bool { rows.isEmpty }

  /// Measures the subsets of all stored numbers that cells tell of again.
  init(_ runs: [ReevaluatedRuns.One], in database: ResultStore, type: EvaluateCommand.IoUType) throws {
    var rows: [[JSONValue]] = []
    var count = 0
    for one in runs {
      guard let run = one.run else { continue }
      let stored = try database.metrics(runIDs: [run.id]).map(\.metric).filter { $0.iouType == type.rawValue }
      let evaluation = COCOEvaluation(one.cells.cells, measure: type.measure)
      for name in Set(stored.map(\.subset)).sorted() {
        let subset = try Subset(option: "--check", name)
        let metrics = evaluation.run(try one.cells.subset(subset, categories: [])).metrics
        for row in stored where row.subset == name {
          // Recall of published lists, VOC's AP and single objects are not told by cells.
          guard let metric = metrics.first(where: { $0.name == row.name }) else { continue }
          count += 1
          let now = metric.value.flatMap { $0.isFinite ? $0 : nil }
          guard now != row.value else { continue }
          rows.append(
            ReevaluatedRow.cell(of: run) + [
              .string(name), .string(row.name), .finiteOrNull(row.value), .finiteOrNull(now),
            ])
        }
      }
    }
    (self.rows, self.count) = (rows, count)
  }

  /// The numbers that differ, and how many do not.
  var text: String {
    let line = "\(count - rows.count) of \(count) stored numbers come out the same, to the last bit"
    return isSame ? line : table.text + line
  }

  /// The same as one object.
  var json: JSONValue {
    ["checked": .integer(Int64(count)), "same": .integer(Int64(count - rows.count)), "different": table.json]
  }

  private var table: HistoryTable {
    HistoryTable(
      columns: ReevaluatedRow.columns + [.init("subset"), .init("metric"), .init("stored"), .init("now")], rows: rows)
  }
}
