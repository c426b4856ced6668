public import StrictJSON

/// A point of an experiment's own axis: the experiment with some values changed, under a name of its own.
///
/// `{"name": "64k", "set": {"pretrain.samples": 64000}}`. Runs of all variants share every stage that the changes do not
/// reach.
public struct VariantSpec: Sendable, Equatable {
  /// The sections whose values may differ between variants.
  static let sections = ["data", "model", "pretrain", "train", "fine_tune", "evaluation"]

  /// The name, fit for a file name.
  public var name: String
  /// What is changed: path of the key, such as `pretrain.samples`, and its value. May be empty.
  public var settings: [(path: String, value: JSONValue)]

  /// A variant from its parts.
  public init(name: String, settings: [(path: String, value: JSONValue)]) {
    self.name = name
    self.settings = settings
  }

  /// Whether both have the same name and change the same.
  public static func == (left: VariantSpec, right: VariantSpec) -> Bool { left.json == right.json }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    name = try reader.required("name").fileName()
    settings = []
    for member in try reader.required("set").object().members() {
      let section = member.key.prefix { $0 != "." && $0 != "[" }
      guard Self.sections.contains(String(section)) else {
        throw member.value.error(
          found: "a change of \"\(member.key)\"",
          expected: "a path into one of \(Self.sections.joined(separator: ", ")), such as pretrain.samples",
          nearest: NearestName.to(String(section), among: Self.sections))
      }
      settings.append((member.key, member.value.value))
    }
    try reader.finish()
  }

  /// The variant as it was declared.
  public var json: JSONValue {
    ["name": .string(name), "set": .object(settings.map { ($0.path, $0.value) })]
  }
}
