import Datasets
import Foundation
import Pipeline
import Processes
import Spec
import Statistics
import StrictJSON
import Testing

/// Trainings that are ended from outside and taken up again.
@Suite("Resuming", .serialized) struct ResumeTests {
  private let scratch: Scratch
  private let data: SmallData
  private let weights: String

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
    #expect(try data.imported().status == 0)
    weights = try data.run(.transfer, SmallSpecs.transfer(.detection)).output
  }

  private func train(_ epochs: Int, _ change: (inout TrainSpec) -> Void = { _ in }) -> JSONValue {
    SmallSpecs.train(.base, .all) { train in
      train.length = .epochs(epochs)
      train.dropPath = 0.3
      change(&train)
    }
  }

  private var pretrain: JSONValue {
    var pretrain = PretrainSpec()
    (pretrain.batchSize, pretrain.samples) = (8, 8 * 150)
    return PretrainConfig(model: SmallSpecs.model.backbone, pretrain: pretrain).json
  }

  private func bytes(_ run: WorkerRun, _ file: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(run.output)/\(file)"))
  }

  private func expectSame(_ run: WorkerRun, _ whole: WorkerRun) throws {
    for file in ["weights.safetensors", "curves.json"] { #expect(try bytes(run, file) == bytes(whole, file)) }
  }

  private func stepGoneOnFrom(_ run: WorkerRun) -> Int? {
    for case .message(let text) in run.messages where text.hasPrefix("goes on from step ") {
      return Int(text.split(separator: " ")[4])
    }
    return nil
  }

  /// The step of the newest checkpoint; 0 when there is none yet.
  private static func lastStep(_ folder: String) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".safetensors") }.compactMap { Int($0.prefix(12)) }.max() ?? 0
  }

  private static let cases: [(StageKind, Precision)] = [
    (.train, .float16), (.pretrain, .float32),
  ]

  @Test(arguments: cases) func killedTrainingsGoOnToTheSameBits(_ kind: StageKind, _ precision: Precision) throws {
    let config = kind == .train ? train(40) { $0.precision = precision } : pretrain
    func run(_ name: String, _ checkpoints: String?, _ ending: ((ChildProcess) -> Void)? = nil) throws -> WorkerRun {
      // The key of a request follows from its output's path; that must be the same each time.
      try? FileManager.default.removeItem(atPath: scratch(name))
      return try data.run(kind, config, ("weights", weights), name: name, checkpoints: checkpoints, ending: ending)
    }
    let whole = try run("whole", nil)
    #expect(whole.status == 0, "\(whole.error)")
    let folder = scratch("checkpoints-\(kind.rawValue)-\(precision.rawValue)")
    var moments = RandomStream(seed: 3, name: "kill -9")
    var reached: [Int] = []
    for round in 0..<2 {
      let step = 12 * round + moments.integer(in: 1..<12)
      let killed = try run("resumed", folder) { process in
        while process.isRunning, Self.lastStep(folder) < step { usleep(500) }
        process.signal(SIGKILL)
      }
      #expect(killed.status == 128 + SIGKILL)
      if let step = stepGoneOnFrom(killed) { reached.append(step) }
    }
    let last = try run("resumed", folder)
    #expect(last.status == 0, "\(last.error)")
    reached.append(try #require(stepGoneOnFrom(last)))
    #expect(reached == reached.sorted() && (reached.last ?? 0) > 0)
    try expectSame(last, whole)
  }

  @Test func aTrainingToldToStopSavesWhereItIs() throws {
    let config = train(100_000)
    let folder = scratch("checkpoints")
    let stopped = try data.run(.train, config, ("weights", weights), name: "stopped", checkpoints: folder) { process in
      usleep(50_000)
      process.signal(SIGTERM)
    }
    #expect(stopped.status == 130)
    let words = stopped.error.split(separator: " ")
    #expect(stopped.error.hasPrefix("It was stopped after step "), "\(stopped.error)")
    let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).max())
    #expect(Int(words[5]) == Int(file.prefix(12)))
  }

  @Test func tornAndForeignCheckpointsAreNamedAndAnOlderOneServes() throws {
    let config = train(10)
    func run(_ name: String, _ folder: String?) throws -> WorkerRun {
      try? FileManager.default.removeItem(atPath: scratch(name))
      return try data.run(.train, config, ("weights", weights), name: name, checkpoints: folder)
    }
    let folder = scratch("checkpoints")
    let whole = try run("training", folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    // The last good one is kept beside the newest.
    #expect(names.count == 2)
    let newest = URL(fileURLWithPath: "\(folder)/\(names[1])")
    let content = try Data(contentsOf: newest)
    var flipped = content
    flipped[content.count - 9] ^= 1
    for damaged in [content.prefix(content.count / 2), flipped] {
      try damaged.write(to: newest)
      try Data("half".utf8).write(to: URL(fileURLWithPath: "\(folder)/x.partial"))
      let run = try run("training", folder)
      #expect(run.status == 0, "\(run.error)")
      #expect(run.messages.contains { if case .message(let text) = $0 { text.contains(names[1]) } else { false } })
      #expect(stepGoneOnFrom(run) == Int(names[0].prefix(12)))
      try expectSame(run, whole)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names)
    }
    // A request of another key does not take them.
    let other = try run("other", folder)
    #expect(other.status == 0 && stepGoneOnFrom(other) == nil)
    #expect(
      other.messages.count { if case .message(let text) = $0 { text.contains("cannot be used") } else { false } } == 2)
    try expectSame(other, whole)
  }

  @Test func aLossThatIsNotFiniteKeepsTheLastGoodCheckpoint() throws {
    let folder = scratch("checkpoints")
    let run = try data.run(
      .train,
      train(20) { train in
        (train.lr, train.schedule) = (1e30, .constant)
        train.optimizer.warmupIterations = 30
        train.optimizer.warmupStart = 0
      }, ("weights", weights), checkpoints: folder)
    #expect(run.status == 70)
    for part in ["stopped at step", "loss_rpn_cls", "learning rate of"] {
      #expect(run.error.contains(part), "\(run.error)")
    }
    #expect(try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }
}
