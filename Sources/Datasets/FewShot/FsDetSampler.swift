import Detection
import Statistics
public import StrictJSON

/// Draws K-shot lists of COCO files as TFA's own program does, to the same bytes for the same file, seed and numbers of
/// shots: `seed{N}/full_box_{K}shot_{category}_trainval.json`.
///
/// One Mersenne Twister for each seed serves all categories, in the order of their ids. Crowds do not count. For each
/// number of shots K, K pictures of the category are sampled again and again; a sampled picture is taken with all its
/// objects of the category unless it was taken before or would overshoot K; the next number of shots starts from what
/// this one took. So the lists nest, and a list depends on the numbers of shots asked for before it.
public struct FsDetSampler: Sendable {
  /// The numbers of shots of the published COCO lists.
  public static let publishedShots = [1, 2, 3, 5, 10, 30]

  private struct Pool {
    let name: String
    /// Pictures in the order in which the file's annotations first name them.
    var pictures: [(id: Int, objects: [JSONNode])] = []
    var places: [Int: Int] = [:]
  }

  private let file: String
  private let header: [(key: String, value: String)]
  private let categories: String
  private let pictures: [Int: JSONNode]
  private let pools: [Pool]

  /// Reads a COCO annotation file. Of its `info` and `licenses`, those that are there are copied into every list.
  public init(file: String) throws(InputError) {
    self.file = file
    let document = try JSONDocument(file: file)
    // Ids and names that are there twice would make lists that overwrite each other.
    _ = try COCODataset(document: document, file: file, for: .measuring)
    let root = try document.root.object()
    header = ["info", "licenses"].compactMap { key in
      root.optional(key).map { (key: key, value: PythonJSON.text($0.value)) }
    }
    var pictures: [Int: JSONNode] = [:]
    for node in try root.required("images").array() { pictures[try node.object().required("id").int()] = node }
    self.pictures = pictures
    let categoriesNode = try root.required("categories")
    categories = PythonJSON.text(categoriesNode.value)
    var pools: [Int: Pool] = [:]
    for node in try categoriesNode.array() {
      let reader = try node.object()
      let name = try reader.required("name")
      let text = try name.string()
      guard !text.isEmpty, !text.contains("/"), !text.utf8.contains(0) else {
        throw name.error(found: name.foundText, expected: "a name that can be part of a file's name")
      }
      pools[try reader.required("id").int()] = Pool(name: try name.string())
    }
    for node in try root.required("annotations").array() {
      let reader = try node.object()
      if let crowd = reader.optional("iscrowd"), try crowd.int() == 1 { continue }
      let categoryNode = try reader.required("category_id")
      let category = try categoryNode.int()
      guard var pool = pools.removeValue(forKey: category) else {
        throw categoryNode.error(
          found: "\(categoryNode.foundText), which no category has", expected: "the id of a category")
      }
      let imageNode = try reader.required("image_id")
      let image = try imageNode.int()
      guard pictures[image] != nil else {
        throw imageNode.error(found: "\(imageNode.foundText), which no picture has", expected: "the id of a picture")
      }
      if let place = pool.places[image] {
        pool.pictures[place].objects.append(node)
      } else {
        pool.places[image] = pool.pictures.count
        pool.pictures.append((image, [node]))
      }
      pools[category] = pool
    }
    self.pools = pools.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Writes the lists of the seeds into a folder, and gives their number.
  ///
  /// - Throws: `InputError` where a category has fewer pictures than K or whole pictures cannot make up K boxes (TFA's
  ///   program fails or never ends there), `FileWriteError` where a file cannot be written.
  @discardableResult
  public func write(seeds: [Int], shots: [Int], to folder: String) throws -> Int {
    guard !shots.isEmpty, shots[0] > 0, zip(shots, shots.dropFirst()).allSatisfy({ $0 < $1 }) else {
      fatalError("Numbers of shots must rise, not \(shots).")
    }
    // All are drawn before the first is written, so that what cannot be drawn leaves nothing behind.
    var lists: [(path: String, draw: Draw)] = []
    for seed in seeds {
      var twister = MersenneTwister(seed: seed)
      for pool in pools {
        var draw = Draw(pool: pool)
        for number in shots {
          guard draw.extend(to: number, &twister) else { throw exhausted(pool, number) }
          lists.append(("\(folder)/seed\(seed)/full_box_\(number)shot_\(pool.name)_trainval.json", draw))
        }
      }
    }
    for seed in seeds { try FileBytes.makeFolder("\(folder)/seed\(seed)") }
    for list in lists { try FileBytes.write(text(of: list.draw).utf8, to: list.path) }
    return lists.count
  }

  private func text(of draw: Draw) -> String {
    PythonJSON.dictionary(
      header + [
        ("images", PythonJSON.list(draw.pictures.compactMap { pictures[$0].map { PythonJSON.text($0.value) } })),
        ("annotations", PythonJSON.list(draw.objects.map { PythonJSON.text($0.value) })),
        ("categories", categories),
      ])
  }

  private func exhausted(_ pool: Pool, _ shots: Int) -> InputError {
    InputError(
      file: file, jsonPath: "$.annotations",
      found: "\(pool.pictures.count) pictures of \"\(pool.name)\", from which no whole ones make up \(shots) boxes",
      expected: "at least \(shots) pictures, some with few objects of the category")
  }

  /// What is taken of one category.
  private struct Draw {
    let pool: Pool
    var pictures: [Int] = []
    var objects: [JSONNode] = []
    private var taken: Set<Int> = []

    init(pool: Pool) { self.pool = pool }

    /// Samples until there are exactly `shots` boxes; false if that cannot be.
    mutating func extend(to shots: Int, _ twister: inout MersenneTwister) -> Bool {
      guard pool.pictures.count >= shots else { return false }
      let all = Array(pool.pictures.indices)
      while true {
        for place in twister.sample(all, shots) {
          let picture = pool.pictures[place]
          if taken.contains(place) || picture.objects.count + objects.count > shots { continue }
          taken.insert(place)
          pictures.append(picture.id)
          objects += picture.objects
          if objects.count == shots { return true }
        }
        guard canReach(shots - objects.count) else { return false }
      }
    }

    /// Whether some of the pictures left have exactly so many objects together.
    private func canReach(_ missing: Int) -> Bool {
      var left = [Int](repeating: 0, count: missing + 1)
      for (place, picture) in pool.pictures.enumerated()
      where picture.objects.count <= missing && !taken.contains(place) {
        left[picture.objects.count] += 1
      }
      var reachable = [Bool](repeating: false, count: missing + 1)
      reachable[0] = true
      for size in 1...missing {
        for _ in 0..<min(left[size], missing / size) {
          for sum in stride(from: missing, through: size, by: -1) where reachable[sum - size] { reachable[sum] = true }
        }
      }
      return reachable[missing]
    }
  }
}
