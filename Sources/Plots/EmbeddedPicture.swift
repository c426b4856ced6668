import Foundation

/// A picture file that goes into a drawing as it is.
public struct EmbeddedPicture: Sendable, Equatable {
  /// Kinds of files.
  public enum Format: String, Sendable {
    /// A JPEG file.
    case jpeg
    /// A PNG file.
    case png
  }

  /// Columns of the space that marks are given in; the file itself may have fewer or more.
  public var width: Double
  /// Rows of that space.
  public var height: Double
  /// The file's kind.
  public var format: Format
  /// The file's content.
  public var bytes: [UInt8]

  /// A picture from its parts; both sides are above 0.
  public init(width: Double, height: Double, format: Format, bytes: [UInt8]) {
    guard width > 0, height > 0 else { fatalError("There is no picture of \(width) x \(height).") }
    (self.width, self.height, self.format, self.bytes) = (width, height, format, bytes)
  }

  /// The file in the address itself, so that a drawing needs no other file.
  var address: String { "data:image/\(format.rawValue);base64,\(Data(bytes).base64EncodedString())" }
}
