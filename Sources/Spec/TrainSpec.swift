public import StrictJSON

/// Training of a detector: the sections `train` and `fine_tune`. Stored values are the defaults.
public struct TrainSpec: Sendable, Equatable {
  /// How long to train.
  public enum Length: Sendable, Equatable {
    /// Passes over the data.
    case epochs(Int)
    /// Steps.
    case iterations(Int)
  }

  /// Which section is read: both count epochs or steps, `fine_tune` must say how long.
  public enum Section: Sendable {
    /// The `train` section.
    case train
    /// The `fine_tune` section.
    case fineTune
  }

  /// How long to train.
  public var length = Length.epochs(20)
  /// Images in a step.
  public var batchSize = 32
  /// Peak learning rate.
  public var lr = 0.001
  /// Peak learning rate of arms that need another one, in the order of `Arm.allCases`.
  public var lrByArm: [Arm: Double] = [:]
  /// AdamW's weight decay.
  public var weightDecay = 0.05
  /// Share of the steps in which the rate rises from 0 to its peak.
  public var warmupShare = 0.05
  /// How the rate falls after that.
  public var schedule = Schedule.cosine
  /// Factor of the rate from each layer to the one before it; 1 for none.
  public var layerDecay = 1.0
  /// Stochastic depth of the last encoder block; it rises linearly from 0.
  public var dropPath = 0.0
  /// Whether the encoder keeps its values.
  public var freezeEncoder = false
  /// Probability of a mirrored image.
  public var flip = 0.5
  /// Strength of random brightness, contrast and saturation.
  public var colorJitter = 0.4
  /// Largest norm of all gradients together; 0 for no limit.
  public var gradientClip = 0.0
  /// Number format of activations.
  public var precision = Precision.float32
  /// How layers are numbered for `layerDecay`.
  public var layerDecayRule = LayerDecayRule.encoder
  /// Where the schedule `step` falls; nil for its own places.
  public var milestones: Milestones?
  /// Factor of the rate at each of the milestones.
  public var gamma = 0.1
  /// How pictures are brought to their size.
  public var augmentation = AugmentationSpec.square
  /// Share of the training pictures to learn from, drawn for each seed; 1 for all. Not for few shots.
  public var share = 1.0
  /// What few experiments touch.
  public var optimizer = OptimizerSpec(betas: [0.9, 0.999])
  /// Which peculiarities of the released code it has.
  public var quirks = TrainQuirks()

  /// The defaults.
  public init() {}

  /// Reads a section, or the resolved form that `json` writes.
  public init(_ node: JSONNode, section: Section) throws(InputError) {
    let reader = try node.object()
    length = try Self.length(reader, section, default: length)
    batchSize = try reader.int("batch_size", default: batchSize, in: 1...1_000_000)
    lr = try reader.positive("lr", default: lr)
    if let node = reader.optional("lr_by_arm") { lrByArm = try Self.ratesByArm(node) }
    weightDecay = try reader.double("weight_decay", default: weightDecay, in: 0...1)
    warmupShare = try reader.double("warmup_share", default: warmupShare, in: 0...1)
    schedule = try reader.choice("schedule", default: schedule)
    if let node = reader.optional("layer_decay") {
      layerDecay = try node.positive()
      guard layerDecay <= 1 else {
        throw node.error(found: node.foundText, expected: "a number above 0, at most 1")
      }
    }
    dropPath = try reader.double("drop_path", default: dropPath, in: 0...0.99)
    freezeEncoder = try reader.bool("freeze_encoder", default: freezeEncoder)
    flip = try reader.double("flip", default: flip, in: 0...1)
    colorJitter = try reader.double("color_jitter", default: colorJitter, in: 0...1)
    gradientClip = try reader.double("gradient_clip", default: gradientClip, in: 0...1e9)
    precision = try reader.choice("precision", default: precision)
    layerDecayRule = try reader.choice("layer_decay_rule", default: layerDecayRule)
    if let node = reader.optional("milestones") { milestones = try Self.milestones(node, schedule) }
    if let node = reader.optional("gamma") {
      gamma = try node.double(in: 0...1)
      if milestones == nil { throw node.error(found: "gamma without milestones", expected: "both or none") }
    }
    if let node = reader.optional("augmentation") { augmentation = try AugmentationSpec(node) }
    if section == .train, let node = reader.optional("share") {
      share = try node.positive()
      guard share <= 1 else { throw node.error(found: node.foundText, expected: "a number above 0, at most 1") }
    }
    try optimizer.read(reader)
    quirks =
      try reader.optional("quirks").map { (node) throws(InputError) in try TrainQuirks(node, section) }
      ?? TrainQuirks(section)
    try reader.finish()
  }

  /// The settings of one arm: its own rate in `lr`, and nothing of the other arms.
  public func resolved(for arm: Arm) -> TrainSpec {
    var spec = self
    spec.lr = lrByArm[arm] ?? lr
    spec.lrByArm = [:]
    return spec
  }

  /// The section with every default written out.
  public var json: JSONValue {
    let time: (String, JSONValue) =
      switch length {
      case .epochs(let count): ("epochs", .integer(count))
      case .iterations(let count): ("iterations", .integer(count))
      }
    let rates = Arm.allCases.compactMap { arm in lrByArm[arm].map { (arm.rawValue, JSONValue.number($0)) } }
    return .object(
      [
        time, ("batch_size", .integer(batchSize)), ("lr", .number(lr)), ("lr_by_arm", .object(rates)),
        ("weight_decay", .number(weightDecay)),
      ] + (optimizer.warmupIterations == nil ? [("warmup_share", .number(warmupShare))] : []) + [
        ("schedule", .string(schedule.rawValue)), ("layer_decay", .number(layerDecay)),
        ("drop_path", .number(dropPath)), ("freeze_encoder", .bool(freezeEncoder)), ("flip", .number(flip)),
        ("color_jitter", .number(colorJitter)), ("gradient_clip", .number(gradientClip)),
        ("precision", .string(precision.rawValue)),
      ] + rareMembers)
  }

  /// What is written only where it differs from the default, so that older experiments keep their keys.
  private var rareMembers: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if layerDecayRule != .encoder { members.append(("layer_decay_rule", .string(layerDecayRule.rawValue))) }
    if let milestones {
      let (unit, places) =
        switch milestones {
        case .epochs(let places): ("epochs", places)
        case .iterations(let places): ("iterations", places)
        }
      members.append(("milestones", .object([(unit, .array(places.map { .integer($0) }))])))
      if gamma != 0.1 { members.append(("gamma", .number(gamma))) }
    }
    if augmentation != .square { members.append(("augmentation", augmentation.json)) }
    if share != 1 { members.append(("share", .number(share))) }
    if let quirks = quirks.json { members.append(("quirks", quirks)) }
    return members + optimizer.members
  }

  private static func milestones(_ node: JSONNode, _ schedule: Schedule) throws(InputError) -> Milestones {
    guard schedule == .step else {
      throw node.error(
        found: "milestones with the schedule \"\(schedule.rawValue)\"", expected: "the schedule \"step\"")
    }
    let reader = try node.object()
    let (epochs, iterations) = (reader.optional("epochs"), reader.optional("iterations"))
    guard let places = epochs ?? iterations, epochs == nil || iterations == nil else {
      throw node.error(
        found: epochs == nil ? "neither \"epochs\" nor \"iterations\"" : "both \"epochs\" and \"iterations\"",
        expected: "exactly one of the two")
    }
    let values = try places.list { (node) throws(InputError) in try node.int(in: 1...1_000_000_000) }
    guard values == values.sorted() else {
      throw places.error(found: places.value.canonicalText, expected: "rising milestones")
    }
    try reader.finish()
    return epochs == nil ? .iterations(values) : .epochs(values)
  }

  private static func length(
    _ reader: JSONObjectReader, _ section: Section, default value: Length
  ) throws(InputError) -> Length {
    switch (reader.optional("epochs"), reader.optional("iterations")) {
    case (let epochs?, nil): return .epochs(try epochs.int(in: 1...1_000_000))
    case (nil, let iterations?): return .iterations(try iterations.int(in: 1...1_000_000_000))
    case (_?, let iterations?):
      throw iterations.error(found: "both \"epochs\" and \"iterations\"", expected: "exactly one of the two")
    case (nil, nil):
      if section == .train { return value }
      throw reader.node.error(
        found: "neither \"epochs\" nor \"iterations\"", expected: "exactly one of the two")
    }
  }

  private static func ratesByArm(_ node: JSONNode) throws(InputError) -> [Arm: Double] {
    var rates: [Arm: Double] = [:]
    for member in try node.object().members() {
      rates[try member.keyNode.arm(named: member.key)] = try member.value.positive()
    }
    return rates
  }
}

extension JSONNode {
  /// The arm of that name; the error is about this node.
  func arm(named name: String) throws(InputError) -> Arm {
    guard let arm = Arm(rawValue: name) else {
      let names = Arm.allCases.map(\.rawValue)
      throw error(
        found: "an unknown arm \"\(name)\"", expected: "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
    return arm
  }
}
