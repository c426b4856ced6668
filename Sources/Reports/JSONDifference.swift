public import StrictJSON

/// A place where two JSON values differ.
public struct JSONDifference: Sendable, Equatable {
  /// The place, such as `$.train.lr`.
  public let path: String
  /// What the first has there; nil for nothing.
  public let left: JSONValue?
  /// What the second has there; nil for nothing.
  public let right: JSONValue?

  /// A difference from its parts.
  public init(path: String, left: JSONValue?, right: JSONValue?) {
    (self.path, self.left, self.right) = (path, left, right)
  }

  /// Every place where two values differ, as deep as both have members: those of the first in its order, then those
  /// that only the second has. The order of an object's keys is no difference.
  public static func between(_ left: JSONValue, _ right: JSONValue, path: String = "$") -> [JSONDifference] {
    switch (left, right) {
    case (.object(let a), .object(let b)):
      let keys = a.keys + b.keys.filter { a[$0] == nil }
      return keys.flatMap { member(a[$0], b[$0], path: path + step($0)) }
    case (.array(let a), .array(let b)):
      return (0..<max(a.count, b.count)).flatMap { index -> [JSONDifference] in
        // Without the type, `nil` would be the JSON value null.
        let (first, second): (JSONValue?, JSONValue?) = (
          index < a.count ? .some(a[index]) : .none, index < b.count ? .some(b[index]) : .none
        )
        return member(first, second, path: "\(path)[\(index)]")
      }
    default: return left == right ? [] : [JSONDifference(path: path, left: left, right: right)]
    }
  }

  private static func member(_ left: JSONValue?, _ right: JSONValue?, path: String) -> [JSONDifference] {
    if let left, let right { return between(left, right, path: path) }
    return [JSONDifference(path: path, left: left, right: right)]
  }

  /// A member's name as paths of documents write it.
  private static func step(_ key: String) -> String {
    let isPlain = key.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return isPlain && !key.isEmpty ? ".\(key)" : "[\(JSONValue.string(key).canonicalText)]"
  }
}
