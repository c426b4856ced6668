import Spec
import StrictJSON
import Testing

@Suite("Training options in specs") struct TrainingOptionTests {
  private func train(_ text: String) throws -> TrainSpec {
    try TrainSpec(JSONDocument(text: text).root, section: .train)
  }

  private func message(_ text: String) -> String {
    do {
      _ = try train(text)
      return "nothing was thrown"
    } catch { return "\(error)" }
  }

  @Test func defaultsAreNotWrittenSoThatKeysStay() throws {
    #expect(
      TrainSpec().json.canonicalText
        == #"{"batch_size":32,"color_jitter":0.4,"drop_path":0,"epochs":20,"flip":0.5,"freeze_encoder":false,"#
        + #""gradient_clip":0,"layer_decay":1,"lr":0.001,"lr_by_arm":{},"precision":"float32","#
        + #""schedule":"cosine","warmup_share":0.05,"weight_decay":0.05}"#)
    // Written out, the defaults are the same as left out.
    let spelled = try train(
      #"{"layer_decay_rule":"encoder","augmentation":{"policy":"square"},"betas":[0.9,0.999],"eps":1e-8,"#
        + #""no_decay":"vectors","accumulate_steps":1,"checkpoint_encoder":false}"#)
    #expect(spelled == TrainSpec() && spelled.json == TrainSpec().json)
    #expect(EvaluationSpec().json["test_size"] == nil)
  }

  static let texts = [
    #"{"layer_decay_rule":"encoder-decoder","layer_decay":0.8,"precision":"float16"}"#,
    #"{"schedule":"step","milestones":{"epochs":[27,33]}}"#,
    #"{"schedule":"step","milestones":{"iterations":[163889,177546]},"gamma":0.2}"#,
    #"{"warmup_iterations":500}"#, #"{"warmup_iterations":250,"warmup_start":0.01}"#,
    #"{"betas":[0.8,0.95],"eps":1e-6,"no_decay":"norms","accumulate_steps":4,"checkpoint_encoder":true}"#,
    #"{"no_decay":"one-dimensional"}"#, #"{"augmentation":{"policy":"multi-scale"}}"#,
    #"{"augmentation":{"policy":"multi-scale-crop","crop_px":[200,300],"crop_short_side_px":[350]}}"#,
    #"{"augmentation":{"policy":"large-scale-jitter","size_px":512,"scale":[0.5,1.5]}}"#,
  ]

  @Test(arguments: texts) func optionsReadBackAsTheyAreWritten(_ text: String) throws {
    let spec = try train(text)
    #expect(spec != TrainSpec() && spec.json != TrainSpec().json)
    let again = try TrainSpec(JSONDocument(value: spec.json).root, section: .train)
    #expect(again == spec && again.json == spec.json)
    // Each is part of a stage's configuration, and so of its key.
    let config = TrainConfig(
      phase: .base, arm: .scratch, model: ModelSpec(.tiny), train: spec, seed: 0, shots: nil, labelSpace: .all)
    #expect(try TrainConfig(JSONDocument(value: config.json).root) == config)
  }

  @Test func theReferencesPipelineIsTheDefaultOfItsPolicy() throws {
    let spec = try train(#"{"augmentation":{"policy":"multi-scale-crop"}}"#)
    #expect(
      spec.augmentation
        == .multiScaleCrop(
          .init(short: [480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800], long: 1333),
          before: .init(short: [400, 500, 600], long: 1333), part: 384...600))
  }

  @Test func preTrainingTakesThoseThatApply() throws {
    let spec = try PretrainSpec(
      JSONDocument(text: #"{"betas":[0.9,0.99],"accumulate_steps":2,"warmup_iterations":40}"#).root)
    #expect(spec.optimizer.betas == [0.9, 0.99])
    #expect(try PretrainSpec(JSONDocument(value: spec.json).root) == spec)
    let error = #expect(throws: InputError.self) {
      try PretrainSpec(JSONDocument(text: #"{"milestones":{"epochs":[1]}}"#).root)
    }
    #expect(error?.description.contains("unknown key \"milestones\"") == true)
  }

  @Test func aTestSizeIsPartOfTheStagesThatPredict() throws {
    var evaluation = EvaluationSpec()
    evaluation.testSize = TestSizeSpec()
    #expect(try EvaluationSpec(JSONDocument(value: evaluation.json).root) == evaluation)
    let predict = PredictConfig(
      task: .detection, arm: .scratch, model: ModelSpec(.tiny), evaluation: evaluation, labelSpace: .all)
    #expect(try PredictConfig(JSONDocument(value: predict.json).root) == predict)
    #expect(predict.json["test_size"]?.canonicalText == #"{"long_side_px":1333,"short_side_px":800}"#)
    let extract = ExtractFeaturesConfig(
      task: .detection, arm: .scratch, model: ModelSpec(.tiny), split: .test, labelSpace: .all,
      testSize: evaluation.testSize)
    #expect(try ExtractFeaturesConfig(JSONDocument(value: extract.json).root) == extract)
  }

  static let refused = [
    (#"{"layer_decay_rule":"decoder"}"#, "one of encoder, encoder-decoder"),
    (#"{"milestones":{"epochs":[3]}}"#, "found milestones with the schedule \"cosine\""),
    (#"{"schedule":"step","milestones":{"epochs":[3,2]}}"#, "expected rising milestones"),
    (#"{"schedule":"step","milestones":{"epochs":[3],"iterations":[3]}}"#, "found both"),
    (#"{"schedule":"step","milestones":{}}"#, "found neither"),
    (#"{"gamma":0.5}"#, "gamma without milestones"),
    (#"{"warmup_iterations":5,"warmup_share":0.1}"#, "found both"),
    (#"{"warmup_start":0.1}"#, "warmup_start without warmup_iterations"),
    (#"{"betas":[0.9]}"#, "expected an array of 2 numbers"),
    (#"{"betas":[0.9,1]}"#, "from 0 to 0.999999"),
    (#"{"accumulate_steps":0}"#, "from 1 to"),
    (#"{"no_decay":"norm"}"#, "did you mean \"norms\"?"),
    (#"{"augmentation":{}}"#, "expected the key \"policy\""),
    (#"{"augmentation":{"policy":"multi-scale","crop_px":[1,2]}}"#, "an unknown key \"crop_px\""),
    (#"{"augmentation":{"policy":"multi-scale","short_side_px":[]}}"#, "at least one value"),
    (#"{"augmentation":{"policy":"large-scale-jitter","scale":[2,1]}}"#, "the lowest value before the highest"),
  ]

  @Test(arguments: refused) func contradictionsAreRefused(_ text: String, _ part: String) {
    #expect(message(text).contains(part), "\(message(text))")
  }

  @Test func singleObjectsNeedSquares() throws {
    for (section, part) in [
      ("\"train\": {\"augmentation\": {\"policy\": \"multi-scale\"}}", "the policy \"multi-scale\" with the task"),
      ("\"evaluation\": {\"test_size\": {\"short_side_px\": 8, \"long_side_px\": 9}}", "a test size with the task"),
    ] {
      let text = """
        {"format": "imted-bench/experiment/1", "name": "x", "task": "single-object",
         "data": {"kind": "coco", "train": {"images": "a", "annotations": "b"},
                  "test": {"images": "c", "annotations": "d"}},
         "model": {"preset": "tiny"}, "matrix": {"arms": ["scratch"], "seeds": [0]}, \(section)}
        """
      let error = #expect(throws: InputError.self) { try ExperimentSpec(document: JSONDocument(text: text)) }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }
}
