public import Spec
public import StrictJSON

/// `dataset.json` of a data artifact: where each split's pictures and annotations lie, which categories are novel.
/// Composed and imported data look the same from here on.
public struct DatasetIndex: Sendable {
  /// A file or folder of the data.
  public enum Location: Equatable, Sendable {
    /// In the artifact, relative to its folder.
    case inside(String)
    /// Outside: the resource of that name. Paths are outside the key and may change under an artifact, so they stand
    /// in the request of each stage and not here.
    case resource(String)
  }

  /// Where one split lies.
  public struct Place: Equatable, Sendable {
    /// The folder of pictures.
    public var images: Location
    /// The annotation file; nil without one.
    public var annotations: Location?

    /// A place from its parts.
    public init(images: Location, annotations: Location?) { (self.images, self.annotations) = (images, annotations) }
  }

  /// The name of the file.
  public static let fileName = "dataset.json"
  private static let format = "imted-bench/dataset/1"

  /// Names of the base categories, in the order of their labels.
  public let base: [String]
  /// Names of the novel categories; their labels follow the base ones.
  public let novel: [String]
  private let places: [Split: Place]
  private let folder: String
  private let resources: [PlannedStage.Resource]

  /// An index to be written into `folder`.
  public init(base: [String], novel: [String], places: [Split: Place], folder: String) {
    (self.base, self.novel, self.places, self.folder, resources) = (base, novel, places, folder, [])
  }

  /// Reads the index of the data that a stage was given.
  public init(_ request: StageRequest) throws(InputError) {
    try self.init(folder: request.input("data"), resources: request.resources)
  }

  /// Reads the index in the folder of data. `resources` are the paths that the stage reading it was given.
  public init(folder: String, resources: [PlannedStage.Resource]) throws(InputError) {
    self.folder = folder
    self.resources = resources
    let reader = try JSONDocument(file: "\(folder)/\(Self.fileName)").root.object()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    base = try Self.names(try reader.required("base"))
    novel = try Self.names(try reader.required("novel"))
    let splits = try reader.required("splits").object()
    var places: [Split: Place] = [:]
    for split in Split.allCases {
      guard let node = splits.optional(split.rawValue) else { continue }
      let place = try node.object()
      places[split] = Place(
        images: try Location(try place.required("images")),
        annotations: try place.optional("annotations").map { (node) throws(InputError) in try Location(node) })
      try place.finish()
    }
    try splits.finish()
    try reader.finish()
    self.places = places
  }

  /// Writes the index into its folder.
  public func write() throws(PipelineError) {
    let splits = Split.allCases.compactMap { split -> (String, JSONValue)? in
      guard let place = places[split] else { return nil }
      var members: [(String, JSONValue)] = [("images", place.images.json)]
      if let annotations = place.annotations { members.append(("annotations", annotations.json)) }
      return (split.rawValue, .object(members))
    }
    let json: JSONValue = [
      "format": .string(Self.format), "base": .strings(base), "novel": .strings(novel), "splits": .object(splits),
    ]
    try DurableFile.write(json.prettyText() + "\n", to: "\(folder)/\(Self.fileName)")
  }

  /// The folder of a split's pictures.
  public func images(_ split: Split) throws(InputError) -> String { try path(place(split).images) }

  /// The annotation file of a split.
  public func annotations(_ split: Split) throws(InputError) -> String {
    guard let annotations = try place(split).annotations else {
      throw InputError(file: folder, found: "no annotations for the split \(split.rawValue)", expected: "a COCO file")
    }
    return try path(annotations)
  }

  private func place(_ split: Split) throws(InputError) -> Place {
    guard let place = places[split] else {
      let known = Split.allCases.filter { places[$0] != nil }.map(\.rawValue).joined(separator: ", ")
      throw InputError(
        file: folder, found: "no split \(split.rawValue) in the data", expected: "one of \(known)")
    }
    return place
  }

  private func path(_ location: Location) throws(InputError) -> String {
    switch location {
    case .inside(let path): return "\(folder)/\(path)"
    case .resource(let name):
      guard let resource = resources.first(where: { $0.name == name }) else {
        throw InputError(
          file: "\(folder)/\(Self.fileName)", found: "data that lies at the resource \"\(name)\"",
          expected: "a request that says where that is")
      }
      return resource.path
    }
  }

  private static func names(_ node: JSONNode) throws(InputError) -> [String] {
    try node.array().map { (node) throws(InputError) in try node.string() }
  }
}

extension DatasetIndex.Location {
  /// Reads a path, or an object that names a resource.
  fileprivate init(_ node: JSONNode) throws(InputError) {
    guard case .object = node.value else {
      let path = try node.string()
      guard !path.isEmpty, !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
        throw node.error(found: node.foundText, expected: "a path inside the artifact")
      }
      self = .inside(path)
      return
    }
    let reader = try node.object()
    self = .resource(try reader.required("resource").string())
    try reader.finish()
  }

  /// The path as a string, or the resource's name in an object.
  fileprivate var json: JSONValue {
    switch self {
    case .inside(let path): .string(path)
    case .resource(let name): ["resource": .string(name)]
    }
  }
}
