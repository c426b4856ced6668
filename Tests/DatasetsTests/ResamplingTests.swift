import Datasets
import Testing

@Suite struct ResamplingTests {
  @Test(arguments: [(17, 23), (64, 50), (40, 9), (1, 1), (3, 90)])
  func resizesToTheSameBytesAsPillow(_ width: Int, _ height: Int) throws {
    let image = try ImageBuffer(file: Fixture.path("rgb.png"))
    for (filter, name) in [(ResizeFilter.bilinear, "bilinear"), (.bicubic, "bicubic")] {
      let resized = image.resized(width: width, height: height, filter: filter)
      #expect(try resized.pixels == Fixture.bytes("resized-\(name)-\(width)x\(height).rgb"))
    }
  }

  @Test func resizesAPartAsPillowResizesACrop() throws {
    let image = try ImageBuffer(file: Fixture.path("rgb.png"))
    let part = PixelArea(x: 5, y: 3, width: 26, height: 19)
    for (filter, name) in [(ResizeFilter.bilinear, "bilinear"), (.bicubic, "bicubic")] {
      let resized = image.resized(width: 16, height: 16, filter: filter, area: part)
      #expect(try resized.pixels == Fixture.bytes("resized-\(name)-part.rgb"))
    }
  }

  @Test func leavesPicturesOfTheRightSizeAlone() throws {
    let image = try ImageBuffer(file: Fixture.path("rgb.png"))
    #expect(image.resized(width: 40, height: 30) == image)
    #expect(image.flipped().flipped() == image)
    #expect(image.flipped()[0, 4] == image[39, 4])
  }
}
