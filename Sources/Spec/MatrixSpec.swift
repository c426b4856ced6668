public import StrictJSON

/// The cells of an experiment: every variant with every number of shots, every arm and every seed.
public struct MatrixSpec: Sendable, Equatable {
  /// Arms in the order of the tables.
  public var arms: [Arm]
  /// Numbers of labelled objects of each category to fine-tune on; nil for no fine-tuning.
  public var shots: [Int]?
  /// What is fine-tuned and tested on.
  public var setting = FewShotSetting.generalized
  /// Seeds; each repeats the whole of an arm's training.
  public var seeds: [Int]
  /// Seeds of the pre-training that each of `seeds` starts from, in the same order; nil when all share
  /// `pretrain.seed`. Only with these do intervals over seeds cover the randomness of pre-training.
  public var pretrainSeeds: [Int]?
  /// An axis of the experiment's own; empty for none.
  public var variants: [VariantSpec]

  /// A matrix from its axes.
  public init(
    arms: [Arm], shots: [Int]? = nil, seeds: [Int] = [0], pretrainSeeds: [Int]? = nil, variants: [VariantSpec] = []
  ) {
    self.arms = arms
    self.shots = shots
    self.seeds = seeds
    self.pretrainSeeds = pretrainSeeds
    self.variants = variants
  }

  /// Reads the `matrix` section.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    arms = try reader.required("arms").list { (node) throws(InputError) in
      try node.arm(named: try node.string())
    }
    shots = nil
    if let node = reader.optional("shots") {
      shots = try node.list { (node) throws(InputError) in try node.int(in: 1...1_000_000) }
    }
    if let node = reader.optional("setting") {
      setting = try node.choice(of: FewShotSetting.self)
      guard shots != nil else {
        throw node.error(found: "a few-shot setting without shots", expected: "matrix.shots, or no setting")
      }
    }
    seeds = [0]
    if let node = reader.optional("seeds") {
      seeds = try node.list { (node) throws(InputError) in try node.int(in: 0...Int.max) }
    }
    pretrainSeeds = nil
    if let node = reader.optional("pretrain_seeds") { pretrainSeeds = try Self.pretrainSeeds(node, of: seeds) }
    variants = []
    if let node = reader.optional("variants") {
      for variant in try node.array() {
        let spec = try VariantSpec(variant)
        guard !variants.contains(where: { $0.name == spec.name }) else {
          throw variant.error(
            found: "a second variant \"\(spec.name)\"", expected: "a different name for each variant")
        }
        variants.append(spec)
      }
    }
    try reader.finish()
  }

  /// One for each seed; several seeds may share one.
  private static func pretrainSeeds(_ node: JSONNode, of seeds: [Int]) throws(InputError) -> [Int] {
    var values: [Int] = []
    for element in try node.array() { values.append(try element.int(in: 0...Int.max)) }
    guard values.count == seeds.count else {
      throw node.error(
        found: "\(values.count) seeds of pre-training", expected: "\(seeds.count), one for each of matrix.seeds")
    }
    return values
  }

  /// The seed of the pre-training that a run of seed `seed` starts from; nil when that is `pretrain.seed`.
  public func pretrainSeed(of seed: Int) -> Int? {
    guard let pretrainSeeds, let place = seeds.firstIndex(of: seed) else { return nil }
    return pretrainSeeds[place]
  }

  /// All cells: variants outermost, then shots, arms, seeds.
  public var cells: [Cell] {
    let shotValues: [Int?] = shots ?? [nil]
    let names: [String?] = variants.isEmpty ? [nil] : variants.map(\.name)
    return names.flatMap { variant in
      shotValues.flatMap { shots in
        arms.flatMap { arm in seeds.map { Cell(arm: arm, shots: shots, seed: $0, variant: variant) } }
      }
    }
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([("arms", .strings(arms.map(\.rawValue)))])
    if let shots { object["shots"] = .array(shots.map { .integer($0) }) }
    if setting != .generalized { object["setting"] = .string(setting.rawValue) }
    object["seeds"] = .array(seeds.map { .integer($0) })
    if let pretrainSeeds { object["pretrain_seeds"] = .array(pretrainSeeds.map { .integer($0) }) }
    if !variants.isEmpty { object["variants"] = .array(variants.map(\.json)) }
    return .object(object)
  }
}

/// One cell of the matrix: what makes a run.
public struct Cell: Sendable, Hashable, CustomStringConvertible {
  /// How the detector is built and initialised.
  public var arm: Arm
  /// Labelled objects of each category to fine-tune on; nil without fine-tuning.
  public var shots: Int?
  /// The seed of the run.
  public var seed: Int
  /// The name of its variant; nil in an experiment without variants.
  public var variant: String?

  /// A cell from its coordinates.
  public init(arm: Arm, shots: Int?, seed: Int, variant: String? = nil) {
    self.arm = arm
    self.shots = shots
    self.seed = seed
    self.variant = variant
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    arm = try reader.required("arm").choice(of: Arm.self)
    let node = try reader.required("shots")
    shots = node.isNull ? nil : try node.int(in: 1...1_000_000)
    seed = try reader.required("seed").int(in: 0...Int.max)
    variant = nil
    if let node = reader.optional("variant") { variant = try node.string() }
    try reader.finish()
  }

  /// The coordinates; no shots are null, a variant is there only in experiments with variants.
  public var json: JSONValue {
    var object = JSONObject([
      ("arm", .string(arm.rawValue)), ("shots", shots.map { .integer($0) } ?? .null), ("seed", .integer(seed)),
    ])
    object["variant"] = variant.map { .string($0) }
    return .object(object)
  }

  /// `full-transfer, 10 shots, seed 0`, a variant's name before the seed.
  public var description: String {
    let middle = shots.map { $0 == 1 ? ", 1 shot" : ", \($0) shots" } ?? ""
    return "\(arm.rawValue)\(middle)\(variant.map { ", " + $0 } ?? ""), seed \(seed)"
  }
}
