import Datasets
import StrictJSON
import Testing

@Suite struct ImageBufferCodecTests {
  @Test(arguments: [
    "rgb.png", "grey.png", "palette.png", "rgba.png", "grey-16-bits.png", "interlaced.png", "444.jpg",
    "420.jpg",
    "progressive.jpg", "grey.jpg",
  ])
  func decodesToTheSameBytesAsPillow(_ name: String) throws {
    let image = try ImageBuffer(file: Fixture.path(name))
    #expect(image.width == 40 && image.height == 30)
    #expect(try image.pixels == Fixture.bytes(name + ".rgb"))
  }

  @Test func decodesInksToWithinRoundingOfPillow() throws {
    let image = try ImageBuffer(file: Fixture.path("cmyk.jpg"))
    let expected = try Fixture.bytes("cmyk.jpg.rgb")
    #expect(zip(image.pixels, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
  }

  @Test func keepsAlphaStraight() throws {
    let image = try AlphaImageBuffer(file: Fixture.path("rgba.png"))
    let at = (2 * 40 + 3) * 4
    #expect(image.pixels[at + 3] == 49)
    let opaque = try AlphaImageBuffer(file: Fixture.path("rgb.png"))
    #expect(stride(from: 3, to: opaque.pixels.count, by: 4).allSatisfy { opaque.pixels[$0] == 255 })
  }

  @Test func readsHeadersWithoutPixels() throws {
    let header = try ImageHeader(file: Fixture.path("rgba.png"))
    #expect(header.width == 40 && header.height == 30 && header.mayBeTransparent)
    #expect(try !ImageHeader(file: Fixture.path("420.jpg")).mayBeTransparent)
  }

  @Test func bringsPicturesBackFromPNGBitForBit() throws {
    let image = try ImageBuffer(file: Fixture.path("rgb.png"))
    #expect(try ImageBuffer(bytes: image.png()) == image)
    let alpha = try AlphaImageBuffer(file: Fixture.path("rgba.png"))
    #expect(try AlphaImageBuffer(bytes: alpha.png(level: 1)) == alpha)
  }

  @Test func bringsPicturesBackFromJPEGNearly() throws {
    let image = ImageBuffer(width: 33, height: 17, red: 200, green: 120, blue: 40)
    let back = try ImageBuffer(bytes: image.jpeg(quality: 95))
    #expect(back.width == 33 && back.height == 17)
    #expect(zip(back.pixels, image.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 4 })
  }

  @Test(arguments: ["rgb.png", "rgba.png", "interlaced.png", "444.jpg", "420.jpg", "progressive.jpg"])
  func refusesEveryCutFile(_ name: String) throws {
    let bytes = try Fixture.bytes(name)
    // Up to the last bytes: a JPEG that lacks nothing but its two-byte end marker has lost no pixels.
    for length in stride(from: 0, through: bytes.count - 4, by: 41) + [bytes.count - 4] {
      #expect(throws: InputError.self, "\(length) of \(bytes.count) bytes") {
        try ImageBuffer(bytes: Array(bytes[..<length]), file: name)
      }
    }
  }

  @Test func refusesDamagedPixelsOfAPNG() throws {
    var bytes = try Fixture.bytes("rgb.png")
    bytes[bytes.count / 2] ^= 0xff
    #expect(throws: InputError.self) { try ImageBuffer(bytes: bytes) }
  }

  @Test func saysWhatIsWrongAndWhere() throws {
    let folder = try TestFolder()
    let text = try folder.write("notes.png", text: "not a picture")
    #expect(
      throws: InputError(
        file: text, found: "a picture that cannot be decoded (neither a JPEG nor a PNG file)",
        expected: "a whole JPEG or PNG file")
    ) { try ImageBuffer(file: text) }
    let empty = try folder.write("empty.jpg", [])
    #expect(
      throws: InputError(
        file: empty, found: "a picture that cannot be decoded (an empty file)",
        expected: "a whole JPEG or PNG file")
    ) {
      try ImageBuffer(file: empty)
    }
    #expect(throws: InputError.self) { try ImageBuffer(file: folder.path) }
    #expect(throws: InputError.self) { try ImageBuffer(file: folder.path + "/absent.png") }
  }

  @Test func refusesHugePicturesBeforeTakingMemory() throws {
    let bytes = try Fixture.bytes("huge-header.bin")
    let error = #expect(throws: InputError.self) { try ImageBuffer(bytes: bytes) }
    #expect(error?.found.contains("100000 x 100000 pixels") == true)
    #expect(try ImageHeader(bytes: bytes).width == 100_000)
  }
}
