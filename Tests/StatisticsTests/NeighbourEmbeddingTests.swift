import Foundation
import Statistics
import Testing

@Suite struct NeighbourEmbeddingTests {
  /// Three groups of 30 points in ten dimensions, 20 deviations apart.
  private static let groups: [Double] = {
    var stream = RandomStream(seed: 1, name: "test")
    var rows: [Double] = []
    for point in 0..<90 {
      for place in 0..<10 { rows.append(stream.normal() + (place == point % 3 ? 20 : 0)) }
    }
    return rows
  }()

  private static let map = NeighbourEmbedding(groups, dimension: 10, perplexity: 10, seed: 5)

  @Test func separatedGroupsStaySeparated() {
    let points = Self.map.points
    func distance(_ a: Int, _ b: Int) -> Double { hypot(points[a].x - points[b].x, points[a].y - points[b].y) }
    for point in points.indices {
      let nearest = points.indices.filter { $0 != point }.sorted { distance(point, $0) < distance(point, $1) }
      #expect(nearest.prefix(10).allSatisfy { $0 % 3 == point % 3 })
    }
  }

  @Test func theDivergenceFalls() {
    let divergences = Self.map.divergences
    #expect(divergences.count == 20)
    for (earlier, later) in zip(divergences, divergences.dropFirst(3)) { #expect(later < earlier + 1e-3) }
    #expect(divergences[19] < 0.5 * divergences[0] && divergences[19] > 0)
  }

  @Test func theSeedDecidesTheMap() {
    let short = NeighbourEmbedding(Self.groups, dimension: 10, perplexity: 10, seed: 5, steps: 60)
    #expect(short == NeighbourEmbedding(Self.groups, dimension: 10, perplexity: 10, seed: 5, steps: 60))
    #expect(short != NeighbourEmbedding(Self.groups, dimension: 10, perplexity: 10, seed: 6, steps: 60))
    let middle = short.points.reduce(0) { $0 + $1.x }
    #expect(abs(middle) < 1e-9)
  }

  /// The perplexity of chances is 2 to their entropy in bits.
  @Test(arguments: [2.0, 5, 30])
  func chancesHaveThePerplexityAskedFor(perplexity: Double) {
    var stream = RandomStream(seed: 2, name: "test")
    let squares = (0..<200).map { (_: Int) -> Double in 1e4 + 300 * stream.uniform() }
    let chances = NeighbourEmbedding.neighbourChances(squares, perplexity: perplexity)
    #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
    let bits = chances.reduce(0.0) { (sum: Double, chance: Double) -> Double in
      chance > 0 ? sum - chance * log2(chance) : sum
    }
    #expect(abs(exp2(bits) - perplexity) < 1e-6)
    let order = squares.indices.sorted { squares[$0] < squares[$1] }
    #expect(zip(order, order.dropFirst()).allSatisfy { chances[$0] >= chances[$1] })
  }

  @Test func aPerplexityNeedsThreeTimesAsManyNeighbours() {
    #expect(NeighbourEmbedding.fits(91, perplexity: 30) && !NeighbourEmbedding.fits(90, perplexity: 30))
    #expect(!NeighbourEmbedding.fits(90, perplexity: 0.5))
  }
}
