import Foundation

/// Paths of the committed fixtures.
enum Fixture {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures").path()

  static func checkpoint(_ name: String) -> String { "\(folder)/checkpoints/\(name)" }
  static func golden(_ name: String) -> String { "\(folder)/goldens/\(name)" }
  static func occlusion(_ name: String) -> String { "\(folder)/occlusion/\(name)" }

  static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }
}

/// A folder of its own for one test, removed with it.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "checkpoints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path()
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8], as name: String = "file") throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  var contents: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}
