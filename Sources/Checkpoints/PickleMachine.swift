import StrictJSON

/// A reader of pickles that builds plain values and runs nothing.
///
/// A pickle is a program for a stack machine, and Python's reader lets it call any function. This one knows the few
/// calls that make tensors and dictionaries (`PickleMachine+Calls.swift`); every other call, whatever it names, only
/// leaves an object that stays closed. Time and memory are linear in the pickle's length.
struct PickleMachine {
  /// Where the machine reads; after `run` it stands behind the pickle.
  private(set) var reader: ByteReader
  private var values: [PickleValue] = []
  private var lists: [[PickleReference]] = []
  private var mappings: [[(key: PickleReference, value: PickleReference)]] = []
  private var stack: [PickleReference] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleReference] = [:]
  private let file: RandomAccessFile
  /// Which calls are known.
  let dialect: Dialect

  /// Which calls a machine knows, and which protocols it reads.
  enum Dialect {
    /// Those that make tensors, of protocols 2 to 4. Byte strings are stepped over.
    case tensors
    /// Those that make NumPy's numbers and arrays, of protocols 2 to 5.
    case plain
  }

  init(_ reader: ByteReader, file: RandomAccessFile, dialect: Dialect = .tensors) {
    self.reader = reader
    self.file = file
    self.dialect = dialect
  }

  /// All values made so far, in the order of their making.
  var allValues: [PickleValue] { values }

  /// The value behind a reference this machine gave.
  subscript(reference: PickleReference) -> PickleValue { values[reference.index] }

  /// The elements of a list; nil for any other value.
  func elements(of reference: PickleReference) -> [PickleReference]? {
    guard case .list(let number) = self[reference] else { return nil }
    return lists[number]
  }

  /// The members of a dictionary value, in the order they were set; nil for any other value.
  func members(of value: PickleValue) -> [(key: PickleReference, value: PickleReference)]? {
    guard case .mapping(let number) = value else { return nil }
    return mappings[number]
  }

  /// Reads one pickle to its end and gives the value it makes.
  mutating func run() throws(InputError) -> PickleReference {
    while true {
      let place = reader.position
      let byte = try reader.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw file.error(
          found: "the instruction 0x\(String(byte, radix: 16)) at byte \(place) of the pickle",
          expected: "one of pickle protocols 2 to 4: the file is damaged or of another kind")
      }
      if opcode == .stop { return try pop() }
      try execute(opcode)
    }
  }

  private mutating func execute(_ opcode: PickleOpcode) throws(InputError) {
    switch opcode {
    case .stop: break
    case .proto: try readProtocol()
    case .frame: _ = try reader.skip(8)
    case .mark: marks.append(stack.count)
    case .pop: try popValueOrMark()
    case .popMark: _ = try popToMark()
    case .duplicate: stack.append(try top())
    case .none: push(.none)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .binaryInteger: push(.integer(Int(Int32(truncatingIfNeeded: try reader.unsigned(4)))))
    case .binaryInteger1: push(.integer(try reader.size(1)))
    case .binaryInteger2: push(.integer(try reader.size(2)))
    case .long1: try readLong(lengthWidth: 1)
    case .long4: try readLong(lengthWidth: 4)
    case .binaryFloat: push(.float(Double(bitPattern: try reader.unsigned(8).byteSwapped)))
    case .binaryUnicode: push(.string(try reader.text(try reader.size(4))))
    case .shortBinaryUnicode: push(.string(try reader.text(try reader.size(1))))
    case .binaryUnicode8: push(.string(try reader.text(try reader.size(8))))
    case .binaryString: try readByteString(lengthWidth: 4)
    case .shortBinaryString: try readByteString(lengthWidth: 1)
    case .binaryBytes: try readBytes(lengthWidth: 4)
    case .shortBinaryBytes: try readBytes(lengthWidth: 1)
    case .binaryBytes8, .byteArray8: try readBytes(lengthWidth: 8)
    case .emptyTuple: push(.tuple([]))
    case .tuple: push(.tuple(try popToMark()))
    case .tuple1: push(.tuple(try pop(1)))
    case .tuple2: push(.tuple(try pop(2)))
    case .tuple3: push(.tuple(try pop(3)))
    case .emptyList: pushList()
    case .append: try append(try pop(1))
    case .appends: try append(try popToMark())
    case .emptyDictionary: push(newMapping())
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .emptySet: push(.opaque("a set"))
    case .addItems: _ = try (popToMark(), top())
    case .frozenSet:
      _ = try popToMark()
      push(.opaque("a frozen set"))
    case .global: push(.global("\(try reader.line()).\(try reader.line())"))
    case .stackGlobal: try pushNamedGlobal()
    case .binaryPersistentID: push(persistent(try pop()))
    case .reduce, .newObject: try pushCall(of: try pop(2))
    case .newObjectWithKeywords: try pushCall(of: try pop(3))
    case .build: try build()
    case .binaryGet: try recall(try reader.size(1))
    case .longBinaryGet: try recall(try reader.size(4))
    case .binaryPut: memo[try reader.size(1)] = try top()
    case .longBinaryPut: memo[try reader.size(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    }
  }

  private mutating func push(_ value: PickleValue) {
    stack.append(PickleReference(index: values.count))
    values.append(value)
  }

  private mutating func pushList() {
    push(.list(lists.count))
    lists.append([])
  }

  /// A new dictionary without members.
  mutating func newMapping() -> PickleValue {
    mappings.append([])
    return .mapping(mappings.count - 1)
  }

  private func top() throws(InputError) -> PickleReference {
    guard stack.count > marks.last ?? 0, let reference = stack.last else {
      throw malformed("takes from an empty stack")
    }
    return reference
  }

  private mutating func pop() throws(InputError) -> PickleReference {
    let reference = try top()
    stack.removeLast()
    return reference
  }

  private mutating func pop(_ count: Int) throws(InputError) -> [PickleReference] {
    guard stack.count - (marks.last ?? 0) >= count else { throw malformed("takes from an empty stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(InputError) -> [PickleReference] {
    guard let mark = marks.popLast() else { throw malformed("goes back to a mark it never set") }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func popValueOrMark() throws(InputError) {
    if let mark = marks.last, mark == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  private mutating func recall(_ name: Int) throws(InputError) {
    guard let reference = memo[name] else {
      throw malformed("recalls the value \(name), which it never kept")
    }
    stack.append(reference)
  }

  private mutating func readProtocol() throws(InputError) {
    let version = try reader.byte()
    guard (2...4).contains(version) || (version == 5 && dialect == .plain) else {
      throw file.error(
        found: "a pickle of protocol \(version)",
        expected: dialect == .plain ? "protocol 2, 3, 4 or 5" : "protocol 2, 3 or 4")
    }
  }

  private mutating func readLong(lengthWidth: Int) throws(InputError) {
    let place = try reader.skip(try reader.size(lengthWidth))
    guard place.count <= 8 else { return push(.opaque("an integer of \(place.count) bytes")) }
    var value = 0
    for (shift, byte) in reader.bytes[place].enumerated() { value |= Int(byte) << (shift * 8) }
    let unused = (8 - place.count) * 8
    push(.integer(place.isEmpty ? 0 : (value << unused) >> unused))
  }

  private mutating func readBytes(lengthWidth: Int) throws(InputError) {
    let place = try reader.skip(try reader.size(lengthWidth))
    push(dialect == .plain ? .bytes(Array(reader.bytes[place])) : .opaque("a byte string"))
  }

  /// A Python 2 string: text if it is UTF-8.
  private mutating func readByteString(lengthWidth: Int) throws(InputError) {
    let place = try reader.skip(try reader.size(lengthWidth))
    let text = String(validating: reader.bytes[place], as: UTF8.self)
    push(
      text.map { .string($0) } ?? (dialect == .plain ? .bytes(Array(reader.bytes[place])) : .opaque("a byte string")))
  }

  /// Gives an object its state. Only those of NumPy's types and arrays are looked at.
  private mutating func build() throws(InputError) {
    let (state, target) = (try pop(), try top())
    if let built = built(values[target.index], state: state) { values[target.index] = built }
  }

  private mutating func append(_ items: [PickleReference]) throws(InputError) {
    let target = try top()
    switch values[target.index] {
    case .list(let number): lists[number] += items
    case .object, .opaque: break
    case let other: throw malformed("appends to \(other.text)")
    }
  }

  private mutating func setItems(_ items: [PickleReference]) throws(InputError) {
    guard items.count.isMultiple(of: 2) else { throw malformed("sets a key without a value") }
    let target = try top()
    switch values[target.index] {
    case .mapping(let number):
      for index in stride(from: 0, to: items.count, by: 2) {
        mappings[number].append((items[index], items[index + 1]))
      }
    case .object, .opaque: break
    case let other: throw malformed("sets keys of \(other.text)")
    }
  }

  private mutating func pushNamedGlobal() throws(InputError) {
    let names = try pop(2)
    guard case .string(let module) = self[names[0]], case .string(let name) = self[names[1]] else {
      throw malformed("names a global by something other than text")
    }
    push(.global("\(module).\(name)"))
  }

  /// Pushes the outcome of a call; a third part holds keyword arguments, which no known call takes.
  private mutating func pushCall(of parts: [PickleReference]) throws(InputError) {
    guard case .tuple(let arguments) = self[parts[1]] else {
      throw malformed("calls with arguments that are no tuple")
    }
    guard case .global(let name) = self[parts[0]] else {
      return push(.opaque("a call of something without a name"))
    }
    push(parts.count == 2 ? outcome(ofCalling: name, arguments) : .object(name))
  }

  private func malformed(_ what: String) -> InputError {
    file.error(
      found: "a pickle that \(what), before byte \(reader.position)",
      expected: "a valid pickle: the file is damaged")
  }
}
