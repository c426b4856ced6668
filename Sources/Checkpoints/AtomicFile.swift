import FileSystems
import Foundation
import StrictJSON

/// A file that appears under its name only when it is complete: written beside it, flushed to the disk, renamed.
struct AtomicFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let descriptor: Int32
  private var isDone = false

  init(_ path: String) throws(InputError) {
    let obstacle = TargetFile.obstacle(to: path)
    self.path = path
    temporaryPath = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max)).partial"
    descriptor = obstacle == nil ? open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) : -1
    guard descriptor >= 0 else {
      throw obstacle.map { InputError(file: path, found: $0, expected: "a place to write to") } ?? Self.unwritable(path)
    }
  }

  deinit {
    close(descriptor)
    if !isDone { unlink(temporaryPath) }
  }

  /// Appends bytes.
  mutating func append(_ bytes: [UInt8]) throws(InputError) {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.unwritable(path) }
      start += written
    }
  }

  /// Gives the file its name, replacing what had it.
  mutating func finish() throws(InputError) {
    guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw Self.unwritable(path) }
    isDone = true
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let folderDescriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folderDescriptor >= 0 {
      fsync(folderDescriptor)
      close(folderDescriptor)
    }
  }

  private static func unwritable(_ path: String) -> InputError {
    let reason = String(cString: strerror(errno))
    return InputError(
      file: path, found: "the file cannot be written (\(reason))", expected: "a place to write to")
  }
}
