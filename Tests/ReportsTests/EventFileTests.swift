import Reports
import Testing

@Suite struct EventFileTests {
  /// Bit by bit, as RFC 3720 defines it.
  private func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var state: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      for bit in 0..<8 {
        let isSet = (state ^ UInt32(byte >> bit)) & 1 == 1
        state >>= 1
        if isSet { state ^= 0x82F6_3B78 }
      }
    }
    return ~state
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The data of all records, each with both checksums right.
  private func records(_ bytes: [UInt8]) throws -> [[UInt8]] {
    func unmasked(_ masked: UInt64) -> UInt32 {
      let turned = UInt32(masked) &- 0xA282_EAD8
      return turned >> 17 | turned << 15
    }
    var records: [[UInt8]] = []
    var place = 0
    while place < bytes.count {
      let length = Int(number(bytes[place..<place + 8]))
      #expect(unmasked(number(bytes[place + 8..<place + 12])) == checksum(bytes[place..<place + 8]))
      let data = bytes[place + 12..<place + 12 + length]
      #expect(unmasked(number(bytes[place + 12 + length..<place + 16 + length])) == checksum(data))
      records.append(Array(data))
      place += 16 + length
    }
    #expect(place == bytes.count)
    return records
  }

  /// Fields of a message, by number: bytes of fixed and counted fields, the value of a varint.
  private func fields(_ bytes: [UInt8]) throws -> [Int: [UInt8]] {
    var fields: [Int: [UInt8]] = [:]
    var place = 0
    func varint() -> Int {
      var (value, shift) = (0, 0)
      while true {
        let byte = bytes[place]
        place += 1
        value |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    while place < bytes.count {
      let key = varint()
      var length = 0
      switch key & 7 {
      case 0:
        let value = UInt64(varint())
        fields[key >> 3] = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        continue
      case 1: length = 8
      case 5: length = 4
      default: length = varint()
      }
      fields[key >> 3] = Array(bytes[place..<place + length])
      place += length
    }
    return fields
  }

  @Test func theChecksumOfTheTestIsRFC3720s() { #expect(checksum("123456789".utf8) == 0xE306_9283) }

  @Test func everyScalarIsReadBack() throws {
    let scalars: [EventFile.Scalar] = [
      .init(tag: "train/loss", step: 1, value: 2.5), .init(tag: "train/loss", step: 300, value: -0.1),
      .init(tag: "bbox/AP/novel visible[0,0.5)", step: 0, value: 0.25),
    ]
    let records = try records(EventFile(time: 1_795_824_000.5, scalars: scalars).bytes)
    #expect(records.count == 4)
    let first = try fields(try #require(records.first))
    #expect(first[3] == Array("brain.Event:2".utf8))
    for (record, scalar) in zip(records.dropFirst(), scalars) {
      let event = try fields(record)
      let time = try #require(event[1])
      #expect(Double(bitPattern: number(time[...])) == 1_795_824_000.5)
      #expect(number(try #require(event[2])[...]) == UInt64(scalar.step))
      let summary = try fields(try #require(event[5]))
      let value = try fields(try #require(summary[1]))
      #expect(value[1] == Array(scalar.tag.utf8))
      #expect(Float(bitPattern: UInt32(number(try #require(value[2])[...]))) == scalar.value)
    }
  }
}
