import Datasets
import Detection
import Foundation
import Spec
import StrictJSON

/// `dataset.json` of a data artifact: where each split's pictures and annotations lie, which categories are novel.
/// Composed and imported data look the same from here on.
struct DatasetIndex {
  /// Where one split lies. Paths are absolute, or relative to the artifact's folder.
  struct Place: Equatable {
    var images: String
    var annotations: String?
  }

  static let fileName = "dataset.json"
  private static let format = "imted-bench/dataset/1"

  /// Names of the base categories, in the order of their labels.
  let base: [String]
  /// Names of the novel categories; their labels follow the base ones.
  let novel: [String]
  private let places: [Split: Place]
  private let folder: String

  init(base: [String], novel: [String], places: [Split: Place], folder: String) {
    (self.base, self.novel, self.places, self.folder) = (base, novel, places, folder)
  }

  /// Reads the index of a data artifact.
  init(folder: String) throws(InputError) {
    let reader = try JSONDocument(file: "\(folder)/\(Self.fileName)").root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: "another format", expected: "\"\(Self.format)\"")
    }
    base = try Self.names(try reader.required("base"))
    novel = try Self.names(try reader.required("novel"))
    let splits = try reader.required("splits").object()
    var places: [Split: Place] = [:]
    for split in Split.allCases {
      guard let node = splits.optional(split.rawValue) else { continue }
      let place = try node.object()
      places[split] = Place(
        images: try place.required("images").string(), annotations: try place.optional("annotations")?.string())
      try place.finish()
    }
    try splits.finish()
    try reader.finish()
    self.places = places
    self.folder = folder
  }

  /// Writes the index into its folder.
  func write() throws {
    let splits = Split.allCases.compactMap { split -> (String, JSONValue)? in
      guard let place = places[split] else { return nil }
      var members: [(String, JSONValue)] = [("images", .string(place.images))]
      if let annotations = place.annotations { members.append(("annotations", .string(annotations))) }
      return (split.rawValue, .object(members))
    }
    let json: JSONValue = [
      "format": .string(Self.format), "base": .strings(base), "novel": .strings(novel), "splits": .object(splits),
    ]
    try JSONFile.write(json, to: "\(folder)/\(Self.fileName)")
  }

  /// The folder of a split's pictures.
  func images(_ split: Split) throws(InputError) -> String { absolute(try place(split).images) }

  /// The annotations of a split.
  func dataset(_ split: Split) throws(InputError) -> COCODataset {
    guard let annotations = try place(split).annotations else {
      throw InputError(file: folder, found: "no annotations for the split \(split.rawValue)", expected: "a COCO file")
    }
    return try COCODataset(file: absolute(annotations))
  }

  private func place(_ split: Split) throws(InputError) -> Place {
    guard let place = places[split] else {
      let known = Split.allCases.filter { places[$0] != nil }.map(\.rawValue).joined(separator: ", ")
      throw InputError(
        file: folder, found: "no split \(split.rawValue) in the data", expected: "one of \(known)")
    }
    return place
  }

  private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }

  private static func names(_ node: JSONNode) throws(InputError) -> [String] {
    try node.array().map { (node) throws(InputError) in try node.string() }
  }
}
