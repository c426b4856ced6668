extension RLE {
  /// A mask from COCO's string form; nil for a string that is malformed or does not cover `height * width` pixels.
  ///
  /// Each run length is a signed number in groups of five bits, low bits first, one printable character a group: 48
  /// plus the group, plus 32 when more groups follow. From the fourth number on, the difference from the run two before
  /// is stored.
  public init?(compressed: String, height: Int, width: Int) {
    var counts: [UInt32] = []
    var value: Int64 = 0
    var shift: Int64 = 0
    for byte in compressed.utf8 {
      guard byte >= 48, byte < 48 + 64, shift < 40 else { return nil }
      let group = Int64(byte - 48)
      value |= (group & 0x1f) << shift
      shift += 5
      if group & 0x20 != 0 { continue }
      if group & 0x10 != 0 { value |= -1 << shift }
      if counts.count > 2 { value += Int64(counts[counts.count - 2]) }
      guard let count = UInt32(exactly: value) else { return nil }
      counts.append(count)
      (value, shift) = (0, 0)
    }
    guard shift == 0 else { return nil }
    self.init(checking: counts, height: height, width: width)
  }

  /// COCO's string form of the run lengths; see `init?(compressed:height:width:)`.
  public var compressed: String {
    var bytes: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var value = Int64(count)
      if index > 2 { value -= Int64(counts[index - 2]) }
      var hasMore = true
      while hasMore {
        let group = UInt8(value & 0x1f)
        value >>= 5
        hasMore = value != (group & 0x10 != 0 ? -1 : 0)
        bytes.append(48 + (hasMore ? group | 0x20 : group))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
