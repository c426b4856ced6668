/// Models by name. The ViT sizes are MAE's (arXiv 2111.06377), ViT-S is imTED's own.
public enum ModelPreset: String, CaseIterable, Sendable, Hashable {
  /// A model that two CPU cores train in minutes.
  case tiny
  /// ViT-S with a decoder of 4 blocks, 256 wide.
  case vitSmall = "vit-s"
  /// ViT-B with a decoder of 8 blocks, 512 wide.
  case vitBase = "vit-b"
  /// ViT-L with a decoder of 8 blocks, 512 wide.
  case vitLarge = "vit-l"

  /// Encoder, decoder, input and patch size.
  public var backbone: BackboneSpec {
    func vit(_ encoder: TransformerSize, _ decoder: TransformerSize) -> BackboneSpec {
      BackboneSpec(imageSize: 224, patchSize: 16, encoder: encoder, decoder: decoder)
    }
    switch self {
    case .tiny:
      return BackboneSpec(
        imageSize: 96, patchSize: 8, encoder: TransformerSize(width: 96, depth: 4, heads: 3),
        decoder: TransformerSize(width: 64, depth: 2, heads: 2))
    case .vitSmall:
      return vit(
        TransformerSize(width: 384, depth: 12, heads: 6), TransformerSize(width: 256, depth: 4, heads: 8))
    case .vitBase:
      return vit(
        TransformerSize(width: 768, depth: 12, heads: 12), TransformerSize(width: 512, depth: 8, heads: 16))
    case .vitLarge:
      return vit(
        TransformerSize(width: 1024, depth: 24, heads: 16), TransformerSize(width: 512, depth: 8, heads: 16))
    }
  }

  /// Channels of every pyramid level.
  public var pyramidChannels: Int { self == .tiny ? 64 : 256 }

  /// Width of the fully connected layers of heads without a decoder.
  public var fcWidth: Int { self == .tiny ? 256 : 1024 }
}
