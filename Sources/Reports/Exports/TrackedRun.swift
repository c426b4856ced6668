public import StrictJSON

/// A run as tracking programs see it: names, parameters, numbers and curves.
public struct TrackedRun: Sendable {
  /// A measure.
  public struct Measure: Sendable {
    /// What it is, such as `bbox/AP/novel`.
    public var name: String
    /// Its value.
    public var value: Double

    /// A measure from its parts.
    public init(name: String, value: Double) { (self.name, self.value) = (name, value) }
  }

  /// A point of a curve.
  public struct Point: Sendable {
    /// The curve, such as `train/loss`.
    public var name: String
    /// The step.
    public var step: Int
    /// The value.
    public var value: Double

    /// A point from its parts.
    public init(name: String, step: Int, value: Double) { (self.name, self.step, self.value) = (name, step, value) }
  }

  /// The run's id.
  public var id: String
  /// A name for people that is fit for a folder, such as `full-transfer_10shots_seed0`.
  public var name: String
  /// When it began, in seconds since 1970.
  public var start: Double
  /// When it ended.
  public var end: Double
  /// Measures, in a fixed order.
  public var measures: [Measure] = []
  /// Points of curves, in a fixed order.
  public var points: [Point] = []
  /// Settings with their values.
  public var parameters: [(name: String, value: String)] = []
  /// Further facts.
  public var tags: [(name: String, value: String)] = []

  /// A run without numbers; they follow through the properties.
  public init(id: String, name: String, start: Double, end: Double) {
    (self.id, self.name, self.start, self.end) = (id, name, start, end)
  }

  /// The run's numbers as an event file; measures are at step 0.
  public var events: EventFile {
    EventFile(
      time: end,
      scalars: points.map { .init(tag: $0.name, step: $0.step, value: Float($0.value)) }
        + measures.map { .init(tag: $0.name, step: 0, value: Float($0.value)) })
  }

  /// The settings of an experiment as parameters: paths of keys joined by dots, arrays as JSON.
  public static func parameters(of settings: JSONValue) -> [(name: String, value: String)] {
    guard case .object(let object) = settings else { return [] }
    return object.members.flatMap { key, value -> [(name: String, value: String)] in
      switch value {
      case .object: parameters(of: value).map { ("\(key).\($0.name)", $0.value) }
      case .string(let text): [(key, text)]
      default: [(key, value.canonicalText)]
      }
    }
  }
}
