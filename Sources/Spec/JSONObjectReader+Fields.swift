import StrictJSON

/// Fields with a default, and the few kinds of range that specs use.
extension JSONObjectReader {
  func int(_ key: String, default value: Int, in range: ClosedRange<Int>) throws(InputError) -> Int {
    guard let node = optional(key) else { return value }
    return try node.int(in: range)
  }

  func double(_ key: String, default value: Double, in range: ClosedRange<Double>) throws(InputError)
    -> Double
  {
    guard let node = optional(key) else { return value }
    return try node.double(in: range)
  }

  func positive(_ key: String, default value: Double) throws(InputError) -> Double {
    guard let node = optional(key) else { return value }
    return try node.positive()
  }

  func bool(_ key: String, default value: Bool) throws(InputError) -> Bool {
    guard let node = optional(key) else { return value }
    return try node.bool()
  }

  func string(_ key: String, default value: String) throws(InputError) -> String {
    guard let node = optional(key) else { return value }
    return try node.string()
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default value: Choice
  ) throws(InputError) -> Choice where Choice.RawValue == String {
    guard let node = optional(key) else { return value }
    return try node.choice(of: Choice.self)
  }
}

extension JSONNode {
  /// A number above 0.
  func positive() throws(InputError) -> Double {
    let value = try double()
    guard value > 0 else { throw error(found: foundText, expected: "a number above 0") }
    return value
  }

  /// A name that can be part of a file name: ASCII letters, digits, `-`, `_` and `.`, not starting with a dot.
  func fileName() throws(InputError) -> String {
    let text = try string()
    let isPlain = text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    guard isPlain, !text.isEmpty, !text.hasPrefix(".") else {
      throw error(found: foundText, expected: "a name of letters, digits, \"-\", \"_\" and \".\"")
    }
    return text
  }

  /// A list of different values, at least one unless `mayBeEmpty`.
  func list<Element: Equatable>(
    mayBeEmpty: Bool = false, _ read: (JSONNode) throws(InputError) -> Element
  ) throws(InputError) -> [Element] {
    var elements: [Element] = []
    for node in try array() {
      let element = try read(node)
      if let first = elements.firstIndex(of: element) {
        throw node.error(
          found: "\(node.foundText) a second time (first at \(path)[\(first)])", expected: "each value once")
      }
      elements.append(element)
    }
    if elements.isEmpty && !mayBeEmpty { throw error(found: foundText, expected: "at least one value") }
    return elements
  }

  /// Two numbers, the first not above the second.
  func orderedPair<Number: Comparable>(
    _ read: (JSONNode) throws(InputError) -> Number
  ) throws(InputError) -> ClosedRange<Number> {
    let nodes = try array()
    guard nodes.count == 2 else {
      throw error(found: foundText, expected: "an array of 2: lowest and highest")
    }
    let (low, high) = (try read(nodes[0]), try read(nodes[1]))
    guard low <= high else {
      throw error(found: value.canonicalText, expected: "the lowest value before the highest")
    }
    return low...high
  }
}
