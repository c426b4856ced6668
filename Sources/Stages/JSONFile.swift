import Foundation
import StrictJSON

/// JSON documents of an artifact, written whole.
enum JSONFile {
  /// Writes a value, indented, as the whole of a file.
  static func write(_ value: JSONValue, to path: String) throws {
    try Data((value.prettyText() + "\n").utf8).write(to: URL(fileURLWithPath: path))
  }
}
