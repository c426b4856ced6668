import Foundation
import StrictJSON

/// Folders that commands write into.
enum OutputFolder {
  /// Makes a folder; one that cannot be made is bad input.
  static func make(_ path: String) throws(InputError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw InputError(file: path, found: "a folder that cannot be made", expected: "a place to write to")
    }
  }

  /// Makes a folder that must be new or empty, so that nothing of before is taken for part of the result.
  static func makeEmpty(_ path: String) throws(InputError) {
    try make(path)
    guard (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true else {
      throw InputError(file: path, found: "a folder that is not empty", expected: "a new or empty one")
    }
  }
}
