import Detection
import Statistics
public import StrictJSON

/// A published list of the pictures to train on, as ids.
///
/// Read are: our own lists, a JSON array of ids, a COCO file whose `images` are the list (STAC's
/// `instances_train2017.{seed}@{percent}.json`), and Unbiased Teacher's file of many lists, `{percent: {seed: […]}}`.
/// The latter counts pictures instead of naming ids: position n is the n-th picture, by id, of those with at least one
/// object that is no crowd, as detectron2 lists them.
public struct ImageIDList: Sendable, Equatable {
  /// What the file's `format` says.
  public static let format = "imted-bench/image-ids/1"

  /// The ids, rising, each once.
  public let ids: [Int]

  /// A list of ids, of a data set or to be held against one.
  public init(ids: [Int]) { self.ids = Set(ids).sorted() }

  /// Draws a share of a data set's pictures, all of them alike likely, none twice: the first `round(percent/100 · n)`
  /// of an order drawn from the stream `low-shot`. With one seed, smaller shares are part of larger ones. Throws
  /// `InputError` for a share that comes to no picture.
  public init(percent: Double, of dataset: COCODataset, seed: UInt64) throws(InputError) {
    let count = try Self.count(percent: percent, of: dataset.images.count, in: dataset.file)
    var ids = dataset.images.map(\.id).sorted()
    var stream = RandomStream(seed: seed, name: "low-shot")
    stream.shuffle(&ids)
    self.init(ids: Array(ids.prefix(count)))
  }

  /// How many pictures a share comes to. Throws `InputError` where that is none.
  @discardableResult
  public static func count(percent: Double, of pictures: Int, in file: String?) throws(InputError) -> Int {
    let count = Int((percent / 100 * Double(pictures)).rounded())
    guard count > 0 else {
      throw InputError(
        file: file, jsonPath: "$.images",
        found: "\(JSONValue.number(percent).canonicalText) % of \(pictures) pictures, which is none",
        expected: "a share of half a picture at least")
    }
    return count
  }

  /// Reads a list and checks it against its data set.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - percent: For a file of many lists, the share as it is written there.
  ///   - seed: For a file of many lists, the seed.
  ///   - dataset: The data set.
  /// - Throws: `InputError` for an id that no picture has, one that comes twice, and an empty list.
  public init(file: String, percent: String? = nil, seed: Int? = nil, for dataset: COCODataset) throws(InputError) {
    let root = try JSONDocument(file: file).root
    if case .array = root.value {
      try self.init(root, dataset)
      return
    }
    let reader = try root.object()
    if let percent, let seed {
      let shares = reader.members().map(\.key)
      guard let share = reader.optional(percent) else {
        throw root.error(
          found: "no share \"\(percent)\"", expected: "one of \(shares.joined(separator: ", "))",
          nearest: NearestName.to(percent, among: shares))
      }
      try self.init(positions: try share.object().required(String(seed)), dataset)
    } else if let images = reader.optional("images") {
      var nodes: [JSONNode] = []
      for node in try images.array() { nodes.append(try node.object().required("id")) }
      try self.init(nodes, images, dataset)
    } else {
      let format = try reader.required("format")
      guard try format.string() == Self.format else {
        throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
      }
      try self.init(try reader.required("ids"), dataset)
    }
  }

  private init(_ node: JSONNode, _ dataset: COCODataset) throws(InputError) {
    try self.init(try node.array(), node, dataset)
  }

  private init(_ nodes: [JSONNode], _ list: JSONNode, _ dataset: COCODataset) throws(InputError) {
    var ids = Set<Int>()
    for node in nodes {
      let id = try node.int()
      guard dataset.imageIndex(id: id) != nil else {
        throw node.error(found: "\(node.foundText), which no picture has", expected: "the id of a picture to train on")
      }
      guard ids.insert(id).inserted else {
        throw node.error(found: "the id \(id) a second time", expected: "each picture once")
      }
    }
    guard !ids.isEmpty else { throw list.error(found: list.foundText, expected: "at least one picture") }
    self.init(ids: Array(ids))
  }

  private init(positions node: JSONNode, _ dataset: COCODataset) throws(InputError) {
    let order = dataset.withoutEmptyImages().images.map(\.id).sorted()
    var ids = Set<Int>()
    for place in try node.array() {
      let position = try place.int(in: 0...max(0, order.count - 1))
      guard ids.insert(order[position]).inserted else {
        throw place.error(found: "the position \(position) a second time", expected: "each picture once")
      }
    }
    guard !ids.isEmpty else { throw node.error(found: node.foundText, expected: "at least one picture") }
    self.init(ids: Array(ids))
  }

  /// The listed pictures with their objects, in the data set's order.
  public func subset(of dataset: COCODataset) -> COCODataset {
    let kept = Set(ids)
    return COCODataset(
      images: dataset.images.filter { kept.contains($0.id) }, categories: dataset.categories,
      annotations: dataset.annotations.filter { kept.contains($0.imageID) }, file: dataset.file)
  }

  /// Writes a list with where it comes from.
  public func write(to path: String, percent: Double, seed: UInt64, of dataset: COCODataset) throws(FileWriteError) {
    let json: JSONValue = .object([
      ("format", .string(Self.format)), ("percent", .number(percent)), ("seed", .string(String(seed))),
      ("pictures", .integer(dataset.images.count)), ("ids", .array(ids.map { .integer($0) })),
    ])
    try FileBytes.write((json.prettyText() + "\n").utf8, to: path)
  }
}
