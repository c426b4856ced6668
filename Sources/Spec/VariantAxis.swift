import StrictJSON

/// One number of an experiment, with the variants that change nothing but that number: a dose.
public struct VariantAxis: Sendable, Equatable {
  /// A variant with the number that it has.
  public struct Place: Sendable, Equatable {
    /// The variant's name.
    public var variant: String
    /// The number.
    public var value: Double

    /// Joins a variant with its number.
    public init(variant: String, value: Double) { (self.variant, self.value) = (variant, value) }
  }

  /// Which number, such as `pretrain.samples`.
  public let path: String
  /// The variants, in the order of the matrix, each number once.
  public let places: [Place]
}

extension ExperimentSpec {
  /// The numbers that variants change one at a time, in the order in which the first variant does so. A variant that
  /// changes nothing is on each axis, with the experiment's own number. What fewer than two variants differ in is none.
  public var variantAxes: [VariantAxis] {
    let base = numbers
    let changes = matrix.variants.map { variant in
      (variant: variant.name, fields: JSONDifference.between(base, resolved(for: variant.name).numbers))
    }
    var paths: [String] = []
    for case (_, let fields) in changes where fields.count == 1 && !paths.contains(fields[0].path) {
      paths.append(fields[0].path)
    }
    return paths.compactMap { path in
      let own = changes.lazy.compactMap { $0.fields.first { $0.path == path }?.before }.first
      var places: [VariantAxis.Place] = []
      for (variant, fields) in changes where fields.isEmpty || fields.map(\.path) == [path] {
        guard let value = Self.number(fields.isEmpty ? own : fields[0].after) else {
          // The experiment itself may have no such number; a variant that has none makes it no axis.
          if fields.isEmpty { continue } else { return nil }
        }
        if !places.contains(where: { $0.value == value }) { places.append(.init(variant: variant, value: value)) }
      }
      return places.count < 2 ? nil : VariantAxis(path: path, places: places)
    }
  }

  /// The sections that variants may change.
  private var numbers: JSONValue {
    guard case .object(let all) = json else { return .object(JSONObject()) }
    return .object(JSONObject(all.members.filter { VariantSpec.sections.contains($0.key) }))
  }

  private static func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .integer(let whole): Double(whole)
    case .number(let number): number
    default: nil
    }
  }
}
