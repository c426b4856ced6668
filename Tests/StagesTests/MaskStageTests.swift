import Datasets
import Detection
import Foundation
import Models
import NN
import Pipeline
import Spec
import StrictJSON
import Testing

/// The stages of a detector with a mask head, from the transfer to the detections.
@Suite("Masks through the stages", .serialized) struct MaskStageTests {
  private let scratch: Scratch
  private let data: SmallData
  /// A model that sees pictures of 32 pixels at 48.
  private let model: ModelSpec = {
    var model = SmallSpecs.model
    model.backbone.imageSize = 48
    model.maskHead = true
    return model
  }()

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch, masks: true)
  }

  private func document(_ path: String) throws -> JSONValue { try JSONDocument(file: path).root.value }

  @Test func masksAreTrainedAndWrittenAtThePicturesOwnSize() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, model: model))
    #expect(transfer.status == 0, "\(transfer.error)")
    let proof = try TransferProof(JSONDocument(file: transfer.output + "/transfer.json").root)
    let head = proof.records.filter { $0.key.hasPrefix("roi_head.mask_head.") }
    #expect(head.count == 12)
    #expect(
      head.filter { $0.key.hasSuffix("weight") }.allSatisfy { if case .drawn = $0.source { true } else { false } })
    let train = try data.run(
      .train,
      SmallSpecs.train(.base, .all, model: model) { train in
        train.length = .epochs(30)
        train.lr = 0.005
      }, ("weights", transfer.output))
    #expect(train.status == 0, "\(train.error)")
    guard case .array(let curves)? = try document(train.output + "/curves.json")["curves"] else {
      Issue.record("no curves")
      return
    }
    let curve = try #require(curves.first { $0["name"] == "loss_mask" })
    guard case .array(let points)? = curve["points"], case .array(let first)? = points.first,
      case .array(let last)? = points.last, case .number(let start) = first[1], case .number(let end) = last[1]
    else {
      Issue.record("no points in \(curve)")
      return
    }
    #expect(end < 0.8 * start)

    let predict = try data.run(
      .predict, SmallSpecs.predict(.detection, model: model) { $0.maxDetections = 5 }, ("weights", train.output))
    #expect(predict.status == 0, "\(predict.error)")
    let found = try COCODetections(file: predict.output + "/detections.json", for: data.load("test"), masks: true)
      .detections
    #expect(found.count == 45)
    var filled = 0
    for detection in found {
      let mask = try #require(detection.mask)
      #expect((mask.width, mask.height) == (32, 32))
      guard mask.area > 0 else { continue }
      filled += 1
      let (box, around) = (detection.box, mask.boundingBox)
      #expect(around.x1 >= box.x1 - 1 && around.y1 >= box.y1 - 1 && around.x2 <= box.x2 + 1 && around.y2 <= box.y2 + 1)
    }
    #expect(filled > 20)
  }

  @Test func fineTuningTakesTheMasksOfBaseCategoriesAlong() throws {
    #expect(try data.imported().status == 0)
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, .base, model: model))
    let base = try data.run(
      .train, SmallSpecs.train(.base, .base, model: model), ("weights", transfer.output), name: "base")
    #expect(base.status == 0, "\(base.error)")
    let fine = try data.run(
      .train, SmallSpecs.train(.fineTune, .all, shots: 1, model: model) { $0.length = .iterations(1) },
      ("weights", base.output), name: "fine")
    #expect(fine.status == 0, "\(fine.error)")
  }

  @Test func objectsWithoutMasksAreRefusedInTraining() throws {
    let train = try data.load("train")
    let annotations = train.annotations.map { annotation in
      var annotation = annotation
      if annotation.id == 4 { annotation.mask = nil }
      return annotation
    }
    try data.save(COCODataset(images: train.images, categories: train.categories, annotations: annotations), "train")
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection, model: model))
    let run = try data.run(.train, SmallSpecs.train(.base, .all, model: model), ("weights", transfer.output))
    #expect(run.status == 65)
    #expect(
      run.error.contains("train/annotations.json") && run.error.contains("annotation 4 without \"segmentation\""),
      "\(run.error)")
  }

  @Test func withoutAMaskHeadMasksAreNeitherReadNorWritten() throws {
    _ = try data.imported()
    let transfer = try data.run(.transfer, SmallSpecs.transfer(.detection))
    let predict = try data.run(.predict, SmallSpecs.predict(.detection), ("weights", transfer.output))
    #expect(predict.status == 0, "\(predict.error)")
    let text = try String(contentsOfFile: predict.output + "/detections.json", encoding: .utf8)
    #expect(text.contains("bbox") && !text.contains("segmentation"))
  }
}
