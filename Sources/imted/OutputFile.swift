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
    Console.print("written: \(path)")
  }

  /// Writes a file whole or not at all, making the folders above it; where links lead on, there. A device or pipe, such as
  /// `/dev/stdout`, is written into. What cannot be written is bad input.
  static func write(_ bytes: [UInt8], to path: String) throws(InputError) {
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    try OutputFolder.make(file.deletingLastPathComponent().path)
    do {
      if isStream(path) {
        let stream = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try stream.write(contentsOf: Data(bytes))
        try stream.close()
      } else {
        try Data(bytes).write(to: file, options: .atomic)
      }
    } catch {
      throw InputError(file: path, found: "a file that cannot be written", expected: "a place to write to")
    }
  }

  /// Whether a path names something that has no content of its own.
  private static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return [S_IFCHR, S_IFIFO, S_IFBLK, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }
}
