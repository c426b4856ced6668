/// How a detector is built and where its starting values come from: what an experiment compares.
public enum Arm: String, CaseIterable, Sendable, Hashable {
  /// MAE encoder; RoI features from the pyramid; two fully connected layers (imTED figure 1, left).
  case encoderOnly = "encoder-only"
  /// The shape of `full-transfer`, with the decoder drawn at random (imTED table 1).
  case randomDecoder = "random-decoder"
  /// MAE encoder and decoder; RoI features from the last encoder map plus MFM; the decoder is the head (figure 2c).
  case fullTransfer = "full-transfer"
  /// The shape of `full-transfer`, everything drawn at random: the floor.
  case scratch

  /// Where the starting values of a part come from.
  public enum Source: String, Sendable, Hashable {
    /// Loaded from the pre-trained MAE.
    case pretrained
    /// Drawn from the run's seed.
    case random
    /// The arm has no such part.
    case absent
  }

  /// Where the encoder comes from.
  public var encoder: Source { self == .scratch ? .random : .pretrained }

  /// Where the decoder in the RoI head comes from.
  public var decoder: Source {
    switch self {
    case .encoderOnly: .absent
    case .fullTransfer: .pretrained
    case .randomDecoder, .scratch: .random
    }
  }

  /// Whether the arm starts from a pre-trained MAE at all.
  public var needsPretraining: Bool { encoder == .pretrained || decoder == .pretrained }

  /// Whether the RoI head is the MAE decoder on single-scale features plus MFM; otherwise it is fully connected layers
  /// on pyramid features.
  public var hasDecoderHead: Bool { decoder != .absent }
}
