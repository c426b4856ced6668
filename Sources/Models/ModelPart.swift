/// The parts in which a detector's parameters are counted.
public enum ModelPart: String, Sendable, CaseIterable {
  /// Class token, positions, patch embedding and blocks of the ViT, relative positions among them.
  case encoder
  /// Transposed convolutions and their norms, which give the pyramid its sizes.
  case resampling
  /// The convolutions of the pyramid's levels.
  case neck
  /// The region proposal network.
  case rpn
  /// The shared convolution that widens the pyramid, and the factors.
  case mfm
  /// The region head, output layers left out.
  case head
  /// The decoder's fixed positions.
  case positions
  /// The layers that give classes and boxes.
  case outputs
  /// The mask head.
  case masks

  /// The part of a tensor by its key; nil for one that no detector has.
  public init?(key: String) {
    func starts(_ prefixes: String...) -> Bool { prefixes.contains { key.hasPrefix($0) } }
    if starts("backbone.fpn") {
      self = .resampling
    } else if starts("backbone.") {
      self = .encoder
    } else if starts("neck.") {
      self = .neck
    } else if starts("rpn_head.") {
      self = .rpn
    } else if starts("roi_head.mfm_") {
      self = .mfm
    } else if starts("roi_head.mask_head.") {
      self = .masks
    } else if starts("roi_head.bbox_head.decoder_pos_embed") {
      self = .positions
    } else if starts("roi_head.bbox_head.fc_cls.", "roi_head.bbox_head.fc_reg.") {
      self = .outputs
    } else if starts("roi_head.bbox_head.") {
      self = .head
    } else {
      return nil
    }
  }
}
