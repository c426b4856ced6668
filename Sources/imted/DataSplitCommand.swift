import ArgumentParser
import Datasets
import Foundation
import StrictJSON

/// `imted data split`: lists of few shots, or of a share of the pictures.
struct DataSplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Draw lists of few shots or of a share of the pictures, and write them.",
    discussion: """
      With --shots: seed{N}/full_box_{K}shot_{category}_trainval.json, byte for byte what TFA's program draws from the \
      same file. Each number of shots starts from the one before, so a list hangs on all those asked for. With \
      --percent: {seed}@{percent}.json, ids drawn without replacement; smaller shares are part of larger ones.
      """)

  @Option(help: "COCO annotations (JSON).") var annotations: String
  @Option(help: "fsdet, the layout of the lists of shots.") var format: ListFormat = .fsdet
  @Option(help: "Seeds: 1-9 or 1,2,5.") var seeds: WholeNumbers
  @Option(help: "Numbers of shots, rising: 1,2,3,5,10,30.") var shots: WholeNumbers?
  @Option(help: "Shares in percent: 1,5,10.") var percent: Shares?
  @Option(help: "Folder to write into.") var out: String

  enum ListFormat: String, ExpressibleByArgument, CaseIterable { case fsdet }

  func validate() throws {
    guard (shots == nil) != (percent == nil) else {
      throw ValidationError("Give one of --shots and --percent.")
    }
    if let shots, shots.values[0] < 1 || !zip(shots.values, shots.values.dropFirst()).allSatisfy({ $0 < $1 }) {
      throw ValidationError("--shots must be numbers above 0, rising.")
    }
  }

  func run() throws {
    try ExitStatus.guarding {
      let folder = URL(fileURLWithPath: out).path
      if let shots {
        if seeds.values.contains(0) { try refuseHiding(folder) }
        let count = try FsDetSampler(file: annotations).write(seeds: seeds.values, shots: shots.values, to: folder)
        Console.print("\(count) lists in \(folder)")
      } else if let percent {
        let dataset = try COCODataset(file: annotations)
        guard !dataset.images.isEmpty else {
          throw InputError(file: annotations, jsonPath: "$.images", found: "no pictures", expected: "some to draw from")
        }
        for share in percent.values { try ImageIDList.count(percent: share, of: dataset.images.count, in: annotations) }
        try OutputFolder.make(folder)
        for seed in seeds.values {
          for share in percent.values {
            let list = try ImageIDList(percent: share, of: dataset, seed: UInt64(seed))
            let file = "\(folder)/\(seed)@\(JSONValue.number(share).canonicalText).json"
            try list.write(to: file, percent: share, seed: UInt64(seed), of: dataset)
            Console.print("\(file): \(list.ids.count) of \(dataset.images.count) pictures")
          }
        }
      }
    }
  }

  /// Refuses to draw seed 0 beside lists that are seed 0's already, as TFA's published ones are: `seed0` would be read in
  /// their place.
  private func refuseHiding(_ folder: String) throws(InputError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard let name = names.sorted().first(where: { $0.hasPrefix("full_box_") }) else { return }
    throw InputError(
      file: "--seeds", found: "0, beside \(folder)/\(name)",
      expected: "seeds from 1 on, as lists that lie in the folder itself are those of seed 0")
  }
}

/// Whole numbers on the command line: `1,2,5` or `1-9`.
struct WholeNumbers: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    var values: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last,
        last - first < 100_000
      else { return nil }
      values += first...last
    }
    guard Set(values).count == values.count else { return nil }
    self.values = values
  }
}

/// Shares in percent on the command line: `1,5,10`.
struct Shares: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    let values = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? 0 }
    guard values.allSatisfy({ $0 > 0 && $0 <= 100 }), Set(values).count == values.count else { return nil }
    self.values = values
  }
}
