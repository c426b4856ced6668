import Datasets
import Detection
import Statistics
import Testing

@Suite struct AugmentationTests {
  let picture = ImageBuffer(width: 4, height: 2, pixels: (0..<24).map { UInt8($0 * 10) })

  @Test func mirrorsBoxesWithThePicture() {
    let object = LabeledBox(box: Box(x: 0, y: 0.5, width: 1, height: 1), categoryID: 2, annotationID: 9)
    let flipped = LabeledImage(image: picture, objects: [object]).flipped()
    #expect(flipped.objects[0].box == Box(x: 3, y: 0.5, width: 1, height: 1))
    #expect(flipped.image[0, 1] == picture[3, 1])
    #expect(flipped.flipped().objects == [object])
  }

  @Test func stretchesBoxesWithThePicture() {
    let object = LabeledBox(box: Box(x: 1, y: 1, width: 2, height: 1), categoryID: 2, annotationID: 9)
    let resized = LabeledImage(image: picture, objects: [object]).resized(width: 8, height: 8)
    #expect(resized.objects[0].box == Box(x: 2, y: 4, width: 4, height: 4))
    #expect(resized.image.width == 8 && resized.image.height == 8)
  }

  @Test func drawsCropsOfTheAskedAreaAndShape() {
    let crop = RandomResizedCrop(scale: 0.2...0.5)
    var stream = RandomStream(seed: 1, name: "crop")
    var areas: [Double] = []
    for _ in 0..<500 {
      let area = crop.area(width: 200, height: 150, using: &stream)
      #expect(area.fits(width: 200, height: 150))
      let ratio = Double(area.width) / Double(area.height)
      #expect(ratio > 0.72 && ratio < 1.38)
      areas.append(Double(area.width * area.height) / 30_000)
    }
    #expect(areas.allSatisfy { $0 > 0.19 && $0 < 0.51 })
    #expect(abs(areas.reduce(0, +) / 500 - 0.35) < 0.02)
  }

  @Test func fallsBackToTheLargestCentredPart() {
    let crop = RandomResizedCrop(scale: 1...1)
    var stream = RandomStream(seed: 1, name: "crop")
    #expect(crop.area(width: 90, height: 10, using: &stream) == PixelArea(x: 38, y: 0, width: 13, height: 10))
    #expect(crop.area(width: 9, height: 90, using: &stream) == PixelArea(x: 0, y: 39, width: 9, height: 12))
    #expect(crop(picture, side: 3, using: &stream).width == 3)
  }

  @Test func changesBrightnessContrastAndSaturationAsTorchvisionDoes() {
    // Worked by hand from torchvision's definitions: grey values 0.2989 * 100 + 0.587 * 50 + 0.114 * 200 = 82.04 and
    // 9.999, cut to 82 and 9; their mean is 45.5.
    let image = ImageBuffer(width: 2, height: 1, pixels: [100, 50, 200, 10, 10, 10])
    var changed = image
    changed.adjustBrightness(1.5)
    #expect(changed.pixels == [150, 75, 255, 15, 15, 15])
    changed = image
    changed.adjustSaturation(0.5)
    #expect(changed.pixels == [91, 66, 141, 9, 9, 9])
    changed = image
    changed.adjustContrast(0)
    #expect(changed.pixels == [UInt8](repeating: 45, count: 6))
    changed = image
    changed.adjustContrast(2)
    #expect(changed.pixels == [154, 54, 255, 0, 0, 0])
  }

  @Test func jittersTheSameWayForTheSameStream() throws {
    let image = try ImageBuffer(file: Fixture.path("rgb.png"))
    var (a, b) = (RandomStream(seed: 3, name: "jitter"), RandomStream(seed: 3, name: "jitter"))
    let jitter = ColorJitter(strength: 0.4)
    let first = jitter(image, using: &a)
    #expect(first == jitter(image, using: &b))
    #expect(first != jitter(image, using: &a))
    #expect(ColorJitter(strength: 0)(image, using: &a) == image)
    _ = jitter(image, using: &b)
    _ = jitter(image, using: &b)
    #expect(a.next() == b.next())
  }
}
