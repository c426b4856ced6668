import Datasets
import Detection
import Evaluation
import Pipeline
import Spec
import StrictJSON

/// Measures detections against the annotations of a split, and writes `metrics.json`.
struct EvaluateStage {
  let config: EvaluateConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let index = try DatasetIndex(request)
    let dataset = try index.dataset(config.split)
    let labels = try LabelMap(config.labelSpace, index: index, dataset: dataset)
    if config.task == .singleObject { try SingleObjectPictures.check(labels.keepingOwn(dataset)) }
    let file = "\(request.input("detections"))/\(PredictStage.fileName)"
    let detections = try COCODetections(file: file, for: dataset).detections
    var metrics: [JSONValue] = []
    var perClass: [JSONValue] = []
    let evaluation = COCOEvaluation(
      images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
      detections: detections)
    for (place, subset) in config.subsets.enumerated() {
      reporter.progress(place, of: config.subsets.count, unit: "subset", note: subset.name)
      let summary = evaluation.run(evaluationSubset(subset, labels))
      for metric in summary.metrics { metrics.append(row(metric.name, subset.name, metric.value, metric.n)) }
      for score in summary.perClass {
        perClass.append([
          "category": .string(score.category.name), "subset": .string(subset.name),
          "value": .finiteOrNull(score.ap), "n": .integer(Int64(score.n)),
        ])
      }
    }
    if config.task == .singleObject {
      let score = SingleObjectScore(
        images: dataset.images.map(\.id), annotations: dataset.annotations, detections: detections)
      metrics.append(row("CoLoc", "all", score.coLoc, score.n))
      metrics.append(row("Acc", "all", score.accuracy, score.n))
    }
    try JSONFile.write(
      ["metrics": .array(metrics), "per_class": .array(perClass)], to: "\(request.output)/metrics.json")
    reporter.progress(config.subsets.count, of: config.subsets.count, unit: "subset")
  }

  private func evaluationSubset(_ subset: Subset, _ labels: LabelMap) -> EvaluationSubset {
    let ids: ArraySlice<Int> =
      switch subset.scope {
      case .all: labels.categoryIDs[...]
      case .base: labels.categoryIDs.prefix(labels.baseCount)
      case .novel: labels.categoryIDs.dropFirst(labels.baseCount)
      }
    let band = subset.visible.map { band in
      band.includesUpper ? VisibleBand(band.lower...band.upper) : VisibleBand(band.lower..<band.upper)
    }
    return EvaluationSubset(name: subset.name, categoryIDs: Set(ids), visible: band)
  }

  private func row(_ name: String, _ subset: String, _ value: Double?, _ n: Int) -> JSONValue {
    [
      "name": .string(name), "subset": .string(subset), "iou_type": "bbox", "value": .finiteOrNull(value),
      "n": .integer(Int64(n)),
    ]
  }
}
