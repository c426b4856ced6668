import Datasets
import Detection
import Models
import Pipeline
import Spec
import Torch

/// Runs a trained detector over a split and writes its detections as a COCO results list, boxes and masks in the pixels
/// of the pictures as they are in the data set.
struct PredictStage {
  static let fileName = "detections.json"
  let config: PredictConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let trained = try TrainedModel(
      request, arm: config.arm, task: config.task, model: config.model, split: config.split, space: config.labelSpace,
      testSize: config.testSize)
    let settings = PredictionSettings(
      scoreThreshold: Float(config.scoreThreshold), nmsIoU: config.nmsIoU, maxDetections: config.maxDetections)
    var detections: [Detection] = []
    while let batch = try trained.batches.next() {
      let found = trained.model.predict(batch.images.to(trained.device), settings, sizes: batch.sizes)
      for (place, boxes) in zip(batch.indices, found) {
        let (image, scale) = (trained.dataset.images[place], trained.scale(ofImageAt: place))
        for item in boxes {
          let box = scale.toPicture(item.box)
          detections.append(
            Detection(
              imageID: image.id, categoryID: trained.labels.categoryIDs[item.label], box: box,
              score: Double(item.score),
              mask: item.mask?.pasted(in: box, width: image.width, height: image.height)))
        }
      }
      reporter.progress((batch.indices.last ?? 0) + 1, of: trained.dataset.images.count, unit: "picture")
    }
    try COCODetections(detections).write(to: "\(request.output)/\(Self.fileName)")
  }
}
