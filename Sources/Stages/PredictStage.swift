import Datasets
import Detection
import Models
import Pipeline
import Spec
import Torch

/// Runs a trained detector over a split and writes its detections as a COCO results list.
struct PredictStage {
  static let fileName = "detections.json"
  let config: PredictConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let device = try StageDevice.prepare(request)
    let index = try DatasetIndex(request)
    let dataset = try index.dataset(config.split)
    let labels = try LabelMap(config.labelSpace, index: index, dataset: dataset)
    if config.task == .singleObject { try SingleObjectPictures.check(labels.keepingOwn(dataset)) }
    let model = ArmModel(
      arm: config.arm, task: config.task, model: config.model, classes: labels.count, seed: 0, device: device)
    try WeightsFile.read("\(request.input("weights"))/\(WeightsFile.name)", into: model.store)
    let settings = PredictionSettings(
      scoreThreshold: Float(config.scoreThreshold), nmsIoU: config.nmsIoU, maxDetections: config.maxDetections)
    var detections: [Detection] = []
    let batches = try EvaluationBatches(
      dataset: dataset, imageFolder: index.images(config.split), side: config.model.backbone.imageSize,
      threads: request.threads)
    while let batch = try batches.next() {
      let found = model.predict(batch.images.to(device), settings)
      for (place, boxes) in zip(batch.indices, found) {
        let record = dataset.images[place]
        let scale = PictureScale(record, side: config.model.backbone.imageSize)
        for item in boxes {
          detections.append(
            Detection(
              imageID: record.id, categoryID: labels.categoryIDs[item.label], box: scale.toPicture(item.box),
              score: Double(item.score)))
        }
      }
      reporter.progress((batch.indices.last ?? 0) + 1, of: dataset.images.count, unit: "picture")
    }
    try COCODetections(detections).write(to: "\(request.output)/\(Self.fileName)")
  }
}
