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
  /// Encoder and decoder from the MAE; the decoder is the region head, over the pyramid.
  case decoderOnFPN = "decoder-on-fpn"
  /// Encoder and decoder from the MAE; the decoder is the region head, over the encoder's last map alone.
  case fullTransferSingleScale = "full-transfer-single-scale"
  /// Encoder from the MAE; the region head is two fully connected layers over the encoder's last map.
  case fcOnEncoder = "fc-on-encoder"
  /// Encoder from the MAE; the region head is four convolutions and a fully connected layer over the pyramid.
  case encoderOnlyConvolutional = "encoder-only-4conv1fc"
  /// ViTDet's detector: encoder from the MAE, with windows; the region head is four convolutions and a fully connected
  /// layer over the pyramid.
  case vitDet = "vitdet"

  /// Whether the encoder comes from an MAE.
  public var loadsEncoder: Bool { self != .scratch }

  /// Whether the region head comes from an MAE.
  public var loadsDecoder: Bool {
    switch self {
    case .fullTransfer, .decoderOnFPN, .fullTransferSingleScale: true
    case .randomDecoder, .encoderOnly, .scratch, .fcOnEncoder, .encoderOnlyConvolutional, .vitDet: false
    }
  }

  /// The region head.
  public var head: RegionHeadKind {
    switch self {
    case .fullTransfer, .randomDecoder, .scratch, .decoderOnFPN, .fullTransferSingleScale: .decoder
    case .encoderOnly, .fcOnEncoder: .fullyConnected
    case .encoderOnlyConvolutional: .convolutional
    case .vitDet: .channelNormedConvolutional
    }
  }

  /// Where a detector of the arm takes a region's features from. The single-object detector has no choice.
  public var features: RegionFeatureSource {
    switch self {
    case .fullTransfer, .randomDecoder, .scratch: .integral
    case .fullTransferSingleScale, .fcOnEncoder: .lastMap
    case .encoderOnly, .decoderOnFPN, .encoderOnlyConvolutional, .vitDet: .pyramid
    }
  }

  /// Whether the encoder's blocks have windows and relative positions, which no MAE has; there is no class token then.
  public var hasWindows: Bool { self == .vitDet }

  /// Keys of an MAE's encoder that the arm's detector has no place for.
  var unusedKeys: [String] { hasWindows ? ["cls_token"] : [] }

  /// Whether the region head has the shape of an MAE decoder.
  public var hasDecoderHead: Bool { head == .decoder }
}
