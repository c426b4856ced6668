import ArgumentParser
import Datasets
import Foundation
import StrictJSON

/// `imted data sketch`: a drawn stand-in for a data set that is not there yet.
struct DataSketchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sketch", abstract: "Draw a stand-in for COCO, to try an experiment before the data is there.",
    discussion: """
      Ellipses with masks, in COCO's 80 categories in turn: images/ and annotations.json. Numbers learnt from it mean \
      nothing. Sets of different seeds have no picture in common.
      """)

  @Option(parsing: .unconditional, help: "Pictures to draw.") var pictures = 8
  @Option(parsing: .unconditional, help: "Objects of each.") var objects = 20
  @Option(help: "Width and height of a picture in pixels: 640x480.") var size = PictureSizeArgument(
    width: 640, height: 480)
  @Option(parsing: .unconditional, help: "Seed of places, shapes and colours.") var seed = 0
  @Option(help: "Folder to write into, new or empty.") var out: String

  func validate() throws {
    guard (1...SketchedDataset.maximumPictures).contains(pictures), (1...1000).contains(objects) else {
      throw ValidationError(
        "--pictures must be 1 to \(SketchedDataset.maximumPictures), --objects 1 to 1000.")
    }
    guard (0...1_000_000).contains(seed) else { throw ValidationError("--seed must be 0 to 1000000.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let folder = URL(fileURLWithPath: out).path
      try OutputFolder.fill(folder) {
        try SketchedDataset(
          categories: COCOCategories.all, pictures: pictures, objects: objects, width: size.width, height: size.height,
          seed: seed
        ).write(to: folder)
      }
      Console.print("\(folder): \(pictures) pictures, \(pictures * objects) objects of 80 categories")
    }
  }
}

/// A size on the command line: `640x480`, each side 8 to 10,000 pixels.
struct PictureSizeArgument: ExpressibleByArgument {
  let width: Int
  let height: Int

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  init?(argument: String) {
    let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], (8...10_000).contains(width),
      (8...10_000).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  var defaultValueDescription: String { "\(width)x\(height)" }
}
