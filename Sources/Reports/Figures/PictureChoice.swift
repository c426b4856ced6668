import Statistics
public import StrictJSON

/// Which pictures of an evaluation are shown.
public enum PictureChoice: Sendable, Equatable {
  /// Those of these ids, in this order.
  case ids([Int])
  /// So many with the most errors: false positives and missed objects; of equals those with fewer hits, then by id.
  case worst(Int)
  /// So many drawn with a seed, by id. A sample of more pictures holds those of a smaller one.
  case sample(Int, seed: Int)

  /// What an evaluation found on a picture.
  public struct Tally: Sendable, Equatable {
    /// The picture's id.
    public var id: Int
    /// True positives.
    public var hits = 0
    /// False positives.
    public var wrong = 0
    /// Objects that nothing found.
    public var missed = 0

    /// A picture on which nothing was found or missed.
    public init(id: Int) { self.id = id }
  }

  /// The ids of the pictures chosen among all evaluated ones. Unknown ids throw; there may be fewer than asked for.
  public func pictures(of all: [Tally]) throws(InputError) -> [Int] {
    switch self {
    case .ids(let ids):
      let known = Set(all.map(\.id))
      guard let stranger = ids.first(where: { !known.contains($0) }) else { return ids }
      let some = all.prefix(5).map { "\($0.id)" }.joined(separator: ", ")
      throw InputError(
        file: "--images", found: "\(stranger)",
        expected: "ids of evaluated pictures: \(some)\(all.count > 5 ? ", …" : "")",
        nearest: NearestName.to("\(stranger)", among: all.map { "\($0.id)" }))
    case .worst(let count):
      let order = all.sorted { a, b in
        (-(a.wrong + a.missed), a.hits, a.id) < (-(b.wrong + b.missed), b.hits, b.id)
      }
      return order.prefix(count).map(\.id)
    case .sample(let count, let seed):
      var stream = RandomStream(seed: UInt64(bitPattern: Int64(seed)), name: "figures/pictures")
      var ids = all.map(\.id).sorted()
      stream.shuffle(&ids)
      return ids.prefix(count).sorted()
    }
  }

  /// The choice as a sentence of a figure.
  public var words: String {
    switch self {
    case .ids: "The pictures were chosen by hand."
    case .worst(let count):
      "The \(count) pictures with the most errors (false positives and missed objects), so not a fair sample."
    case .sample(let count, let seed): "\(count) of the evaluated pictures, drawn at random with seed \(seed)."
    }
  }
}
