/// The parts of a detector that an MAE has too, and what they are called there.
public struct TransferMap: Sendable, Equatable {
  /// A part that is transferred as a whole or not at all.
  public enum Part: String, Sendable {
    /// Tokens, positions, patch embedding and blocks of the ViT, without its final norm.
    case encoder
    /// The encoder's final norm and the decoder's embedding, positions and blocks.
    case decoder
  }
  /// Prefix of the encoder's keys in the detector.
  public let backbonePrefix: String
  /// Prefix of the region head's keys in the detector.
  public let headPrefix: String

  /// The names of imTED's detectors, unless others are given.
  public init(backbonePrefix: String = "backbone.", headPrefix: String = "roi_head.bbox_head.") {
    self.backbonePrefix = backbonePrefix
    self.headPrefix = headPrefix
  }

  /// The part that a tensor of the detector belongs to and its key in an MAE; nil for tensors that an MAE lacks.
  public func source(of key: String) -> (part: Part, key: String)? {
    for (part, prefix) in [(Part.encoder, backbonePrefix), (.decoder, headPrefix)] where key.hasPrefix(prefix) {
      let name = String(key.dropFirst(prefix.count))
      if Self.part(ofMAEKey: name) == part { return (part, name) }
    }
    return nil
  }

  /// The part that a tensor of an MAE belongs to; nil for what a detector has no use for: `mask_token`,
  /// `decoder_norm`, `decoder_pred`.
  static func part(ofMAEKey key: String) -> Part? {
    guard !isRelativePosition(key) else { return nil }
    func matches(_ names: [String]) -> Bool { names.contains { key == $0 || key.hasPrefix($0 + ".") } }
    if matches(["cls_token", "pos_embed", "patch_embed", "blocks"]) { return .encoder }
    if matches(["norm", "decoder_embed", "decoder_pos_embed", "decoder_blocks"]) { return .decoder }
    return nil
  }

  /// Whether a tensor holds relative positions, which blocks have beside what an MAE's blocks have.
  static func isRelativePosition(_ key: String) -> Bool {
    key.hasSuffix(".attn.rel_pos_h") || key.hasSuffix(".attn.rel_pos_w")
  }
}
