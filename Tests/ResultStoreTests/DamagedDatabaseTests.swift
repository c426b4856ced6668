import Foundation
import Mutations
import ResultStore
import StrictJSON
import Testing

/// A database with faults answers, or is refused with its name; it is never fatal.
@Suite struct DamagedDatabaseTests {
  private let scratch: Scratch
  private let whole: [UInt8]

  init() throws {
    scratch = try Scratch()
    let path = scratch.path("whole.sqlite")
    do {
      let store = try ResultStore(path: path)
      try store.record(.sample())
      try store.record(
        (0..<40).map { number in
          RunRecord(
            run: .sample("run-\(number)", seed: number % 10, startedAt: "2026-01-02T03:04:05Z", wallSeconds: 1.5),
            metrics: ["all", "novel"].map { MetricRow(name: "AP", subset: $0, value: Double(number) / 50, n: 5) },
            labels: RunLabelRows(tags: ["x"], note: "note \(number)"))
        })
    }
    // One file with everything in it, as somebody would copy it.
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func ask(_ path: String, _ access: ResultStore.Access) throws(InputError) {
    let store = try ResultStore(path: path, access: access)
    _ = try store.experiments()
    let ids = try store.history().map(\.id)
    _ = try store.labels(runIDs: ids)
    _ = try store.metrics(experiment: "few-shot")
    _ = try store.seedGroups(HistoryQuery(), measures: [Measure(name: "AP", subset: "novel")])
    if let id = ids.first { _ = try store.record(of: id) }
    guard access == .readWrite else { return }
    try store.record([RunRecord(run: .sample("new-run"))])
  }

  @Test(.timeLimit(.minutes(5)), arguments: [ResultStore.Access.readOnly, .readWrite])
  func itAnswersOrIsRefusedByName(_ access: ResultStore.Access) throws {
    for seed in 0..<1000 {
      var draws = Draws(seed: seed)
      let path = scratch.path("damaged.sqlite")
      for suffix in ["", "-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try Data(whole.damaged(by: &draws)).write(to: URL(fileURLWithPath: path))
      do throws(InputError) { try ask(path, access) } catch {
        #expect(error.file == path, "seed \(seed): \(error)")
        #expect(!error.found.isEmpty, "seed \(seed)")
      }
    }
  }
}
