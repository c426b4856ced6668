import Statistics
import Testing

@Suite struct PrincipalComponentsTests {
  /// (±5, ±1) along (0.6, 0.8) and (-0.8, 0.6) from (10, -2): variances 25 · 4 / 3 and 1 · 4 / 3.
  private let points = [12.2, 2.6, 13.8, 1.4, 6.2, -5.4, 7.8, -6.6]

  @Test func findsTheDirectionsOfLargestVariance() {
    let found = PrincipalComponents(points, dimension: 2, count: 2)
    #expect(abs(found.axes[0][0] - 0.6) < 1e-12 && abs(found.axes[0][1] - 0.8) < 1e-12)
    // Of the second axis the largest number, -0.8, is turned to be positive.
    #expect(abs(found.axes[1][0] - 0.8) < 1e-12 && abs(found.axes[1][1] + 0.6) < 1e-12)
    #expect(abs(found.shares[0] - 25.0 / 26) < 1e-12 && abs(found.shares[1] - 1.0 / 26) < 1e-12)
    for (row, expected) in zip(found.scores, [[5.0, -1.0], [5, 1], [-5, -1], [-5, 1]]) {
      #expect(abs(row[0] - expected[0]) < 1e-12 && abs(row[1] - expected[1]) < 1e-12)
    }
  }

  @Test func mirroredPointsHaveTheSameAxes() {
    let found = PrincipalComponents(points, dimension: 2, count: 2)
    let mirrored = PrincipalComponents(points.map { -$0 }, dimension: 2, count: 2)
    for (a, b) in zip(found.axes.joined(), mirrored.axes.joined()) { #expect(abs(a - b) < 1e-12) }
  }

  /// In 40 dimensions: axes are orthonormal, scores are uncorrelated, and their variances are those told.
  @Test func axesAreOrthonormalAndScoresUncorrelated() {
    var stream = RandomStream(seed: 3, name: "test")
    let (rows, dimension) = (150, 40)
    let points = (0..<rows * dimension).map { (place: Int) -> Double in
      stream.normal() * Double(place % dimension + 1) + 0.5
    }
    let found = PrincipalComponents(points, dimension: dimension, count: dimension)
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let columns = (0..<dimension).map { column in found.scores.map { $0[column] } }
    let total = columns.reduce(0) { $0 + dot($1, $1) }
    var worst = 0.0
    for a in 0..<dimension {
      worst = max(worst, abs(dot(columns[a], columns[a]) / total - found.shares[a]))
      for b in 0...a {
        worst = max(worst, abs(dot(found.axes[a], found.axes[b]) - (a == b ? 1 : 0)))
        if a != b { worst = max(worst, abs(dot(columns[a], columns[b])) / total) }
      }
    }
    #expect(worst < 1e-10)
    #expect(found.shares == found.shares.sorted(by: >) && abs(found.shares.reduce(0, +) - 1) < 1e-10)
  }

  @Test func pointsThatAreAllTheSameHaveNoVariance() {
    let found = PrincipalComponents([1, 2, 3, 1, 2, 3], dimension: 3, count: 2)
    #expect(found.shares == [0, 0] && found.scores == [[0, 0], [0, 0]])
  }
}
