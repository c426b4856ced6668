/// A mark on an axis.
public struct Tick: Sendable, Equatable {
  /// Where it stands, in the unit of the axis.
  public var value: Double
  /// What is written at it.
  public var label: String

  /// A mark from its parts.
  public init(_ value: Double, _ label: String) { (self.value, self.label) = (value, label) }
}

extension Tick {
  /// Marks at round values, steps of 1, 2 or 5 times a power of ten, from the last at or below `low` to the first at or
  /// above `high`.
  ///
  /// - Parameter count: About how many steps there should be.
  static func round(covering low: Double, _ high: Double, count: Int) -> [Tick] {
    guard low.isFinite, high.isFinite, low <= high else { fatalError("There is no axis from \(low) to \(high).") }
    var (low, high) = (low, high)
    // Values that are all the same, or differ in their last digits only, stand in the middle of an axis.
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-9) {
      let half = max(abs(low), abs(high)) / 2
      (low, high) = half == 0 ? (-1, 1) : (low - half, high + half)
    }
    let rough = (high - low) / Double(count)
    var exponent = 0
    while Decimal(units: 1, exponent: exponent).value > rough { exponent -= 1 }
    while Decimal(units: 1, exponent: exponent + 1).value <= rough { exponent += 1 }
    let unit = Decimal(units: 1, exponent: exponent).value
    let step = [1, 2, 5].first { Double($0) * unit >= rough * 0.999 } ?? 10
    let size = Double(step) * unit
    let (first, last) = (Int((low / size + 1e-9).rounded(.down)), Int((high / size - 1e-9).rounded(.up)))
    return (first...max(first + 1, last)).map { place in
      let number = Decimal(units: place * step, exponent: exponent)
      return Tick(number.value, label(number))
    }
  }

  private static func label(_ number: Decimal) -> String {
    Int(exactly: number.value).map(label) ?? number.text
  }

  /// Whole numbers of ten thousand and more in thousands and millions, where they are round.
  public static func label(_ whole: Int) -> String {
    guard whole.magnitude >= 10_000 else { return "\(whole)" }
    if whole.magnitude >= 1_000_000, whole.isMultiple(of: 10_000) {
      return Decimal(units: whole / 10_000, exponent: -2).text + "M"
    }
    return whole.isMultiple(of: 1000) ? "\(whole / 1000)k" : "\(whole)"
  }
}
