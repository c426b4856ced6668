import Foundation
import StrictJSON

/// A plain file open for reading at any place.
///
/// It reads with `pread` and never maps: a file that shrinks while it is open gives an error, not a bus error.
final class RandomAccessFile: Sendable {
  /// The path, as given; it names the file in errors.
  let path: String
  /// Size in bytes when the file was opened.
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(InputError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.unreadable(path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = Self.unreadable(path)
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw InputError(file: path, found: "not a plain file", expected: "a checkpoint file")
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The bytes of a range, which must lie inside the file.
  func read(_ range: Range<Int>) throws(InputError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw error(
        found: "a file of \(size) bytes",
        expected: "bytes \(range.lowerBound) to \(range.upperBound): the file is cut off")
    }
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let place = range.lowerBound + count
        let got = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), range.count - count, off_t(place))
        if got < 0, errno == EINTR { continue }
        if got < 0 {
          failure = Self.unreadable(path)
          break
        }
        if got == 0 {
          failure = error(
            found: "the end of the file at byte \(place)", expected: "\(size) bytes, as when it was opened")
          break
        }
        count += got
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Gives the bytes of a range to `body` in pieces of at most 1 MiB.
  func forEachPiece(of range: Range<Int>, _ body: ([UInt8]) -> Void) throws(InputError) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + 1 << 20, range.upperBound)
      body(try read(start..<end))
      start = end
    }
  }

  /// An error that names this file.
  func error(found: String, expected: String, nearest: String? = nil) -> InputError {
    InputError(file: path, found: found, expected: expected, nearest: nearest)
  }

  private static func unreadable(_ path: String) -> InputError {
    let reason = String(cString: strerror(errno))
    return InputError(file: path, found: "the file cannot be read (\(reason))", expected: "a readable file")
  }
}
