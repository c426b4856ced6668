public import Detection

/// One object of a composed picture.
public struct SceneObject: Sendable, Equatable {
  /// Position of its category in the experiment's list, or nil for an extra that is not annotated.
  public let category: Int?
  /// Name of the cut-out.
  public let stamp: String
  /// All its pixels inside the picture, also those that later objects hide: alpha of 128 or more at the final size.
  public let fullMask: RLE
  /// Those of its pixels that no later object's mask covers.
  public let visibleMask: RLE
  /// Box around the visible pixels: the annotation's `bbox`.
  public var box: Box { visibleMask.boundingBox }
  /// Box around all pixels: the annotation's `amodal_bbox`.
  public var amodalBox: Box { fullMask.boundingBox }
  /// Visible pixels over all pixels inside the picture.
  public let visibleFraction: Double
}

/// A composed picture: its pixels and its objects, in the order they were laid down, later ones over earlier ones.
public struct Scene: Sendable, Equatable {
  /// The pixels.
  public let image: ImageBuffer
  /// The objects, the hindmost first.
  public let objects: [SceneObject]
}
