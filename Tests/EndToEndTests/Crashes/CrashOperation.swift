import Foundation
import Processes
import StrictJSON
import Testing

/// A command that changes a results folder, to be ended at each of its steps.
enum CrashOperation: String, CaseIterable, CustomTestStringConvertible {
  case run = "run"
  case runOverNetwork = "run, network mode"
  case reindex = "reindex"
  case importing = "import"
  case supplement = "import of cells"
  case collect = "gc"
  case label = "tag"
  case settle = "history after a kill"

  var testDescription: String { rawValue }

  /// What it writes, for `docs/RELIABILITY.md`.
  var writes: String {
    switch self {
    case .run: "an artifact, `run.json`, rows of the database, its session"
    case .runOverNetwork: "the same, with leases instead of `flock` and SQLite's rollback journal"
    case .reindex: "the whole database; a torn run folder is set aside"
    case .importing: "the artifacts, run files and rows of another folder"
    case .supplement: "the cells of evaluations that are there without them"
    case .collect: "nothing; removes a run's artifacts, and what was set aside"
    case .label: "`labels.json`, rows of the database"
    case .settle: "`run.json` of a run whose runner was killed, its rows"
    }
  }

  /// What holds after the same command was given again, for the document.
  var result: String {
    switch self {
    case .run, .runOverNetwork, .importing: "what was there is there, each stage once, same metrics"
    case .supplement: "the evaluations are as where they come from, byte for byte"
    case .reindex: "same rows; the torn folder is in `runs/.torn`"
    case .collect: "what runs refer to is there, the rest is gone"
    case .label: "the tag is there, once"
    case .settle: "the run is listed as interrupted, and is done after the next `run`"
    }
  }

  /// Its row of the table in the document.
  var row: String { "| `\(rawValue)` | \(writes) | \(result) |" }

  var environment: [String: String] { self == .runOverNetwork ? ["IMTED_NETWORK_FOLDER": "yes"] : [:] }
}

/// Results folders from which the operations start, made once.
struct CrashFolders {
  let scratch: Scratch
  let program: FaultyProgram
  /// The experiment: two runs.
  let spec: String
  /// The measures of both, as the database has them, bit by bit.
  let metrics: [String]
  /// The folder in which operations work; each begins with a fresh one.
  let work: String
  private let firstID: String
  private let secondID: String

  static let shared = Result { try CrashFolders() }

  init() throws {
    let scratch = try Scratch()
    let work = scratch("work")
    let program = try FaultyProgram(folder: work, scratch: scratch)
    var experiment = try Repository.experiment("benchmarks/smoke/single-object.json")
    experiment["matrix"] = ["arms": ["scratch"], "seeds": [0, 1]]
    experiment["tables"] = []
    experiment["data"] = try Self.data(experiment["data"])
    let spec = try scratch.write("crash.json", .object(experiment))
    func make(_ arguments: [String] = []) throws {
      let outcome = try program.run(["run", spec, "--results", work, "--jobs", "1"] + arguments)
      guard outcome.end == .exited(0) else { throw Failure(description: outcome.errors) }
    }
    func copy(_ from: String, _ to: String) throws { try FileManager.default.copyItem(atPath: from, toPath: to) }
    try make(["--limit", "1"])
    try copy(work, scratch("half"))
    let firstID = try Self.runs(in: work)[0]
    try make()
    try copy(work, scratch("whole"))
    let sent = try program.run([
      "export", "records", spec, "--results", work, "--to", scratch("slim"), "--without-cells",
    ])
    guard sent.end == .exited(0) else { throw Failure(description: sent.errors) }
    let secondID = try Self.runs(in: work).filter { $0 != firstID }[0]
    // All but the last stage of the second run.
    try copy(work, scratch("last"))
    let evaluate = try Self.key("evaluate", of: secondID, in: work)
    for name in ["objects/\(evaluate.prefix(2))/\(evaluate)", "runs/\(secondID)", "history.sqlite"] {
      try FileManager.default.removeItem(atPath: scratch("last/\(name)"))
    }
    try copy(scratch("half/history.sqlite"), scratch("last/history.sqlite"))
    (self.scratch, self.work, self.program, self.spec) = (scratch, work, program, spec)
    (self.firstID, self.secondID) = (firstID, secondID)
    metrics = try Database.metrics(work)
    // Killed in the middle: past the beginning of the session and before the last stage.
    try FileManager.default.removeItem(atPath: work)
    try copy(scratch("half"), work)
    _ = try program.run(["run", spec, "--results", work, "--jobs", "1"], .kill(60))
    try FileManager.default.moveItem(atPath: work, toPath: scratch("killed"))
    guard Files.below(scratch("killed/runs/.active")).contains(where: { $0.hasSuffix(".json") })
    else { throw Failure(description: "the kill came too early or too late") }
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  /// Lays a fresh folder for an operation and gives its command.
  func prepare(_ operation: CrashOperation) throws -> [String] {
    try? FileManager.default.removeItem(atPath: work)
    let start =
      switch operation {
      case .run, .runOverNetwork: "last"
      case .importing: "half"
      case .supplement: "slim"
      case .reindex, .collect, .label: "whole"
      case .settle: "killed"
      }
    try FileManager.default.copyItem(atPath: scratch(start), toPath: work)
    switch operation {
    case .run, .runOverNetwork: return runCommand + ["--wait-for-space", "0"]
    case .importing: return ["import", scratch("whole"), "--results", work]
    case .supplement: return ["import", scratch("whole"), "--results", work, "--records"]
    case .label: return ["tag", firstID, "paper", "--results", work]
    case .settle: return ["history", "--results", work]
    case .reindex:
      for name in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: "\(work)/history.sqlite\(name)") }
      try scratch.write("work/runs/0123456789abcdef/run.json", "{\"format\": \"imted-be")
      return ["reindex", "--results", work]
    case .collect:
      try FileManager.default.removeItem(atPath: "\(work)/runs/\(secondID)")
      try scratch.write("work/objects/.torn/x/content.txt", "torn")
      return ["gc", "--keep-days", "0", "--results", work]
    }
  }

  /// Lays a fresh folder in which five stages of the second run are to be made.
  func prepareHalf() throws {
    _ = try prepare(.importing)
  }

  /// How many stages that is.
  static let stagesOfHalf = 5

  var runCommand: [String] { ["run", spec, "--results", work, "--jobs", "1"] }

  /// The bytes of what is finished and must not change, by path: records of artifacts and run files.
  func finished(_ operation: CrashOperation) -> [String: Data] {
    var files: [String: Data] = [:]
    // What is supplemented gets another stage.json.
    let names = operation == .supplement ? ["/metrics.json"] : ["/stage.json", "/metrics.json"]
    for path in Files.below(work + "/objects") where names.contains(where: path.hasSuffix) {
      files[path] = FileManager.default.contents(atPath: path)
    }
    files[work + "/runs/\(firstID)/run.json"] = FileManager.default.contents(
      atPath: work + "/runs/\(firstID)/run.json")
    if operation == .collect {
      // What only the second run refers to may go.
      let kept = (try? Files.text(work + "/runs/\(firstID)/run.json")) ?? ""
      files = files.filter { path, _ in
        path.hasSuffix("run.json")
          || kept.contains(URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent)
      }
    }
    return files
  }

  /// What is wrong after the operation was done again; empty if all is well.
  func flaws(after operation: CrashOperation) throws -> [String] {
    var flaws: [String] = []
    func check(_ isWell: Bool, _ flaw: @autoclosure () -> String) { if !isWell { flaws.append(flaw()) } }
    let stages = Files.named("stage.json", below: work + "/objects").filter { !$0.contains("/.") }
    let runs = try Self.runs(in: work)
    let whole = Files.named("stage.json", below: scratch("whole") + "/objects")
    switch operation {
    case .run, .runOverNetwork, .importing:
      check(try Database.metrics(work) == metrics, "other metrics")
      check(stages.count == whole.count, "\(stages.count) artifacts instead of \(whole.count)")
      check(runs.count == 2, "runs \(runs)")
      check(Self.measures(work) == Self.measures(scratch("whole")), "other bytes of metrics.json")
    case .supplement:
      check(try Database.metrics(work) == metrics, "other metrics")
      check(stages.count == 2 && runs.count == 2, "\(stages.count) artifacts, runs \(runs)")
      for name in ["cells.h5", "metrics.json", "stage.json"] {
        let files = Files.named(name, below: work + "/objects")
        check(files.count == 2, "\(files.count) files \(name)")
        for file in files {
          let other = scratch("whole") + file.dropFirst(work.count)
          check(FileManager.default.contentsEqual(atPath: file, andPath: other), "\(file) is another")
        }
      }
    case .reindex:
      check(try Database.metrics(work) == metrics, "other metrics")
      check(runs.count == 2, "runs \(runs)")
      check(Files.exists(work + "/runs/.torn/0123456789abcdef/run.json"), "the torn folder is gone")
    case .collect:
      let first = Files.named("stage.json", below: scratch("half") + "/objects").count
      check(stages.count == first, "\(stages.count) artifacts instead of \(first)")
      check(Files.below(work + "/objects/.torn").isEmpty, "torn ones are there")
    case .label:
      check(try Files.text(work + "/runs/\(firstID)/labels.json").contains("\"paper\""), "no tag in the file")
      let tags = try Database.ask(work, "select tag from tag")
      check(tags == ["paper"], "tags \(tags)")
    case .settle:
      let rows = try Database.ask(work, "select id, status from run order by id")
      let expected = [firstID + "|finished", secondID + "|interrupted"].sorted()
      check(rows == expected, "runs \(rows)")
      check(try Files.text(work + "/runs/\(secondID)/run.json").contains("its runner was killed"), "no reason")
    }
    let left = Files.below(work + "/objects/.tmp") + Files.below(work + "/runs/.active")
    check(operation != .run && operation != .runOverNetwork || left.isEmpty, "left behind: \(left)")
    return flaws
  }

  static func runs(in results: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: results + "/runs")
      .filter { !$0.hasPrefix(".") && Files.exists("\(results)/runs/\($0)/run.json") }.sorted()
  }

  /// The key of a run's stage.
  private static func key(_ role: String, of run: String, in results: String) throws -> String {
    let file = try JSONDocument(file: "\(results)/runs/\(run)/run.json").root.value
    guard case .string(let key)? = file["stages"]?[role] else { throw Failure(description: "no \(role)") }
    return key
  }

  /// The bytes of all measures, by the key that they belong to.
  static func measures(_ results: String) -> [String: Data] {
    var measures: [String: Data] = [:]
    for path in Files.named("metrics.json", below: results + "/objects") {
      measures[URL(fileURLWithPath: path).deletingLastPathComponent().lastPathComponent] =
        FileManager.default.contents(atPath: path)
    }
    return measures
  }

  /// The categories for which there is a cut-out.
  private static func data(_ value: JSONValue?) throws -> JSONValue {
    guard case .object(var data)? = value else { throw Failure(description: "no data") }
    data["categories"] = ["base": ["bird"]]
    return .object(data)
  }
}
