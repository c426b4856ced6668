import Spec
import StrictJSON
import Testing

/// Few-shot and low-shot protocols as experiments declare them.
@Suite("Protocols in experiments") struct ProtocolSpecTests {
  private func spec(
    data: String = "", train: String = "", matrix: String = #", "shots": [1]"#, subsets: String = #""novel""#,
    novel: String = #""coco-20""#
  ) throws -> ExperimentSpec {
    let text = """
      {"format": "imted-bench/experiment/1", "name": "p",
       "data": {"kind": "coco", "train": {"images": "i", "annotations": "a.json"\(train)},
         "test": {"images": "t", "annotations": "t.json"}, "novel_categories": \(novel)\(data)},
       "model": {"preset": "tiny"}, "fine_tune": {"iterations": 5},
       "matrix": {"arms": ["scratch"]\(matrix)}, "evaluation": {"subsets": [\(subsets)]}}
      """
    return try ExperimentSpec(document: try JSONDocument(text: text))
  }

  private func coco(_ spec: ExperimentSpec) throws -> COCODataSpec {
    guard case .coco(let data) = spec.data else { throw InputError(found: "other data", expected: "coco") }
    return data
  }

  @Test func namesThePublishedCategorySplits() throws {
    let data = try coco(spec())
    #expect(data.categorySplit == .coco20 && data.novelCategories.count == 20)
    #expect(data.json["novel_categories"] == "coco-20")
    #expect(CategorySplit.allCases.dropFirst().allSatisfy { $0.novelCategories.count == 5 })
    #expect(CategorySplit.vocSplit3.novelCategories == ["boat", "cat", "motorbike", "sheep", "sofa"])
    let error = #expect(throws: InputError.self) { try spec(novel: #""voc-split-4""#) }
    #expect(error?.jsonPath == "$.data.novel_categories" && error?.nearest == "voc-split-1")
  }

  @Test func readsListsOfShotsAndWritesThemBack() throws {
    let folder = try spec(data: #", "shots": {"format": "fsdet-coco", "folder": "cocosplit"}"#)
    let shots = try #require(try coco(folder).shots)
    #expect(shots == ShotListSpec(format: .fsdetCOCO, path: "cocosplit"))
    #expect(shots.boxRecords == .merged && shots.seed == nil)
    #expect(try coco(folder).resolved(against: "/d").shots?.path == "/d/cocosplit")
    let merged = try spec(
      data: #"""
        , "shots": {"format": "merged", "file": "s{seed}/{shots}.json", "seed": 0, "box_records": "one-box",
          "images": "all"}
        """#)
    for experiment in [folder, merged] {
      #expect(try ExperimentSpec(document: JSONDocument(value: experiment.json)) == experiment)
    }
    #expect(try coco(merged).resolved(against: "/d").shots?.images == "/d/all")
    for (text, path) in [
      (#"{"format": "fsdet-coco", "file": "x"}"#, "$.data.shots"),
      (#"{"format": "fsdet", "folder": "x"}"#, "$.data.shots.format"),
      (#"{"format": "merged", "file": "x", "box_records": "all"}"#, "$.data.shots.box_records"),
    ] {
      let error = #expect(throws: InputError.self) { try spec(data: ", \"shots\": " + text) }
      #expect(error?.jsonPath == path)
    }
  }

  @Test func listsOfShotsNeedShots() throws {
    let text = try spec(data: #", "shots": {"format": "fsdet-coco", "folder": "c"}"#).json
    guard case .object(var object) = text else { return }
    object["fine_tune"] = nil
    object["matrix"] = ["arms": ["scratch"]]
    let error = #expect(throws: InputError.self) {
      try ExperimentSpec(document: JSONDocument(value: .object(object)))
    }
    #expect(error?.jsonPath == "$.data.shots" && error?.expected == "matrix.shots")
  }

  @Test func keepsTheTwoFewShotSettingsApart() throws {
    let novel = try spec(matrix: #", "shots": [1], "setting": "fsod""#)
    #expect(novel.matrix.setting == .novelOnly && novel.matrix.setting.labelSpace == .novel)
    #expect(novel.json["matrix"]?["setting"] == "fsod")
    let both = try spec(matrix: #", "shots": [1], "setting": "g-fsod""#)
    #expect(both.matrix.setting.labelSpace == .all)
    // The default is not written, so that experiments of before keep their text.
    #expect(both.json["matrix"]?["setting"] == nil)
    let error = #expect(throws: InputError.self) {
      try spec(matrix: #", "shots": [1], "setting": "fsod""#, subsets: #""base""#)
    }
    #expect(error?.jsonPath == "$.evaluation.subsets[0]")
  }

  @Test func measuresTheModelOfBaseTrainingItself() throws {
    func base(_ changes: [(String, JSONValue?)], subset: String = "base") throws -> ExperimentSpec {
      guard case .object(var object) = try spec(subsets: "\"\(subset)\"").json else { return try spec() }
      object["fine_tune"] = nil
      object["matrix"] = ["arms": ["scratch"], "setting": "base"]
      for (key, value) in changes { object[key] = value }
      return try ExperimentSpec(document: JSONDocument(value: .object(object)))
    }
    let experiment = try base([])
    #expect(experiment.matrix.shots == nil && experiment.matrix.labelSpace == .base)
    #expect(try ExperimentSpec(document: JSONDocument(value: experiment.json)) == experiment)
    // Without the word all categories are learnt.
    #expect(try base([("matrix", ["arms": ["scratch"]])]).matrix.labelSpace == .all)

    func place(_ make: () throws -> ExperimentSpec) -> String? {
      #expect(throws: InputError.self) { try make() }?.jsonPath
    }
    #expect(place { try base([], subset: "novel visible[0,0.5)") } == "$.evaluation.subsets[0]")
    #expect(place { try spec(matrix: #", "shots": [1], "setting": "base""#) } == "$.matrix.setting")
    #expect(place { try base([("matrix", ["arms": ["scratch"], "setting": "fsod"])]) } == "$.matrix.setting")
    #expect(place { try base([("fine_tune", ["iterations": 5])]) } == "$.fine_tune")
    let plain: JSONValue = [
      "kind": "coco", "train": ["images": "i", "annotations": "a.json"],
      "test": ["images": "t", "annotations": "t.json"],
    ]
    #expect(place { try base([("data", plain)], subset: "all") } == "$.matrix.setting")
    #expect(place { try base([("task", "single-object")], subset: "all") } == "$.matrix.setting")
  }

  @Test func restrictsTrainingToListedPictures() throws {
    let plain = try coco(spec(train: #", "ids": "low/{seed}@1.json""#))
    #expect(plain.train.ids == ImageIDsSpec(file: "low/{seed}@1.json"))
    #expect(plain.json["train"]?["ids"] == "low/{seed}@1.json")
    #expect(plain.resolved(against: "/d").train.ids?.file == "/d/low/{seed}@1.json")
    let many = try coco(spec(train: #", "ids": {"file": "ut.txt", "percent": "1.0", "seed": 4}"#))
    #expect(many.train.ids == ImageIDsSpec(file: "ut.txt", percent: "1.0", seed: 4))
    #expect(try ImageIDsSpec(JSONDocument(value: many.json["train"]?["ids"] ?? .null).root) == many.train.ids)
    let error = #expect(throws: InputError.self) { try spec(train: #", "ids": {"file": "x", "share": 1}"#) }
    #expect(error?.jsonPath == "$.data.train.ids.share")
  }

  @Test func stagesOfBeforeKeepTheirText() throws {
    let config = TrainConfig(
      phase: .base, arm: .scratch, model: ModelSpec(.tiny), train: TrainSpec(), seed: 0, shots: nil, labelSpace: .all)
    guard case .object(let object) = config.json else { return }
    #expect(
      object.keys == ["phase", "task", "arm", "model", "train", "seed", "shots", "label_space"])
    var listed = config
    listed.imageIDs = ImageIDsConfig(content: Digest(of: "x"), percent: "1.0", seed: 2)
    listed.shotList = ShotListConfig(format: .merged, boxRecords: .oneBox, seed: 3, content: Digest(of: "y"))
    #expect(try TrainConfig(JSONDocument(value: listed.json).root) == listed)
  }
}
