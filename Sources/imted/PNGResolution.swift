import Checkpoints

/// The chunk of a PNG that says how many pixels there are to a metre. Without it, print takes a figure for as large as its
/// pixels on a screen. Source: PNG specification, section 11.3.4.3 (pHYs).
enum PNGResolution {
  /// What stands before the first chunk, and the whole first chunk, IHDR.
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let headerEnd = 8 + 4 + 4 + 13 + 4

  /// The file with the resolution stated, in pixels an inch. What is no PNG, or states one itself, stays as it is.
  static func stating(_ dpi: Int, in png: [UInt8]) -> [UInt8] {
    guard png.count > headerEnd, png.starts(with: signature), !png.contains(chunk: "pHYs") else { return png }
    return png[..<headerEnd] + chunk(dpi) + png[headerEnd...]
  }

  private static func chunk(_ dpi: Int) -> [UInt8] {
    let each = bigEndian(UInt32((Double(dpi) / 0.0254).rounded()))
    // 1: the unit is the metre.
    let content = Array("pHYs".utf8) + each + each + [1]
    var checksum = CRC32()
    checksum.update(content)
    return bigEndian(9) + content + bigEndian(checksum.value)
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
  }
}

extension [UInt8] {
  /// Whether there is a chunk of a type before the first of pixels.
  fileprivate func contains(chunk name: String) -> Bool {
    var place = 8
    while place + 8 <= count {
      let length = self[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: self[place + 4..<place + 8], as: UTF8.self)
      if type == name { return true }
      if type == "IDAT" { return false }
      place += 12 + length
    }
    return false
  }
}
