/// One picture of a data set, as a COCO file lists it.
public struct ImageRecord: Hashable, Sendable {
  /// The id that annotations and detections refer to.
  public let id: Int
  /// The file's name, relative to the folder of pictures.
  public let fileName: String
  /// Columns of pixels.
  public let width: Int
  /// Rows of pixels.
  public let height: Int

  /// A picture's record.
  public init(id: Int, fileName: String, width: Int, height: Int) {
    self.id = id
    self.fileName = fileName
    self.width = width
    self.height = height
  }
}
