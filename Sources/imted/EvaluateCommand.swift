import ArgumentParser
import Datasets
import Detection
import Evaluation
import Foundation
import StrictJSON

/// `imted evaluate`: COCO's twelve numbers for a file of detections.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compute COCO's AP and AR of a detections file, equal to pycocotools.")

  @Option(help: "COCO annotations (JSON).") var annotations: String
  @Option(help: "COCO results: a list of image_id, category_id, bbox, score (JSON).") var detections: String
  @Flag(help: "Print one JSON object; a number that does not exist is -1, as in pycocotools.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let dataset = try COCODataset(file: annotations, for: .measuring)
      let results = try COCODetections(file: detections, for: dataset)
      let evaluation = COCOEvaluation(
        images: dataset.images.map(\.id), categories: dataset.categories, annotations: dataset.annotations,
        detections: results.detections)
      if evaluation.objectsWithIDZero > 0 {
        Console.error(
          "\(annotations): an annotation has the id 0, which pycocotools treats as not found; number them from 1")
      }
      let summary = evaluation.run()
      if json {
        let members = summary.metrics.map { ($0.name, JSONValue.number($0.value ?? -1)) }
        Console.print(JSONValue.object(members).prettyText())
      } else {
        for metric in summary.metrics {
          let value = metric.value.map { Percent.text($0) } ?? "–"
          Console.print("\(metric.name.padding(toLength: 6, withPad: " ", startingAt: 0)) \(value)")
        }
      }
    }
  }
}
