import NN
public import StrictJSON

extension TransferProof {
  /// What `transfer.json` holds: both arms, how much came from where, one entry a tensor, and the keys that were left in
  /// the checkpoint if there are any.
  public var json: JSONValue {
    func numbers(_ isCounted: (Record) -> Bool) -> JSONValue {
      .integer(records.filter(isCounted).reduce(0) { $0 + $1.count })
    }
    var object = JSONObject([
      ("arm", .string(declared.rawValue)), ("derived_arm", derived.map { .string($0.rawValue) } ?? .null),
      ("region_features", features.map { .string($0.rawValue) } ?? .null),
      ("checkpoint_sha256", fileDigest.map { .string($0) } ?? .null),
      ("backbone_prefix", .string(map.backbonePrefix)), ("head_prefix", .string(map.headPrefix)),
      (
        "numbers",
        [
          "loaded": numbers(\.isLoaded), "drawn": numbers(\.isDrawn),
          "fixed": numbers { !$0.isLoaded && !$0.isDrawn },
        ]
      ), ("tensors", .array(records.map(\.json))),
    ])
    if !unused.isEmpty { object["unused"] = .array(unused.map { .string($0) }) }
    return .object(object)
  }

  /// Reads what `json` writes. The derived arm and the sums are not believed but worked out anew.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let declared = try reader.required("arm").choice(of: Arm.self)
    _ = try reader.required("derived_arm")
    // Absent from proofs of the time when the arm alone said it.
    let features = try reader.optional("region_features").flatMap { (node) throws(InputError) in
      node.isNull ? nil : try node.choice(of: RegionFeatureSource.self)
    }
    let digest = try reader.required("checkpoint_sha256")
    let map = TransferMap(
      backbonePrefix: try reader.required("backbone_prefix").string(),
      headPrefix: try reader.required("head_prefix").string())
    _ = try reader.required("numbers")
    var unused: [String] = []
    for key in try reader.optional("unused")?.array() ?? [] { unused.append(try key.string()) }
    var records: [Record] = []
    for tensor in try reader.required("tensors").array() { records.append(try Record(tensor)) }
    try reader.finish()
    self.init(
      declared: declared, map: map, features: features, fileDigest: digest.isNull ? nil : try digest.string(),
      unused: unused, records: records)
  }
}

extension TransferProof.Record {
  /// Words for the three kinds of origin.
  private enum Origin: String, CaseIterable { case loaded, drawn, fixed }

  /// Whether the values were drawn at random.
  public var isDrawn: Bool {
    if case .drawn = source { true } else { false }
  }

  var json: JSONValue {
    let sizes: JSONValue = .array(shape.map { .integer($0) })
    let start: [(String, JSONValue)] = [("key", .string(key)), ("shape", sizes)]
    let origin: [(String, JSONValue)] =
      switch source {
      case .loaded(let key, let digest):
        [("origin", "loaded"), ("source_key", .string(key)), ("sha256", .string(digest))]
      case .drawn(let seed, let stream, let distribution):
        [
          ("origin", "drawn"), ("seed", .string(String(seed))), ("stream", .string(stream)),
          ("distribution", .string(distribution)),
        ]
      case .fixed(let name): [("origin", "fixed"), ("values", .string(name))]
      }
    return .object(start + origin)
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    key = try reader.required("key").string()
    var sizes: [Int] = []
    for size in try reader.required("shape").array() { sizes.append(try size.int(in: 0...Int(Int32.max))) }
    shape = sizes
    switch try reader.required("origin").choice(of: Origin.self) {
    case .loaded:
      source = .loaded(
        key: try reader.required("source_key").string(), digest: try reader.required("sha256").string())
    case .drawn:
      let seedNode = try reader.required("seed")
      let text = try seedNode.string()
      guard let seed = UInt64(text) else {
        throw seedNode.error(found: "\"\(text)\"", expected: "a whole number of 64 bits, as a string")
      }
      source = .drawn(
        seed: seed, stream: try reader.required("stream").string(),
        distribution: try reader.required("distribution").string())
    case .fixed: source = .fixed(try reader.required("values").string())
    }
    try reader.finish()
  }
}
