/// The content of a dataset: values in row-major order with their extents.
public struct H5Array<Element: H5Element>: Sendable, Equatable {
  /// The extents, outermost first.
  public let shape: [Int]
  /// `shape.reduce(1, *)` values.
  public let values: [Element]

  /// Joins values with their extents.
  public init(shape: [Int], values: [Element]) {
    self.shape = shape
    self.values = values
  }
}

/// What is known of a dataset without reading it.
public struct H5Layout: Sendable, Equatable {
  /// The element type; nil when this package cannot read it.
  public let type: H5Type?
  /// The extents, outermost first; empty for a single value.
  public let shape: [Int]

  /// Joins an element type with extents.
  public init(type: H5Type?, shape: [Int]) {
    self.type = type
    self.shape = shape
  }
}

/// The value of an attribute.
public enum H5Attribute: Sendable, Equatable {
  /// UTF-8 text.
  case text(String)
  /// A whole number, stored with 64 bits.
  case integer(Int64)
  /// A floating-point number, stored with 64 bits.
  case number(Double)
}

extension H5Attribute: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .number(value) }
}
