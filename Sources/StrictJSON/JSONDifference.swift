/// A place where two JSON values differ.
public struct JSONDifference: Sendable, Equatable {
  /// The place, such as `train.lr` or `matrix.seeds[2]`; empty if the values differ as a whole.
  public var path: String
  /// What stands there in the first value; nil if nothing does.
  public var before: JSONValue?
  /// What stands there in the second value; nil if nothing does.
  public var after: JSONValue?

  /// A difference from its parts.
  public init(path: String, before: JSONValue?, after: JSONValue?) {
    (self.path, self.before, self.after) = (path, before, after)
  }

  /// All differences, in the order of the first value's members, then of those that only the second has. Members of
  /// objects are compared one by one, elements of arrays only where both have as many; other arrays differ as a whole.
  /// The search ends after `most` differences.
  public static func between(
    _ before: JSONValue, _ after: JSONValue, at path: String = "", most: Int = .max
  ) -> [JSONDifference] {
    var found: [JSONDifference] = []
    collect(before, after, path, most, &found)
    return found
  }

  /// `train.lr: 0.001 → 0.002`; what is not there is a dash, and long values are cut.
  public var text: String { "\(path.isEmpty ? "value" : path): \(Self.short(before)) → \(Self.short(after))" }

  private static func collect(
    _ before: JSONValue, _ after: JSONValue, _ path: String, _ most: Int, _ found: inout [JSONDifference]
  ) {
    guard found.count < most else { return }
    switch (before, after) {
    case (.object(let old), .object(let new)):
      for (key, value) in old.members where found.count < most {
        let place = path.isEmpty ? key : "\(path).\(key)"
        if let other = new[key] {
          collect(value, other, place, most, &found)
        } else {
          found.append(JSONDifference(path: place, before: value, after: nil))
        }
      }
      for (key, value) in new.members where found.count < most && old[key] == nil {
        found.append(JSONDifference(path: path.isEmpty ? key : "\(path).\(key)", before: nil, after: value))
      }
    case (.array(let old), .array(let new)) where old.count == new.count:
      for (place, pair) in zip(old, new).enumerated() { collect(pair.0, pair.1, "\(path)[\(place)]", most, &found) }
    default:
      if before != after { found.append(JSONDifference(path: path, before: before, after: after)) }
    }
  }

  private static func short(_ value: JSONValue?) -> String {
    guard let text = value?.canonicalText else { return "–" }
    return text.count > 60 ? text.prefix(57) + "…" : text
  }
}
