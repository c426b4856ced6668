import Foundation
public import Spec
public import StrictJSON

/// What a runner is at: the runs that it has begun and not yet described by a `run.json`.
///
/// It writes `runs/.active/<name>.json` before its first stage and removes it after its last run. A file that is there
/// while nobody holds the lock beside it is of a runner that was killed; `KilledRunners` turns it into run files.
public struct RunnerSession: Sendable {
  /// The value of `format`.
  public static let format = "imted-bench/session/1"

  /// A run that was begun.
  public struct Run: Sendable, Equatable {
    /// Its id.
    public let id: String
    /// Its cell.
    public let cell: Cell
    /// Its stages by role.
    public let steps: [PlannedRun.Step]
  }

  /// The runner.
  public let holder: ProcessIdentity
  /// When it began, ISO 8601 in UTC.
  public let startedAt: String
  /// The experiment's name.
  public let experiment: String
  /// The experiment's title.
  public let title: String
  /// The experiment, with every default written out.
  public let spec: JSONValue
  /// The runs.
  public let runs: [Run]
  /// The file.
  public let file: String

  /// The sessions of a results folder, of runners that live and of others, by file name. Files that cannot be read are
  /// left out: a runner may be about to remove them.
  public static func all(in root: String) -> [RunnerSession] {
    let folder = folder(root)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0.hasSuffix(".json") }.compactMap { try? RunnerSession(file: "\(folder)/\($0)") }
  }

  /// A session that this process holds.
  final class Own: Sendable {
    private let file: String
    private let lock: KeyLock

    init(file: String, lock: KeyLock) { (self.file, self.lock) = (file, lock) }

    /// Ends it: all its runs have their files.
    func end() throws(PipelineError) {
      guard unlink(file) == 0 else { throw DurableFile.failure("remove", file) }
      KeyLock.removeFiles(of: RunnerSession.lockPath(of: file))
    }
  }

  /// Begins a session for the runs of a plan that are not `complete`; nil where all are.
  static func begin(
    _ plan: ExperimentPlan, without complete: [PlannedRun], in store: ArtifactStore
  ) throws(PipelineError) -> Own? {
    let done = Set(complete.map(\.id))
    let runs = plan.runs.filter { !done.contains($0.id) }
    guard !runs.isEmpty else { return nil }
    try DurableFile.makeFolder(folder(store.root))
    while true {
      let file = "\(folder(store.root))/\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16)).json"
      // Who clears up may take away the lock's file before it is locked.
      guard let lock = try KeyLock.tryToTake(lockPath(of: file), store.locking),
        lock.isNamed(lockPath(of: file))
      else { continue }
      let json: JSONValue = [
        "format": .string(format), "holder": ProcessIdentity.own.json, "started_at": .string(Timestamp.text()),
        "experiment": .string(plan.spec.name), "title": .string(plan.spec.title), "spec": plan.spec.json,
        "runs": .array(
          runs.map { run in
            [
              "id": .string(run.id), "cell": run.cell.json,
              "stages": .object(run.steps.map { ($0.role.rawValue, .string($0.key.hex)) }),
            ]
          }),
      ]
      // Not canonical: a run file that is made of it must have the experiment's members in their order.
      try DurableFile.write(json.prettyText() + "\n", to: file)
      return Own(file: file, lock: lock)
    }
  }

  static func folder(_ root: String) -> String { root + "/runs/.active" }

  /// The lock that says that the runner lives.
  static func lockPath(of file: String) -> String { (file as NSString).deletingPathExtension + ".lock" }

  init(file: String) throws(InputError) {
    self.file = file
    let reader = try JSONDocument(file: file).root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    holder = try ProcessIdentity(try reader.required("holder"))
    startedAt = try reader.required("started_at").string()
    experiment = try reader.required("experiment").string()
    title = try reader.required("title").string()
    spec = try reader.required("spec").value
    var runs: [Run] = []
    for node in try reader.required("runs").array() {
      let run = try node.object()
      runs.append(
        Run(
          id: try run.required("id").string(), cell: try Cell(try run.required("cell")),
          steps: try PlannedRun.Step.steps(try run.required("stages"))))
      try run.finish()
    }
    self.runs = runs
    try reader.finish()
  }
}
