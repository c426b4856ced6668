import Spec
import StrictJSON
import Testing

@Suite("ProtocolCard")
struct ProtocolCardTests {
  private func card(
    _ change: (inout SharedProtocol) -> Void = { _ in }, own: (inout OwnProtocol) -> Void = { _ in }
  ) -> ProtocolCard {
    let predict = PredictConfig(
      task: .detection, arm: .scratch, model: ModelSpec(.tiny), evaluation: EvaluationSpec(), labelSpace: .all)
    let evaluate = EvaluateConfig(
      task: .detection, split: .test, subsets: [Subset(scope: .all)], labelSpace: .all)
    var shared = SharedProtocol(
      task: .detection,
      evaluated: .init(split: .test, annotations: Digest(of: "test"), pictures: 9, objects: 20, categories: 3),
      labels: .init(space: .all, order: ["bird", "ant", "fish"], base: ["bird", "ant"], novel: ["fish"]), shots: nil,
      prediction: .init(predict),
      measures: .init(evaluate, maxDetections: [1, 10, 100], singleObject: "s/1", evaluator: "e/1"))
    var other = OwnProtocol(seed: 3, shots: nil, trainAnnotations: Digest(of: "train"))
    change(&shared)
    own(&other)
    return ProtocolCard(shared: shared, own: other)
  }

  @Test func readsBackWhatItWrites() throws {
    let evaluate = EvaluateConfig(
      task: .singleObject, split: .test,
      subsets: [Subset(scope: .all, occlusion: .occluded), Subset(scope: .all, occlusion: .separated)],
      labelSpace: .novel, occlusionLists: [(.separated, Digest(of: "list"))])
    let full = card {
      $0.shots = .init(setting: .novelOnly, lists: .init(format: .fsdetVOC, boxRecords: .oneBox))
      ($0.prediction.testSize, $0.prediction.squareSide) = (TestSizeSpec(), nil)
      $0.measures = .init(evaluate, maxDetections: [1, 10, 100], singleObject: "s/1", evaluator: "e/1")
    } own: {
      ($0.shots, $0.trainShare) = (5, 0.1)
      ($0.iouTypes, $0.voc) = ([.bbox, .segm], true)
      $0.support = .init(list: Digest(of: "split"), pictures: 4, evaluatedPictures: nil)
      $0.shotList = ShotListConfig(format: .fsdetVOC, boxRecords: .oneBox, seed: 1, content: Digest(of: "lists"))
      $0.imageIDs = ImageIDsConfig(content: Digest(of: "ids"), percent: "1.0", seed: 2)
    }
    for card in [card(), full, card { $0.shots = .init(setting: .generalized, lists: nil) }] {
      #expect(try ProtocolCard(JSONDocument(text: card.json.prettyText()).root) == card)
    }
    #expect(full.shared.measures.occlusion.map(\.list) == [nil, Digest(of: "list")])
  }

  /// A new fact must not change the identity of protocols that are recorded already.
  @Test func theIdentityOfAProtocolStaysWhatItIs() throws {
    #expect(
      card().shared.json.canonicalText == """
        {"evaluated":{"annotations":"\(Digest(of: "test"))","categories":3,"objects":20,"pictures":9,"split":"test"},\
        "labels":{"base":["bird","ant"],"novel":["fish"],"order":["bird","ant","fish"],"space":"all"},\
        "measures":{"evaluator":"e/1","max_detections":[1,10,100]},\
        "prediction":{"augmentation":"none","max_detections":100,"nms_iou":0.5,"score_threshold":0.05,\
        "square_side_px":96},"task":"detection"}
        """)
    #expect(card().shared.digest == card(own: { $0.seed = 4 }).shared.digest)
    #expect(card().shared.digest != card { $0.evaluated.objects = 21 }.shared.digest)
  }

  @Test func aCardWhoseDigestIsNotItsOwnIsRefused() throws {
    guard case .object(var object) = card().json else { return }
    object["digest"] = .string(Digest(of: "other").hex)
    let error = #expect(throws: InputError.self) { try ProtocolCard(JSONDocument(value: .object(object)).root) }
    #expect(error?.jsonPath == "$.digest")
    object["digest"] = .string(card().shared.digest.hex)
    object["format"] = "imted-bench/protocol/9"
    #expect(throws: InputError.self) { try ProtocolCard(JSONDocument(value: .object(object)).root) }
  }

  /// What makes a difference of two numbers meaningless, and what only has to be told.
  @Test func differencesSayWhatAndWhetherItDecides() {
    func differences(_ change: @escaping (inout SharedProtocol) -> Void) -> [String] {
      card(change).shared.differences(from: card().shared).map { "\($0.words)\($0.fact.isDecisive ? "!" : "")" }
    }
    #expect(differences { _ in } == [])
    #expect(
      differences {
        $0.prediction.scoreThreshold = 0.001
        $0.prediction.squareSide = 32
      } == [
        "score threshold 0.001 instead of 0.05", "test size stretched to 32 x 32 px instead of stretched to 96 x 96 px",
      ])
    let (new, old) = (Digest(of: "val").hex.prefix(8), Digest(of: "test").hex.prefix(8))
    #expect(
      differences {
        $0.evaluated.annotations = Digest(of: "val")
        $0.evaluated.pictures = 10
      } == ["annotation file SHA-256 \(new) instead of SHA-256 \(old)!", "pictures 10 instead of 9"])
    #expect(differences { $0.labels.order = ["ant", "bird", "fish"] } == ["other category order"])
    #expect(
      differences { $0.labels = .init(space: .novel, order: ["fish"], base: ["bird", "ant"], novel: ["fish"]) } == [
        "label space novel instead of all!", "other category order", "other categories!",
      ])
    #expect(
      differences { $0.shots = .init(setting: .novelOnly, lists: .init(format: .merged, boxRecords: .merged)) } == [
        "few-shot setting fsod instead of none!", "shots boxes, from lists (merged) instead of none",
        "box records merged instead of none",
      ])
    #expect(differences { $0.measures.evaluator = "e/2" } == ["evaluator e/2 instead of e/1!"])
  }

  @Test func everyFactOfTheOwnPartIsInWords() {
    let lines = card(own: {
      $0.shots = 2
      $0.support = .init(list: Digest(of: "split"), pictures: 4, evaluatedPictures: 1)
    }).own.facts.map { "\($0.name): \($0.words ?? "")" }
    #expect(
      lines == [
        "seed: 3", "shots: 2", "training annotations: SHA-256 \(Digest(of: "train"))",
        "support objects: SHA-256 \(Digest(of: "split"))", "support pictures: 4", "of them evaluated: 1",
        "IoU types: bbox",
      ])
  }
}
