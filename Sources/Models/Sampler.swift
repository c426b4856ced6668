public import Statistics

/// Chooses at random the boxes that take part in a training step (mmdetection's `RandomSampler`).
public struct Sampler: Sendable, Equatable {
  /// Boxes of a picture that take part, if there are so many.
  public var count: Int
  /// Greatest share of positive ones; negatives fill up what positives leave.
  public var positiveFraction: Double

  /// A sampler.
  public init(count: Int, positiveFraction: Double) {
    (self.count, self.positiveFraction) = (count, positiveFraction)
  }

  /// Numbers of the chosen positive and negative boxes among `matches` (as of `Matcher`), each in rising order.
  public func sample(_ matches: [Int32], _ stream: inout RandomStream) -> (positives: [Int], negatives: [Int]) {
    let positives = matches.indices.filter { matches[$0] >= 0 }
    let negatives = matches.indices.filter { matches[$0] == Matcher.background }
    let chosen = Self.choose(Int(Double(count) * positiveFraction), of: positives, &stream)
    return (chosen, Self.choose(count - chosen.count, of: negatives, &stream))
  }

  /// `count` of the numbers, all sets equally likely; all of them, and no draw, if there are no more.
  private static func choose(_ count: Int, of numbers: [Int], _ stream: inout RandomStream) -> [Int] {
    guard numbers.count > count else { return numbers }
    var numbers = numbers
    for place in 0..<count { numbers.swapAt(place, stream.integer(in: place..<numbers.count)) }
    return numbers.prefix(count).sorted()
  }
}
