import ArgumentParser
import Datasets
import Detection
import Foundation
import StrictJSON

/// `imted data occlude`: occluders over the objects of a COCO set.
struct DataOccludeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "occlude", abstract: "Lay occluders over the objects of any COCO set that has masks.",
    discussion: """
      Writes images/ and annotations.json with the masks, boxes and areas of what stays visible, and the exact \
      visible_fraction of the given masks. All ids stay.
      """)

  @Option(help: "COCO annotations with masks (JSON).") var annotations: String
  @Option(help: "Folder of the pictures.") var images: String
  @Option(help: "Smallest and largest share of an object to hide: 0.2,0.6.") var fraction: FractionRange
  @Option(help: "noise, stamps or gray.") var texture: NamedChoice<Occluder.Texture> = NamedChoice(.noise)
  @Option(parsing: .unconditional, help: "Seed of directions, shares and textures.") var seed: UInt64 = 0
  @Option(help: "Folder to write into, new or empty.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      let folder = URL(fileURLWithPath: out).path
      let occluder = try Occluder(
        fraction: fraction.range, texture: texture.value, seed: seed,
        stampFolder: texture.value == .stamps ? StampsFolder.path : nil)
      let dataset = try OutputFolder.fill(folder) {
        try occluder.occlude(annotations: annotations, images: images, to: folder)
      }
      let hidden = dataset.annotations.count { ($0.visibleFraction ?? 1) < 1 }
      Console.print(
        "\(folder): \(dataset.images.count) pictures, \(hidden) of \(dataset.annotations.count) objects partly hidden")
    }
  }
}

/// Two shares on the command line: `0.2,0.6`.
struct FractionRange: ExpressibleByArgument {
  let range: ClosedRange<Double>

  init?(argument: String) {
    let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low >= 0, low <= high, high <= 1 else { return nil }
    range = low...high
  }
}
