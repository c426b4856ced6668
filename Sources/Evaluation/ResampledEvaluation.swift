import Detection
import Dispatch

/// COCO's twelve numbers on many resamples of the pictures, for the bootstrap.
///
/// A picture that is drawn twice counts as two pictures with the same objects and detections. With every picture drawn
/// once the numbers are those of `COCOEvaluation.run`, but for the last bits of the means, which are summed in another
/// order.
public struct ResampledEvaluation: Sendable {
  /// The numbers' names, in COCO's order.
  public static let names = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]

  /// How many pictures are drawn from.
  public let pictureCount: Int
  /// All, small, medium and large objects of each category.
  private let categories: [[ResampledCategory]]
  private let room: (entries: Int, hits: Int)

  /// Matches an evaluation's detections with the objects of a subset.
  public init(_ evaluation: COCOEvaluation, _ subset: EvaluationSubset = .all) {
    let areas = [AreaRange.all, .small, .medium, .large]
    pictureCount = evaluation.imageIDs.count
    categories = evaluation.categories.indices
      .filter { subset.categoryIDs?.contains(evaluation.categories[$0].id) ?? true }
      .map { index in
        areas.map {
          ResampledCategory(
            evaluation.cells[index], area: $0, subset: subset, maxDetections: evaluation.maxDetections)
        }
      }
    let rooms = categories.joined().map(\.room)
    room = (rooms.map(\.entries).max() ?? 0, rooms.map(\.hits).max() ?? 0)
  }

  /// The numbers of each resample: `[count, 12]`, row-major in the order of `names`, NaN where no object counts. They do
  /// not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - multiplicities: `[count, pictureCount]` how often each picture is drawn, by rising id, row-major.
  ///   - threads: Threads to work with, at least 1.
  public func run(multiplicities: [UInt16], threads: Int) -> [Double] {
    guard pictureCount > 0, multiplicities.count.isMultiple(of: pictureCount) else {
      fatalError("\(multiplicities.count) multiplicities are not rows of \(pictureCount) pictures.")
    }
    let count = multiplicities.count / pictureCount
    let width = ResampledEvaluation.names.count
    let workers = max(1, min(threads, count))
    return [Double](unsafeUninitializedCapacity: count * width) { numbers, filled in
      multiplicities.withUnsafeBufferPointer { multiplicities in
        guard let first = multiplicities.baseAddress, let place = numbers.baseAddress else { return }
        // Each resample is counted by one thread and written to a place of its own.
        nonisolated(unsafe) let rows = first
        nonisolated(unsafe) let results = place
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
          let scratch = ResampleScratch(room)
          for resample in (worker * count / workers)..<((worker + 1) * count / workers) {
            let values = resampled(rows + resample * pictureCount, scratch)
            for (column, value) in values.enumerated() {
              (results + resample * width + column).initialize(to: value)
            }
          }
        }
      }
      filled = count * width
    }
  }

  private func resampled(_ multiplicities: UnsafePointer<UInt16>, _ scratch: ResampleScratch) -> [Double] {
    var (present, sums) = ([0.0, 0.0, 0.0, 0.0], [ResampledCategory.Sums](repeating: .init(), count: 4))
    for areas in categories {
      for (area, category) in areas.enumerated() {
        guard let own = category.sums(multiplicities, scratch) else { continue }
        present[area] += 1
        sums[area].precision.0 += own.precision.0
        sums[area].precision.1 += own.precision.1
        sums[area].precision.2 += own.precision.2
        sums[area].recall.0 += own.recall.0
        sums[area].recall.1 += own.recall.1
        sums[area].recall.2 += own.recall.2
      }
    }
    let thresholds = Double(COCOThresholds.iou.count)
    let recalls = Double(COCOThresholds.recall.count)
    func ap(_ area: Int) -> Double { sums[area].precision.0 / (thresholds * recalls * present[area]) }
    func ar(_ area: Int) -> Double { sums[area].recall.2 / (thresholds * present[area]) }
    let all = present[0]
    return [
      ap(0), sums[0].precision.1 / (recalls * all), sums[0].precision.2 / (recalls * all), ap(1), ap(2), ap(3),
      sums[0].recall.0 / (thresholds * all), sums[0].recall.1 / (thresholds * all), ar(0), ar(1), ar(2), ar(3),
    ]
  }
}
