import StrictJSON

/// A file of listed objects, as `imted data convert-occlusion` writes it, and the subset word that it gives meaning.
public struct OcclusionListSpec: Sendable, Equatable {
  /// The word.
  public var kind: Subset.Occlusion
  /// The file, relative to the experiment's.
  public var path: String

  /// A list from its parts.
  public init(kind: Subset.Occlusion, path: String) { (self.kind, self.path) = (kind, path) }

  /// Reads `{"occluded": "….json", "separated": "….json"}`, either of which may be absent.
  static func read(_ node: JSONNode) throws(InputError) -> [OcclusionListSpec] {
    let reader = try node.object()
    var lists: [OcclusionListSpec] = []
    for kind in Subset.Occlusion.allCases {
      guard let path = reader.optional(kind.rawValue) else { continue }
      lists.append(OcclusionListSpec(kind: kind, path: try path.string()))
    }
    try reader.finish()
    return lists
  }
}
