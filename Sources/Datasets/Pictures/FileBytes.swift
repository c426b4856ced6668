import Foundation
import StrictJSON

/// A file could not be written: the disk, not the input, is at fault.
public struct FileWriteError: Error, CustomStringConvertible, Sendable {
  /// The file that was being written.
  public let path: String
  /// The system's reason.
  public let reason: String

  /// One sentence with file and reason.
  public var description: String { "\(path): cannot be written: \(reason)" }
}

/// Whole files in and out, as plain bytes.
enum FileBytes {
  /// All bytes of a file, or the first `limit`; a missing or unreadable file is bad input.
  static func read(_ path: String, limit: Int = .max) throws(InputError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputError(file: path, found: "not a plain file", expected: "a file")
    }
    let size = min(Int(status.st_size), limit)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if got < 0 && errno == EINTR { continue }
        if got <= 0 {
          failed = got < 0
          break
        }
        count += got
      }
    }
    if failed { throw unreadable(path) }
    return bytes
  }

  /// Writes the bytes as the whole of a file, replacing what was there.
  static func write(_ bytes: some Collection<UInt8>, to path: String) throws(FileWriteError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileWriteError(path: path, reason: String(cString: strerror(errno))) }
    var failure: Int32 = 0
    let written: Void? = bytes.withContiguousStorageIfAvailable { failure = writeAll($0, descriptor) }
    if written == nil { Array(bytes).withUnsafeBufferPointer { failure = writeAll($0, descriptor) } }
    if close(descriptor) != 0 && failure == 0 { failure = errno }
    if failure != 0 { throw FileWriteError(path: path, reason: String(cString: strerror(failure))) }
  }

  /// Makes a folder and its parents.
  static func makeFolder(_ path: String) throws(FileWriteError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw FileWriteError(path: path, reason: "the folder cannot be made (\(error.localizedDescription))")
    }
  }

  private static func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, _ descriptor: Int32) -> Int32 {
    var position = 0
    while position < bytes.count {
      let put = Foundation.write(
        descriptor, bytes.baseAddress?.advanced(by: position), bytes.count - position)
      if put < 0 {
        if errno == EINTR { continue }
        return errno
      }
      position += put
    }
    return 0
  }

  private static func unreadable(_ path: String) -> InputError {
    let reason = String(cString: strerror(errno))
    return InputError(file: path, found: "the file cannot be read (\(reason))", expected: "a readable file")
  }
}
