/// Names a value among those a `PickleMachine` has made. Values refer to each other by it and never nest, so that no
/// file can make freeing or walking them run deep.
struct PickleReference: Hashable, Sendable {
  let index: Int
}

/// What a pickle can describe here. Nothing in it runs: calls the machine does not know end as `object`.
enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  case string(String)
  case tuple([PickleReference])
  /// A list, by its number among the machine's lists; those grow after they are made.
  case list(Int)
  /// A dictionary, by its number among the machine's dictionaries.
  case mapping(Int)
  /// A class or function by its dotted name, such as `collections.OrderedDict`.
  case global(String)
  case bytes([UInt8])
  case numpyType(NumPyType)
  case numpyArray(NumPyArray)
  case storage(PickledStorage)
  case tensor(PickledTensor)
  /// An object of a class that is not read, or the outcome of a function that is not run, by the dotted name.
  case object(String)
  /// Anything else, with words for what it was.
  case opaque(String)

  /// Words for the value, to follow "found" in an error.
  var text: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "the integer \(value)"
    case .float(let value): "the number \(value)"
    case .string: "a string"
    case .tuple: "a tuple"
    case .list: "a list"
    case .mapping: "a dictionary"
    case .global(let name): "the name \(name)"
    case .bytes: "a byte string"
    case .numpyType(let type): "the type \(type.code)"
    case .numpyArray: "an array"
    case .storage: "a bare storage"
    case .tensor: "a tensor"
    case .object(let name): "an object of \(name)"
    case .opaque(let what): what
    }
  }
}

/// A storage as a pickle names it: its bytes lie elsewhere in the file.
struct PickledStorage: Sendable {
  /// Name of the storage in the file.
  let key: String
  let dtype: ElementType
  /// Number of elements.
  let count: Int
}

/// A tensor as a pickle describes it; not yet checked against its storage.
struct PickledTensor: Sendable {
  let storage: PickledStorage
  let offset: Int
  let shape: [Int]
  let strides: [Int]
}
