import Foundation
import Pipeline
import Spec
import StrictJSON
import Synchronization
import Testing

@Suite("ProcessExecutor")
struct ProcessExecutorTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
  }

  /// Runs the first stage of the small plan with a shell script as the worker, `$1` being the request and `$out` the
  /// output folder.
  private func run(
    _ script: String, cancellation: Cancellation = Cancellation(), grace: Double = 10
  ) throws -> (observer: NotingObserver, failure: StageFailure?, key: Digest) {
    try folder.write(
      "out=$(sed -n 's/^  \"output\": \"\\(.*\\)\",$/\\1/p' \"$1\")\n" + script, to: "worker.sh")
    let plan = try TestPlans.small()
    let observer = NotingObserver()
    let executor = ProcessExecutor(worker: "/bin/sh", arguments: [folder.path + "/worker.sh"], grace: grace)
    var options = Runner.Options()
    options.failFast = true
    options.retries = 0
    _ = try Runner(plan: plan, store: store, executor: executor, options: options, cancellation: cancellation)
      .run(observer: observer)
    let failure = observer.events.compactMap { event -> StageFailure? in
      if case .stageFailed(_, let failure, _) = event { failure } else { nil }
    }.first
    return (observer, failure, plan.stages[0].key)
  }

  @Test func takesWhatTheWorkerLeaves() throws {
    let (observer, _, key) = try run(
      """
      case "$(cat "$1")" in *'"kind": "compose-data"'*) ;; *) exit 70 ;; esac
      echo '{"progress":{"done":3,"total":10,"unit":"image","note":"scene 3"}}'
      echo '{"message":"halfway"}'
      echo 'plain text'
      echo 'for the log' >&2
      printf '{"message":"no line break"}'
      cp "$1" "$out/request.json"
      """)
    guard case .present(let record) = store.lookup(key) else {
      Issue.record("no artifact: \(observer.lines)")
      return
    }
    #expect(record.files.map(\.path) == ["request.json"])
    let progress = observer.events.compactMap { event -> StageProgress? in
      if case .stageProgressed(_, let progress) = event { progress } else { nil }
    }
    #expect(progress == [StageProgress(done: 3, total: 10, unit: "image", note: "scene 3")])
    #expect(
      observer.lines.filter { $0.hasPrefix("message compose-data") } == [
        "message compose-data: halfway", "message compose-data: plain text",
        "message compose-data: no line break",
      ])
    #expect(try String(contentsOfFile: store.log(of: key), encoding: .utf8) == "for the log\n")
    let (request, config) = try StageRequest.read(file: store.folder(of: key) + "/request.json")
    #expect(
      request.kind == .composeData && request.key == key && request.threads == 1 && request.device == "cpu")
    #expect(try ComposeDataConfig(config).data.baseCategories == ["bird", "fruit"])
  }

  @Test(arguments: [(65, StageFailure.Kind.badInput), (70, .bug), (75, .retry), (3, .bug)])
  func readsTheExitCode(_ pair: (Int, StageFailure.Kind)) throws {
    let (_, failure, _) = try run(
      """
      echo 'first line' >&2
      echo 'last line' >&2
      echo '{"error":{"code":\(pair.0),"message":"it broke"}}'
      echo part > "$out/part.txt"
      exit \(pair.0)
      """)
    #expect(failure == StageFailure(pair.1, "it broke", logTail: "first line\nlast line"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/objects/.tmp").isEmpty)
  }

  @Test func explainsSilentEnds() throws {
    #expect(try run("exit 9").failure?.message == "The worker ended with code 9 and did not say why.")
    let killed = try run("kill -9 $$").failure
    #expect(killed?.message == "The worker was killed by signal 9, as happens when memory runs out.")
    #expect(killed?.kind == .bug)
    #expect(try run("kill -SEGV $$").failure?.message.hasPrefix("The worker was ended by signal 11") == true)
  }

  @Test func explainsAWorkerThatIsNotThere() throws {
    let executor = ProcessExecutor(worker: folder.path + "/no-worker")
    let observer = NotingObserver()
    _ = try Runner(plan: try TestPlans.small(), store: store, executor: executor).run(observer: observer)
    #expect(
      observer.lines.contains(
        "failed compose data: The worker \(folder.path)/no-worker could not be started: No such file or directory."
      ))
  }

  @Test func stopsTheWorkerAndItsChildren() throws {
    let cancellation = Cancellation()
    let marker = folder.path + "/started"
    let waiter = Thread {
      while !FileManager.default.fileExists(atPath: marker) { Thread.sleep(forTimeInterval: 0.01) }
      cancellation.cancel()
    }
    waiter.start()
    let start = Date()
    let (observer, failure, _) = try run(
      "sleep 60 &\necho $! > \(folder.path)/child; touch \(marker); wait", cancellation: cancellation)
    #expect(Date().timeIntervalSince(start) < 20)
    #expect(failure == StageFailure(.cancelled, "It was stopped."))
    #expect(observer.lines.last == "run full-transfer, seed 0: cancelled")
    let child = try #require(
      pid_t(
        try String(contentsOfFile: folder.path + "/child", encoding: .utf8).trimmingCharacters(
          in: .whitespacesAndNewlines)))
    var isGone = false
    for _ in 0..<6000 where !isGone {
      let state = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
      isGone = state.isEmpty || state.contains(") Z ")
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(isGone)
  }

  @Test func endsAWorkerThatDoesNotStop() throws {
    let cancellation = Cancellation()
    let marker = folder.path + "/started"
    let waiter = Thread {
      while !FileManager.default.fileExists(atPath: marker) { Thread.sleep(forTimeInterval: 0.01) }
      cancellation.cancel()
    }
    waiter.start()
    let (_, failure, _) = try run(
      "trap '' TERM\ntouch \(marker)\nwhile true; do sleep 0.05; done", cancellation: cancellation, grace: 0.3
    )
    #expect(failure?.kind == .cancelled)
  }
}
