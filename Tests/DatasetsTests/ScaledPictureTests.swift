import Datasets
import Detection
import Statistics
import Testing

@Suite struct ScaledPictureTests {
  /// A grey picture with one white block, which box and mask are of.
  private func picture(_ width: Int, _ height: Int, block: PixelArea) -> LabeledImage {
    var image = ImageBuffer(width: width, height: height, red: 60, green: 60, blue: 60)
    var mask = [UInt8](repeating: 0, count: width * height)
    for y in block.y..<block.y + block.height {
      for x in block.x..<block.x + block.width {
        image[x, y] = (255, 255, 255)
        mask[y * width + x] = 1
      }
    }
    let box = Box(x: Double(block.x), y: Double(block.y), width: Double(block.width), height: Double(block.height))
    return LabeledImage(
      image: image,
      objects: [
        LabeledBox(
          box: box, categoryID: 1, annotationID: 1, mask: RLE(mask: mask, height: height, width: width))
      ])
  }

  @Test(arguments: [(640, 480, 800, 1067, 800), (480, 640, 800, 800, 1067), (1000, 300, 800, 1333, 400)])
  func theShortSideGetsItsLengthUnlessTheLongOneWouldBeTooLong(
    _ width: Int, _ height: Int, _ short: Int, _ newWidth: Int, _ newHeight: Int
  ) {
    let size = ScaledPicture.ShortSide(short: [800], long: 1333).size(width: width, height: height, short: short)
    #expect(size == (newWidth, newHeight))
  }

  private static let ways: [ScaledPicture] = [
    .shortSide(.init(short: [30, 50], long: 90)),
    .shortSideOrCrop(.init(short: [30, 50], long: 90), before: .init(short: [40, 60], long: 90), part: 20...45),
    .largeScaleJitter(side: 48, scale: 0.4...2),
  ]

  @Test(arguments: ways) func boxesAndMasksStayOnWhatTheyAreOf(_ way: ScaledPicture) throws {
    let source = picture(60, 40, block: PixelArea(x: 20, y: 10, width: 24, height: 16))
    var stream = RandomStream(seed: 5, name: "scaling")
    var (sizes, seen) = (Set<[Int]>(), 0)
    for _ in 0..<60 {
      let scaled = way(source, using: &stream)
      let (width, height) = (scaled.image.width, scaled.image.height)
      sizes.insert([width, height])
      guard let object = scaled.objects.first else { continue }
      seen += 1
      let mask = try #require(object.mask)
      #expect((mask.width, mask.height) == (width, height))
      // The box of the mask is the box, up to whole pixels, which a crop may stretch by 2.5 once more.
      guard mask.area > 0 else { continue }
      let tight = mask.boundingBox
      for (edge, other) in [
        (tight.x1, object.box.x1), (tight.y1, object.box.y1), (tight.x2, object.box.x2), (tight.y2, object.box.y2),
      ] { #expect(abs(edge - other) <= 3) }
      // Bright inside the mask, dark outside it, away from its edges.
      let pixels = mask.mask()
      for y in 4..<max(4, height - 4) {
        for x in 4..<max(4, width - 4) {
          let own = pixels[y * width + x]
          let isInner = (-4...4).allSatisfy { dy in
            (-4...4).allSatisfy { pixels[(y + dy) * width + x + $0] == own }
          }
          if isInner { #expect(scaled.image[x, y].red == (own == 1 ? 255 : 60)) }
        }
      }
    }
    #expect(seen > 20)
    #expect(sizes.count > 1)
  }

  @Test func aCropMayLeaveNothing() {
    let corner = picture(60, 40, block: PixelArea(x: 0, y: 0, width: 3, height: 3))
    var stream = RandomStream(seed: 1, name: "crop")
    let way = ScaledPicture.shortSideOrCrop(
      .init(short: [40], long: 90), before: .init(short: [40], long: 90), part: 10...12)
    let kept = (0..<40).map { _ in way(corner, using: &stream).objects.count }
    #expect(kept.contains(0) && kept.contains(1))
  }

  @Test func batchesArePaddedAndGroupedByAspect() throws {
    let folder = try TestFolder()
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    for id in 1...11 {
      let (width, height) = id % 3 == 0 ? (20, 30) : (30, 20 + id)
      images.append(ImageRecord(id: id, fileName: "\(id).png", width: width, height: height))
      let source = picture(width, height, block: PixelArea(x: 4, y: 5, width: 8, height: 6))
      try folder.write("\(id).png", source.image.png())
      annotations.append(
        Annotation(
          id: id, imageID: id, categoryID: 1, box: source.objects[0].box, mask: source.objects[0].mask))
    }
    let dataset = COCODataset(images: images, categories: [Category(id: 1, name: "block")], annotations: annotations)
    #expect(dataset.withoutImages(sideBelow: 30).images.map(\.id) == [10, 11])
    let store = try PictureStore(dataset: dataset, folder: folder.path)
    func batches(masks: Bool) throws -> [ImageBatch] {
      let plan = BatchPlan(
        mode: .scaled(.shortSide(.init(short: [25, 40], long: 70)), flip: 0.5, multiple: 16), batchSize: 3, side: nil,
        isShuffled: true, dropsLast: true, seed: 4, groupsByAspect: true, hasMasks: masks)
      let loader = try BatchLoader(store: store, plan: plan, batches: 0..<9, threads: 2)
      return try (0..<9).map { _ in try #require(try loader.next()) }
    }
    for batch in try batches(masks: true) {
      #expect(batch.width % 16 == 0 && batch.height % 16 == 0)
      #expect(batch.width - (batch.sizes.map(\.width).max() ?? 0) < 16)
      let floats = batch.floats()
      for (place, size) in batch.sizes.enumerated() {
        let original = batch.originalSizes[place]
        let ratio = Double(size.width * original.height) / Double(size.height * original.width)
        #expect(abs(ratio - 1) < 0.06)
        let plane = place * 3 * batch.width * batch.height
        if size.width < batch.width { #expect(floats[plane + size.width] == 0) }
        if size.height < batch.height { #expect(floats[plane + size.height * batch.width] == 0) }
        #expect(floats[plane] != 0)
        #expect(batch.objects[place][0].mask?.width == size.width)
      }
      // Of an epoch's three batches, only the last may mix tall pictures with wide ones.
      let tall = batch.originalSizes.count { $0.width <= $0.height }
      #expect(batch.ordinal % 3 == 2 || tall == 0 || tall == 3)
    }
    #expect(try batches(masks: false).allSatisfy { $0.objects.allSatisfy { $0[0].mask == nil } })
  }
}
