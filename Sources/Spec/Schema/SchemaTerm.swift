import StrictJSON

/// Terms of JSON Schema (draft 2020-12) as the experiment's schema needs them.
struct SchemaTerm {
  /// Whether what a section needs must be in it. Parts that other files extend may leave anything out.
  let isWhole: Bool

  /// A member of an object.
  struct Member {
    let key: String
    let schema: JSONValue
    let isRequired: Bool
    /// Whether a file that extends others can inherit it, and take it away by null.
    let isInherited: Bool

    init(_ key: String, _ schema: JSONValue, required: Bool = false, inherited: Bool = true) {
      (self.key, self.schema, self.isRequired, self.isInherited) = (key, schema, required, inherited)
    }
  }

  /// An object of these members and no others.
  func object(_ words: String, _ members: [Member]) -> JSONValue {
    let properties = members.map { member in
      (member.key, !isWhole && member.isInherited ? orNull(member.schema) : member.schema)
    }
    var object = JSONObject([
      ("type", "object"), ("description", .string(words)),
      ("properties", .object(properties)), ("additionalProperties", false),
    ])
    let required = members.filter(\.isRequired).map(\.key)
    if isWhole, !required.isEmpty { object["required"] = .strings(required) }
    return .object(object)
  }

  func string(_ words: String, default value: String? = nil, pattern: String? = nil) -> JSONValue {
    var object = JSONObject([("type", "string"), ("description", .string(words))])
    object["pattern"] = pattern.map { .string($0) }
    object["default"] = value.map { .string($0) }
    return .object(object)
  }

  func bool(_ words: String, default value: Bool? = nil) -> JSONValue {
    var object = JSONObject([("type", "boolean"), ("description", .string(words))])
    object["default"] = value.map { .bool($0) }
    return .object(object)
  }

  func integer(_ words: String, _ range: ClosedRange<Int>, default value: Int? = nil) -> JSONValue {
    var object = JSONObject([
      ("type", "integer"), ("description", .string(words)), ("minimum", .integer(range.lowerBound)),
    ])
    if range.upperBound != .max { object["maximum"] = .integer(range.upperBound) }
    object["default"] = value.map { .integer($0) }
    return .object(object)
  }

  func number(_ words: String, _ range: ClosedRange<Double>, default value: Double? = nil) -> JSONValue {
    var object = JSONObject([
      ("type", "number"), ("description", .string(words)), ("minimum", .number(range.lowerBound)),
      ("maximum", .number(range.upperBound)),
    ])
    object["default"] = value.map { .number($0) }
    return .object(object)
  }

  /// A number above 0.
  func positive(_ words: String, atMost most: Double? = nil, default value: Double? = nil) -> JSONValue {
    var object = JSONObject([("type", "number"), ("description", .string(words)), ("exclusiveMinimum", 0)])
    object["maximum"] = most.map { .number($0) }
    object["default"] = value.map { .number($0) }
    return .object(object)
  }

  /// One of an enum's names.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ words: String, _ type: Choice.Type, default value: Choice? = nil
  ) -> JSONValue where Choice.RawValue == String {
    var object = JSONObject([
      ("description", .string(words)), ("enum", .strings(Choice.allCases.map(\.rawValue))),
    ])
    object["default"] = value.map { .string($0.rawValue) }
    return .object(object)
  }

  /// A list of different values.
  func list(_ words: String, of element: JSONValue, least: Int = 1) -> JSONValue {
    .object([
      ("type", "array"), ("description", .string(words)), ("items", element), ("minItems", .integer(least)),
      ("uniqueItems", true),
    ])
  }

  /// Lowest and highest.
  func pair(_ words: String, of element: JSONValue, default value: [JSONValue]? = nil) -> JSONValue {
    var object = JSONObject([
      ("type", "array"), ("description", .string(words)), ("items", element), ("minItems", 2), ("maxItems", 2),
    ])
    object["default"] = value.map { .array($0) }
    return .object(object)
  }

  /// Exactly one value.
  func only(_ value: String) -> JSONValue { ["const": .string(value)] }

  /// An object of one of several forms.
  func oneOf(_ words: String, _ forms: [JSONValue]) -> JSONValue {
    // A part need not say which form it is of, and then fits several.
    ["description": .string(words), isWhole ? "oneOf" : "anyOf": .array(forms)]
  }

  /// A value, or null.
  func orNull(_ schema: JSONValue) -> JSONValue { ["anyOf": .array([schema, ["type": "null"]])] }
}
