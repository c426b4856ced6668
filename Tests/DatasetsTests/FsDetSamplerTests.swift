import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// Lists as a Python program draws them with CPython's own `random` and `json` (`scripts/make-split-goldens.py`).
@Suite("FsDetSampler") struct FsDetSamplerTests {
  private static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/splits/\(name)").path
  }

  @Test func drawsThePublishedListsByteForByte() throws {
    let folder = try TestFolder()
    let sampler = try FsDetSampler(file: Self.path("instances.json"))
    let count = try sampler.write(seeds: [1, 2, 3], shots: FsDetSampler.publishedShots, to: folder.path)
    let golden = try JSONDocument(file: Self.path("digests.json")).root.object().members()
    #expect(count == 72 && golden.count == 72)
    let example = "seed1/full_box_2shot_traffic light_trainval.json"
    let own = try String(contentsOfFile: "\(folder.path)/\(example)", encoding: .utf8)
    #expect(try own == String(contentsOfFile: Self.path("example.json"), encoding: .utf8))
    for (name, _, digest) in golden {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
      let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      #expect(try UInt64(digest.string(), radix: 16) == hash, "\(name)")
    }
  }

  @Test func itsListsPassTheDataCheck() throws {
    let folder = try TestFolder()
    let shots = [1, 2, 3, 5]
    try FsDetSampler(file: Self.path("instances.json")).write(seeds: [1, 4], shots: shots, to: folder.path)
    var check = DataCheck(
      train: DataCheck.Source(images: folder.path, annotations: Self.path("instances.json")), evaluated: [])
    check.format = .fsdetCOCO
    for seed in [1, 4] {
      check.shots += shots.map { DataCheck.Shots(shots: $0, seed: seed, path: "\(folder.path)/seed\(seed)") }
    }
    #expect(check.findings() == [])
  }

  /// One category, pictures with so many objects each.
  private func sampler(_ counts: [Int], _ folder: TestFolder) throws -> FsDetSampler {
    var annotations: [Annotation] = []
    for (picture, count) in counts.enumerated() {
      for _ in 0..<count {
        annotations.append(
          Annotation(
            id: annotations.count + 1, imageID: picture + 1, categoryID: 1, box: Box(x: 0, y: 0, width: 4, height: 4)))
      }
    }
    let file = folder.path + "/train.json"
    try COCODataset(
      images: counts.indices.map { ImageRecord(id: $0 + 1, fileName: "\($0).png", width: 9, height: 9) },
      categories: [Category(id: 1, name: "cat")], annotations: annotations
    ).write(to: file)
    return try FsDetSampler(file: file)
  }

  @Test func endsWhereTheOriginalWouldNot() throws {
    let folder = try TestFolder()
    // Whole pictures of two make no three boxes; the second draw is one box short for ever.
    let pairs = try sampler([2, 2, 2, 2], folder)
    let error = #expect(throws: InputError.self) { try pairs.write(seeds: [0], shots: [3], to: folder.path) }
    #expect(error?.found.contains("\"cat\"") == true && error?.file == folder.path + "/train.json")
    #expect(throws: InputError.self) {
      try sampler([1, 2, 2], folder).write(seeds: [0], shots: [1, 2], to: folder.path)
    }
    // Fewer pictures than K cannot be sampled, though there are boxes enough.
    #expect(throws: InputError.self) { try sampler([3, 1], folder).write(seeds: [0], shots: [3], to: folder.path) }
    #expect(try sampler([3, 1, 1, 1], folder).write(seeds: [0], shots: [1, 3], to: folder.path) == 2)
  }
}
