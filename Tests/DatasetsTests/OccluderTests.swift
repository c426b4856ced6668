import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

@Suite("Occluder") struct OccluderTests {
  private let folder: TestFolder
  private static let (width, height) = (60, 44)

  /// Two discs that touch, a bar in a corner, a crowd, and a picture without objects.
  init() throws {
    folder = try TestFolder()
    func mask(_ isOn: (Int, Int) -> Bool) -> RLE {
      let pixels = (0..<Self.width * Self.height).map { isOn($0 % Self.width, $0 / Self.width) ? UInt8(1) : 0 }
      return RLE(mask: pixels, height: Self.height, width: Self.width)
    }
    func disc(_ x: Int, _ y: Int, _ radius: Int) -> RLE {
      mask { ($0 - x) * ($0 - x) + ($1 - y) * ($1 - y) <= radius * radius }
    }
    let masks = [disc(15, 20, 11), disc(36, 22, 10), mask { $0 >= 50 && $1 >= 30 }, mask { $0 < 40 && $1 > 30 }]
    let annotations = masks.enumerated().map { place, mask in
      Annotation(
        id: 70 + place, imageID: 9, categoryID: 3, box: mask.boundingBox, area: Double(mask.area),
        isCrowd: place == 3, mask: mask)
    }
    let images = [
      ImageRecord(id: 9, fileName: "sub/a.jpg", width: Self.width, height: Self.height),
      ImageRecord(id: 4, fileName: "b.png", width: Self.width, height: Self.height),
    ]
    let picture = ImageBuffer(width: Self.width, height: Self.height, red: 10, green: 200, blue: 90)
    try folder.write("images/sub/a.jpg", picture.jpeg())
    try folder.write("images/b.png", picture.png())
    try COCODataset(images: images, categories: [Category(id: 3, name: "cat")], annotations: annotations)
      .write(to: folder.path + "/a.json")
  }

  private func occluded(
    _ texture: Occluder.Texture, _ fraction: ClosedRange<Double>, seed: UInt64 = 0, _ name: String = "out",
    threads: Int = 2
  ) throws -> COCODataset {
    let stamps = texture == .stamps ? folder.path + "/stamps" : nil
    if stamps != nil { try DrawnStamps.write(to: folder, categories: ["bird", "fish"], count: 2) }
    let occluder = try Occluder(fraction: fraction, texture: texture, seed: seed, stampFolder: stamps)
    try occluder.occlude(
      annotations: folder.path + "/a.json", images: folder.path + "/images", to: folder.path + "/" + name,
      threads: threads)
    return try COCODataset(file: "\(folder.path)/\(name)/annotations.json", masks: true)
  }

  @Test(arguments: Occluder.Texture.allCases) func countsWhatStaysVisibleExactly(_ texture: Occluder.Texture) throws {
    let given = try COCODataset(file: folder.path + "/a.json", masks: true)
    let result = try occluded(texture, 0.2...0.5)
    #expect(result.images.map(\.id) == [9, 4] && result.images[0].fileName == "sub/a.png")
    #expect(result.annotations.map(\.id) == [70, 71, 72, 73])
    let before = try ImageBuffer(file: folder.path + "/images/sub/a.jpg")
    let after = try ImageBuffer(file: folder.path + "/out/images/sub/a.png")
    for (old, new) in zip(given.annotations, result.annotations) {
      let (full, left) = (try #require(old.mask).mask(), try #require(new.mask).mask())
      #expect(zip(full, left).allSatisfy { $0 >= $1 })
      let counts = (full.reduce(0) { $0 + Int($1) }, left.reduce(0) { $0 + Int($1) })
      #expect(new.visibleFraction == Double(counts.1) / Double(counts.0))
      #expect(new.area == Double(counts.1) && new.box == new.mask?.boundingBox)
      // What stayed visible was not painted on; what was hidden was (noise may leave a channel as it was).
      var changed = 0
      for pixel in full.indices where full[pixel] != 0 {
        let isSame = before.pixels[pixel * 3..<pixel * 3 + 3] == after.pixels[pixel * 3..<pixel * 3 + 3]
        if left[pixel] != 0 { #expect(isSame) } else if !isSame { changed += 1 }
      }
      #expect(changed == counts.0 - counts.1)
    }
    // Its own occluder hides about the share that was asked for; the neighbour's may hide more.
    for object in result.annotations.prefix(3) {
      #expect((0.1...0.83).contains(object.visibleFraction ?? -1), "\(object.visibleFraction ?? -1)")
    }
    let untouched = try ImageBuffer(file: folder.path + "/out/images/b.png")
    #expect(try untouched == ImageBuffer(file: folder.path + "/images/b.png"))
  }

  @Test func isTheSameForTheSameSeedOnAnyNumberOfThreads() throws {
    _ = try occluded(.noise, 0.3...0.7, seed: 5, "first", threads: 1)
    _ = try occluded(.noise, 0.3...0.7, seed: 5, "second", threads: 3)
    _ = try occluded(.noise, 0.3...0.7, seed: 6, "other")
    func bytes(_ name: String) throws -> [Data] {
      try ["annotations.json", "images/sub/a.png", "images/b.png"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)/\($0)"))
      }
    }
    #expect(try bytes("first") == bytes("second"))
    #expect(try bytes("first")[0] != bytes("other")[0])
  }

  @Test func hidesNothingForNoneAndNeverTheLastPixel() throws {
    let none = try occluded(.gray, 0...0)
    #expect(none.annotations.allSatisfy { $0.visibleFraction == 1 })
    let all = try occluded(.gray, 1...1)
    #expect(all.annotations.allSatisfy { ($0.visibleFraction ?? 0) > 0 && $0.area > 0 })
  }

  @Test func entriesOfOneFileBecomeFilesOfTheirOwn() throws {
    let given = try COCODataset(file: folder.path + "/a.json", masks: true)
    let images = given.images + [ImageRecord(id: 12, fileName: "sub/a.jpg", width: Self.width, height: Self.height)]
    let more = given.annotations.prefix(1).map { object in
      Annotation(
        id: 99, imageID: 12, categoryID: 3, box: object.box, area: object.area, isCrowd: false, mask: object.mask)
    }
    try COCODataset(images: images, categories: given.categories, annotations: given.annotations + more)
      .write(to: folder.path + "/a.json")
    let result = try occluded(.gray, 0.3...0.5)
    #expect(result.images.map(\.fileName) == ["sub/a.jpg-9.png", "b.png.png", "sub/a.jpg-12.png"])
    for image in result.images { _ = try ImageHeader(file: "\(folder.path)/out/images/\(image.fileName)") }
  }

  @Test func refusesObjectsWithoutMasks() throws {
    let dataset = try COCODataset(file: folder.path + "/a.json")
    try dataset.write(to: folder.path + "/a.json")
    let error = #expect(throws: InputError.self) { try occluded(.gray, 0.2...0.4) }
    #expect(error?.jsonPath == "$.annotations[0]" && error?.file == folder.path + "/a.json")
  }
}
