import Datasets
import Detection
import FeatureStore
import Models
import NN
import Pipeline
import Spec
import Torch

/// RoI features of a trained detector on a split, to HDF5: one row an annotated object, in the order of pictures and
/// annotations, taken at its true box, with the class that the head finds best there and its score. Every arm thus has
/// the same rows. Crowds and boxes that cover nothing of their picture have none.
struct ExtractFeaturesStage {
  static let fileName = "features.h5"
  let config: ExtractFeaturesConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let trained = try TrainedModel(
      request, arm: config.arm, task: config.task, model: config.model, split: config.split, space: config.labelSpace,
      testSize: config.testSize)
    let (dataset, labels, model) = (trained.dataset, trained.labels, trained.model)
    let writer = try FeatureWriter(
      path: "\(request.output)/\(Self.fileName)", dimension: model.featureWidth,
      provenance: Provenance(arm: config.arm.rawValue, split: config.split.rawValue))
    while let batch = try trained.batches.next() {
      let objects = batch.indices.map { place in
        dataset.objects(ofImageAt: place).filter { labels.label($0.categoryID) != nil }
      }
      let scales = batch.indices.map { trained.scale(ofImageAt: $0) }
      let boxes = zip(objects, scales).map { objects, scale in objects.map { scale.toInput($0.box) } }
      if !boxes.allSatisfy(\.isEmpty) {
        let features = model.regionFeatures(batch.images.to(trained.device), boxes)
        let best = model.bestClasses(features)
        let rows = objects.flatMap(\.self)
        try writer.append(
          FeatureBatch(
            features: features.floats(), labels: rows.map { Int64($0.categoryID) }, scores: best.scores,
            boxes: rows.flatMap { [Float($0.box.x1), Float($0.box.y1), Float($0.box.x2), Float($0.box.y2)] },
            imageIDs: rows.map { Int64($0.imageID) },
            predictedLabels: best.labels.map { Int64(labels.categoryIDs[$0]) }))
      }
      reporter.progress((batch.indices.last ?? 0) + 1, of: dataset.images.count, unit: "picture")
    }
    try writer.finish()
  }
}
