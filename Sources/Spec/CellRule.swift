public import StrictJSON

/// Some cells of a matrix: those that have one of these values on each axis that is named.
///
/// `{"arm": ["scratch", "encoder-only"], "shots": 30}`; an axis that is not named has all its values.
public struct CellRule: Sendable, Equatable {
  /// Arms; empty for all.
  public var arms: [Arm] = []
  /// Numbers of shots; empty for all.
  public var shots: [Int] = []
  /// Seeds; empty for all.
  public var seeds: [Int] = []
  /// Names of variants; empty for all.
  public var variants: [String] = []

  /// Reads a rule for the cells of `matrix`, whose axes are read already.
  ///
  /// - Parameter widens: Whether arms and numbers of shots may be others than the axes'. Seeds and variants may not:
  ///   they come with a pre-training and with changes of their own.
  init(_ node: JSONNode, of matrix: MatrixSpec, widens: Bool) throws(InputError) {
    let reader = try node.object()
    if let node = reader.optional("arm") {
      arms = try Self.values(node) { (node) throws(InputError) in
        let arm = try node.arm(named: try node.string())
        guard widens || matrix.arms.contains(arm) else {
          throw Self.error(node, "an arm", matrix.arms.map(\.rawValue))
        }
        return arm
      }
    }
    if let node = reader.optional("shots") {
      guard let known = matrix.shots else {
        throw node.error(found: "shots in an experiment without shots", expected: "matrix.shots, or no shots here")
      }
      shots = try Self.values(node) { (node) throws(InputError) in
        let count = try node.int(in: 1...1_000_000)
        guard widens || known.contains(count) else { throw Self.error(node, "shots", known.map { "\($0)" }) }
        return count
      }
    }
    if let node = reader.optional("seed") {
      seeds = try Self.values(node) { (node) throws(InputError) in
        let seed = try node.int(in: 0...Int.max)
        guard matrix.seeds.contains(seed) else { throw Self.error(node, "a seed", matrix.seeds.map { "\($0)" }) }
        return seed
      }
    }
    if let node = reader.optional("variant") {
      let known = matrix.variants.map(\.name)
      variants = try Self.values(node) { (node) throws(InputError) in
        let name = try node.string()
        guard known.contains(name) else { throw Self.error(node, "a variant", known) }
        return name
      }
    }
    try reader.finish()
    guard self != CellRule() else {
      throw node.error(found: "a rule that names nothing", expected: "arm, shots, seed or variant")
    }
  }

  private init() {}

  /// Whether a cell is one of those meant.
  public func holds(_ cell: Cell) -> Bool {
    (arms.isEmpty || arms.contains(cell.arm)) && (shots.isEmpty || cell.shots.map(shots.contains) == true)
      && (seeds.isEmpty || seeds.contains(cell.seed))
      && (variants.isEmpty || cell.variant.map(variants.contains) == true)
  }

  /// The rule with every axis that it names; a single value stands alone.
  public var json: JSONValue {
    var object = JSONObject([])
    func set(_ key: String, _ values: [JSONValue]) {
      if let first = values.first { object[key] = values.count == 1 ? first : .array(values) }
    }
    set("arm", arms.map { .string($0.rawValue) })
    set("shots", shots.map { .integer($0) })
    set("seed", seeds.map { .integer($0) })
    set("variant", variants.map { .string($0) })
    return .object(object)
  }

  /// A value, or several in an array, each once.
  private static func values<Value: Equatable>(
    _ node: JSONNode, _ read: (JSONNode) throws(InputError) -> Value
  ) throws(InputError) -> [Value] {
    node.isArray ? try node.list(read) : [try read(node)]
  }

  private static func error(_ node: JSONNode, _ words: String, _ known: [String]) -> InputError {
    let found = (try? node.string()) ?? node.value.canonicalText
    return node.error(
      found: node.foundText,
      expected: known.isEmpty
        ? "no such axis, as the matrix has none" : "\(words) of the matrix: \(known.joined(separator: ", "))",
      nearest: NearestName.to(found, among: known))
  }
}
