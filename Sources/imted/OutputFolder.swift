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

  /// Fills a folder that must be new or empty; where that fails, it is left as it was.
  @discardableResult
  static func fill<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    let wasThere = FileManager.default.fileExists(atPath: path)
    try makeEmpty(path)
    do { return try body() } catch {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      for name in names { try? FileManager.default.removeItem(atPath: "\(path)/\(name)") }
      if !wasThere { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }
}
