public import StrictJSON

/// How layers are numbered for `layer_decay`.
public enum LayerDecayRule: String, CaseIterable, Sendable, Hashable {
  /// The encoder's blocks; everything else has the full rate.
  case encoder
  /// The encoder is not trained; the decoder's blocks are numbered on (imTED's fine-tuning on few shots).
  case encoderAndDecoder = "encoder-decoder"
}

/// Which parameters do not decay.
public enum UndecayedParameters: String, CaseIterable, Sendable, Hashable {
  /// Tensors of one dimension, biases, tokens and position tables.
  case vectors
  /// Tensors of one dimension and biases; tokens and tables decay, as in MAE's pre-training.
  case oneDimensional = "one-dimensional"
  /// Norms and position tables; biases decay.
  case norms
  /// None.
  case nothing
}

/// Where the rate of the schedule `step` falls.
public enum Milestones: Sendable, Equatable {
  /// After so many passes over the data.
  case epochs([Int])
  /// After so many steps.
  case iterations([Int])
}

/// Settings of training that few experiments touch. They are part of the sections `train`, `fine_tune` and, as far as
/// they apply, `pretrain`, and written only where they differ from the defaults.
public struct OptimizerSpec: Sendable, Equatable {
  /// AdamW's decay rates of the moments.
  public var betas: [Double]
  /// AdamW's epsilon.
  public var eps = 1e-8
  /// Which parameters do not decay.
  public var undecayed = UndecayedParameters.vectors
  /// Pieces in which a step's batch is computed; gradients add up. A matter of memory.
  public var accumulateSteps = 1
  /// Whether the encoder's blocks run again in the backward pass. A matter of memory; the bits are the same.
  public var checkpointEncoder = false
  /// Steps of a warm-up on top of the schedule, instead of a share of all steps.
  public var warmupIterations: Int?
  /// Factor at which that warm-up starts.
  public var warmupStart = 0.001

  private let defaultBetas: [Double]

  /// The defaults, with the section's own betas.
  public init(betas: [Double]) {
    self.betas = betas
    defaultBetas = betas
  }

  /// Takes its keys out of a section.
  public mutating func read(_ reader: JSONObjectReader) throws(InputError) {
    if let node = reader.optional("betas") {
      betas = []
      let nodes = try node.array()
      guard nodes.count == 2 else { throw node.error(found: node.foundText, expected: "an array of 2 numbers") }
      for node in nodes { betas.append(try node.double(in: 0...0.999_999)) }
    }
    eps = try reader.positive("eps", default: eps)
    undecayed = try reader.choice("no_decay", default: undecayed)
    accumulateSteps = try reader.int("accumulate_steps", default: accumulateSteps, in: 1...1_000_000)
    checkpointEncoder = try reader.bool("checkpoint_encoder", default: checkpointEncoder)
    if let node = reader.optional("warmup_iterations") {
      warmupIterations = try node.int(in: 1...1_000_000_000)
      if reader.optional("warmup_share") != nil {
        throw node.error(found: "both \"warmup_iterations\" and \"warmup_share\"", expected: "at most one of the two")
      }
    }
    if let node = reader.optional("warmup_start") {
      warmupStart = try node.double(in: 0...1)
      if warmupIterations == nil {
        throw node.error(found: "warmup_start without warmup_iterations", expected: "both or none")
      }
    }
  }

  /// The keys that differ from the defaults.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if betas != defaultBetas { members.append(("betas", .array(betas.map { .number($0) }))) }
    if eps != 1e-8 { members.append(("eps", .number(eps))) }
    if undecayed != .vectors { members.append(("no_decay", .string(undecayed.rawValue))) }
    if accumulateSteps != 1 { members.append(("accumulate_steps", .integer(accumulateSteps))) }
    if checkpointEncoder { members.append(("checkpoint_encoder", .bool(true))) }
    if let warmupIterations {
      members.append(("warmup_iterations", .integer(warmupIterations)))
      if warmupStart != 0.001 { members.append(("warmup_start", .number(warmupStart))) }
    }
    return members
  }
}
