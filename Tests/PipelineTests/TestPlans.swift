import Foundation
import Pipeline
import Spec
import StrictJSON
import Synchronization

/// Experiments and folders of the tests.
enum TestPlans {
  static let environment = PlanEnvironment(
    tensors: [(name: "libtorch", value: "2.11.0")], composing: [(name: "exemplars", value: "abc")])

  static let text = """
    {
      "format": "imted-bench/experiment/1", "name": "few-shot", "title": "A", "notes": "n",
      "data": {"kind": "composed", "categories": {"base": ["bird", "fruit"], "novel": ["fish"]}},
      "model": {"preset": "tiny"},
      "train": {"epochs": 2, "lr_by_arm": {"encoder-only": 0.0005}},
      "fine_tune": {"iterations": 10},
      "matrix": {"arms": ["full-transfer", "scratch"], "shots": [1, 5], "seeds": [0, 1]},
      "evaluation": {"subsets": ["all", "novel"], "features": true},
      "tables": [{"name": "main", "rows": ["arm"], "columns": [{"metric": "AP", "subset": "novel"}]}]
    }
    """

  static func plan(_ overrides: String...) throws -> ExperimentPlan {
    try plan(overrides: overrides)
  }

  static func plan(overrides: [String], environment: PlanEnvironment = environment) throws -> ExperimentPlan {
    let spec = try ExperimentSpec(document: try JSONDocument(text: text), overrides: overrides)
    return try ExperimentPlan(spec: spec, environment: environment)
  }

  /// A plan of one arm, one seed, no shots, no features: data, pretrain, transfer, train, predict, evaluate.
  static func small(_ overrides: String...) throws -> ExperimentPlan {
    var document = try JSONDocument(text: text).root.value
    if case .object(var object) = document {
      object["fine_tune"] = nil
      object["matrix"] = ["arms": ["full-transfer"], "seeds": [0]]
      object["evaluation"] = ["subsets": ["all", "novel"]]
      document = .object(object)
    }
    let spec = try ExperimentSpec(document: JSONDocument(value: document), overrides: overrides)
    return try ExperimentPlan(spec: spec, environment: environment)
  }
}

/// A folder that goes away with the value that made it.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "pipeline-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }
}

/// Makes small artifacts in the runner's own process, and takes notes.
final class FakeExecutor: StageExecutor {
  struct Notes: Sendable {
    var requests: [StageRequest] = []
    var running: [StageKind] = []
    var mostAtOnce = 0
    var companyOfExclusive = 0
    var failuresLeft: [StageKind: [StageFailure]] = [:]
  }

  let notes: Mutex<Notes>
  let seconds: Double
  let ignoresCancellation: Bool

  init(failing: [StageKind: [StageFailure]] = [:], seconds: Double = 0, ignoresCancellation: Bool = false) {
    notes = Mutex(Notes(failuresLeft: failing))
    self.seconds = seconds
    self.ignoresCancellation = ignoresCancellation
  }

  var requests: [StageRequest] { notes.withLock { $0.requests } }
  var kinds: [StageKind] { requests.map(\.kind) }

  func execute(
    _ request: StageRequest, log: String, cancellation: Cancellation, report: (WorkerMessage) -> Void
  ) throws(StageFailure) {
    let failure = notes.withLock { notes -> StageFailure? in
      notes.requests.append(request)
      notes.running.append(request.kind)
      notes.mostAtOnce = max(notes.mostAtOnce, notes.running.count)
      if notes.running.contains(where: \.isExclusive) {
        notes.companyOfExclusive = max(notes.companyOfExclusive, notes.running.count - 1)
      }
      guard let failures = notes.failuresLeft[request.kind], let first = failures.first else { return nil }
      notes.failuresLeft[request.kind] = Array(failures.dropFirst())
      return first
    }
    defer {
      notes.withLock { notes in
        if let index = notes.running.firstIndex(of: request.kind) { notes.running.remove(at: index) }
      }
    }
    report(.progress(StageProgress(done: 1, total: 2, unit: "step")))
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if cancellation.isCancelled && !ignoresCancellation { throw StageFailure(.cancelled, "stopped") }
      Thread.sleep(forTimeInterval: 0.005)
    }
    write(Self.content(of: request), to: request.output)
    if let failure { throw failure }
  }

  private func write(_ files: [(String, String)], to folder: String) {
    for (name, text) in files {
      let file = folder + "/" + name
      try? FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try? text.write(toFile: file, atomically: false, encoding: .utf8)
    }
  }

  static func content(of request: StageRequest) -> [(String, String)] {
    switch request.kind {
    case .composeData: [("train/annotations.json", "{}"), ("train/images/1.png", "x"), ("data.json", "{}")]
    case .pretrain, .train:
      [
        ("weights.safetensors", request.key.hex),
        ("curves.json", #"{"curves":[{"name":"loss","points":[[0,1.5],[10,0.5],[20,null]]}]}"#),
      ]
    case .evaluate:
      [
        (
          "metrics.json",
          #"{"metrics":[{"name":"AP","subset":"all","iou_type":"bbox","value":0.25,"n":50},"#
            + #"{"name":"AP","subset":"novel","iou_type":"bbox","value":null,"n":0}],"#
            + #""per_class":[{"category":"bird","subset":"all","value":0.5,"n":40}]}"#
        ), ("overlaps.h5", request.key.hex),
      ]
    default: [("content.txt", request.key.hex)]
    }
  }
}

/// Keeps what it is told, in order.
final class NotingObserver: RunObserver {
  private(set) var events: [RunEvent] = []

  func observe(_ event: RunEvent) { events.append(event) }

  /// `started train …`, `cached …` and so on.
  var lines: [String] {
    events.compactMap {
      switch $0 {
      case .planned: nil
      case .stageCached(let stage): "cached \(stage.label)"
      case .stageStarted(let stage, let threads): "started \(stage.label) on \(threads)"
      case .stageProgressed: nil
      case .message(let stage, let text): "message \(stage?.kind.rawValue ?? "-"): \(text)"
      case .stageFinished(let stage, _): "finished \(stage.label)"
      case .stageFailed(let stage, let failure, _): "failed \(stage.label): \(failure)"
      case .stageSkipped(let stage): "skipped \(stage.label)"
      case .runFinished(let run): "run \(run.cell): \(run.status.rawValue)"
      }
    }
  }
}

/// Keeps records.
final class NotingRecorder: RunRecorder {
  private(set) var records: [RunRecord] = []
  /// Whether it says that it knows what it has records of.
  var knowsAll = false

  func known(of runs: [RunFile]) -> [RunFile] {
    knowsAll ? runs.filter { run in records.contains { $0.run == run } } : []
  }

  func record(_ record: RunRecord) throws { records.append(record) }
}
