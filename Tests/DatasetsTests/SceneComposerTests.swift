import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

@Suite struct SceneComposerTests {
  let folder: TestFolder
  let composer: SceneComposer

  init() throws {
    folder = try TestFolder()
    try DrawnStamps.write(to: folder, categories: ["bar", "disc", "extra", "ring", "wedge"], count: 9)
    composer = try Self.composer(folder)
  }

  static func composer(
    _ folder: TestFolder, settings: SceneSettings = SceneSettings(imageSize: 64), seed: UInt64 = 1
  ) throws -> SceneComposer {
    try SceneComposer(
      catalogue: StampCatalogue(root: folder.path + "/stamps"), baseCategories: ["disc", "ring"],
      novelCategories: ["wedge"], shares: [.pretrain: 0.4, .train: 0.3, .development: 0.1, .test: 0.2],
      settings: settings, seed: seed)
  }

  @Test func knowsExactlyWhatIsVisible() throws {
    let painter = try composer.painter(for: .train)
    for index in 0..<200 {
      let objects = painter.scene(index).objects
      #expect(!objects.isEmpty && objects.count <= 4)
      for (position, object) in objects.enumerated() {
        var left = object.fullMask.mask()
        for later in objects[(position + 1)...] {
          for (at, pixel) in later.fullMask.mask().enumerated() where pixel != 0 { left[at] = 0 }
        }
        #expect(object.visibleMask.mask() == left)
        let count = left.count { $0 != 0 }
        #expect(object.visibleFraction == Double(count) / Double(object.fullMask.area))
        #expect(object.visibleFraction >= SceneSettings.leastVisible)
        #expect(object.box == object.visibleMask.boundingBox)
      }
    }
  }

  @Test func drawsObjectsWhereTheirMasksAre() throws {
    // Without jitter every solid pixel inside an outline has the cut-out's colour, and none is tinged with the green of
    // its invisible pixels.
    var settings = SceneSettings(imageSize: 96, occlusion: 0.5, jitter: 0)
    settings.rotation = 0
    let painter = try Self.composer(folder, settings: settings).painter(for: .test)
    var solid = 0
    for index in 0..<60 {
      let scene = painter.scene(index)
      for object in scene.objects {
        let number = try #require(Int(object.stamp.dropLast(4).suffix(1)))
        let (red, blue) = (200 - number * 10, 40 + number * 20)
        let mask = object.visibleMask.mask()
        for y in 1..<95 {
          for x in 1..<95 {
            let around = [0, -1, 1, -96, 96, -97, -95, 95, 97]
            guard around.allSatisfy({ mask[y * 96 + x + $0] != 0 }) else { continue }
            // Full cover may still be short of an edge pixel's width away from another object's soft rim.
            let pixel = scene.image[x, y]
            if abs(Int(pixel.red) - red) <= 1, pixel.green == 30, abs(Int(pixel.blue) - blue) <= 1 {
              solid += 1
            }
            #expect(pixel.green < 140)
          }
        }
      }
    }
    #expect(solid > 5000)
  }

  @Test func hidesAsOftenAsAsked() throws {
    func shares(_ occlusion: Double) throws -> (belowThreeQuarters: Double, belowHalf: Double) {
      let settings = SceneSettings(imageSize: 64, occlusion: occlusion)
      let painter = try Self.composer(folder, settings: settings).painter(for: .train)
      let visible = (0..<400).flatMap { painter.scene($0).objects.map(\.visibleFraction) }
      return (
        Double(visible.count { $0 < 0.75 }) / Double(visible.count),
        Double(visible.count { $0 < 0.5 }) / Double(visible.count)
      )
    }
    let half = try shares(0.5)
    #expect(half.belowThreeQuarters >= 0.25 && half.belowHalf > 0.1)
    #expect(try shares(0).belowThreeQuarters == 0)
    #expect(try shares(1).belowThreeQuarters > half.belowThreeQuarters)
  }

  @Test func usesOnlyTheExemplarsOfTheSplit() throws {
    var used: [SceneSplit: Set<String>] = [:]
    for split in SceneSplit.allCases {
      let painter = try composer.painter(for: split)
      let objects = (0..<150).flatMap { painter.scene($0).objects }
      used[split] = Set(objects.filter { $0.category != nil }.map(\.stamp))
      #expect(objects.contains { $0.category == nil } == (split == .pretrain))
      let allowed = Set(composer.exemplars.stamps(of: split).flatMap { $0 }.map(\.name))
      #expect(used[split] == allowed)
      for object in objects {
        let name = object.category.map { composer.exemplars.categories[$0] }
        #expect(
          name.map { object.stamp.hasPrefix($0 + "/") }
            ?? (object.stamp.hasPrefix("extra/") || object.stamp.hasPrefix("bar/")))
      }
    }
    for (index, split) in SceneSplit.allCases.enumerated() {
      for other in SceneSplit.allCases[..<index] {
        #expect(used[split]?.isDisjoint(with: used[other] ?? []) == true)
      }
    }
  }

  @Test func writesTheSameBytesOnAnyNumberOfThreads() throws {
    let counts: [SceneSplit: Int] = [.pretrain: 12, .train: 40, .test: 9]
    for threads in [1, 3] {
      try composer.write(to: folder.path + "/out\(threads)", counts: counts, threads: threads)
    }
    let names = try #require(FileManager.default.subpaths(atPath: folder.path + "/out1")).sorted()
    #expect(names.count { $0.hasSuffix(".png") } == 61)
    #expect(!names.contains("development"))
    #expect(FileManager.default.subpaths(atPath: folder.path + "/out3")?.sorted() == names)
    for name in names {
      #expect(
        FileManager.default.contents(atPath: folder.path + "/out1/" + name)
          == FileManager.default.contents(atPath: folder.path + "/out3/" + name), "\(name)")
    }
    let other = try Self.composer(folder, seed: 2).painter(for: .train).scene(0)
    #expect(try other != composer.painter(for: .train).scene(0))
    #expect(try composer.painter(for: .train).scene(7) == composer.painter(for: .train, threads: 1).scene(7))
  }

  @Test func writesADataSetThatReadsBack() throws {
    let out = folder.path + "/out"
    let summary = try composer.write(to: out, counts: [.train: 25, .test: 5])
    let dataset = try COCODataset(file: out + "/train/annotations.json", masks: true)
    #expect(dataset.images.count == 25)
    #expect(dataset.categories.map(\.name) == ["disc", "ring", "wedge"])
    let painter = try composer.painter(for: .train)
    for index in 0..<25 {
      let scene = painter.scene(index)
      #expect(try ImageBuffer(file: out + "/train/images/" + dataset.images[index].fileName) == scene.image)
      let annotations = dataset.annotations(ofImageAt: index)
      #expect(annotations.map(\.mask) == scene.objects.map(\.visibleMask))
      #expect(annotations.map(\.box) == scene.objects.map(\.box))
      #expect(annotations.map(\.visibleFraction) == scene.objects.map(\.visibleFraction))
      #expect(annotations.map(\.area) == scene.objects.map { Double($0.visibleMask.area) })
    }
    let root = try JSONDocument(file: out + "/train/annotations.json").root.object()
    let first = try root.required("annotations").array()[0].object()
    #expect(try first.required("amodal_bbox").array().count == 4)
    #expect(try JSONDocument(file: out + "/data.json").root.value == summary)
    #expect(summary["splits"]?["train"]?["objects"] == .integer(dataset.annotations.count))
    #expect(summary["novel"] == ["wedge"])
  }

  @Test func writesJPEGPicturesToo() throws {
    var settings = SceneSettings(imageSize: 32)
    settings.format = .jpeg
    try Self.composer(folder, settings: settings).write(to: folder.path + "/out", counts: [.test: 2])
    let image = try ImageBuffer(file: folder.path + "/out/test/images/000001.jpg")
    #expect(image.width == 32)
  }

  @Test func namesWhatCannotBeUsed() throws {
    let catalogue = composer.catalogue
    #expect(throws: InputError(found: "the category \"disc\" twice", expected: "each category once")) {
      try SceneComposer(
        catalogue: catalogue, baseCategories: ["disc"], novelCategories: ["disc"], shares: [.train: 1],
        settings: SceneSettings(), seed: 0)
    }
    let clear = AlphaImageBuffer(width: 4, height: 4, pixels: [UInt8](repeating: 0, count: 64))
    let file = try folder.write("stamps/disc/0.png", clear.png())
    #expect(throws: InputError(file: file, found: "a picture without an opaque pixel", expected: "a cut-out")) {
      for split in SceneSplit.allCases { _ = try composer.painter(for: split) }
    }
  }
}
