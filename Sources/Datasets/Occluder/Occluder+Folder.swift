import Detection
import StrictJSON

extension Occluder {
  /// Raised whenever the same settings and seed come to give other pictures.
  public static let version = 1

  /// Lays occluders over a whole data set: writes `images/` (PNG, as a lossy format would change what is not hidden)
  /// and `annotations.json`, which keeps all ids. The bytes hang on the input, the settings and the seed alone.
  ///
  /// - Parameters:
  ///   - annotations: A COCO file with a mask for each object.
  ///   - images: The folder of its pictures.
  ///   - folder: Where to.
  ///   - threads: Threads to work with; nil for all cores.
  /// - Returns: The data set as written.
  /// - Throws: `InputError` for an object without a mask and a picture that cannot be read, `FileWriteError`.
  @discardableResult
  public func occlude(
    annotations: String, images: String, to folder: String, threads: Int? = nil
  ) throws -> COCODataset {
    let dataset = try COCODataset(file: annotations, masks: true)
    if let place = dataset.annotations.firstIndex(where: { $0.mask == nil }) {
      throw InputError(
        file: annotations, jsonPath: "$.annotations[\(place)]", found: "an object without a mask",
        expected: "\"segmentation\", which says what is to be hidden")
    }
    try FileBytes.makeFolder(folder + "/images")
    let store = try PictureStore(dataset: dataset, folder: images, memoryBudget: 0, threads: threads)
    let names = Self.names(dataset)
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      guard let other = places.updateValue(place, forKey: name) else { continue }
      throw dataset.error(
        forImageAt: place, key: "file_name",
        found: "\"\(dataset.images[place].fileName)\", which becomes \(name) as does the picture at place \(other)",
        expected: "names that stay different")
    }
    for name in names {
      if let slash = name.lastIndex(of: "/") { try FileBytes.makeFolder(folder + "/images/" + name[..<slash]) }
    }
    let changed = try ParallelLoop.map(
      count: dataset.images.count, threads: threads ?? ParallelLoop.defaultThreads
    ) { index in
      let (picture, objects) = self.occlude(try store.picture(at: index), dataset.annotations(ofImageAt: index))
      try picture.write(png: "\(folder)/images/\(names[index])")
      return objects
    }
    let byID = Dictionary(changed.flatMap { $0 }.map { ($0.id, $0) }) { first, _ in first }
    let file = folder + "/annotations.json"
    let result = COCODataset(
      images: dataset.images.enumerated().map { index, image in
        ImageRecord(id: image.id, fileName: names[index], width: image.width, height: image.height)
      }, categories: dataset.categories, annotations: dataset.annotations.map { byID[$0.id] ?? $0 }, file: file)
    try result.write(to: file, info: info)
    return result
  }

  private var info: JSONObject {
    JSONObject([
      ("generator", "imted-bench occluder"), ("generator_version", .integer(Self.version)),
      ("seed", .string(String(seed))), ("texture", .string(texture.rawValue)),
      ("fraction", .array([.number(fraction.lowerBound), .number(fraction.upperBound)])),
      ("visible_fraction_is", "pixels that no occluder hides, over the pixels of the given mask"),
    ])
  }

  /// File names with the ending `.png`; where two pictures differ in their ending alone, the whole name before it, and
  /// the picture's id where two have one file.
  private static func names(_ dataset: COCODataset) -> [String] {
    func stem(_ name: String) -> String {
      guard let dot = name.lastIndex(of: "."), !name[dot...].contains("/") else { return name }
      return String(name[..<dot])
    }
    let plain = dataset.images.map { inside(stem($0.fileName)) + ".png" }
    guard Set(plain).count < plain.count else { return plain }
    let whole = dataset.images.map { inside($0.fileName) + ".png" }
    let counts = Dictionary(whole.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(whole, dataset.images).map { name, image in
      counts[name] == 1 ? name : inside(image.fileName) + "-\(image.id).png"
    }
  }

  /// A name that cannot leave its folder.
  private static func inside(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
  }
}
