import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

@Suite("ExperimentPlan")
struct ExperimentPlanTests {
  private func labels(_ plan: ExperimentPlan) -> [String] { plan.stages.map(\.label) }

  /// The labels of stages whose keys differ between two plans of equal shape.
  private func changed(_ overrides: String..., environment: PlanEnvironment = TestPlans.environment) throws
    -> [String]
  {
    let before = try TestPlans.plan()
    let after = try TestPlans.plan(overrides: overrides, environment: environment)
    #expect(before.stages.count == after.stages.count)
    return zip(before.stages, after.stages).filter { $0.key != $1.key }.map { $0.0.label }
  }

  @Test func laysOutTheChainOfEachCell() throws {
    let plan = try TestPlans.plan()
    #expect(plan.runs.count == 8)
    #expect(
      plan.runs[0].steps.map(\.role)
        == [.data, .pretrain, .transfer, .train, .fineTune, .predict, .extractFeatures, .evaluate])
    #expect(plan.runs[2].cell == Cell(arm: .scratch, shots: 1, seed: 0))
    #expect(
      plan.runs[2].steps.map(\.role) == [
        .data, .transfer, .train, .fineTune, .predict, .extractFeatures, .evaluate,
      ])
    #expect(
      Array(labels(plan).prefix(7)) == [
        "compose data", "pretrain", "transfer full-transfer, seed 0", "train full-transfer, seed 0",
        "fine-tune full-transfer, 1 shot, seed 0", "predict full-transfer, 1 shot, seed 0",
        "extract features full-transfer, 1 shot, seed 0",
      ])
  }

  @Test func sharesWhatIsEqual() throws {
    let plan = try TestPlans.plan()
    // 1 data, 1 pretrain, 4 transfers, 4 base trainings (2 arms x 2 seeds), then 8 of each further stage.
    #expect(plan.stages.count == 1 + 1 + 4 + 4 + 8 * 4)
    #expect(plan.runs[0][.pretrain] == plan.runs[1][.pretrain])
    #expect(plan.runs[0][.train] == plan.runs[4][.train])
    #expect(plan.runs[0][.train] != plan.runs[1][.train])
    #expect(plan.runs[0][.fineTune] != plan.runs[4][.fineTune])
    #expect(plan.runs[2][.pretrain] == nil)
    #expect(Set(plan.runs.map(\.id)).count == 8)
  }

  @Test func readsInputsOfEarlierStagesOnly() throws {
    let plan = try TestPlans.plan()
    var known: Set<Digest> = []
    for stage in plan.stages {
      #expect(stage.inputs.allSatisfy { known.contains($0.key) })
      known.insert(stage.key)
    }
    let evaluate = try #require(plan.stages.last)
    #expect(evaluate.inputs.map(\.name) == ["data", "detections"])
    let features = try #require(plan.stages.first { $0.kind == .extractFeatures })
    #expect(features.inputs.map(\.name) == ["data", "weights"])
  }

  @Test func keysArePinned() throws {
    // A change here means that every artifact ever made is made again: raise a stage's version instead, if you can.
    let plan = try TestPlans.plan()
    #expect(
      plan.stages[0].key
        == Digest(
          of:
            #"{"config":{"categories":{"base":["bird","fruit"],"novel":["fish"]},"exemplar_shares":{"development":0.1,"#
            + #""pretrain":0.4,"test":0.2,"train":0.3},"image_size_px":96,"images":{"development":500,"pretrain":24000,"#
            + #""test":1000,"train":4000},"kind":"composed","object_size":[0.25,0.6],"objects_per_image":[1,4],"#
            + #""occlusion":0.5,"seed":0},"environment":{"exemplars":"abc"},"inputs":{},"kind":"compose-data","version":1}"#
        ))
  }

  @Test func textForPeopleChangesNoKey() throws {
    #expect(try changed("title=Other", "notes=x", #"tables=[]"#).isEmpty)
  }

  @Test func aFineTuneFieldChangesOnlyWhatFollows() throws {
    let changed = try changed("fine_tune.lr=0.5")
    #expect(changed.count == 32)
    #expect(
      changed.allSatisfy {
        $0.hasPrefix("fine-tune") || $0.hasPrefix("predict") || $0.hasPrefix("extract")
          || $0.hasPrefix("evaluate")
      })
  }

  @Test func aSubsetChangesOnlyEvaluation() throws {
    let changed = try changed(#"evaluation.subsets=["all","novel","base"]"#)
    #expect(changed.count == 8 && changed.allSatisfy { $0.hasPrefix("evaluate") })
  }

  @Test func whatIsMeasuredChangesOnlyEvaluation() throws {
    for wanted in [#"evaluation.visible_curve={"bands":4}"#, "evaluation.voc=true"] {
      let changed = try changed(wanted)
      #expect(changed.count == 8 && changed.allSatisfy { $0.hasPrefix("evaluate") }, "\(wanted)")
    }
    #expect(try changed(#"evaluation.iou_types=["bbox"]"#, "evaluation.voc=false").isEmpty)
    let boxes = try TestPlans.plan(overrides: ["model.mask_head=true"])
    let both = try TestPlans.plan(overrides: ["model.mask_head=true", #"evaluation.iou_types=["bbox","segm"]"#])
    let others = zip(boxes.stages, both.stages).filter { $0.key != $1.key }.map { $0.0.label }
    #expect(others.count == 8 && others.allSatisfy { $0.hasPrefix("evaluate") })
  }

  @Test func listedObjectsCountByContentAndNotByPath() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "imted-lists-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func plan(_ name: String, _ text: String) throws -> ExperimentPlan {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return try TestPlans.plan(#"evaluation.occlusion_lists={"occluded":"\#(file.path)"}"#)
    }
    let (one, same, other) = (try plan("a.json", "1"), try plan("b.json", "1"), try plan("a.json", "2"))
    func keys(_ plan: ExperimentPlan) -> [Digest] { plan.stages.filter { $0.kind == .evaluate }.map(\.key) }
    #expect(keys(one) == keys(same) && keys(one) != keys(other))
    let evaluate = try #require(one.stages.first { $0.kind == .evaluate })
    #expect(evaluate.resources.last?.name == "occlusion.occluded")
    let error = #expect(throws: InputError.self) {
      try TestPlans.plan(#"evaluation.occlusion_lists={"occluded":"/no/list.json"}"#)
    }
    #expect(error?.file == "/no/list.json")
  }

  @Test func aRateOfOneArmChangesOnlyThatArm() throws {
    #expect(try changed("train.lr_by_arm.encoder-only=0.1").isEmpty)
    let changed = try changed("train.lr_by_arm.scratch=0.1")
    #expect(!changed.isEmpty && changed.allSatisfy { $0.contains("scratch") && !$0.hasPrefix("transfer") })
  }

  @Test func theDetectorDoesNotChangePretraining() throws {
    let changed = try changed("model.fc_width=128")
    #expect(!changed.contains("pretrain") && changed.contains("transfer scratch, seed 0"))
  }

  @Test func theExperimentNameChangesRunIDsButNoKey() throws {
    #expect(try changed("name=other").isEmpty)
    let (before, after) = (try TestPlans.plan(), try TestPlans.plan("name=other"))
    #expect(Set(before.runs.map(\.id)).isDisjoint(with: after.runs.map(\.id)))
    #expect(try before.runs.map(\.id) == TestPlans.plan("title=Other").runs.map(\.id))
  }

  @Test func theEnvironmentChangesWhatItMatters() throws {
    let torch = PlanEnvironment(
      tensors: [(name: "libtorch", value: "9")], composing: TestPlans.environment.composing)
    let changed = try changed(environment: torch)
    let count = try TestPlans.plan().stages.count
    #expect(!changed.contains("compose data") && changed.count == count - 1)
  }

  @Test func fewShotsLearnBaseCategoriesFirst() throws {
    let plan = try TestPlans.plan()
    let transfer = try #require(plan.stages.first { $0.kind == .transfer })
    #expect(try TransferConfig(JSONDocument(value: transfer.config).root).categoryCount == 2)
    let trains = try plan.stages.filter { $0.kind == .train }
      .map { try TrainConfig(JSONDocument(value: $0.config).root) }
    #expect(trains.filter { $0.phase == .base }.allSatisfy { $0.labelSpace == .base && $0.shots == nil })
    #expect(trains.filter { $0.phase == .fineTune }.allSatisfy { $0.labelSpace == .all && $0.shots != nil })
    let small = try TestPlans.small()
    let only = try #require(small.stages.first { $0.kind == .train })
    #expect(try TrainConfig(JSONDocument(value: only.config).root).labelSpace == .all)
    #expect(small.runs[0].steps.map(\.role) == [.data, .pretrain, .transfer, .train, .predict, .evaluate])
  }

  @Test func everyConfigurationReadsBack() throws {
    for stage in try TestPlans.plan().stages {
      let node = JSONDocument(value: stage.config).root
      let again: JSONValue =
        switch stage.kind {
        case .composeData: try ComposeDataConfig(node).json
        case .importData: try ImportDataConfig(node).json
        case .pretrain: try PretrainConfig(node).json
        case .importWeights: try ImportWeightsConfig(node).json
        case .transfer: try TransferConfig(node).json
        case .train: try TrainConfig(node).json
        case .predict: try PredictConfig(node).json
        case .extractFeatures: try ExtractFeaturesConfig(node).json
        case .evaluate: try EvaluateConfig(node).json
        }
      #expect(again == stage.config)
    }
  }

  @Test func limitsToTheFirstRuns() throws {
    let plan = try TestPlans.plan().limited(to: 1)
    #expect(plan.runs.count == 1)
    #expect(plan.stages.count == 8)
  }

  @Test func importsCOCOFilesByContent() throws {
    let folder = try TemporaryFolder()
    try folder.write("pixels", to: "images/1.jpg")
    try folder.write("{}", to: "train.json")
    let text = """
      {"format": "imted-bench/experiment/1", "name": "c",
       "data": {"kind": "coco", "pretrain": {"images": "images"},
         "train": {"images": "images", "annotations": "train.json"},
         "test": {"images": "images", "annotations": "train.json"}},
       "model": {"preset": "tiny"}, "matrix": {"arms": ["full-transfer"]}}
      """
    let spec = try ExperimentSpec(document: try JSONDocument(text: text))
    func plan() throws -> ExperimentPlan {
      try ExperimentPlan(spec: spec, environment: TestPlans.environment, folder: folder.path)
    }
    let first = try plan()
    #expect(first.stages[0].kind == .importData)
    #expect(
      first.stages[0].resources.map(\.name)
        == ["pretrain.images", "train.images", "train.annotations", "test.images", "test.annotations"])
    #expect(first.stages[0].resources[2].path == folder.path + "/train.json")
    let transfer = try #require(first.stages.first { $0.kind == .transfer })
    #expect(transfer.inputs.map(\.name) == ["data", "pretrained"])
    #expect(try plan() == first)
    try folder.write("more pixels", to: "images/2.jpg")
    let second = try plan()
    #expect(second.stages[0].key != first.stages[0].key)
    try folder.write("{ }", to: "train.json")
    #expect(try plan().stages[0].key != second.stages[0].key)
    let error = #expect(throws: InputError.self) {
      try ExperimentPlan(spec: spec, environment: TestPlans.environment, folder: folder.path + "/no")
    }
    #expect(error?.found == "no folder that can be read")
  }

  @Test func aPlanUpToAStageHasAllThatLeadsThereAndNoRun() throws {
    let plan = try TestPlans.plan()
    let kinds = try #require(plan.upTo(.train)).stages.map(\.kind)
    #expect(Set(kinds) == [.composeData, .pretrain, .transfer, .train])
    // Two arms and two seeds; fine-tuning is a training too and is not among them.
    let trainings = try #require(plan.upTo(.train)).stages.filter { $0.kind == .train }
    #expect(trainings.count == 4 && trainings.allSatisfy { $0.config["phase"] == "base" })
    // Eight runs are then predicted, measured, and their features taken.
    #expect(plan.upTo(.fineTune)?.stages.count == plan.stages.count - 3 * 8)
    #expect(try #require(plan.upTo(.pretrain)).stages.map(\.kind) == [.composeData, .pretrain])
    #expect(plan.upTo(.train)?.runs == [] && plan.runs.count == 8)
    // All of them would run in an empty store.
    let folder = try TemporaryFolder()
    let status = PlanStatus(try #require(plan.upTo(.train)), in: try ArtifactStore(root: folder.path))
    #expect(status.willRunCount == kinds.count)
    #expect(try TestPlans.small().upTo(.fineTune) == nil)
    // Whatever a stage reads is there as well.
    let keys = try #require(plan.upTo(.predict)).stages
    for stage in keys {
      for input in stage.inputs { #expect(keys.contains { $0.key == input.key }, "\(stage.label) reads \(input.name)") }
    }
  }
}
