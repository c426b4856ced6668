import Pipeline
import Spec
import StrictJSON
import Testing

@Suite struct PlanExplanationTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
  }

  /// `seconds` is the least that a stage takes; a stored wall time is in whole milliseconds, so without it 0 at times.
  private func run(_ plan: ExperimentPlan, seconds: Double = 0) throws {
    let executor = FakeExecutor(seconds: seconds)
    let summary = try Runner(plan: plan, store: store, executor: executor).run(observer: NotingObserver())
    #expect(summary.exitCode == 0)
  }

  private func explain(_ plan: ExperimentPlan) throws -> PlanExplanation {
    PlanExplanation(PlanStatus(plan, in: store), stored: try store.storedRecords())
  }

  /// Three arms, two shots, three seeds.
  private func study(_ overrides: String...) throws -> ExperimentPlan {
    try TestPlans.plan(
      overrides: [#"matrix.arms=["full-transfer","encoder-only","scratch"]"#, "matrix.seeds=[0,1,2]"] + overrides)
  }

  @Test func whatIsThereNeedsNoReason() throws {
    try run(try study())
    let explanation = try explain(try study())
    #expect(explanation.reasons.isEmpty && explanation.changes.isEmpty)
    #expect(explanation.lastSeconds == (0, 0))
  }

  @Test func anEditedFieldOfFineTuningIsNamedAndReachesExactlyTheStagesBelow() throws {
    try run(try study())
    let plan = try study("fine_tune.lr=0.0007")
    let explanation = try explain(plan)
    #expect(
      explanation.changes.map(\.fields) == [
        [JSONDifference(path: "fine_tune.lr", before: 0.001, after: 0.0007)]
      ])
    // 3 arms x 2 shots x 3 seeds are fine-tuned, then predicted, measured, and their features taken.
    #expect(explanation.changes[0].stages.count == 18)
    #expect(explanation.changes[0].stages.allSatisfy { $0.label.hasPrefix("fine-tune") })
    let followers = Dictionary(grouping: explanation.followers, by: \.kind).mapValues(\.count)
    #expect(followers == [.predict: 18, .extractFeatures: 18, .evaluate: 18])
    #expect(explanation.reasons.count == PlanStatus(plan, in: store).willRunCount)
    // Each is held against the stage of its own cell.
    for reason in explanation.reasons where reason.stage.kind == .train {
      #expect(reason.nearest?.config["arm"] == reason.stage.config["arm"])
      #expect(reason.nearest?.config["seed"] == reason.stage.config["seed"])
      #expect(reason.nearest?.config["shots"] == reason.stage.config["shots"])
    }
    #expect(explanation.lastSeconds.unknown == 0)
  }

  @Test func aNewSeedAndAnotherLibraryAreNamedToo() throws {
    try run(try study())
    let seed = try explain(try study("matrix.seeds=[0,1,2,9]"))
    #expect(seed.changes.allSatisfy { $0.fields.map(\.path) == ["matrix.seeds"] && $0.fields[0].after == 9 })
    #expect(Set(seed.changes.flatMap(\.stages).map(\.kind)) == [.transfer, .train])
    let library = PlanEnvironment(
      tensors: [(name: "libtorch", value: "2.12.0")], composing: [(name: "exemplars", value: "abc")])
    let spec = try study().spec
    let other = try explain(try ExperimentPlan(spec: spec, environment: library))
    #expect(other.changes.map { $0.fields.map(\.path) } == [["environment.libtorch"]])
  }

  /// Settings, the kind of stage whose length they change, and by what factor.
  struct LengthCase: Sendable {
    var changes: [String]
    var kind: String
    var factor: Double
  }

  static let lengthCases: [LengthCase] = [
    LengthCase(changes: ["train.epochs=6"], kind: "train", factor: 3),
    LengthCase(changes: ["fine_tune.iterations=25"], kind: "fine-tune", factor: 2.5),
    LengthCase(changes: ["fine_tune.iterations=5", "fine_tune.batch_size=64"], kind: "fine-tune", factor: 1),
    LengthCase(changes: ["train.lr=0.1"], kind: "train", factor: 1),
    LengthCase(changes: ["matrix.shots=[1,5,20]"], kind: "fine-tune", factor: 1),
    LengthCase(changes: ["pretrain.samples=4000"], kind: "pretrain", factor: 2),
    // Two epochs of 600 pictures against 100 steps of 32.
    LengthCase(changes: ["train={\"iterations\": 100}"], kind: "train", factor: 3200.0 / 1200.0),
    // The pictures that few shots are on are not known.
    LengthCase(changes: ["fine_tune={\"epochs\": 3}"], kind: "fine-tune", factor: 1),
  ]

  @Test(arguments: lengthCases) func timesToExpectGoByTheLengthOfATraining(_ length: LengthCase) throws {
    func plan(_ changes: [String]) throws -> ExperimentPlan {
      try TestPlans.plan(
        overrides: [
          "pretrain={\"samples\": 2000}",
          "data.images={\"pretrain\": 800, \"train\": 600, \"development\": 1, \"test\": 200}",
        ]
          + changes)
    }
    try run(try plan([]), seconds: 0.002)
    let reasons = try explain(try plan(length.changes)).reasons
    let trainings = reasons.filter { $0.stage.label.hasPrefix(length.kind) }
    #expect(!trainings.isEmpty)
    for reason in trainings {
      let (last, expected) = (try #require(reason.lastSeconds), try #require(reason.expectedSeconds))
      #expect(
        last > 0 && abs(expected / last - length.factor) < 1e-9, "\(reason.stage.label): \(expected) after \(last)")
    }
    for reason in reasons where reason.stage.kind == .predict { #expect(reason.expectedSeconds == reason.lastSeconds) }
  }

  @Test func withNothingStoredEveryStageIsTheFirstOfItsKind() throws {
    let plan = try TestPlans.small()
    let explanation = try explain(plan)
    #expect(explanation.reasons.allSatisfy { $0.cause == .first && $0.nearest == nil })
    #expect(explanation.changes.map(\.fields) == [[]])
    #expect(explanation.lastSeconds == (0, plan.stages.count))
  }

  @Test func aDamagedArtifactIsItsOwnReason() throws {
    let plan = try TestPlans.small()
    try run(plan)
    let key = try #require(plan.runs[0][.evaluate])
    try folder.write("{", to: "objects/\(key.hex.prefix(2))/\(key.hex)/metrics.json")
    let explanation = try explain(plan)
    #expect(explanation.damaged.map(\.stage.key) == [key])
    #expect(explanation.damaged[0].damage.contains("metrics.json"))
  }

  @Test func aRunIsHeldAgainstTheOneOfItsCellWithTheFewestOtherFields() throws {
    try run(try study())
    try run(try study("fine_tune.lr=0.0007", "fine_tune.batch_size=8"))
    try run(try study("fine_tune.lr=0.0007"))
    let runs = try RunFolders(root: folder.path).runs
    let run = try #require(try study("fine_tune.lr=0.0007").runs.first)
    let file = try #require(runs.first { $0.id == run.id })
    let explanation = RunExplanation(file, among: runs)
    #expect(explanation.nearest?.cell == run.cell)
    #expect(explanation.differences.map(\.path).count == 1)
    let path = try #require(explanation.differences.first?.path)
    #expect(["fine_tune.lr", "fine_tune.batch_size"].contains(path))
    let shared = explanation.steps.filter(\.isShared).map(\.role)
    #expect(shared == [.data, .pretrain, .transfer, .train])
  }

  @Test func aRunWithoutOthersHasNoNearest() throws {
    try run(try TestPlans.small())
    let runs = try RunFolders(root: folder.path).runs
    let explanation = RunExplanation(try #require(runs.first), among: runs)
    #expect(explanation.nearest == nil && explanation.differences.isEmpty)
    #expect(explanation.steps.allSatisfy { !$0.isShared })
  }
}
