import Crypto
public import StrictJSON

/// SHA-256 digests of contents, as 64 hexadecimal digits.
public enum ContentDigest {
  /// The digest of a whole file, read in pieces.
  ///
  /// Throws `InputError` when the file cannot be read.
  public static func sha256(file path: String) throws(InputError) -> String {
    let file = try RandomAccessFile(path)
    var hash = SHA256()
    try file.forEachPiece(of: 0..<file.size) { hash.update(data: $0) }
    return text(of: hash.finalize())
  }

  /// The digest of bytes in memory.
  public static func sha256(_ bytes: [UInt8]) -> String { text(of: SHA256.hash(data: bytes)) }

  static func text(of digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }
}
