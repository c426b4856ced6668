public import StrictJSON

/// A value of a pickle that holds only plain data: what Python's own types and NumPy's numbers and short arrays say.
public indirect enum PlainValue: Sendable, Equatable {
  /// `None`.
  case none
  /// A truth value.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// Text.
  case string(String)
  /// A byte string.
  case bytes([UInt8])
  /// A list, a tuple or an array of one dimension.
  case array([PlainValue])
  /// A dictionary, in the order its members were set.
  case dictionary([Member])
  /// Anything else, with words for what it was.
  case other(String)

  /// One member of a dictionary.
  public struct Member: Sendable, Equatable {
    /// The key.
    public let key: PlainValue
    /// The value.
    public let value: PlainValue
  }

  /// The number that this is; nil for other values.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The dictionary's value under a text; nil without, and for other values.
  public subscript(key: String) -> PlainValue? {
    guard case .dictionary(let members) = self else { return nil }
    return members.last { $0.key == .string(key) || $0.key == .bytes(Array(key.utf8)) }?.value
  }

  /// Words for the value, to follow "found" in an error.
  public var text: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "\"\(value)\""
    case .bytes: "a byte string"
    case .array(let values): "a list of \(values.count)"
    case .dictionary: "a dictionary"
    case .other(let what): what
    }
  }
}

/// Reads pickle files of plain values (protocols 2 to 5). Nothing in a file is run: names of functions and classes that
/// do not stand for plain data give values that stay closed.
public enum PlainPickle {
  /// A file longer than this is refused.
  static let largestFile = 256 << 20
  private static let deepest = 32
  private static let most = 2_000_000

  /// The value of a file. Throws `InputError` for one that is cut off or damaged, and for one whose values lie deeper or
  /// are more than plain lists need.
  public static func read(_ path: String) throws(InputError) -> PlainValue {
    let file = try RandomAccessFile(path)
    guard file.size <= largestFile else {
      throw file.error(found: "a pickle of \(file.size) bytes", expected: "at most \(largestFile)")
    }
    let bytes = try file.read(0..<file.size)
    var machine = PickleMachine(ByteReader(bytes, file: file, what: "pickle"), file: file, dialect: .plain)
    let top = try machine.run()
    var left = most
    guard let value = value(top, in: machine, depth: 0, left: &left) else {
      throw file.error(
        found: "values nested more than \(deepest) deep or more than \(most) in number", expected: "a plain list")
    }
    return value
  }

  /// A value with all it refers to; nil when that goes too deep or is too much, as when values hold each other.
  private static func value(
    _ reference: PickleReference, in machine: PickleMachine, depth: Int, left: inout Int
  ) -> PlainValue? {
    left -= 1
    guard depth < deepest, left > 0 else { return nil }
    func values(_ parts: [PickleReference]) -> PlainValue? {
      var values: [PlainValue] = []
      for part in parts {
        guard let value = value(part, in: machine, depth: depth + 1, left: &left) else { return nil }
        values.append(value)
      }
      return .array(values)
    }
    switch machine[reference] {
    case .none: return PlainValue.none
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .float(let value): return .number(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .bytes(value)
    case .tuple(let parts): return values(parts)
    case .list: return values(machine.elements(of: reference) ?? [])
    case .mapping:
      var members: [PlainValue.Member] = []
      for member in machine.members(of: machine[reference]) ?? [] {
        guard let key = value(member.key, in: machine, depth: depth + 1, left: &left),
          let value = value(member.value, in: machine, depth: depth + 1, left: &left)
        else { return nil }
        members.append(PlainValue.Member(key: key, value: value))
      }
      return .dictionary(members)
    case .numpyArray(let array):
      guard let elements = array.elements else { return .other("an array of shape \(array.shape)") }
      left -= elements.count
      return left > 0 ? .array(elements) : nil
    case let other: return .other(other.text)
    }
  }
}
