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
  /// MAE encoder and decoder; RoI features from the pyramid, widened for the decoder (figure 2a).
  case decoderOnFPN = "decoder-on-fpn"
  /// MAE encoder and decoder; RoI features from the last encoder map alone (figure 2b).
  case fullTransferSingleScale = "full-transfer-single-scale"
  /// MAE encoder; RoI features from the last encoder map alone; two fully connected layers: what the single-scale arm
  /// would be without any decoder.
  case fcOnEncoder = "fc-on-encoder"
  /// MAE encoder; RoI features from the pyramid; four convolutions and a fully connected layer (the head of imTED's
  /// baseline, as its author described it).
  case encoderOnlyConvolutional = "encoder-only-4conv1fc"
  /// ViTDet (Li et al. 2022): MAE encoder whose blocks attend within windows but for four, with relative positions; RoI
  /// features from a pyramid with norms over channels; four convolutions and a fully connected layer.
  case vitDet = "vitdet"

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
    case .encoderOnly, .fcOnEncoder, .encoderOnlyConvolutional, .vitDet: .absent
    case .fullTransfer, .decoderOnFPN, .fullTransferSingleScale: .pretrained
    case .randomDecoder, .scratch: .random
    }
  }

  /// Whether the arm starts from a pre-trained MAE at all.
  public var needsPretraining: Bool { encoder == .pretrained || decoder == .pretrained }

  /// The arm that this one comes to where the whole picture is the one region and there is no pyramid: with the task
  /// `single-object` only arms that are their own are told apart. nil for an arm that is nothing without a pyramid.
  public var withoutPyramid: Arm? {
    switch self {
    case .vitDet: nil
    case .decoderOnFPN, .fullTransferSingleScale: .fullTransfer
    case .fcOnEncoder: .encoderOnly
    default: self
    }
  }
}
