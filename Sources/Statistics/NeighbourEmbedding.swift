#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A map of points in two dimensions that keeps neighbours together: t-SNE (van der Maaten and Hinton, JMLR 9, 2008),
/// exact, in the number of points squared, with the paper's settings: 1,000 steps, momentum 0.5 and from step 250 on 0.8,
/// a learning rate of 100 with gains of their own for each coordinate (Jacobs 1988), affinities four times as large for the
/// first 50 steps, and a start of normal numbers of deviation 0.01.
///
/// Distances between far groups and the sizes of groups mean nothing on such a map.
public struct NeighbourEmbedding: Sendable, Equatable {
  /// A place on the map.
  public struct Point: Sendable, Hashable {
    /// Level coordinate.
    public var x: Double
    /// Upright coordinate.
    public var y: Double
  }

  /// The places, centred on 0.
  public let points: [Point]
  /// The Kullback-Leibler divergence of the map from the points after every 50th step, of the true affinities.
  public let divergences: [Double]

  /// The most points that a map is made of: affinities of all pairs are kept.
  public static let mostPoints = 5000

  /// Whether so many points have enough neighbours for a perplexity: three times as many.
  public static func fits(_ count: Int, perplexity: Double) -> Bool {
    perplexity >= 1 && 3 * perplexity <= Double(count - 1)
  }

  /// Maps points of `dimension` numbers each, row by row.
  ///
  /// - Parameters:
  ///   - perplexity: About how many neighbours a point has; must fit the number of points.
  ///   - seed: Of the start.
  ///   - steps: How often the places are moved.
  public init(_ rows: [Double], dimension: Int, perplexity: Double, seed: Int, steps: Int = 1000) {
    guard dimension > 0, rows.count.isMultiple(of: dimension) else {
      fatalError("\(rows.count) numbers are no points of \(dimension) dimensions.")
    }
    let count = rows.count / dimension
    guard count <= Self.mostPoints, Self.fits(count, perplexity: perplexity) else {
      fatalError("There is no map of \(count) points at perplexity \(perplexity).")
    }
    let affinities = Self.affinities(rows, count, dimension, perplexity)
    var stream = RandomStream(seed: UInt64(bitPattern: Int64(seed)), name: "figures/t-sne")
    var places = (0..<2 * count).map { _ in 0.01 * stream.normal() }
    var descent = Descent(count: count)
    var divergences: [Double] = []
    for step in 0..<steps {
      let divergence = descent.step(
        &places, affinities, exaggeration: step < 50 ? 4 : 1, momentum: step < 250 ? 0.5 : 0.8,
        measures: (step + 1).isMultiple(of: 50))
      if let divergence { divergences.append(divergence) }
    }
    self.divergences = divergences
    points = (0..<count).map { Point(x: places[2 * $0], y: places[2 * $0 + 1]) }
  }

  /// The chances with which a point would pick its neighbours, of normal densities whose width gives the perplexity asked
  /// for; from the squared distances to them.
  public static func neighbourChances(_ squares: [Double], perplexity: Double) -> [Double] {
    let nearest = squares.min() ?? 0
    let target = log(perplexity)
    var (beta, low, high) = (1.0, 0.0, Double.infinity)
    var chances = squares
    for _ in 0..<200 {
      // Distances are taken from the nearest on, so that no sum is 0; that changes no chance.
      var (sum, weighted) = (0.0, 0.0)
      for place in squares.indices {
        let distance = squares[place] - nearest
        let weight = exp(-beta * distance)
        chances[place] = weight
        sum += weight
        weighted += weight * distance
      }
      for place in chances.indices { chances[place] /= sum }
      let entropy = log(sum) + beta * weighted / sum
      if abs(entropy - target) < 1e-10 { break }
      if entropy > target {
        low = beta
        beta = high == .infinity ? beta * 2 : (beta + high) / 2
      } else {
        high = beta
        beta = (beta + low) / 2
      }
    }
    return chances
  }

  /// The joint affinities of all pairs of a later and an earlier point, which add up to one half: pair (i, j < i) lies at
  /// `i * (i - 1) / 2 + j`.
  private static func affinities(_ rows: [Double], _ count: Int, _ dimension: Int, _ perplexity: Double) -> [Double] {
    var joint = [Double](repeating: 0, count: count * (count - 1) / 2)
    var squares = [Double](repeating: 0, count: count - 1)
    for i in 0..<count {
      var place = 0
      for j in 0..<count where j != i {
        var sum = 0.0
        for k in 0..<dimension {
          let difference = rows[i * dimension + k] - rows[j * dimension + k]
          sum += difference * difference
        }
        squares[place] = sum
        place += 1
      }
      let chances = neighbourChances(squares, perplexity: perplexity)
      place = 0
      for j in 0..<count where j != i {
        let (later, earlier) = (max(i, j), min(i, j))
        joint[later * (later - 1) / 2 + earlier] += chances[place] / Double(2 * count)
        place += 1
      }
    }
    return joint.map { max($0, 1e-12) }
  }
}

/// Gradient descent with momentum and gains.
private struct Descent {
  private let count: Int
  private var weights: [Double]
  private var gradient: [Double]
  private var speed: [Double]
  private var gains: [Double]

  init(count: Int) {
    self.count = count
    weights = [Double](repeating: 0, count: count * (count - 1) / 2)
    gradient = [Double](repeating: 0, count: 2 * count)
    speed = gradient
    gains = [Double](repeating: 1, count: 2 * count)
  }

  /// Moves the places once. Gives the divergence of the places before if asked for.
  mutating func step(
    _ places: inout [Double], _ affinities: [Double], exaggeration: Double, momentum: Double, measures: Bool
  ) -> Double? {
    let total = weigh(places)
    var divergence: Double?
    if measures {
      // Each pair stands for two.
      divergence = 2 * zip(affinities, weights).reduce(0) { $0 + $1.0 * log($1.0 * total / $1.1) }
    }
    pull(places, affinities, exaggeration, total)
    var (across, down) = (0.0, 0.0)
    for place in places.indices {
      let agrees = (gradient[place] > 0) == (speed[place] > 0)
      gains[place] = max(0.01, agrees ? gains[place] * 0.8 : gains[place] + 0.2)
      speed[place] = momentum * speed[place] - 100 * gains[place] * gradient[place]
      places[place] += speed[place]
      if place.isMultiple(of: 2) { across += places[place] } else { down += places[place] }
    }
    for place in 0..<count {
      places[2 * place] -= across / Double(count)
      places[2 * place + 1] -= down / Double(count)
    }
    return divergence
  }

  /// Student's t kernel of every pair; gives the sum over both orders.
  private mutating func weigh(_ places: [Double]) -> Double {
    var sum = 0.0
    places.withUnsafeBufferPointer { places in
      weights.withUnsafeMutableBufferPointer { weights in
        var pair = 0
        for i in 0..<count {
          let (x, y) = (places[2 * i], places[2 * i + 1])
          for j in 0..<i {
            let (dx, dy) = (x - places[2 * j], y - places[2 * j + 1])
            let weight = 1 / (1 + dx * dx + dy * dy)
            weights[pair] = weight
            sum += weight
            pair += 1
          }
        }
      }
    }
    return 2 * sum
  }

  private mutating func pull(_ places: [Double], _ affinities: [Double], _ exaggeration: Double, _ total: Double) {
    places.withUnsafeBufferPointer { places in
      affinities.withUnsafeBufferPointer { affinities in
        weights.withUnsafeBufferPointer { weights in
          gradient.withUnsafeMutableBufferPointer { gradient in
            gradient.update(repeating: 0)
            var pair = 0
            for i in 0..<count {
              let (x, y) = (places[2 * i], places[2 * i + 1])
              var (forX, forY) = (0.0, 0.0)
              for j in 0..<i {
                let (weight, share) = (weights[pair], exaggeration * affinities[pair])
                let force = 4 * (share - weight / total) * weight
                let (dx, dy) = (force * (x - places[2 * j]), force * (y - places[2 * j + 1]))
                forX += dx
                forY += dy
                gradient[2 * j] -= dx
                gradient[2 * j + 1] -= dy
                pair += 1
              }
              gradient[2 * i] += forX
              gradient[2 * i + 1] += forY
            }
          }
        }
      }
    }
  }
}
