import Foundation

/// Paths that mean the same in another process.
enum AbsolutePath {
  /// `path` from the root, taken from the working directory if it is relative.
  static func of(_ path: String) -> String {
    path.hasPrefix("/")
      ? path : (FileManager.default.currentDirectoryPath as NSString).appendingPathComponent(path)
  }
}
