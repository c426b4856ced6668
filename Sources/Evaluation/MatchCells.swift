public import Detection

/// What matching reads of one evaluation, picture by picture and category by category: enough to ask later for any
/// subset, band or area range as if it were evaluated anew, and for bootstraps and kinds of errors, without boxes, masks
/// or a model.
///
/// Which objects are ignored changes who is matched with whom. So no outcome is stored but what outcomes follow from: the
/// overlaps. A pair below the least IoU threshold of COCO (0.5) is never matched, whatever the subset; leaving it out
/// changes nothing. Pairs down to `minimumOverlap` are kept for the kinds of errors.
public struct MatchCells: Hashable, Sendable {
  /// The least overlap that is kept: TIDE's border between a bad box and background.
  public static let minimumOverlap = 0.1

  /// One picture's part of one category.
  public struct Cell: Hashable, Sendable {
    /// Place of the category in `categories`.
    public var category: Int
    /// Place of the picture in `imageIDs`.
    public var image: Int
    /// How many of `objects` are in it.
    public var objectCount: Int
    /// How many of `detections` are in it.
    public var detectionCount: Int

    /// Joins the counts of a picture and a category.
    public init(category: Int, image: Int, objectCount: Int, detectionCount: Int) {
      (self.category, self.image) = (category, image)
      (self.objectCount, self.detectionCount) = (objectCount, detectionCount)
    }
  }

  /// An annotated object.
  public struct Object: Hashable, Sendable {
    /// The annotation's id.
    public var id: Int
    /// The annotation's area, square pixels.
    public var area: Double
    /// Whether it is a crowd.
    public var isCrowd: Bool
    /// The share of it that is visible, 0...1, where known.
    public var visibleFraction: Double?
    /// What hiding did to it, as far as `MatchCells.knownOcclusions` says that this is known.
    public var occlusions: Occlusions

    /// Joins what is known of an object.
    public init(
      id: Int, area: Double, isCrowd: Bool = false, visibleFraction: Double? = nil, occlusions: Occlusions = []
    ) {
      (self.id, self.area, self.isCrowd) = (id, area, isCrowd)
      (self.visibleFraction, self.occlusions) = (visibleFraction, occlusions)
    }
  }

  /// A detection among the best of its picture and category.
  public struct Candidate: Hashable, Sendable {
    /// Its score.
    public var score: Double
    /// The area that area ranges take it by, square pixels.
    public var area: Double
    /// Place in `objects` of the object of *another* category that it overlaps most, crowds left out, the first of
    /// equals; nil where none is overlapped by `minimumOverlap`.
    public var rival: Int?
    /// That overlap; 0 without a rival.
    public var rivalOverlap: Double

    /// Joins what is known of a detection.
    public init(score: Double, area: Double, rival: Int? = nil, rivalOverlap: Double = 0) {
      (self.score, self.area, self.rival, self.rivalOverlap) = (score, area, rival, rivalOverlap)
    }
  }

  /// A detection and an object of its picture and category that overlap.
  public struct Pair: Hashable, Sendable {
    /// Place in `detections`.
    public var detection: Int
    /// Place in `objects`.
    public var object: Int
    /// IoU; for a crowd the share of the detection inside it.
    public var overlap: Double

    /// Joins two that overlap.
    public init(detection: Int, object: Int, overlap: Double) {
      (self.detection, self.object, self.overlap) = (detection, object, overlap)
    }
  }

  /// What a category is to the experiment.
  public enum Scope: Int, Hashable, Sendable {
    /// It is not evaluated where a subset says `all`.
    case outside
    /// A base category.
    case base
    /// A novel category.
    case novel
    /// An evaluated category of data without base and novel ones.
    case undivided
  }

  /// Kinds of occlusion.
  public struct Occlusions: OptionSet, Hashable, Sendable {
    /// The kinds as bits.
    public let rawValue: Int

    /// Kinds from their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// What is visible is one part.
    public static let occluded = Occlusions(rawValue: 1)
    /// What is visible lies in several parts.
    public static let separated = Occlusions(rawValue: 2)

    /// One kind.
    public init(_ kind: OcclusionKind) { self = kind == .occluded ? .occluded : .separated }
  }

  /// Ids of all evaluated pictures, ascending; those without objects and detections too.
  public var imageIDs: [Int]
  /// All categories, by rising id.
  public var categories: [Category]
  /// What each category is to the experiment.
  public var scopes: [Scope]
  /// The kinds of occlusion that are known of objects.
  public var knownOcclusions: Occlusions
  /// Three caps on detections per picture and category, ascending.
  public var maxDetections: [Int]
  /// Pictures with an object or a detection of a category, by category, then by picture.
  public var cells: [Cell]
  /// The objects in the order of cells, in file order within one.
  public var objects: [Object]
  /// The detections in the order of cells, by falling score within one.
  public var detections: [Candidate]
  /// Pairs that overlap by `minimumOverlap`, by detection, then by object.
  public var pairs: [Pair]

  /// Joins the parts. Cells that come from outside are to be asked for their `flaw`.
  public init(
    imageIDs: [Int], categories: [Category], scopes: [Scope]? = nil, knownOcclusions: Occlusions = [],
    maxDetections: [Int] = COCOEvaluation.caps, cells: [Cell] = [], objects: [Object] = [],
    detections: [Candidate] = [], pairs: [Pair] = []
  ) {
    self.imageIDs = imageIDs
    self.categories = categories
    self.scopes = scopes ?? [Scope](repeating: .undivided, count: categories.count)
    self.knownOcclusions = knownOcclusions
    self.maxDetections = maxDetections
    self.cells = cells
    self.objects = objects
    self.detections = detections
    self.pairs = pairs
  }

  /// The evaluator's form of the cells, one entry a category. Overlaps that were left out become 0.
  func byCategory() -> [CategoryCells] {
    var result = [CategoryCells](repeating: CategoryCells(), count: categories.count)
    var (object, detection, pair) = (0, 0, 0)
    for cell in cells {
      var overlaps = [Double](repeating: 0, count: cell.objectCount * cell.detectionCount)
      let end = detection + cell.detectionCount
      while pair < pairs.count, pairs[pair].detection < end {
        let column = pairs[pair].object - object
        overlaps[(pairs[pair].detection - detection) * cell.objectCount + column] = pairs[pair].overlap
        pair += 1
      }
      result[cell.category].append(
        image: cell.image,
        objects: objects[object..<(object + cell.objectCount)].enumerated().map { place, found in
          CategoryCells.Object(
            area: found.area, isCrowd: found.isCrowd, visibleFraction: found.visibleFraction, id: found.id,
            source: object + place)
        },
        candidates: detections[detection..<end].enumerated().map { rank, found in
          CategoryCells.Candidate(area: found.area, score: found.score, rank: rank, source: detection + rank)
        }, overlaps: overlaps)
      object += cell.objectCount
      detection = end
    }
    for index in result.indices { result[index].seal() }
    return result
  }
}
