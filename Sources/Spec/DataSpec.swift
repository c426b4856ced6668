public import StrictJSON

/// Where an experiment's images come from.
public enum DataSpec: Sendable, Equatable {
  /// Scenes composed from cut-outs.
  case composed(ComposedDataSpec)
  /// Files in COCO format that are there already.
  case coco(COCODataSpec)

  /// The values of `kind`.
  enum Kind: String, CaseIterable { case composed, coco }

  /// Reads the `data` section.
  public init(_ node: JSONNode) throws(InputError) {
    switch try node.object().required("kind").choice(of: Kind.self) {
    case .composed: self = .composed(try ComposedDataSpec(node))
    case .coco: self = .coco(try COCODataSpec(node))
    }
  }

  /// The section with every default written out.
  public var json: JSONValue {
    switch self {
    case .composed(let spec): spec.json
    case .coco(let spec): spec.json
    }
  }

  /// Whether there are novel categories.
  public var hasNovelCategories: Bool {
    switch self {
    case .composed(let spec): !spec.novelCategories.isEmpty
    case .coco(let spec): !spec.novelCategories.isEmpty
    }
  }

  /// Number of categories of a label space, or nil if only the data can tell (COCO files).
  public func categoryCount(_ labelSpace: LabelSpace) -> Int? {
    guard case .composed(let spec) = self else { return nil }
    return switch labelSpace {
    case .base: spec.baseCategories.count
    case .all: spec.baseCategories.count + spec.novelCategories.count
    case .novel: spec.novelCategories.count
    }
  }

  /// Whether the data has images of a split.
  public func has(_ split: Split) -> Bool {
    switch self {
    case .composed(let spec): spec.images[split] > 0
    case .coco(let spec): spec.source(of: split) != nil
    }
  }
}

/// One value for each split.
public struct PerSplit<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The values in the order of `Split.allCases`.
  public private(set) var values: [Value]

  /// One value for each split.
  public init(pretrain: Value, train: Value, development: Value, test: Value) {
    values = [pretrain, train, development, test]
  }

  init(_ node: JSONNode, _ read: (JSONNode) throws(InputError) -> Value) throws(InputError) {
    let reader = try node.object()
    values = []
    for split in Split.allCases { values.append(try read(try reader.required(split.rawValue))) }
    try reader.finish()
  }

  /// The value of a split.
  public subscript(split: Split) -> Value {
    switch split {
    case .pretrain: values[0]
    case .train: values[1]
    case .development: values[2]
    case .test: values[3]
    }
  }

  func json(_ write: (Value) -> JSONValue) -> JSONValue {
    .object(Split.allCases.map { ($0.rawValue, write(self[$0])) })
  }
}
