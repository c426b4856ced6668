public import StrictJSON

/// The cells of an experiment: every variant with every number of shots, every arm and every seed, less those that are
/// left out, and those that are added.
public struct MatrixSpec: Sendable, Equatable {
  /// Arms in the order of the tables.
  public var arms: [Arm]
  /// Numbers of labelled objects of each category to fine-tune on; nil for no fine-tuning.
  public var shots: [Int]?
  /// What is fine-tuned and tested on; without shots it is of no account, unless it is base training itself.
  public var setting = FewShotSetting.generalized
  /// Seeds; each repeats the whole of an arm's training.
  public var seeds: [Int]
  /// Seeds of the pre-training that each of `seeds` starts from, in the same order; nil when all share
  /// `pretrain.seed`. Only with these do intervals over seeds cover the randomness of pre-training.
  public var pretrainSeeds: [Int]?
  /// Seeds of the support set that each of `seeds` is fine-tuned on, in the same order; nil when a run's own seed draws
  /// its shots. Where several seeds share one, the spread of trainings can be told from that of support sets.
  public var shotSeeds: [Int]?
  /// Seeds of the base training that each of `seeds` is fine-tuned from, in the same order; nil when each has its own.
  /// Published few-shot figures are means over support sets on one base model: `[0, 0, 0, …]`.
  public var baseSeeds: [Int]?
  /// An axis of the experiment's own; empty for none.
  public var variants: [VariantSpec]
  /// Cells that are left out.
  public var exclude: [CellRule] = []
  /// Cells that are there beside the axes', or although they are left out.
  public var include: [CellRule] = []

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
      guard (setting == .baseTraining) == (shots == nil) else {
        throw node.error(
          found: shots == nil ? "a few-shot setting without shots" : "the setting \"base\" with shots",
          expected: shots == nil
            ? "matrix.shots, or no setting, or \"base\" for the model of base training itself"
            : "no matrix.shots, as nothing is fine-tuned, or another setting")
      }
    }
    seeds = [0]
    if let node = reader.optional("seeds") {
      seeds = try node.list { (node) throws(InputError) in try node.int(in: 0...Int.max) }
    }
    pretrainSeeds = nil
    if let node = reader.optional("pretrain_seeds") {
      pretrainSeeds = try Self.seeds(node, of: seeds, words: "seeds of pre-training")
    }
    if let node = reader.optional("shot_seeds") {
      shotSeeds = try Self.seeds(node, of: seeds, words: "seeds of shots")
      guard shots != nil else {
        throw node.error(found: "seeds of shots without shots", expected: "matrix.shots, or no shot_seeds")
      }
    }
    variants = []
    if let node = reader.optional("base_seeds") { baseSeeds = try sharedBases(node) }
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
    if let node = reader.optional("exclude") {
      exclude = try node.list(mayBeEmpty: true) { (node) throws(InputError) in
        try CellRule(node, of: self, widens: false)
      }
      guard !cells.isEmpty else { throw node.error(found: "a matrix without cells", expected: "at least one cell") }
    }
    if let node = reader.optional("include") {
      var rules: [CellRule] = []
      for element in try node.array() {
        let rule = try CellRule(element, of: self, widens: true)
        let count = cells.count
        rules.append(rule)
        include = rules
        guard cells.count > count else {
          throw element.error(found: "a rule that adds no cell", expected: "cells that are not in the matrix")
        }
      }
    }
    try reader.finish()
  }

  /// One for each seed; several seeds may share one.
  private static func seeds(_ node: JSONNode, of seeds: [Int], words: String) throws(InputError) -> [Int] {
    var values: [Int] = []
    for element in try node.array() { values.append(try element.int(in: 0...Int.max)) }
    guard values.count == seeds.count else {
      throw node.error(
        found: "\(values.count) \(words)", expected: "\(seeds.count), one for each of matrix.seeds")
    }
    return values
  }

  /// Only what is fine-tuned can share a base training, and only seeds that share its pre-training.
  private func sharedBases(_ node: JSONNode) throws(InputError) -> [Int] {
    guard shots != nil else {
      throw node.error(found: "seeds of base trainings without shots", expected: "matrix.shots, or no base_seeds")
    }
    let values = try Self.seeds(node, of: seeds, words: "seeds of base trainings")
    for (place, base) in values.enumerated() {
      guard let first = values.firstIndex(of: base), let pretrainSeeds, pretrainSeeds[first] != pretrainSeeds[place]
      else { continue }
      throw node.error(
        found: "a base training \(base) from the pre-trainings \(pretrainSeeds[first]) and \(pretrainSeeds[place])",
        expected: "one pre-training for each base training")
    }
    return values
  }

  /// The seed of the pre-training that a run of seed `seed` starts from; nil when that is `pretrain.seed`.
  public func pretrainSeed(of seed: Int) -> Int? {
    guard let pretrainSeeds, let place = seeds.firstIndex(of: seed) else { return nil }
    return pretrainSeeds[place]
  }

  /// The seed of the support set that a run of seed `seed` is fine-tuned on.
  public func shotSeed(of seed: Int) -> Int {
    guard let shotSeeds, let place = seeds.firstIndex(of: seed) else { return seed }
    return shotSeeds[place]
  }

  /// The seed of the base training that a run of seed `seed` is fine-tuned from, or of its only training.
  public func baseSeed(of seed: Int) -> Int {
    guard let baseSeeds, let place = seeds.firstIndex(of: seed) else { return seed }
    return baseSeeds[place]
  }

  /// What the models of the experiment distinguish in the end.
  public var labelSpace: LabelSpace { shots == nil && setting != .baseTraining ? .all : setting.labelSpace }

  /// All cells: variants outermost, then shots, arms, seeds.
  public var cells: [Cell] {
    let shotValues: [Int?] = allShots?.map { $0 } ?? [nil]
    let names: [String?] = variants.isEmpty ? [nil] : variants.map(\.name)
    let all = names.flatMap { variant in
      shotValues.flatMap { shots in
        allArms.flatMap { arm in seeds.map { Cell(arm: arm, shots: shots, seed: $0, variant: variant) } }
      }
    }
    return exclude.isEmpty && include.isEmpty ? all : all.filter(holds)
  }

  /// Arms of the axis, and then those that only added cells have.
  public var allArms: [Arm] { Self.joined(arms, include.flatMap(\.arms)) }

  /// Numbers of shots of the axis, and then those that only added cells have; nil for no fine-tuning.
  public var allShots: [Int]? { shots.map { Self.joined($0, include.flatMap(\.shots)) } }

  /// The seeds of the cells of a variant, an arm and a number of shots; empty when there is no such cell.
  public func seeds(of arm: Arm, shots: Int?, variant: String?) -> [Int] {
    seeds.filter { holds(Cell(arm: arm, shots: shots, seed: $0, variant: variant)) }
  }

  private func holds(_ cell: Cell) -> Bool {
    // An added cell has the axes' values wherever its rule is silent.
    let isOnArms = arms.contains(cell.arm)
    let isOnShots = cell.shots.map { shots?.contains($0) ?? false } ?? true
    if isOnArms, isOnShots, !exclude.contains(where: { $0.holds(cell) }) { return true }
    return include.contains { rule in
      rule.holds(cell) && (isOnArms || !rule.arms.isEmpty) && (isOnShots || !rule.shots.isEmpty)
    }
  }

  private static func joined<Value: Equatable>(_ own: [Value], _ more: [Value]) -> [Value] {
    more.reduce(into: own) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The section with every default written out.
  public var json: JSONValue {
    var object = JSONObject([("arms", .strings(arms.map(\.rawValue)))])
    if let shots { object["shots"] = .array(shots.map { .integer($0) }) }
    if setting != .generalized { object["setting"] = .string(setting.rawValue) }
    object["seeds"] = .array(seeds.map { .integer($0) })
    if let pretrainSeeds { object["pretrain_seeds"] = .array(pretrainSeeds.map { .integer($0) }) }
    if let shotSeeds { object["shot_seeds"] = .array(shotSeeds.map { .integer($0) }) }
    if let baseSeeds { object["base_seeds"] = .array(baseSeeds.map { .integer($0) }) }
    if !variants.isEmpty { object["variants"] = .array(variants.map(\.json)) }
    if !exclude.isEmpty { object["exclude"] = .array(exclude.map(\.json)) }
    if !include.isEmpty { object["include"] = .array(include.map(\.json)) }
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
  public var description: String { "\(nameWithoutSeed), seed \(seed)" }

  /// `full-transfer, 10 shots`, with a variant's name at the end.
  public var nameWithoutSeed: String {
    let middle = shots.map { $0 == 1 ? ", 1 shot" : ", \($0) shots" } ?? ""
    return "\(arm.rawValue)\(middle)\(variant.map { ", " + $0 } ?? "")"
  }
}
