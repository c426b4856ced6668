import Spec
import StrictJSON
import Testing

/// A change to the composed example that must be refused, and the exact message (its place left out of lines).
struct BadSpec: Sendable, CustomTestStringConvertible {
  var sets: [String]
  var message: String
  var testDescription: String { sets.joined(separator: " ") }

  init(_ sets: String..., message: String) {
    self.sets = sets
    self.message = message
  }
}

@Suite("ExperimentSpec")
struct ExperimentSpecTests {
  private func read(_ text: String, _ overrides: [String] = []) throws -> ExperimentSpec {
    try ExperimentSpec(document: try JSONDocument(text: text, file: "spec.json"), overrides: overrides)
  }

  private func message(_ text: String, _ overrides: [String] = []) -> String {
    do {
      _ = try read(text, overrides)
      return "nothing was thrown"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsTheComposedExample() throws {
    let spec = try read(ExampleSpecs.composed)
    #expect(spec.name == "few-shot")
    guard case .composed(let data) = spec.data else {
      Issue.record("not composed")
      return
    }
    #expect(data.novelCategories == ["fish", "tool"])
    #expect(data.images[.test] == 1000)
    #expect(spec.data.categoryCount(.base) == 3)
    #expect(spec.data.categoryCount(.all) == 5)
    #expect(spec.model == ModelSpec(.tiny))
    #expect(spec.train.resolved(for: .encoderOnly).lr == 0.0005)
    #expect(spec.train.resolved(for: .scratch).lr == 0.001)
    #expect(spec.fineTune?.length == .iterations(400))
    #expect(spec.matrix.cells.count == 24)
    #expect(spec.matrix.cells[3].description == "encoder-only, 10 shots, seed 0")
    #expect(spec.evaluation.subsets[3].name == "novel visible[0,0.5)")
    #expect(spec.tables[0].columns.map(\.label) == ["nAP", "AP50"])
  }

  @Test func readsTheCOCOExample() throws {
    let spec = try read(ExampleSpecs.coco)
    #expect(spec.title == "coco-occlusion")
    #expect(spec.data.categoryCount(.all) == nil)
    #expect(spec.data.has(.test) && !spec.data.has(.development))
    #expect(spec.model.backbone.encoder == TransformerSize(width: 768, depth: 12, heads: 12))
    #expect(spec.model.backbone.imageSize == 448)
    #expect(spec.train == TrainSpec())
    #expect(spec.pretrain == PretrainSpec())
    #expect(spec.matrix.cells.map(\.seed) == [0, 0])
    guard case .coco(let data) = spec.data else {
      Issue.record("not coco")
      return
    }
    #expect(data.resolved(against: "/data").test?.images == "/data/coco/val2017")
  }

  @Test(arguments: [ExampleSpecs.composed, ExampleSpecs.coco])
  func writesAFormThatReadsBackEqual(_ text: String) throws {
    let spec = try read(text)
    let again = try ExperimentSpec(JSONDocument(value: spec.json).root)
    #expect(again == spec)
    #expect(again.json == spec.json)
  }

  @Test func writesEveryDefault() throws {
    let json = try read(ExampleSpecs.composed).json
    #expect(
      json["pretrain"]?.canonicalText
        == #"{"batch_size":128,"crop_scale":[0.5,1],"lr":0.001,"mask_ratio":0.75,"norm_pix_loss":true,"#
        + #""precision":"float32","samples":282000,"seed":0,"warmup_share":0.05,"weight_decay":0.05}"#)
    #expect(
      json["model"]?.canonicalText
        == #"{"decoder":{"depth":2,"heads":2,"width":64},"encoder":{"depth":4,"heads":3,"width":96},"#
        + #""fc_width":256,"image_size_px":96,"patch_size":8,"preset":"tiny","pyramid_channels":64,"roi_size":7}"#
    )
    #expect(
      json["fine_tune"]?.canonicalText
        == #"{"batch_size":16,"color_jitter":0.4,"drop_path":0,"flip":0.5,"freeze_encoder":false,"#
        + #""gradient_clip":0,"iterations":400,"layer_decay":1,"lr":0.0003,"lr_by_arm":{},"#
        + #""precision":"float32","quirks":{"regression_rows":"restarted"},"schedule":"cosine","#
        + #""warmup_share":0.05,"weight_decay":0.05}"#)
  }

  // MARK: Refusals, with places

  @Test func aMaskHeadStandsInTheModelOnlyWhereThereIsOne() throws {
    #expect(try read(ExampleSpecs.composed).model.maskHead == false)
    #expect(try read(ExampleSpecs.composed, ["model.mask_head=false"]).json == read(ExampleSpecs.composed).json)
    #expect(try read(ExampleSpecs.composed).model.json["mask_head"] == nil)
    let spec = try read(ExampleSpecs.composed, ["model.mask_head=true"])
    #expect(spec.model.maskHead && spec.model.json["mask_head"] == true)
    #expect(try ExperimentSpec(JSONDocument(value: spec.json).root) == spec)
    let predict = PredictConfig(
      task: .detection, arm: .scratch, model: spec.model, evaluation: spec.evaluation, labelSpace: .all)
    #expect(try PredictConfig(JSONDocument(value: predict.json).root) == predict)
  }

  @Test func onlyDetectionHasMasks() {
    let message = message(
      ExampleSpecs.coco, ["task=single-object", "data.novel_categories=[]", "model.mask_head=true"])
    #expect(message.contains("$.model.mask_head"), "\(message)")
    #expect(message.contains("found a mask head with the task \"single-object\""), "\(message)")
  }

  @Test func pointsAtAMisspeltKey() {
    let text = ExampleSpecs.composed.replacing("\"occlusion\"", "\"oclusion\"")
    #expect(
      message(text)
        == "spec.json:10:62: $.data.oclusion: found an unknown key \"oclusion\", expected one of kind, categories, "
        + "seed, image_size_px, objects_per_image, object_size, occlusion, exemplar_shares, images; "
        + "did you mean \"occlusion\"?")
  }

  @Test func pointsAtADuplicateKey() {
    let text = ExampleSpecs.composed.replacing(
      "\"batch_size\": 128, ", "\"batch_size\": 128, \"samples\": 1, ")
    #expect(
      message(text)
        == "spec.json:15:54: $.pretrain.samples: found the key \"samples\" a second time, expected each key once"
    )
  }

  @Test func pointsAtAnUnknownArm() {
    let text = ExampleSpecs.composed.replacing("[\"full-transfer\", ", "[\"full-transfre\", ")
    #expect(
      message(text)
        == "spec.json:18:23: $.matrix.arms[0]: found an unknown arm \"full-transfre\", expected one of encoder-only, "
        + "random-decoder, full-transfer, scratch, decoder-on-fpn, full-transfer-single-scale, fc-on-encoder, "
        + "encoder-only-4conv1fc, vitdet; did you mean \"full-transfer\"?")
  }

  static let bad: [BadSpec] = [
    BadSpec(
      "format=imted-bench/experiment/2",
      message: "$.format: found \"imted-bench/experiment/2\", expected \"imted-bench/experiment/1\""),
    BadSpec(
      "name=a/b", message: "$.name: found \"a/b\", expected a name of letters, digits, \"-\", \"_\" and \".\""
    ),
    BadSpec(
      "task=detecton",
      message:
        "$.task: found \"detecton\", expected one of detection, single-object; did you mean \"detection\"?"),
    BadSpec("train.lr=0", message: "$.train.lr: found the number 0, expected a number above 0"),
    BadSpec("train.lr=fast", message: "$.train.lr: found \"fast\", expected a number"),
    BadSpec(
      "train.epochs=1.5",
      message: "$.train.epochs: found the number 1.5, expected a whole number from 1 to 1000000"),
    BadSpec(
      "train.lr_by_arm.encoder=0.1",
      message: "$.train.lr_by_arm.encoder: found an unknown arm \"encoder\", expected one of encoder-only, "
        + "random-decoder, full-transfer, scratch, decoder-on-fpn, full-transfer-single-scale, fc-on-encoder, "
        + "encoder-only-4conv1fc, vitdet; did you mean \"encoder-only\"?"),
    BadSpec(
      "train.layer_decay=1.2",
      message: "$.train.layer_decay: found the number 1.2, expected a number above 0, at most 1"),
    BadSpec(
      "train.schedule=cosin",
      message:
        "$.train.schedule: found \"cosin\", expected one of cosine, step, constant; did you mean \"cosine\"?"),
    BadSpec(
      "fine_tune.epochs=3",
      message:
        "$.fine_tune.iterations: found both \"epochs\" and \"iterations\", expected exactly one of the two"),
    BadSpec(
      "data.exemplar_shares.test=0.3",
      message: "$.data.exemplar_shares: found shares that sum to 1.1, expected shares that sum to 1"),
    BadSpec(
      #"data.exemplar_shares={"pretrain":0.4,"train":0.6,"development":0,"test":0}"#,
      message:
        "$.data: found 500 development images but no share of the exemplars, expected a share above 0 for "
        + "\"development\" in exemplar_shares"),
    BadSpec(
      #"data.categories.novel=["fish","bird"]"#,
      message:
        "$.data.categories.novel[1]: found \"bird\", which is a base category, expected novel categories apart from base"
    ),
    BadSpec(
      #"data.categories.base=["a","b","a"]"#,
      message:
        "$.data.categories.base[2]: found \"a\" a second time (first at $.data.categories.base[0]), expected each value once"
    ),
    BadSpec(
      "data.objects_per_image=[4,1]",
      message: "$.data.objects_per_image: found [4,1], expected the lowest value before the highest"),
    BadSpec(
      "data.images.train=0",
      message: "$.data: found no train images, expected some, because every arm is trained"),
    BadSpec(
      "data.images.pretrain=0",
      message:
        "$.data: found no pretrain images, expected some, because the arm \"full-transfer\" starts from a pre-trained model"
    ),
    BadSpec(
      "data.kind=voc",
      message: "$.data.kind: found \"voc\", expected one of composed, coco; did you mean \"coco\"?"),
    BadSpec(
      "model.preset=vit-x",
      message:
        "$.model.preset: found \"vit-x\", expected one of tiny, vit-s, vit-b, vit-l; did you mean \"vit-s\"?"),
    BadSpec(
      "model.encoder.heads=5",
      message: "$.model.encoder: found width 96 with 5 heads, expected heads that divide the width"),
    BadSpec(
      "model.patch_size=7",
      message:
        "$.model: found image_size_px 96 with patch_size 7, expected a patch size that divides the image size"
    ),
    BadSpec(
      "matrix.seeds=[0,1,0]",
      message:
        "$.matrix.seeds[2]: found the number 0 a second time (first at $.matrix.seeds[0]), expected each value once"
    ),
    BadSpec("matrix.arms=[]", message: "$.matrix.arms: found an empty array, expected at least one value"),
    BadSpec(
      "evaluation.split=train",
      message: "$.evaluation.split: found \"train\", expected \"development\" or \"test\""),
    BadSpec(
      #"evaluation.subsets=["all","novel","all"]"#,
      message:
        "$.evaluation.subsets[2]: found \"all\" a second time (first at $.evaluation.subsets[0]), expected each value once"
    ),
    BadSpec(
      "tables[0].columns[0].metric=APx",
      message:
        "$.tables[0].columns[0].metric: found \"APx\", expected one of AP, AP50, AP75, APs, APm, APl, AR1, AR10, AR100, ARs, ARm, ARl, CoLoc, Acc, MaskRecall, BoxRecall, VOC50, VOC50-11; did you mean \"AP\"?"
    ),
    BadSpec(
      "tables[0].columns[0].subset=novel visible[0,0.6)",
      message:
        "$.tables[0].columns[0].subset: found the subset \"novel visible[0,0.6)\", which is not evaluated, expected one of "
        + "evaluation.subsets: all, base, novel, novel visible[0,0.5); did you mean \"novel visible[0,0.5)\"?"
    ),
    BadSpec(
      "tables[0].baseline.shots=5",
      message: "$.tables[0].baseline.shots: found the number 5, expected shots of the matrix: 10, 30"),
    BadSpec(
      "tables[0].rows=[\"arms\"]",
      message: "$.tables[0].rows[0]: found \"arms\", expected one of arm, shots, seed, variant; did you mean \"arm\"?"),
    BadSpec(
      "train.lrr=1",
      message:
        "$.train.lrr: found an unknown key \"lrr\", expected one of epochs, iterations, batch_size, lr, lr_by_arm, weight_decay, warmup_share, schedule, layer_decay, drop_path, freeze_encoder, flip, color_jitter, gradient_clip, precision, layer_decay_rule, milestones, gamma, augmentation, share, betas, eps, no_decay, accumulate_steps, checkpoint_encoder, warmup_iterations, warmup_start, quirks; did you mean \"lr\"?"
    ),
    BadSpec(
      "trian.lr=1",
      message:
        "$.trian: found an unknown key \"trian\", expected one of $schema, format, name, title, notes, task, data, model, pretrain, train, fine_tune, matrix, evaluation, tables; did you mean \"train\"?"
    ),
    BadSpec("name.x=1", message: "$.name: found \"few-shot\", expected an object"),
    BadSpec("matrix.seeds[9]=1", message: "$.matrix.seeds: found an array of 3, expected an element [9]"),
  ]

  @Test(arguments: bad)
  func refusesAndNamesTheOverride(_ bad: BadSpec) {
    let text = message(ExampleSpecs.composed, bad.sets)
    let overrides = "--set \(bad.sets.joined(separator: " --set ")): "
    #expect([overrides + bad.message, "spec.json with " + overrides + bad.message].contains(text), "\(text)")
  }

  @Test func refusesShotsWithoutFineTuneAndTheReverse() throws {
    let shots = ExampleSpecs.coco.replacing("encoder-only\"]", "encoder-only\"], \"shots\": [5]")
    #expect(
      message(shots)
        == "spec.json:12:66: $.matrix.shots: found shots in an experiment without fine_tune, expected the section "
        + "\"fine_tune\"")
    let fineTune = ExampleSpecs.coco.replacing("\"matrix\"", "\"fine_tune\": {\"epochs\": 1},\n\"matrix\"")
    #expect(
      message(fineTune)
        == "spec.json:12:16: $.fine_tune: found fine_tune in an experiment without shots, expected matrix.shots, or no "
        + "fine_tune")
    #expect(
      message(ExampleSpecs.composed, ["task=single-object"]).contains(
        "found shots with the task \"single-object\""))
  }

  @Test func refusesWhatNeedsNovelCategoriesThatAreNotThere() {
    let none = ExampleSpecs.coco.replacing("\"person\", \"dog\"", "").replacing(
      "\"visible[0.5,1]\"", "\"novel\"")
    #expect(
      message(none)
        == "spec.json:13:37: $.evaluation.subsets[1]: found \"novel\" in data without novel categories, expected novel "
        + "categories")
    #expect(
      message(ExampleSpecs.composed, ["data.categories.novel=[]"]).contains("found shots in data without"))
  }

  @Test func refusesAShareOfTheTrainingPicturesThatIsNone() {
    #expect(
      message(ExampleSpecs.composed, ["train.share=0.00001"]).contains("$.train.share: found a share of 1e-05 of"))
  }

  @Test func refusesASplitThatIsNotThere() {
    #expect(
      message(ExampleSpecs.coco, ["evaluation.split=development"]).hasSuffix(
        "$.data: found no development images, expected some, because evaluation.split is \"development\""))
  }

  @Test func refusesTwoTablesOfOneName() {
    let table = #"{"name":"main","rows":["arm"],"columns":[{"metric":"AP"}]}"#
    #expect(
      message(ExampleSpecs.composed, ["tables=[\(table),\(table)]"]).hasSuffix(
        "$.tables[1]: found a second table \"main\", expected a different name for each table"))
  }

  // MARK: Overrides

  @Test func takesJSONAndBareStrings() throws {
    let spec = try read(
      ExampleSpecs.composed,
      [
        "train.lr=5e-4", "title=Two words", "matrix.seeds=[7]", "train.lr_by_arm.full-transfer=0.002",
        "notes=true story",
        "evaluation.max_detections=50", "train.drop_path=0.1", "matrix.shots[1]=20", "name=\"quoted\"",
      ])
    #expect(spec.train.lr == 0.0005)
    #expect(spec.title == "Two words")
    #expect(spec.notes == "true story")
    #expect(spec.name == "quoted")
    #expect(spec.matrix.seeds == [7])
    #expect(spec.matrix.shots == [10, 20])
    #expect(spec.train.lrByArm == [.fullTransfer: 0.002, .encoderOnly: 0.0005])
    #expect(spec.evaluation.maxDetections == 50)
    #expect(spec.train.dropPath == 0.1)
  }

  @Test func makesSectionsThatAreNotThere() throws {
    let spec = try read(ExampleSpecs.coco, ["train.epochs=3", "pretrain.seed=4"])
    #expect(spec.train.length == .epochs(3))
    #expect(spec.pretrain.seed == 4)
  }

  @Test func refusesOverridesThatCannotBeRead() {
    #expect(
      message(ExampleSpecs.composed, ["train.lr"])
        == "--set train.lr: found no key before \"=\", expected key.path=value, such as train.lr=0.0005")
    #expect(
      message(ExampleSpecs.composed, ["train..lr=1"])
        == "--set train..lr=1: found an empty key in \"train..lr\", expected keys joined by \".\"")
    #expect(
      message(ExampleSpecs.composed, ["matrix.arms=[scratch]"])
        == "--set matrix.arms=[scratch]:1:2: $[0]: found \"scratch\", expected a value")
    #expect(
      message(ExampleSpecs.composed, ["matrix.seeds[x]=1"])
        == "--set matrix.seeds[x]=1: found \"[x]\", expected an element such as [0]")
  }

  @Test func keepsLinesOfTheFileUnderOverrides() {
    let text = ExampleSpecs.composed.replacing(
      "\"rows\": [\"shots\", \"arm\"]", "\"rows\": [\"shots\", \"amr\"]")
    #expect(
      message(text, ["train.lr=0.5", "title=x"]).hasPrefix(
        "spec.json:22:61: $.tables[0].rows[1]: found \"amr\""))
  }
}

extension String {
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
