import Detection
import Statistics
public import StrictJSON

/// K labelled boxes of each category, the training set of few-shot detection.
///
/// The boxes of one picture are merged into one record, as DeFRCN and imTED train on them; TFA's loader shows one
/// picture once for each box instead. Objects of a picture that were not chosen, of whatever category, are unlabelled
/// background in both.
///
/// For each category by itself, its pictures are put in an order drawn from the seed and the category's name. As in
/// TFA's sampler, pictures are then taken whole, skipping one whose objects of the category would overshoot the
/// number wanted, and the number grows over the rungs 1, 2, 3, 5, 10, 30, 100, 300, … up to K, carrying over what was
/// taken: with one seed the sets nest from rung to rung, and a K between two rungs holds every lower rung. If no whole
/// picture fits, the first objects of the next picture are taken and its others stay unlabelled, so that K is always
/// met exactly. Crowds are never chosen. The draw is not CPython's: TFA's published lists are read, not drawn again.
public struct KShotSplit: Sendable, Equatable {
  /// A picture and its chosen objects.
  public struct Picture: Sendable, Equatable {
    /// Id of the picture.
    public let imageID: Int
    /// Ids of the annotations chosen on it, in the data set's order; at least one.
    public let annotationIDs: [Int]

    /// A picture and its chosen objects.
    public init(imageID: Int, annotationIDs: [Int]) {
      self.imageID = imageID
      self.annotationIDs = annotationIDs
    }
  }

  /// K.
  public let shots: Int
  /// The seed it was drawn with.
  public let seed: UInt64
  /// Names of the categories, in the data set's order.
  public let categories: [String]
  /// The pictures, in the data set's order.
  public let pictures: [Picture]

  /// A split from its parts.
  public init(shots: Int, seed: UInt64, categories: [String], pictures: [Picture]) {
    self.shots = shots
    self.seed = seed
    self.categories = categories
    self.pictures = pictures
  }

  /// Draws a split.
  ///
  /// - Parameters:
  ///   - dataset: The data set to draw from.
  ///   - categories: Names of the categories; nil for all of the data set.
  ///   - shots: Boxes of each category, 1 or more.
  ///   - seed: The seed.
  /// - Throws: `InputError` for an unknown category, or one with fewer than `shots` boxes.
  public init(
    from dataset: COCODataset, categories: [String]? = nil, shots: Int, seed: UInt64
  ) throws(InputError) {
    guard shots > 0 else { fatalError("A K-shot split needs one shot or more, not \(shots).") }
    var wanted = Set<Int>()
    for name in categories ?? dataset.categories.map(\.name) {
      wanted.insert(try dataset.category(named: name).id)
    }
    let chosen = dataset.categories.filter { wanted.contains($0.id) }
    var pool: [Int: [(image: Int, annotations: [Int])]] = [:]
    for (image, record) in dataset.images.enumerated() {
      for annotation in dataset.annotations(ofImageAt: image)
      where !annotation.isCrowd && !annotation.box.isEmpty && wanted.contains(annotation.categoryID) {
        var pictures = pool.removeValue(forKey: annotation.categoryID) ?? []
        if pictures.last?.image == record.id {
          pictures[pictures.count - 1].annotations.append(annotation.id)
        } else {
          pictures.append((record.id, [annotation.id]))
        }
        pool[annotation.categoryID] = pictures
      }
    }
    var taken = Set<Int>()
    for category in chosen {
      var pictures = pool[category.id] ?? []
      let count = pictures.reduce(0) { $0 + $1.annotations.count }
      guard count >= shots else {
        throw InputError(
          file: dataset.file, jsonPath: "$.annotations",
          found: "\(count) \(count == 1 ? "box" : "boxes") of the category \"\(category.name)\"",
          expected: "at least \(shots) for a \(shots)-shot split")
      }
      var stream = RandomStream(seed: seed, name: "k-shot/\(category.name)")
      stream.shuffle(&pictures)
      taken.formUnion(Self.take(shots, from: pictures.map(\.annotations)))
    }
    var records: [Picture] = []
    for (image, record) in dataset.images.enumerated() {
      let ids = dataset.annotations(ofImageAt: image).map(\.id).filter(taken.contains)
      if !ids.isEmpty { records.append(Picture(imageID: record.id, annotationIDs: ids)) }
    }
    self.init(shots: shots, seed: seed, categories: chosen.map(\.name), pictures: records)
  }

  /// Exactly `shots` of the annotations of pictures in drawn order; there must be as many.
  private static func take(_ shots: Int, from pictures: [[Int]]) -> [Int] {
    var taken: [Int] = []
    var used = [Int](repeating: 0, count: pictures.count)
    for rung in rungs(to: shots) {
      for (index, annotations) in pictures.enumerated()
      where used[index] == 0 && annotations.count <= rung - taken.count {
        taken.append(contentsOf: annotations)
        used[index] = annotations.count
      }
      for (index, annotations) in pictures.enumerated() {
        let part = min(annotations.count - used[index], rung - taken.count)
        taken.append(contentsOf: annotations[used[index]..<used[index] + part])
        used[index] += part
      }
    }
    return taken
  }

  private static func rungs(to shots: Int) -> [Int] {
    var rungs = [1, 2, 3, 5]
    var decade = 10
    while decade < shots {
      rungs += [decade, 3 * decade]
      decade *= 10
    }
    return rungs.filter { $0 < shots } + [shots]
  }

  /// The chosen pictures of `dataset` with only the chosen boxes. All categories of the data set stay, so that
  /// category ids keep their meaning.
  public func subset(of dataset: COCODataset) -> COCODataset {
    var ids = Set<Int>()
    for picture in pictures { ids.formUnion(picture.annotationIDs) }
    let imageIDs = Set(pictures.map(\.imageID))
    return COCODataset(
      images: dataset.images.filter { imageIDs.contains($0.id) }, categories: dataset.categories,
      annotations: dataset.annotations.filter { ids.contains($0.id) }, file: dataset.file)
  }
}
