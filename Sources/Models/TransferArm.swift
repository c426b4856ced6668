/// How a detector's starting values come about: what the experiments compare.
public enum Arm: String, Sendable, CaseIterable {
  /// Encoder and decoder from the MAE; the decoder is the region head.
  case fullTransfer = "full-transfer"
  /// Encoder from the MAE; the region head has the decoder's shape and random values.
  case randomDecoder = "random-decoder"
  /// Encoder from the MAE; the region head is two fully connected layers.
  case encoderOnly = "encoder-only"
  /// The detector of `full-transfer`, all random.
  case scratch

  /// Whether the encoder comes from an MAE.
  public var loadsEncoder: Bool { self != .scratch }
  /// Whether the region head comes from an MAE.
  public var loadsDecoder: Bool { self == .fullTransfer }
  /// Whether the region head has the shape of an MAE decoder.
  public var hasDecoderHead: Bool { self != .encoderOnly }
}
