extension Array where Element == UInt8 {
  /// The bytes with one to four faults: flipped bits, other bytes, parts lost, doubled, moved or cut off at the end, and
  /// one of some words put in.
  public func damaged(by draws: inout Draws, words: [String] = ["\0\0\0\0", "\u{7f}"]) -> [UInt8] {
    var bytes = self
    for _ in 0...draws.below(4) where !bytes.isEmpty {
      let place = draws.below(bytes.count)
      // Most parts are short, as most faults are.
      let end = Swift.min(bytes.count, place + 1 + draws.below(draws.pick([2, 16, 300])))
      switch draws.below(7) {
      case 0: bytes[place] ^= 1 << UInt8(draws.below(8))
      case 1: bytes[place] = UInt8(draws.pick([0, 1, 0x7f, 0x80, 0xff, draws.below(256)]))
      case 2: bytes.removeSubrange(place..<end)
      case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 4:
        let part = bytes[place..<end]
        bytes.removeSubrange(place..<end)
        bytes.insert(contentsOf: part, at: draws.below(bytes.count + 1))
      case 5: bytes.removeSubrange((draws.below(4) == 0 ? place : Swift.max(place, bytes.count - 40))...)
      default: bytes.insert(contentsOf: Array(draws.pick(words).utf8), at: place)
      }
    }
    return bytes
  }
}
