import Spec
import StrictJSON
import Testing

@Suite("Stage configurations")
struct StageConfigTests {
  private func again<Config>(_ json: JSONValue, _ read: (JSONNode) throws(InputError) -> Config) throws
    -> Config
  {
    try read(JSONDocument(value: json).root)
  }

  @Test func readBackWhatTheyWrite() throws {
    let model = ModelSpec(.vitSmall)
    let compose = ComposeDataConfig(data: ComposedDataSpec(baseCategories: ["a"], novelCategories: ["b"]))
    #expect(try again(compose.json, ComposeDataConfig.init) == compose)
    let digest = Digest(of: "x")
    let imported = ImportDataConfig(
      splits: [
        (.pretrain, .init(images: digest, annotations: nil)),
        (.train, .init(images: digest, annotations: digest)),
      ], novelCategories: ["b"])
    #expect(try again(imported.json, ImportDataConfig.init) == imported)
    let pretrain = PretrainConfig(model: model.backbone, pretrain: PretrainSpec())
    #expect(try again(pretrain.json, PretrainConfig.init) == pretrain)
    for count in [nil, 5] {
      let transfer = TransferConfig(
        arm: .randomDecoder, task: .singleObject, model: model, seed: 3, labelSpace: .base,
        categoryCount: count)
      #expect(try again(transfer.json, TransferConfig.init) == transfer)
    }
    var settings = TrainSpec()
    settings.length = .iterations(9)
    settings.lrByArm = [.scratch: 0.5]
    let train = TrainConfig(
      phase: .fineTune, arm: .scratch, model: model, train: settings, seed: 1, shots: 5, labelSpace: .all)
    #expect(train.train.lr == 0.5 && train.train.lrByArm.isEmpty && train.task == .detection)
    #expect(try again(train.json, TrainConfig.init) == train)
    let predict = PredictConfig(
      task: .detection, arm: .scratch, model: model, evaluation: EvaluationSpec(), labelSpace: .all)
    #expect(try again(predict.json, PredictConfig.init) == predict)
    let extract = ExtractFeaturesConfig(
      task: .detection, arm: .scratch, model: model, split: .test, labelSpace: .all)
    #expect(try again(extract.json, ExtractFeaturesConfig.init) == extract)
    let evaluate = EvaluateConfig(
      task: .detection, split: .test, subsets: [Subset(scope: .novel)], labelSpace: .all)
    #expect(try again(evaluate.json, EvaluateConfig.init) == evaluate)
    let cell = Cell(arm: .scratch, shots: nil, seed: 4)
    #expect(try again(cell.json, Cell.init) == cell)
  }

  @Test func refuseContradictions() throws {
    let train = TrainConfig(
      phase: .base, arm: .scratch, model: ModelSpec(.tiny), train: TrainSpec(), seed: 1, shots: nil,
      labelSpace: .all)
    guard case .object(var object) = train.json else { return }
    object["shots"] = 5
    let shots = #expect(throws: InputError.self) { try again(.object(object), TrainConfig.init) }
    #expect(
      shots?.description.hasSuffix("found the number 5, expected null, as nothing is fine-tuned") == true)
    object["shots"] = nil
    object["task"] = "single-object"
    let task = #expect(throws: InputError.self) { try again(.object(object), TrainConfig.init) }
    #expect(task?.jsonPath == "$.task")
  }
}

@Suite("Digest")
struct DigestTests {
  @Test func matchesThePublishedVector() throws {
    // FIPS 180-2, appendix B.1.
    let digest = Digest(of: "abc")
    #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(digest.short == "ba7816bf8f01cfea")
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: "abc") == nil)
    #expect(Digest(hex: String(repeating: "A", count: 64)) == nil)
  }

  @Test func takesValuesByTheirCanonicalText() {
    #expect(Digest(of: ["b": 1.0, "a": [2]] as JSONValue) == Digest(of: #"{"a":[2],"b":1}"#))
  }

  @Test func namesAFileThatIsNotThere() {
    let error = #expect(throws: InputError.self) { try Digest(ofFile: "/no/such/file") }
    #expect(error?.description == "/no/such/file: found no readable file, expected a file")
  }
}

@Suite("ModelPreset")
struct ModelPresetTests {
  @Test func hasTheSizesOfThePapers() {
    #expect(ModelPreset.vitBase.backbone.decoder == TransformerSize(width: 512, depth: 8, heads: 16))
    #expect(ModelPreset.vitLarge.backbone.encoder == TransformerSize(width: 1024, depth: 24, heads: 16))
    #expect(ModelPreset.vitSmall.backbone.decoder == TransformerSize(width: 256, depth: 4, heads: 8))
    for preset in ModelPreset.allCases {
      let backbone = preset.backbone
      #expect(backbone.imageSize % backbone.patchSize == 0)
      #expect(backbone.encoder.width % backbone.encoder.heads == 0)
    }
  }
}
