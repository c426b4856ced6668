public import StrictJSON

/// How published lists of few shots are laid out.
public enum ShotListFormat: String, CaseIterable, Sendable, Hashable {
  /// `full_box_{K}shot_{category}_trainval.json` in a folder for each seed, as TFA and DeFRCN have them.
  case fsdetCOCO = "fsdet-coco"
  /// `box_{K}shot_{category}_train.txt`, lists of Pascal VOC pictures.
  case fsdetVOC = "fsdet-voc"
  /// One COCO file with the boxes of all categories, as imTED has them.
  case merged
}

/// Whether boxes on one picture are learnt together.
public enum BoxRecords: String, CaseIterable, Sendable, Hashable {
  /// All boxes of a picture are one training record (DeFRCN, imTED).
  case merged
  /// Each box is a record of its own: the picture comes again for each, and its other boxes are background (TFA).
  case oneBox = "one-box"
}

/// Lists of few shots that are there already, instead of a draw. Stored values are the defaults.
public struct ShotListSpec: Sendable, Equatable {
  /// How the lists are laid out.
  public var format: ShotListFormat
  /// The folder above the seeds' folders; for `merged` the file, in which `{shots}` and `{seed}` stand for numbers.
  public var path: String
  /// The seed of the lists; nil for each run's own.
  public var seed: Int?
  /// Whether boxes on one picture are learnt together.
  public var boxRecords = BoxRecords.merged
  /// The folder of the pictures; nil for that of the split `train`.
  public var images: String?

  /// Lists at a path.
  public init(format: ShotListFormat, path: String) {
    self.format = format
    self.path = path
  }

  /// Reads the section `shots` of data of kind "coco".
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    format = try reader.required("format").choice(of: ShotListFormat.self)
    path = try reader.required(Self.pathKey(format)).filePath()
    if let node = reader.optional("seed") { seed = try node.int(in: 0...Int.max) }
    boxRecords = try reader.choice("box_records", default: boxRecords)
    if let node = reader.optional("images") { images = try node.filePath() }
    try reader.finish()
  }

  /// The section with every default written out; absent are a seed and a folder that are not given.
  public var json: JSONValue {
    var object = JSONObject([("format", .string(format.rawValue)), (Self.pathKey(format), .string(path))])
    object["seed"] = seed.map { .integer($0) }
    object["box_records"] = .string(boxRecords.rawValue)
    object["images"] = images.map { .string($0) }
    return .object(object)
  }

  private static func pathKey(_ format: ShotListFormat) -> String { format == .merged ? "file" : "folder" }
}

/// A list of the pictures to train on, of those that the annotation file has.
public struct ImageIDsSpec: Sendable, Equatable {
  /// The file; `{seed}` stands for the run's seed.
  public var file: String
  /// Which share a file of many lists (Unbiased Teacher's) is asked for, as it is written there: `"1.0"`.
  public var percent: String?
  /// Which of its seeds; nil for the run's.
  public var seed: Int?

  /// A list in a file.
  public init(file: String, percent: String? = nil, seed: Int? = nil) {
    self.file = file
    self.percent = percent
    self.seed = seed
  }

  /// Reads a path, or an object of `file`, `percent` and `seed`.
  public init(_ node: JSONNode) throws(InputError) {
    guard case .object = node.value else {
      self.init(file: try node.filePath())
      return
    }
    let reader = try node.object()
    self.init(file: try reader.required("file").filePath())
    if let node = reader.optional("percent") { percent = try node.string() }
    if let node = reader.optional("seed") { seed = try node.int(in: 0...Int.max) }
    try reader.finish()
  }

  /// The form that is read; a path alone where nothing else is given.
  public var json: JSONValue {
    if percent == nil, seed == nil { return .string(file) }
    var object = JSONObject([("file", .string(file))])
    object["percent"] = percent.map { .string($0) }
    object["seed"] = seed.map { .integer($0) }
    return .object(object)
  }
}
