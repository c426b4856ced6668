public import StrictJSON

/// The cells of an experiment: every arm with every number of shots and every seed.
public struct MatrixSpec: Sendable, Equatable {
  /// Arms in the order of the tables.
  public var arms: [Arm]
  /// Numbers of labelled objects of each category to fine-tune on; nil for no fine-tuning.
  public var shots: [Int]?
  /// What is fine-tuned and tested on.
  public var setting = FewShotSetting.generalized
  /// Seeds; each repeats the whole of an arm's training.
  public var seeds: [Int]

  /// A matrix from its axes.
  public init(arms: [Arm], shots: [Int]? = nil, seeds: [Int] = [0]) {
    self.arms = arms
    self.shots = shots
    self.seeds = seeds
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
    try reader.finish()
  }

  /// All cells: shots outermost, then arms, then seeds.
  public var cells: [Cell] {
    let shotValues: [Int?] = shots ?? [nil]
    return shotValues.flatMap { shots in
      arms.flatMap { arm in seeds.map { Cell(arm: arm, shots: shots, seed: $0) } }
    }
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([("arms", .strings(arms.map(\.rawValue)))])
    if let shots { object["shots"] = .array(shots.map { .integer($0) }) }
    if setting != .generalized { object["setting"] = .string(setting.rawValue) }
    object["seeds"] = .array(seeds.map { .integer($0) })
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

  /// A cell from its coordinates.
  public init(arm: Arm, shots: Int?, seed: Int) {
    self.arm = arm
    self.shots = shots
    self.seed = seed
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    arm = try reader.required("arm").choice(of: Arm.self)
    let node = try reader.required("shots")
    shots = node.isNull ? nil : try node.int(in: 1...1_000_000)
    seed = try reader.required("seed").int(in: 0...Int.max)
    try reader.finish()
  }

  /// The coordinates; no shots are null.
  public var json: JSONValue {
    ["arm": .string(arm.rawValue), "shots": shots.map { .integer($0) } ?? .null, "seed": .integer(seed)]
  }

  /// `full-transfer, 10 shots, seed 0`.
  public var description: String {
    let middle = shots.map { $0 == 1 ? ", 1 shot" : ", \($0) shots" } ?? ""
    return "\(arm.rawValue)\(middle), seed \(seed)"
  }
}
