public import Plots
import Statistics
public import StrictJSON

/// How features are brought to two dimensions.
public enum FeatureProjection: String, CaseIterable, Sendable {
  /// Principal components.
  case pca
  /// Neighbours kept together, by t-SNE.
  case tsne
}

/// Features of objects on a plane, by their class.
public struct FeatureMap: Sendable {
  /// Features with the classes of their objects.
  public struct Features: Sendable {
    /// How many numbers a feature has.
    public var dimension: Int
    /// The features, row by row.
    public var values: [Float]
    /// The id of each one's class.
    public var classes: [Int]

    /// Features from their parts; there are `dimension` values for each class.
    public init(dimension: Int, values: [Float], classes: [Int]) {
      guard values.count == classes.count * dimension else {
        fatalError("\(values.count) numbers are no \(classes.count) features of \(dimension).")
      }
      (self.dimension, self.values, self.classes) = (dimension, values, classes)
    }
  }

  /// How it is made.
  public struct Settings: Sendable, Equatable {
    /// The way to two dimensions.
    public var projection = FeatureProjection.pca
    /// The most points; of more, so many are drawn.
    public var points = 1000
    /// About how many neighbours t-SNE gives a point.
    public var perplexity = 30.0
    /// Seed of the draw and of t-SNE's start.
    public var seed = 0

    /// The usual settings.
    public init() {}
  }

  /// How many classes are told apart; further ones are grey.
  public static let classes = 20
  /// How many principal components t-SNE starts from, as its authors do.
  private static let components = 50

  private let points: [(x: Double, y: Double, id: Int)]
  private let axes: (x: String, y: String)
  private let notes: [String]

  /// Brings features to a plane. Throws when there are too few for that.
  public init(_ features: Features, _ settings: Settings) throws(InputError) {
    let (all, dimension) = (features.classes.count, features.dimension)
    var chosen = Array(0..<all)
    if all > settings.points {
      var stream = RandomStream(seed: UInt64(bitPattern: Int64(settings.seed)), name: "figures/features")
      stream.shuffle(&chosen)
      chosen = chosen.prefix(settings.points).sorted()
    }
    guard chosen.count >= 3 else {
      throw InputError(found: "\(chosen.count) objects with features", expected: "at least 3, to lie on a plane")
    }
    let rows = chosen.flatMap { row in
      features.values[row * dimension..<(row + 1) * dimension].map { Double($0) }
    }
    guard rows.allSatisfy(\.isFinite) else {
      throw InputError(found: "features that are not finite", expected: "numbers")
    }
    var notes = [
      all > chosen.count
        ? "\(chosen.count) of \(all) objects, drawn at random with seed \(settings.seed)." : "All \(all) objects."
    ]
    let count = settings.projection == .pca ? min(2, dimension) : min(Self.components, dimension)
    let components = PrincipalComponents(rows, dimension: dimension, count: count)
    let places: [(x: Double, y: Double)]
    switch settings.projection {
    case .pca:
      places = components.scores.map { ($0[0], $0.count > 1 ? $0[1] : 0) }
      let shares = components.shares.map { Self.percent($0) }
      axes = (
        "first principal component (\(shares[0]) of the variance)",
        shares.count > 1 ? "second (\(shares[1]))" : ""
      )
      notes.append("Principal components of the \(dimension) numbers of a feature, of the points shown.")
    case .tsne:
      guard NeighbourEmbedding.fits(chosen.count, perplexity: settings.perplexity) else {
        throw InputError(
          file: "--perplexity", found: "\(Self.short(settings.perplexity)) for \(chosen.count) points",
          expected: "1 to \((chosen.count - 1) / 3)")
      }
      let map = NeighbourEmbedding(
        components.scores.flatMap(\.self), dimension: count, perplexity: settings.perplexity, seed: settings.seed)
      places = map.points.map { ($0.x, $0.y) }
      axes = ("", "")
      let kept = components.shares.reduce(0, +)
      let from =
        count < dimension
        ? "the first \(count) principal components (\(Self.percent(kept)) of the variance)"
        : "all \(dimension) components"
      notes.append(
        "Exact t-SNE from \(from); perplexity \(Self.short(settings.perplexity)), 1000 steps, seed \(settings.seed);"
          + " divergence \(Self.short(map.divergences.last ?? 0)). Directions, distances between groups and their sizes mean nothing."
      )
    }
    points = zip(places, chosen).map { ($0.x, $0.y, features.classes[$1]) }
    self.notes = notes
  }

  /// The ids of the classes that look different, by rising id: all, or the most frequent.
  public static func shown(_ classes: [Int]) -> [Int] {
    var counts: [Int: Int] = [:]
    for id in classes { counts[id, default: 0] += 1 }
    return counts.keys.sorted { (-(counts[$0] ?? 0), $0) < (-(counts[$1] ?? 0), $1) }.prefix(Self.classes).sorted()
  }

  /// The map as a plot.
  ///
  /// - Parameters:
  ///   - title: Whose features these are.
  ///   - shown: The classes that look different, the same in all maps of a figure.
  ///   - names: The classes' names by id.
  public func plot(title: String, shown: [Int], names: [Int: String]) -> ScatterPlot {
    var groups = shown.enumerated().map { place, id in
      ScatterPlot.Group(names[id] ?? "class \(id)", style: SeriesStyle.ofGroup(place))
    }
    if points.contains(where: { !shown.contains($0.id) }) {
      groups.append(ScatterPlot.Group("other classes", style: .others))
    }
    return ScatterPlot(
      title: title, x: axes.x, y: axes.y, groups: groups,
      points: points.map { point in
        .init(x: point.x, y: point.y, group: shown.firstIndex(of: point.id) ?? shown.count)
      }, notes: notes)
  }

  /// `34 %`, `1.5 %`.
  private static func percent(_ share: Double) -> String {
    share >= 0.1 ? "\(Int((share * 100).rounded())) %" : "\(short(share * 100, decimals: 1)) %"
  }

  /// A number with at most two decimals.
  private static func short(_ value: Double, decimals: Int = 2) -> String {
    let scale = decimals == 2 ? 100.0 : 10
    return JSONValue.number((value * scale).rounded() / scale).canonicalText
  }
}
