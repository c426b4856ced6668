import Datasets
import Detection
import Foundation
import StrictJSON

/// A small few-shot set on disk: training and test files, and lists of shots to plant faults in.
struct SupportFiles {
  static let categories = [
    Category(id: 1, name: "cat"), Category(id: 2, name: "dog"), Category(id: 5, name: "owl"),
  ]
  let folder: TestFolder
  let train: COCODataset

  /// 30 training pictures, object n of category n mod 3 on picture n, a second cat on every third picture; 6 test
  /// pictures; one list for each category and K of 1, 2 and 3, for seeds 0 and 1.
  init() throws {
    folder = try TestFolder()
    train = try Self.write("train", count: 30, shift: 0, in: folder)
    try Self.write("test", count: 6, shift: 60, in: folder)
    for seed in [0, 1] {
      for shots in [1, 2, 3] {
        for category in Self.categories { try write(try list(category, shots, skip: seed), shots, seed, category) }
      }
    }
  }

  @discardableResult
  private static func write(_ split: String, count: Int, shift: Int, in folder: TestFolder) throws -> COCODataset {
    var annotations: [Annotation] = []
    let box = Box(x: 1, y: 2, width: 5, height: 4)
    let images = (0..<count).map { number in
      ImageRecord(id: number + 1 + shift, fileName: "\(split)-\(number).png", width: 12, height: 10)
    }
    for (number, image) in images.enumerated() {
      let category = categories[number % 3].id
      for _ in 0..<(number % 6 == 0 ? 2 : 1) {
        annotations.append(
          Annotation(id: annotations.count + 1 + shift * 10, imageID: image.id, categoryID: category, box: box))
      }
      let color = UInt8(number * 7 + shift)
      let picture = ImageBuffer(width: 12, height: 10, red: color, green: 3, blue: 9)
      try folder.write("\(split)/\(image.fileName)", picture.png())
    }
    let file = "\(folder.path)/\(split).json"
    let dataset = COCODataset(images: images, categories: categories, annotations: annotations, file: file)
    try dataset.write(to: file)
    return dataset
  }

  /// The first pictures with one object of the category, after `skip` of them.
  func list(_ category: Category, _ shots: Int, skip: Int = 0) throws -> COCODataset {
    let own = train.annotations.filter { annotation in
      annotation.categoryID == category.id
        && train.annotations.count { $0.imageID == annotation.imageID && $0.categoryID == category.id } == 1
    }
    let kept = Array(own.dropFirst(skip).prefix(shots))
    let ids = Set(kept.map(\.imageID))
    return COCODataset(
      images: train.images.filter { ids.contains($0.id) }, categories: Self.categories, annotations: kept)
  }

  func path(_ seed: Int) -> String { seed == 0 ? folder.path + "/split" : folder.path + "/split/seed\(seed)" }

  func file(_ shots: Int, _ seed: Int, _ name: String) -> String {
    "\(path(seed))/full_box_\(shots)shot_\(name)_trainval.json"
  }

  func write(_ dataset: COCODataset, _ shots: Int, _ seed: Int, _ category: Category) throws {
    try FileManager.default.createDirectory(atPath: path(seed), withIntermediateDirectories: true)
    try dataset.write(to: file(shots, seed, category.name))
  }

  /// The check of everything there.
  func check(_ change: (inout DataCheck) -> Void = { _ in }) -> [DataFinding] {
    var check = DataCheck(
      train: DataCheck.Source(images: folder.path + "/train", annotations: folder.path + "/train.json"),
      evaluated: [
        DataCheck.Evaluated(
          name: "test",
          source: DataCheck.Source(images: folder.path + "/test", annotations: folder.path + "/test.json"))
      ])
    check.format = .fsdetCOCO
    for seed in [0, 1] {
      check.shots += [1, 2, 3].map { DataCheck.Shots(shots: $0, seed: seed, path: path(seed)) }
    }
    change(&check)
    return check.findings()
  }
}
