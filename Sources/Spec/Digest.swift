import Crypto
import Foundation
public import StrictJSON

/// A SHA-256 digest. Written and compared as 64 hexadecimal digits.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let hex: String

  /// The digest written as `hex`, or nil if that is not 64 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard hex.utf8.count == 64, hex.utf8.allSatisfy(Self.isHexDigit) else { return nil }
    self.hex = hex
  }

  /// The digest of the UTF-8 bytes of `text`.
  public init(of text: String) { self.init(SHA256.hash(data: Data(text.utf8))) }

  /// The digest of `bytes`.
  public init(of bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

  /// The digest of the canonical text of `value`: what stage keys are.
  public init(of value: JSONValue) { self.init(of: value.canonicalText) }

  /// The digest of a file's content, read in pieces. A file that cannot be read is an `InputError`.
  public init(ofFile path: String) throws(InputError) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(file: path, found: "no readable file", expected: "a file")
    }
    defer { try? handle.close() }
    var hasher = SHA256()
    do {
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hasher.update(data: piece) }
    } catch {
      throw InputError(
        file: path, found: "a file that cannot be read (\(error))", expected: "a readable file")
    }
    self.init(hasher.finalize())
  }

  private init(_ digest: SHA256.Digest) {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    hex = String(decoding: text, as: UTF8.self)
  }

  /// The first 16 digits: enough to tell runs apart, short enough to type.
  public var short: String { String(hex.prefix(16)) }

  /// `hex`.
  public var description: String { hex }

  /// By the digits.
  public static func < (a: Digest, b: Digest) -> Bool { a.hex < b.hex }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
