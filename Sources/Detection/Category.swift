/// A class of objects, as a COCO file lists it.
public struct Category: Hashable, Sendable {
  /// The id that annotations refer to. Not an index: ids may have gaps.
  public let id: Int
  /// The name, unique in its file.
  public let name: String
  /// The broader class, where the file names one.
  public let supercategory: String?

  /// A category.
  public init(id: Int, name: String, supercategory: String? = nil) {
    self.id = id
    self.name = name
    self.supercategory = supercategory
  }
}
