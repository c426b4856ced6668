import Datasets
import Detection
import Evaluation
import Pipeline
import Spec
import StrictJSON

/// Measures detections against the annotations of a split, and writes `metrics.json`, `cells.h5` and the protocol card.
struct EvaluateStage {
  let config: EvaluateConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    let index = try DatasetIndex(request)
    let byMask = config.iouTypes.contains(.segm)
    let listed = Set(config.occlusionLists.map(\.kind))
    let needsMasks = byMask || config.subsets.contains { $0.occlusion.map { !listed.contains($0) } ?? false }
    let dataset = try index.dataset(config.split, masks: needsMasks)
    if byMask { try dataset.requireMasks() }
    let labels = try LabelMap(config.labelSpace, index: index, dataset: dataset, order: .declared)
    if config.task == .singleObject { try SingleObjectPictures.check(labels.keepingOwn(dataset)) }
    let file = "\(request.input("detections"))/\(PredictStage.fileName)"
    let detections = try COCODetections(file: file, for: dataset, masks: byMask).detections
    let objects = try EvaluatedObjects(config, request, dataset: dataset, labels: labels, masks: needsMasks)

    var rows = MetricRows()
    var cells = EvaluatedCells()
    let steps = config.iouTypes.count * config.subsets.count
    for (round, type) in config.iouTypes.enumerated() {
      let evaluation = COCOEvaluation(
        images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
        detections: detections, measure: type == .segm ? .mask : .box)
      for (place, subset) in config.subsets.enumerated() {
        reporter.progress(
          round * config.subsets.count + place, of: steps, unit: "subset", note: "\(type.rawValue) \(subset.name)")
        rows.add(evaluation.run(objects.subset(subset)), subset, type)
        if subset.occlusion != nil {
          let recall = FixedScoreRecall(
            objects: objects.toFind(subset), detections: detections, measure: type == .segm ? .mask : .box)
          rows.add(type == .segm ? .maskRecall : .boxRecall, subset, type, recall.value, recall.n)
        }
      }
      let bands = curveSubsets
      let curve = evaluation.visibleCurve(bands.compactMap(objects.band), categoryIDs: objects.categoryIDs(.all))
      for (subset, point) in zip(bands, curve.points) { rows.add(point, subset, type) }
      cells.add(evaluation, type, dataset, detections, objects)
    }
    if config.voc { addVOC(to: &rows, dataset, detections, objects) }
    if config.task == .singleObject {
      let score = SingleObjectScore(
        images: dataset.images.map(\.id), annotations: dataset.annotations, detections: detections)
      rows.add(.coLoc, Subset(scope: .all), .bbox, score.coLoc, score.n)
      rows.add(.accuracy, Subset(scope: .all), .bbox, score.accuracy, score.n)
    }
    try JSONFile.write(rows.json, to: "\(request.output)/metrics.json")
    try cells.write(into: request.output, split: config.split)
    try writeCard(request, index, dataset, reporter)
    reporter.progress(steps, of: steps, unit: "subset")
  }

  /// Writes the protocol card. Where the stages before have left the store, it cannot be told, and measures stand alone.
  private func writeCard(
    _ request: StageRequest, _ index: DatasetIndex, _ dataset: COCODataset, _ reporter: StageReporter
  ) throws {
    let card: ProtocolCard
    do throws(InputError) {
      card = try EvaluatedProtocol(config, request, index: index, dataset: dataset).card()
    } catch {
      reporter.message("no protocol card: \(error)")
      return
    }
    try JSONFile.write(card.json, to: "\(request.output)/\(ProtocolCard.fileName)")
  }

  /// The bands of the curve that are not subsets of their own, which have all numbers of a band and more.
  private var curveSubsets: [Subset] {
    (config.visibleCurve?.subsets ?? []).filter { !config.subsets.contains($0) }
  }

  /// VOC's AP of each subset; objects outside it are taken as difficult ones are.
  private func addVOC(
    to rows: inout MetricRows, _ dataset: COCODataset, _ detections: [Detection], _ objects: EvaluatedObjects
  ) {
    for subset in config.subsets {
      let counted = objects.subset(subset)
      let annotations = dataset.annotations.map { annotation in
        var annotation = annotation
        annotation.isDifficult = annotation.isDifficult || !counted.counts(annotation)
        return annotation
      }
      for form in VOCEvaluation.Form.allCases {
        let voc = VOCEvaluation(
          images: dataset.images.map(\.id),
          categories: dataset.categories.filter { counted.categoryIDs?.contains($0.id) ?? true },
          annotations: annotations, detections: detections, form: form)
        rows.add(form == .area ? .voc50 : .voc50ElevenPoint, subset, .bbox, voc.meanAP, voc.objectCount)
      }
    }
  }
}
