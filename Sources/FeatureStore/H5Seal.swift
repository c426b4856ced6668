import Crypto
import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The digest that a file of ours begins with, in the block that HDF5 leaves to its users.
///
/// The HDF5 library does not bear damage: a flipped bit can send it round in circles for ever, or past the end of its
/// memory. So a file is opened only if its bytes are those that were written. Other programs read it as any HDF5 file.
/// Files without the block, of other programs or of versions before it, are opened as they are.
enum H5Seal {
  /// The length of the block, before the library's own first byte.
  static let blockBytes = 512

  private static let words = "imted-bench. SHA-256 of all bytes from 512 on: "
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Writes the digest of what follows the block into it.
  static func seal(_ path: String, reportedAs target: String) throws(InputError) {
    let block = try Self.block(of: path, reportedAs: target)
    guard let file = fopen(path, "r+b") else { throw Self.failure(target) }
    let isWritten = fwrite(block, 1, block.count, file) == block.count
    guard fclose(file) == 0, isWritten else {
      throw InputError(
        file: target, found: "\"\(String(cString: strerror(errno)))\" on writing", expected: "a disk with room")
    }
  }

  /// Refuses a file whose bytes are not those that were written.
  static func check(_ path: String) throws(InputError) {
    guard let file = fopen(path, "rb") else { throw Self.failure(path) }
    var start = [UInt8](repeating: 0, count: blockBytes)
    let count = fread(&start, 1, start.count, file)
    fclose(file)
    if start.prefix(min(count, signature.count)) == signature[...] { return }
    guard count == blockBytes, start.starts(with: words.utf8) else {
      throw InputError(
        file: path, found: "a torn or foreign file (no signature of HDF5 at its start)", expected: "an HDF5 file")
    }
    guard try block(of: path, reportedAs: path) == start else {
      throw InputError(
        file: path, found: "a torn file (its bytes do not have the SHA-256 that they were written with)",
        expected: "an HDF5 file as it was written")
    }
  }

  private static func block(of path: String, reportedAs target: String) throws(InputError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Self.failure(target) }
    defer { fclose(file) }
    guard fseek(file, blockBytes, SEEK_SET) == 0 else { throw Self.failure(target) }
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { break }
      piece.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    guard ferror(file) == 0 else { throw Self.failure(target) }
    let digits = Array("0123456789abcdef".utf8)
    var block = Array(words.utf8)
    for byte in hash.finalize() { block += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    block.append(UInt8(ascii: "\n"))
    return block + [UInt8](repeating: 0, count: blockBytes - block.count)
  }

  private static func failure(_ path: String) -> InputError {
    InputError(file: path, found: "\"\(String(cString: strerror(errno)))\" on reading", expected: "a readable file")
  }
}
