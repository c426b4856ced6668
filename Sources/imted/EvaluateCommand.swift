import ArgumentParser
import Datasets
import Detection
import Evaluation
import Foundation
import Spec
import StrictJSON

/// `imted evaluate`: COCO's twelve numbers for a file of detections, or VOC's, with recalls and curves if asked for.
struct EvaluateCommand: ParsableCommand {
  enum IoUType: String, ExpressibleByArgument, CaseIterable {
    case bbox
    case segm

    var measure: OverlapMeasure { self == .segm ? .mask : .box }
    /// The same choice as experiments have it.
    var declared: Spec.IoUType { self == .segm ? .segm : .bbox }
  }

  enum Measures: String, ExpressibleByArgument, CaseIterable {
    case coco
    case voc
  }

  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compute COCO's AP and AR of a detections file, equal to pycocotools.")

  @Option(help: "COCO annotations (JSON).") var annotations: String
  @Option(help: "COCO results: a list of image_id, category_id, bbox or segmentation, score (JSON).")
  var detections: String
  @Option(help: "Measure overlaps of boxes (bbox) or of masks (segm).") var iouType = IoUType.bbox
  @Option(help: "coco, or voc: VOC's AP at IoU 0.5 in its area and 11-point forms.") var measures = Measures.coco
  @Option(help: "Also the recall of a list that `imted data convert-occlusion` made of Occluded COCO.")
  var occluded: String?
  @Option(help: "Also the recall of such a list of Separated COCO.") var separated: String?
  @Option(parsing: .unconditional, help: "Also AP and AR in so many equal bands of the objects' visible fraction.")
  var visibleBands: Int?
  @Option(help: "Also write the cells of the evaluation into this file, for `imted reevaluate`.") var cells: String?
  @Flag(help: "Print one JSON object; a number that does not exist is -1, as in pycocotools.") var json = false

  func validate() throws {
    if let visibleBands, !(1...1000).contains(visibleBands) {
      throw ValidationError("--visible-bands must be 1 to 1000.")
    }
    let others: [Any?] = [cells, visibleBands, occluded, separated]
    if measures == .voc, iouType == .segm || others.contains(where: { $0 != nil }) {
      throw ValidationError("--measures voc is of boxes alone and takes none of the other measures.")
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      let masks = iouType == .segm
      let dataset = try COCODataset(file: annotations, masks: masks, for: .measuring)
      if masks { try dataset.requireMasks() }
      let results = try COCODetections(file: detections, for: dataset, masks: masks)
      let numbers = measures == .voc ? voc(dataset, results) : try coco(dataset, results)
      if json {
        Console.print(JSONValue.object(numbers.map { ($0.name, JSONValue.number($0.value ?? -1)) }).prettyText())
      } else {
        let width = max(6, numbers.map(\.name.count).max() ?? 0)
        for number in numbers {
          let value = number.value.map { Percent.text($0) } ?? "–"
          Console.print("\(number.name.padding(toLength: width, withPad: " ", startingAt: 0)) \(value)")
        }
      }
    }
  }

  private typealias Number = (name: String, value: Double?)

  private func coco(_ dataset: COCODataset, _ results: COCODetections) throws(InputError) -> [Number] {
    let evaluation = COCOEvaluation(
      images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
      detections: results.detections, measure: iouType.measure)
    if evaluation.objectsWithIDZero > 0 {
      Console.error(
        "\(annotations): an annotation has the id 0, which pycocotools treats as not found; number them from 1")
    }
    if let cells {
      try StoredCells.write(
        MatchCells(of: evaluation, annotations: dataset.annotations, detections: results.detections),
        type: iouType.declared, to: cells)
    }
    var numbers: [Number] = evaluation.run().metrics.map { ($0.name, $0.value) }
    if let visibleBands {
      for point in evaluation.visibleCurve(VisibleBand.equal(visibleBands)).points {
        numbers += point.metrics.map { ("\($0.name) \(point.band)", $0.value) }
      }
    }
    for (subset, file) in [("occluded", occluded), ("separated", separated)] {
      guard let file else { continue }
      let list = try OcclusionList(file: file)
      let recall = FixedScoreRecall(
        objects: try list.objects(in: dataset), detections: results.detections, measure: iouType.measure)
      numbers.append(("\(iouType == .segm ? "MaskRecall" : "BoxRecall") \(subset)", recall.value))
    }
    return numbers
  }

  private func voc(_ dataset: COCODataset, _ results: COCODetections) -> [Number] {
    VOCEvaluation.Form.allCases.map { form in
      let evaluation = VOCEvaluation(
        images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
        detections: results.detections, form: form)
      return (form == .area ? "VOC50" : "VOC50-11", evaluation.meanAP)
    }
  }
}
