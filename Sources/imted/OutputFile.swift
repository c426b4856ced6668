import Foundation
import StrictJSON

/// Files that commands write.
enum OutputFile {
  /// Writes a text to a file, or to the standard output without one; says where it lies.
  static func write(_ text: String, to path: String?) throws(InputError) {
    guard let path else {
      FileHandle.standardOutput.write(Data(text.utf8))
      return
    }
    try write(Array(text.utf8), to: path)
    tell("written: \(path)", of: path)
  }

  /// Writes a file whole or not at all, making the folders above it; where links lead on, there. A device or pipe, such as
  /// `/dev/stdout`, is written into. What cannot be written is bad input.
  static func write(_ bytes: [UInt8], to path: String) throws(InputError) {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let isStream = path == standardOutput || isStream(path)
    if !isStream { try OutputFolder.make(file.deletingLastPathComponent().path) }
    do {
      guard isStream else { return try Data(bytes).write(to: file, options: .atomic) }
      let stream =
        path == standardOutput ? FileHandle.standardOutput : try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try stream.write(contentsOf: Data(bytes))
    } catch {
      throw InputError(file: path, found: "a file that cannot be written", expected: "a place to write to")
    }
  }

  /// Says on the standard output what was written to a path, unless it went there itself or on to another program.
  static func tell(_ words: String, of path: String) {
    if path != standardOutput, !isStream(path) { Console.print(words) }
  }

  /// The standard output by name. It may be a file that others write to as well, so it is not opened anew.
  private static let standardOutput = "/dev/stdout"

  /// Whether a path names something that has no content of its own.
  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return [S_IFCHR, S_IFIFO, S_IFBLK, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }
}
