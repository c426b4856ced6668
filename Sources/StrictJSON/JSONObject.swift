/// The members of a JSON object, in order, each key once. Keys are compared by their UTF-8 bytes, not by Unicode
/// equivalence. Two objects are equal if they have equal members in the same order.
public struct JSONObject: Sendable, Equatable {
  /// Keys and values in order.
  public private(set) var members: [(key: String, value: JSONValue)]

  /// An object with these members. Calling it with one key twice is a programming error.
  public init(_ members: [(String, JSONValue)] = []) {
    var seen = Set<[UInt8]>()
    for (key, _) in members where !seen.insert(Array(key.utf8)).inserted {
      fatalError("A JSONObject was made with the key \"\(key)\" twice.")
    }
    self.members = members.map { (key: $0.0, value: $0.1) }
  }

  /// An object with members that are known to have different keys.
  init(distinct members: [(key: String, value: JSONValue)]) { self.members = members }

  /// The keys in order.
  public var keys: [String] { members.map(\.key) }

  /// The value of a key. Setting nil takes the member away; setting a new key puts it last.
  public subscript(key: String) -> JSONValue? {
    get { index(of: key).map { members[$0].value } }
    set {
      switch (index(of: key), newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append((key: key, value: value))
      case (nil, nil): break
      }
    }
  }

  private func index(of key: String) -> Int? {
    members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
  }

  /// Equal members in the same order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.members.count == b.members.count
      && zip(a.members, b.members).allSatisfy {
        $0.key.utf8.elementsEqual($1.key.utf8) && $0.value == $1.value
      }
  }
}
