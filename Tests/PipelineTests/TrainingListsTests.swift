import Pipeline
import Spec
import StrictJSON
import Testing

/// Lists of shots and pictures are part of the keys of what is trained from them, and of nothing else.
@Suite("Lists in plans") struct TrainingListsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("pixels", to: "images/1.jpg")
    try folder.write("{}", to: "train.json")
    for (seed, name) in [(0, "full_box_1shot_cat_trainval.json"), (0, "full_box_2shot_cat_trainval.json")] {
      try folder.write("\(seed) \(name)", to: "split/\(name)")
    }
    try folder.write("seed 1", to: "split/seed1/full_box_1shot_cat_trainval.json")
    try folder.write("seed 1", to: "split/seed1/full_box_2shot_cat_trainval.json")
    for seed in [0, 1] { try folder.write("[\(seed)]", to: "ids/\(seed).json") }
  }

  @Test func aSeedMayTakeTheShotsOfAnother() throws {
    func keys(_ setting: String) throws -> [[StageRole: String]] {
      try plan(setting: setting).runs.filter { $0.cell.shots == 1 }.map { run in
        Dictionary(uniqueKeysWithValues: run.steps.map { ($0.role, $0.key.hex) })
      }
    }
    let (own, shared) = (try keys(""), try keys(#", "shot_seeds": [0, 0]"#))
    #expect(own[0] == shared[0])
    #expect(own[1][.train] == shared[1][.train])
    #expect(own[1][.fineTune] != shared[1][.fineTune])
    #expect(own[0][.fineTune] != shared[1][.fineTune])
    // The seeds' own shots written out are what they are without.
    #expect(try keys(#", "shot_seeds": [0, 1]"#) == own)
  }

  private func plan(
    shots: String = #"{"format": "fsdet-coco", "folder": "split"}"#, ids: String = "", setting: String = ""
  ) throws -> ExperimentPlan {
    let text = """
      {"format": "imted-bench/experiment/1", "name": "c",
       "data": {"kind": "coco", "train": {"images": "images", "annotations": "train.json"\(ids)},
         "test": {"images": "images", "annotations": "train.json"}, "novel_categories": ["cat"], "shots": \(shots)},
       "model": {"preset": "tiny"}, "fine_tune": {"iterations": 5},
       "matrix": {"arms": ["scratch"], "shots": [1, 2], "seeds": [0, 1]\(setting)}}
      """
    let spec = try ExperimentSpec(document: try JSONDocument(text: text))
    return try ExperimentPlan(spec: spec, environment: TestPlans.environment, folder: folder.path)
  }

  private func trains(_ plan: ExperimentPlan, _ phase: TrainConfig.Phase) throws -> [(PlannedStage, TrainConfig)] {
    try plan.stages.filter { $0.kind == .train }
      .map { ($0, try TrainConfig(JSONDocument(value: $0.config).root)) }.filter { $0.1.phase == phase }
  }

  @Test func eachCellGetsTheListsOfItsShotsAndSeed() throws {
    let tunes = try trains(plan(), .fineTune)
    #expect(tunes.count == 4)
    let paths = tunes.map { stage, _ in stage.resources.first { $0.name == "shots" }?.path }
    let (zero, one) = (folder.path + "/split", folder.path + "/split/seed1")
    #expect(paths == [zero, one, zero, one])
    #expect(tunes.map(\.1.shotList?.seed) == [0, 1, 0, 1])
    #expect(Set(tunes.compactMap(\.1.shotList?.content)).count == 4)
    #expect(
      try trains(plan(), .base).allSatisfy { stage, config in
        config.shotList == nil && !stage.resources.contains { $0.name == "shots" }
      })
    // DeFRCN has a folder for seed 0 too.
    for name in ["full_box_1shot_cat_trainval.json", "full_box_2shot_cat_trainval.json"] {
      try folder.write("0 \(name)", to: "split/seed0/\(name)")
    }
    let moved = try trains(plan(), .fineTune)
    #expect(moved[0].0.resources.first { $0.name == "shots" }?.path == zero + "/seed0")
    // Both, but not the same: nobody can say which are meant.
    try folder.write("drawn", to: "split/seed0/full_box_2shot_cat_trainval.json")
    let error = #expect(throws: InputError.self) { try plan() }
    #expect(error?.file == zero + "/seed0/full_box_2shot_cat_trainval.json")
  }

  @Test func oneSeedOfListsCanServeAllRuns() throws {
    let tunes = try trains(plan(shots: #"{"format": "fsdet-coco", "folder": "split", "seed": 1}"#), .fineTune)
    #expect(tunes.map(\.1.shotList?.seed) == [1, 1, 1, 1] && tunes.map(\.1.seed) == [0, 1, 0, 1])
  }

  @Test func contentDecidesAndPathsDoNot() throws {
    let before = try plan()
    try folder.write("other", to: "split/seed1/full_box_2shot_cat_trainval.json")
    let after = try plan()
    let changed = zip(before.stages, after.stages).filter { $0.key != $1.key }.map(\.0.label)
    #expect(
      changed == [
        "fine-tune scratch, 2 shots, seed 1", "predict scratch, 2 shots, seed 1", "evaluate scratch, 2 shots, seed 1",
      ])
    for seed in [0, 1] {
      for shots in [1, 2] { try folder.write("merged", to: "m\(seed)/\(shots).json") }
    }
    let merged = try plan(shots: #"{"format": "merged", "file": "m{seed}/{shots}.json"}"#)
    let same = try plan(shots: #"{"format": "merged", "file": "m1/1.json"}"#)
    #expect(try trains(merged, .fineTune).map(\.0.key) == trains(same, .fineTune).map(\.0.key))
    let oneBox = try plan(shots: #"{"format": "merged", "file": "m1/1.json", "box_records": "one-box"}"#)
    #expect(try trains(same, .fineTune)[0].0.key != trains(oneBox, .fineTune)[0].0.key)
  }

  @Test func aListThatIsNotThereIsNamed() throws {
    let error = #expect(throws: InputError.self) {
      try plan(shots: #"{"format": "fsdet-coco", "folder": "split", "seed": 2}"#)
    }
    #expect(error?.file == folder.path + "/split/seed2")
    let other = #expect(throws: InputError.self) { try plan(shots: #"{"format": "fsdet-voc", "folder": "split"}"#) }
    #expect(other?.expected.contains("box_1shot_") == true)
  }

  @Test func listsOfPicturesChangeBaseTrainingBySeed() throws {
    let bases = try trains(plan(ids: #", "ids": "ids/{seed}.json""#), .base)
    #expect(bases.count == 2 && bases[0].1.imageIDs != bases[1].1.imageIDs)
    #expect(bases[1].0.resources.first { $0.name == "train.ids" }?.path == folder.path + "/ids/1.json")
    #expect(bases[0].1.imageIDs == ImageIDsConfig(content: Digest(of: "[0]")))
    #expect(try trains(plan(), .base)[0].0.key != bases[0].0.key)
  }

  @Test func novelOnlyModelsKnowNovelCategoriesFromFineTuningOn() throws {
    let both = try plan()
    let novel = try plan(setting: #", "setting": "fsod""#)
    #expect(try trains(novel, .fineTune).allSatisfy { $0.1.labelSpace == .novel })
    #expect(try trains(novel, .base).map(\.0.key) == trains(both, .base).map(\.0.key))
    let evaluate = try #require(novel.stages.last { $0.kind == .evaluate })
    #expect(try EvaluateConfig(JSONDocument(value: evaluate.config).root).labelSpace == .novel)
  }

  @Test func theModelOfBaseTrainingIsTheOneThatFewShotsStartFrom() throws {
    let text = """
      {"format": "imted-bench/experiment/1", "name": "b",
       "data": {"kind": "coco", "train": {"images": "images", "annotations": "train.json"},
         "test": {"images": "images", "annotations": "train.json"}, "novel_categories": ["cat"]},
       "model": {"preset": "tiny"},
       "matrix": {"arms": ["scratch"], "seeds": [0, 1], "setting": "base"}}
      """
    let base = try ExperimentPlan(
      spec: ExperimentSpec(document: try JSONDocument(text: text)), environment: TestPlans.environment,
      folder: folder.path)
    #expect(try trains(base, .base).map(\.0.key) == trains(plan(), .base).map(\.0.key))
    #expect(try trains(base, .fineTune).isEmpty)
    for stage in base.stages where stage.kind == .predict {
      #expect(try PredictConfig(JSONDocument(value: stage.config).root).labelSpace == .base)
    }
    let evaluate = try #require(base.stages.last { $0.kind == .evaluate })
    #expect(try EvaluateConfig(JSONDocument(value: evaluate.config).root).labelSpace == .base)
  }
}
