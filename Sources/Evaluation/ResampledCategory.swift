/// The outcome of matching of one category in one area range, laid out for many resamples of the pictures.
///
/// Who is matched with whom does not hang on other pictures, so that is found once. A resample only counts: down the
/// scores, each detection as often as its picture is drawn.
struct ResampledCategory: Sendable {
  /// A detection that counts at some IoU threshold; bits as in `CategoryMatches`.
  struct Entry: Sendable {
    let hits: UInt16
    let misses: UInt16
    /// At how many thresholds it is a hit.
    let hitCount: Int32
    /// Its place among the picture's detections of this category.
    let rank: Int32
  }

  /// What one resample makes of the category.
  struct Sums {
    /// Sums of precision over recalls: of all IoU thresholds, of 0.50, of 0.75.
    var precision = (0.0, 0.0, 0.0)
    /// Sums of recall over IoU thresholds, with each cap.
    var recall = (0.0, 0.0, 0.0)
  }

  /// By falling score.
  let entries: [Entry]
  /// The place of each entry's picture.
  let images: [Int32]
  /// Pictures with objects that count, and how many they show.
  let objects: [(image: Int32, count: Int32)]
  /// The smaller two caps on detections.
  let caps: (Int32, Int32)

  /// The bits of all ten IoU thresholds.
  private static var all: UInt16 { 0b11_1111_1111 }

  init(_ category: CategoryCells, area: AreaRange, subset: EvaluationSubset, maxDetections: [Int]) {
    let isIgnored = category.objects.map { !area.contains($0.area) || !subset.counts($0) }
    let matches = CategoryMatches(category, area: area, isIgnored: isIgnored)
    var image = [Int32](repeating: 0, count: category.candidates.count)
    var objects: [(image: Int32, count: Int32)] = []
    for cell in category.cells {
      for index in cell.detections { image[index] = Int32(cell.image) }
      let count = cell.objects.count { !isIgnored[$0] }
      if count > 0 { objects.append((Int32(cell.image), Int32(count))) }
    }
    self.objects = objects
    caps = (Int32(clamping: maxDetections[0]), Int32(clamping: maxDetections[1]))
    var (entries, images): ([Entry], [Int32]) = ([], [])
    for index in category.fallingOrder {
      let hits = matches.matched[index] & ~matches.ignored[index] & ResampledCategory.all
      let misses = ~matches.matched[index] & ~matches.ignored[index] & ResampledCategory.all
      if hits | misses == 0 { continue }
      entries.append(
        Entry(
          hits: hits, misses: misses, hitCount: Int32(hits.nonzeroBitCount),
          rank: Int32(category.candidates[index].rank)))
      images.append(image[index])
    }
    (self.entries, self.images) = (entries, images)
  }

  /// How many entries and hits a scratch must have room for.
  var room: (entries: Int, hits: Int) { (entries.count, entries.count { $0.hits != 0 }) }

  /// Counts one resample; nil when it draws no picture with an object that counts, for which COCO leaves the category out
  /// of every mean.
  ///
  /// Of the hits of a picture that is drawn k times, which stand next to each other, only the last is looked at, since
  /// within them precision rises.
  func sums(_ multiplicities: UnsafePointer<UInt16>, _ scratch: ResampleScratch) -> Sums? {
    var objectCount: Int32 = 0
    for (image, count) in objects { objectCount &+= Int32(multiplicities[Int(image)]) &* count }
    guard objectCount > 0 else { return nil }
    scratch.begin(objectCount: objectCount)
    var missesOfAll: Int32 = 0
    var hitSums = (0, 0, 0)
    for place in scratch.drawn(of: images, multiplicities) {
      let (entry, times) = (entries[Int(place)], Int32(multiplicities[Int(images[Int(place)])]))
      if entry.misses == ResampledCategory.all {
        missesOfAll &+= times
        continue
      }
      scratch.add(hits: entry.hits, misses: entry.misses, times: times, missesOfAll: missesOfAll)
      let hits = Int(entry.hitCount &* times)
      hitSums.0 &+= entry.rank < caps.0 ? hits : 0
      hitSums.1 &+= entry.rank < caps.1 ? hits : 0
      hitSums.2 &+= hits
    }
    let total = Double(objectCount)
    var sums = Sums()
    sums.recall = (Double(hitSums.0) / total, Double(hitSums.1) / total, Double(hitSums.2) / total)
    let precision = scratch.precisionSums()
    sums.precision = (precision.sum, precision[0], precision[5])
    return sums
  }
}
