import Crypto
public import StrictJSON

/// SHA-256 digests of cut-outs, so that a cache key covers the pictures that composed data is made from.
public enum StampDigest {
  /// The digest, 64 hexadecimal digits, of all PNG files below a folder: over each one's path, size and content, in
  /// the order of the paths' bytes. Where the folder lies does not matter.
  public static func folder(_ root: String) throws(InputError) -> String {
    try digest(StampFolder.pngFiles(below: root), root)
  }

  /// The digest of some cut-outs, in the order of their names' bytes.
  public static func stamps(_ stamps: [Stamp], of catalogue: StampCatalogue) throws(InputError) -> String {
    let names = stamps.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return try digest(names, catalogue.root)
  }

  private static func digest(_ names: [String], _ root: String) throws(InputError) -> String {
    var hash = SHA256()
    for name in names {
      let bytes = try FileBytes.read(root + "/" + name)
      hash.update(data: Array("\(name)\0\(bytes.count)\0".utf8))
      hash.update(data: bytes)
    }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
