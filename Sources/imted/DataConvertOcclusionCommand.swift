import ArgumentParser
import Datasets
import StrictJSON

/// `imted data convert-occlusion`: a published list of hidden objects, checked and written as JSON.
struct DataConvertOcclusionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert-occlusion",
    abstract: "Convert a published list of Occluded COCO or Separated COCO (.pkl) to JSON, checked.",
    discussion: "Nothing in the pickle is run. Every item must agree with the annotations.")

  @Argument(help: "The published list, a pickle.") var list: String
  @Option(help: "The COCO annotations that it was made for: instances_val2017.json.") var annotations: String
  @Option(help: "The file to write.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      let published = try PublishedOcclusionList.read(list)
      let dataset = try COCODataset(file: annotations, masks: true, for: .measuring)
      let converted = try OcclusionList(published, checkedAgainst: dataset, file: list)
      try converted.write(to: out)
      let repeated = converted.items.count - Set(converted.items.map(\.id)).count
      let stray = OcclusionList.strayBoxes(published, in: dataset)
      Console.print(
        "\(out): \(converted.items.count) objects, \(converted.ownMasks) with a mask that differs from the annotation's"
          + (repeated > 0 ? ", \(repeated) named more than once" : "")
          + (stray > 0 ? ", \(stray) with a box that does (no measure uses it)" : ""))
    }
  }
}
