import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// An experiment with what the database holds of it as it is declared now; see ``DeclaredRuns``.
struct RecordedExperiment {
  let spec: ExperimentSpec
  let database: ResultStore
  /// The latest finished run of each cell. A cell that was run again, as with another version of the tensor library, has
  /// several.
  let runs: [RunRow]
  /// The latest run of each cell that has none that finished.
  let unfinished: [RunRow]
  let cards: ProtocolCards

  /// Opens the results folder for reading and finds the experiment of a file, or the one recorded under a name.
  ///
  /// Throws when nothing of it is finished.
  init(_ experiment: String, overrides: [String], results: String) throws(InputError) {
    let folder = ResultsFolder(root: URL(fileURLWithPath: results).path)
    try self.init(experiment, overrides: overrides, in: folder.openDatabase(.readOnly))
  }

  /// Finds the experiment of a file, or the one recorded under a name, in a database.
  ///
  /// Throws when nothing of it is finished.
  init(_ experiment: String, overrides: [String], in database: ResultStore) throws(InputError) {
    self.database = database
    spec = try Self.declared(experiment, overrides, in: database)
    let found = try DeclaredRuns(of: spec, folder: ExperimentData.folder(of: experiment), in: database)
    (runs, unfinished) = (found.finished, found.unfinished)
    guard !runs.isEmpty else {
      let lack = found.whyNotPlanned.map {
        ". Runs that it shares with an earlier declaration could not be looked for: \($0)"
      }
      throw InputError(
        file: database.path, found: "no run of the experiment \"\(spec.name)\" as it is declared now",
        expected: "one: `imted run` makes it" + (lack ?? ""))
    }
    if let why = found.whyNotPlanned {
      Console.error("warning: runs of earlier declarations of \"\(spec.name)\" could not be looked for: \(why)")
    }
    cards = try ProtocolCards(of: runs, in: database)
  }

  /// The declared tables, to be filled.
  func tables(interval: IntervalMethod = .student) throws(InputError) -> ExperimentTables {
    ExperimentTables(
      spec, try database.metrics(runIDs: runs.map(\.id)), protocols: cards.protocols(of: runs), interval: interval,
      source: source)
  }

  /// Where the numbers of its tables are from.
  var source: TableSource {
    var commits: [String] = []
    // A run whose stages are of several commits has them in one text.
    for commit in runs.compactMap(\.commitID).flatMap({ $0.components(separatedBy: "; ") })
    where !commits.contains(commit) { commits.append(commit) }
    return TableSource(experiment: spec.name, specDigest: DatabaseRecorder.digest(of: spec), commits: commits.sorted())
  }

  /// What is stored of the runs that stand for the arms where one of each is shown: those with the most shots, the first
  /// variant, and the first seed that most of them have it of, since runs that came as records have few files.
  ///
  /// Throws what the first run lacks if there is none of any.
  func shown<Stored>(_ stored: (StoredRun) throws(InputError) -> Stored) throws(InputError) -> [Stored] {
    var most: [Stored] = []
    var lack: InputError?
    for seed in spec.matrix.seeds where most.count < spec.matrix.arms.count {
      var found: [Stored] = []
      for arm in spec.matrix.arms {
        guard let run = try shownRun(arm, seed: seed) else { continue }
        do { found.append(try stored(run)) } catch { lack = lack ?? error }
      }
      if found.count > most.count { most = found }
    }
    if most.isEmpty, let lack { throw lack }
    return most
  }

  private func shownRun(_ arm: Arm, seed: Int) throws(InputError) -> StoredRun? {
    let matrix = spec.matrix
    let run = runs.first {
      $0.arm == arm.rawValue && $0.seed == seed && $0.shots == matrix.shots?.max()
        && $0.variant == matrix.variants.first?.name
    }
    guard let run else { return nil }
    return try database.record(of: run.id)
  }

  /// Whether a name is that of a file, rather than of something recorded.
  static func isFile(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: name) || name.hasSuffix(".json")
  }

  private static func declared(
    _ experiment: String, _ overrides: [String], in database: ResultStore
  ) throws(InputError) -> ExperimentSpec {
    if isFile(experiment) { return try ExperimentSpec(file: experiment, overrides: overrides) }
    let known = try database.experiments()
    guard let row = known.first(where: { $0.name == experiment }) else {
      let names = known.map(\.name)
      throw InputError(
        file: database.path, found: "no experiment \"\(experiment)\"",
        expected: names.isEmpty ? "a recorded experiment" : "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(experiment, among: names))
    }
    return try ExperimentSpec(document: JSONDocument(bytes: Array(row.specJSON.utf8), file: nil), overrides: overrides)
  }
}

extension RunRow {
  /// The run's cell; nil for an arm that this program does not know.
  var cell: Cell? {
    Arm(rawValue: arm).map { Cell(arm: $0, shots: shots, seed: seed, variant: variant) }
  }
}
