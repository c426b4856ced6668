/// The numbers of an encoder with windows, beside its sizes (ViTDet, Li et al. 2022).
public struct WindowedAttention: Sendable, Equatable {
  /// Width and height of a window, in patches.
  public var window: Int
  /// Width and height, in patches, of the map that blocks without windows have a relative position each for; they are
  /// resized for other maps.
  public var globalGrid: Int

  /// Both numbers.
  public init(window: Int, globalGrid: Int) { (self.window, self.globalGrid) = (window, globalGrid) }

  /// Whether a block attends to the whole map: the last one of each of four equal parts (2, 5, 8, 11 of 12). Encoders of
  /// fewer than 8 blocks have as many parts as pairs of blocks (1 and 3 of 4), and one at least.
  public static func isGlobal(block: Int, of depth: Int) -> Bool {
    let parts = min(4, max(1, depth / 2))
    return (1...parts).contains { depth * $0 / parts - 1 == block }
  }

  /// Windows along so many patches, the last one perhaps reaching over the edge.
  func windows(along patches: Int) -> Int { (patches + window - 1) / window }
}
