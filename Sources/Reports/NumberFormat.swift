/// How numbers are written for people.
enum NumberFormat {
  /// A share x100 with one decimal, halves away from zero: 0.158 is "15.8".
  static func percent(_ value: Double, signed: Bool = false) -> String {
    let tenths = (abs(value) * 1000).rounded()
    guard tenths < 1e15 else { return "\(value * 100)" }
    let whole = Int(tenths)
    let sign = value < 0 && whole > 0 ? "-" : signed ? "+" : ""
    return "\(sign)\(whole / 10).\(whole % 10)"
  }

  /// A duration: "12.3 s", from a minute on "h:mm:ss".
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "\(seconds) s" }
    if abs(seconds) < 59.95 { return "\(percent(seconds / 100)) s" }
    let whole = Int(seconds.rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
  }
}
