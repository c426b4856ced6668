import Detection
import Evaluation
import FeatureStore
import Foundation
import Statistics

/// Times what is done with stored cells, on a synthetic set of the size of COCO val2017: `imted-measure-cells [ROUNDS]`.
@main
struct MeasureCells {
  static let (pictures, categories, resamples, threads) = (5000, 80, 1000, 2)

  static func main() throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 5
    let set = SyntheticSet(pictures: pictures, categories: categories, seed: 1)
    let arms = [set.detections(seed: 2), set.detections(seed: 3)]
    say(
      "\(pictures) pictures, \(categories) categories, \(set.annotations.count) objects, \(arms[0].count) and"
        + " \(arms[1].count) detections, \(rounds) rounds after one to warm up")

    func evaluate(_ detections: [Detection]) -> COCOEvaluation {
      COCOEvaluation(
        images: set.images, categories: set.categories, annotations: set.annotations, detections: detections)
    }
    let evaluations = arms.map(evaluate)
    time("evaluate one arm, all twelve numbers", rounds) { evaluate(arms[0]).run().value("AP") ?? 0 }
    time("the twelve numbers again, overlaps known", rounds) { evaluations[0].run().value("AP") ?? 0 }
    time("twenty bands, overlaps known", rounds) {
      evaluations[0].visibleCurve(VisibleBand.equal(20)).points.reduce(0) { $0 + ($1.value("AP") ?? 0) }
    }
    time("take the cells of one arm, with rivals", rounds) {
      Double(MatchCells(of: evaluations[0], annotations: set.annotations, detections: arms[0]).pairs.count)
    }

    let folder = FileManager.default.temporaryDirectory
    var files: [String] = []
    for (arm, evaluation) in zip(arms, evaluations) {
      let columns = CellColumns([
        ("bbox", MatchCells(of: evaluation, annotations: set.annotations, detections: arm))
      ])
      let file = folder.appendingPathComponent("imted-measure-\(UUID().uuidString).h5").path
      try ColumnFile(integers: columns.integers, numbers: columns.numbers, texts: columns.texts).write(
        to: file, format: CellColumns.format)
      files.append(file)
    }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    let bytes = try FileManager.default.attributesOfItem(atPath: files[0])[.size] as? Int ?? 0
    say("cells.h5 of one arm: \(bytes / 1000) kB")

    func read(_ file: String) throws -> MatchCells {
      let stored = try ColumnFile(path: file, format: CellColumns.format)
      return try MatchCells(
        CellColumns(integers: stored.integers, numbers: stored.numbers, texts: stored.texts), measure: "bbox")
    }
    try time("read the cells of one arm", rounds) { Double(try read(files[0]).pairs.count) }
    let cells = try files.map(read)
    time("break the errors of one arm down", rounds) { ErrorBreakdown(cells[0]).ap50 ?? 0 }
    time("draw \(resamples) resamples of the pictures", rounds) {
      Double(PictureResamples(resamples, of: pictures, seed: 0).multiplicities[0])
    }
    for threads in [1, threads] {
      time("\(resamples) paired resamples from cells, \(threads) threads", rounds) {
        let draws = PictureResamples(resamples, of: pictures, seed: 0)
        let numbers = cells.map {
          ResampledEvaluation(COCOEvaluation($0)).run(multiplicities: draws.multiplicities, threads: threads)
        }
        return zip(numbers[0], numbers[1]).reduce(0) { $0 + $1.0 - $1.1 }
      }
    }
  }

  /// Runs something once and then some times, and prints the median, the least and the greatest of the time that passed
  /// and of the time that this process had a core, all its threads together. On a busy machine only the latter says much.
  private static func time(_ words: String, _ rounds: Int, _ body: () throws -> Double) rethrows {
    var sum = try body()
    var (passed, worked): ([Double], [Double]) = ([], [])
    for _ in 0..<max(1, rounds) {
      let (start, ticks) = (ContinuousClock.now, clock())
      sum += try body()
      worked.append(Double(clock() - ticks) / Double(CLOCKS_PER_SEC))
      passed.append(start.duration(to: .now) / .seconds(1))
    }
    func text(_ seconds: [Double]) -> String {
      let sorted = seconds.sorted()
      let figures = [sorted[sorted.count / 2], sorted[0], sorted[sorted.count - 1]]
      return String(format: "%.3f s (%.3f–%.3f)", figures[0], figures[1], figures[2])
    }
    say("\(words): passed \(text(passed)), worked \(text(worked)), check \(String(format: "%.6f", sum))")
  }

  private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
