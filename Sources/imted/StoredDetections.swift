import Datasets
import Detection
import Evaluation
import Foundation
import Pipeline
import Reports
import ResultStore
import Spec
import StrictJSON

/// The detections of a run beside the matches of its evaluation.
struct StoredDetections {
  /// What is looked at.
  struct Question {
    var iouType = IoUType.bbox
    var iou = 0.5
    var minimumScore = 0.3
    var subset = Subset(scope: .all)
    /// Only the categories of these names; all without any.
    var categories: [String] = []
  }

  private let question: Question
  private let split: StoredSplit
  private let splitName: String
  private let detections: [Detection]
  private let outcomes: MatchOutcomes
  private let name: String

  /// Reads the cells, annotations and detections of a run's evaluation. Throws when one of them is not there, or when
  /// the cells are not of these detections.
  init(of run: StoredRun, results: String, _ question: Question) throws(InputError) {
    let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
    guard let stage = run.stages.first(where: { $0.role == StageRole.evaluate.rawValue }),
      let key = Digest(hex: stage.stage.key)
    else { throw InputError(found: "the run \(run.run.id) without an evaluation", expected: "a run that is finished") }
    let stored = try StoredCells(of: key, in: store, type: question.iouType)
    let evaluation = try StoredArtifact(folder: store.folder(of: key))
    let config = try EvaluateConfig(JSONDocument(value: evaluation.record.config).root)
    let masks = question.iouType == .segm
    split = try StoredSplit(config.split, of: evaluation, masks: masks)
    let found = try evaluation.input("detections")
    let file = "\(found.folder)/detections.json"
    let dataset = split.dataset
    detections = try COCODetections(file: file, for: dataset, masks: masks).detections

    let subset = try stored.subset(question.subset, categories: question.categories)
    let measure: OverlapMeasure = masks ? .mask : .box
    outcomes = COCOEvaluation(
      images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
      detections: detections, maxDetections: stored.cells.maxDetections, measure: measure
    ).outcomes(subset, iou: question.iou, minimumScore: question.minimumScore)
    // Cells know the matches but no boxes, so boxes come from the files; that both are of one evaluation is looked at.
    let matched = COCOEvaluation(stored.cells, measure: measure).outcomes(
      subset, iou: question.iou, minimumScore: question.minimumScore)
    guard outcomes.agrees(with: matched) else {
      throw InputError(
        file: file, found: "detections or annotations that are not those of \(stored.file)",
        expected: "what was evaluated; `imted run` with --refresh evaluate measures anew")
    }
    self.question = question
    splitName = config.split.rawValue
    name = [run.run.variant, run.run.arm, run.run.shots.map { "\($0) shots" }, "seed \(run.run.seed)"]
      .compactMap(\.self).joined(separator: ", ")
  }

  /// Some of the pictures as a sheet.
  func sheet(_ choice: PictureChoice, columns: Int) throws(InputError) -> DetectionSheet {
    let dataset = split.dataset
    var tallies: [Int: PictureChoice.Tally] = [:]
    for found in outcomes.found {
      tallies[found.imageID, default: .init(id: found.imageID)].hits += found.verdict == .truePositive ? 1 : 0
      tallies[found.imageID, default: .init(id: found.imageID)].wrong += found.verdict == .falsePositive ? 1 : 0
    }
    for missed in outcomes.missed { tallies[missed.imageID, default: .init(id: missed.imageID)].missed += 1 }
    let chosen = try choice.pictures(of: dataset.images.map { tallies[$0.id] ?? .init(id: $0.id) })
    var pictures: [DetectionSheet.Picture] = []
    for id in chosen {
      guard let place = dataset.imageIndex(id: id) else { continue }
      pictures.append(
        DetectionSheet.Picture(
          id: id, file: try split.picture(dataset.images[place], longest: columns > 2 ? 480 : 800), boxes: boxes(on: id)
        ))
    }
    var notes = [choice.words]
    let words = ([question.subset.name] + question.categories).joined(separator: ", ")
    if words != "all" { notes.append("Objects that count: \(words).") }
    return DetectionSheet(
      title: "Detections on \(splitName): \(name)", pictures: pictures, columns: min(columns, max(1, pictures.count)),
      iou: question.iou, iouType: question.iouType.rawValue, minimumScore: question.minimumScore, notes: notes)
  }

  private func boxes(on image: Int) -> [DetectionSheet.Box] {
    let names = Dictionary(uniqueKeysWithValues: split.dataset.categories.map { ($0.id, $0.name) })
    func box(_ box: Box, _ kind: DetectionSheet.Kind, _ category: Int, _ score: Double?) -> DetectionSheet.Box {
      DetectionSheet.Box(
        left: box.x1, top: box.y1, right: box.x2, bottom: box.y2, kind: kind,
        category: names[category] ?? "\(category)",
        score: score)
    }
    return outcomes.missed.filter { $0.imageID == image }.map { missed in
      let object = split.dataset.annotations[missed.object]
      return box(object.box, .missed, object.categoryID, nil)
    }
      + outcomes.found.filter { $0.imageID == image }.map { found in
        let detection = detections[found.detection]
        return box(detection.box, DetectionSheet.Kind(found.verdict), detection.categoryID, detection.score)
      }
  }
}

extension DetectionSheet.Kind {
  fileprivate init(_ verdict: MatchOutcomes.Verdict) {
    switch verdict {
    case .truePositive: self = .truePositive
    case .falsePositive: self = .falsePositive
    case .ignored: self = .ignored
    }
  }
}

extension MatchOutcomes {
  /// Whether two evaluations found the same on the same pictures, wherever their detections and objects stand.
  fileprivate func agrees(with other: MatchOutcomes) -> Bool {
    found.elementsEqual(other.found) {
      $0.imageID == $1.imageID && $0.score == $1.score && $0.verdict == $1.verdict
        && ($0.overlap == $1.overlap || $0.verdict == .falsePositive)
    } && missed.map(\.imageID) == other.missed.map(\.imageID)
  }
}
