import Detection
import Evaluation
import Testing

@Suite("ResampledEvaluation")
struct ResampledEvaluationTests {
  /// A golden whose pictures are drawn some times each, as a data set of its own. No two detections of a picture have the
  /// same score, as the order of such is that of the copies.
  private struct Drawn {
    var images: [Int] = []
    var annotations: [Annotation] = []
    var detections: [Detection] = []

    init(_ golden: Golden, _ detections: [Detection], _ times: [Int]) {
      for (image, times) in zip(golden.images.sorted(), times) {
        for _ in 0..<times {
          let copy = images.count + 1
          images.append(copy)
          for one in golden.annotations where one.imageID == image {
            annotations.append(
              Annotation(
                id: annotations.count + 1, imageID: copy, categoryID: one.categoryID, box: one.box, area: one.area,
                isCrowd: one.isCrowd, visibleFraction: one.visibleFraction))
          }
          for one in detections where one.imageID == image {
            self.detections.append(
              Detection(
                imageID: copy, categoryID: one.categoryID, box: one.box, score: one.score, ownArea: one.ownArea))
          }
        }
      }
    }
  }

  /// The golden's detections with scores that all differ.
  private func detections(_ golden: Golden) -> [Detection] {
    golden.detections.enumerated().map { place, one in
      var one = one
      one.score -= Double(place) * 1e-7
      return one
    }
  }

  private func evaluation(_ golden: Golden) -> COCOEvaluation {
    COCOEvaluation(
      images: golden.images, categories: golden.categories, annotations: golden.annotations,
      detections: detections(golden))
  }

  private func expectEqual(_ numbers: ArraySlice<Double>, _ summary: COCOSummary, _ words: String) {
    #expect(summary.metrics.map(\.name) == ResampledEvaluation.names)
    for (number, metric) in zip(numbers, summary.metrics) {
      if let value = metric.value {
        #expect(abs(number - value) < 1e-12, "\(words), \(metric.name): \(number), not \(value)")
      } else {
        #expect(number.isNaN, "\(words), \(metric.name)")
      }
    }
  }

  static let names = ["crowds", "sparse", "sizes", "many-detections", "bits", "visibility"]

  @Test(arguments: names) func aPictureDrawnTwiceCountsAsTwoPictures(_ name: String) throws {
    let golden = try Golden(named: name)
    let count = Set(golden.images).count
    let subset = EvaluationSubset(name: "half", visible: VisibleBand(0.2...0.9))
    for chosen in [EvaluationSubset.all, subset] {
      let resampled = ResampledEvaluation(evaluation(golden), chosen)
      #expect(resampled.pictureCount == count)
      for draw in 0..<4 {
        let times = (0..<count).map { draw == 0 ? 1 : ($0 * 7 + draw * 3) % 4 }
        let drawn = Drawn(golden, detections(golden), times)
        let direct = COCOEvaluation(
          images: drawn.images, categories: golden.categories, annotations: drawn.annotations,
          detections: drawn.detections)
        let numbers = resampled.run(multiplicities: times.map { UInt16($0) }, threads: 1)
        expectEqual(numbers[...], direct.run(chosen), "\(name), \(chosen.name), draw \(draw)")
      }
    }
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
    let golden = try Golden(named: "visibility")
    let resampled = ResampledEvaluation(evaluation(golden))
    let count = resampled.pictureCount
    let times = (0..<(23 * count)).map { (place: Int) -> UInt16 in
      let number = (place &* 2_654_435_761) >> 9
      return UInt16(number % 3)
    }
    let one = resampled.run(multiplicities: times, threads: 1)
    #expect(one.count == 23 * 12)
    #expect(Set(one.map(\.bitPattern)).count > 50)
    for threads in [2, 3, 7, 100] {
      let many = resampled.run(multiplicities: times, threads: threads)
      #expect(one.map(\.bitPattern) == many.map(\.bitPattern), "\(threads) threads")
    }
  }

  @Test func storedCellsGiveTheSameResamples() throws {
    let golden = try Golden(named: "crowds")
    let evaluation = evaluation(golden)
    let cells = MatchCells(of: evaluation, annotations: golden.annotations, detections: detections(golden))
    let times = (0..<(5 * evaluation.imageIDs.count)).map { UInt16($0 % 3) }
    let direct = ResampledEvaluation(evaluation).run(multiplicities: times, threads: 2)
    let stored = ResampledEvaluation(COCOEvaluation(cells)).run(multiplicities: times, threads: 2)
    #expect(direct.map(\.bitPattern) == stored.map(\.bitPattern))
  }

  @Test func whereNoObjectIsDrawnThereIsNoNumber() throws {
    let golden = try Golden(named: "sizes")
    let resampled = ResampledEvaluation(evaluation(golden))
    let numbers = resampled.run(multiplicities: [UInt16](repeating: 0, count: resampled.pictureCount), threads: 1)
    #expect(numbers.count == 12 && numbers.allSatisfy(\.isNaN))
    #expect(resampled.run(multiplicities: [], threads: 4).isEmpty)
  }
}
