public import StrictJSON

/// Published numbers to show in a table, as they were printed.
public struct LiteratureSpec: Sendable, Equatable {
  /// What the row is called.
  public var label: String
  /// Where the numbers are from.
  public var source: String
  /// The setting that they were made in.
  public var setting: String
  /// How many seeds they are over; nil if the source does not say.
  public var seeds: Int?
  /// Why they cannot be compared with the table's own; nil if they can.
  public var incomparable: String?
  /// One value for each column of the table, in percent; nil where none was published.
  public var values: [Double?]

  init(_ node: JSONNode, columns: Int) throws(InputError) {
    let reader = try node.object()
    label = try reader.required("label").string()
    source = try reader.required("source").string()
    setting = try reader.required("setting").string()
    guard let seeds = reader.optional("seeds") else {
      throw node.error(
        found: "no key \"seeds\"", expected: "how many seeds the numbers are over, null where the source does not say")
    }
    self.seeds = seeds.isNull ? nil : try seeds.int(in: 1...1_000_000)
    let incomparable = try reader.required("incomparable")
    self.incomparable = incomparable.isNull ? nil : try incomparable.string()
    let percent = try reader.required("percent")
    values = []
    for value in try percent.array() { values.append(value.isNull ? nil : try value.double(in: -100...100)) }
    guard values.count == columns else {
      throw percent.error(found: "\(values.count) values", expected: "\(columns), one for each column, null for none")
    }
    try reader.finish()
  }

  /// The row with every field written out.
  public var json: JSONValue {
    [
      "label": .string(label), "source": .string(source), "setting": .string(setting),
      "seeds": seeds.map { .integer($0) } ?? .null, "incomparable": incomparable.map { .string($0) } ?? .null,
      "percent": .array(values.map { $0.map { .number($0) } ?? .null }),
    ]
  }
}
