import ArgumentParser
import Datasets
import Foundation
import StrictJSON

/// `imted data voc`: Pascal VOC's folders as one COCO file.
struct DataVOCCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "voc", abstract: "Write sets of Pascal VOC folders as one COCO annotation file.",
    discussion: """
      The pictures of `VOCdevkit/VOC2007` are named VOC2007/JPEGImages/…: `images` is VOCdevkit in an experiment. \
      Ids are the digits of the pictures' names.
      """)

  @Argument(help: "FOLDER:SET, such as VOCdevkit/VOC2007:trainval VOCdevkit/VOC2012:trainval.") var sets: [String]
  @Option(help: "Objects marked as difficult: keep (to train) or crowd (to evaluate).")
  var difficult: NamedChoice<VOCFolder.Difficult> = NamedChoice(.keep)
  @Option(help: "File to write.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      var folders: [VOCFolder] = []
      for set in sets {
        guard let colon = set.lastIndex(of: ":"), colon != set.startIndex else {
          throw ValidationError("\(set) must be FOLDER:SET, such as VOCdevkit/VOC2007:test.")
        }
        folders.append(VOCFolder(path: String(set[..<colon]), set: String(set[set.index(after: colon)...])))
      }
      let dataset = try VOCFolder.dataset(folders, difficult: difficult.value)
      try OutputFolder.make(URL(fileURLWithPath: out).deletingLastPathComponent().path)
      try dataset.write(to: out)
      Console.print("\(out): \(dataset.images.count) pictures, \(dataset.annotations.count) objects")
    }
  }
}
