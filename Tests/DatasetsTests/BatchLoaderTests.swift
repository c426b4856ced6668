import Datasets
import Detection
import StrictJSON
import Testing

@Suite struct BatchLoaderTests {
  let folder: TestFolder
  let store: PictureStore

  init() throws {
    folder = try TestFolder()
    let images = (1...23).map { ImageRecord(id: $0 * 10, fileName: "\($0).png", width: 20, height: 16) }
    var annotations: [Annotation] = []
    for image in images {
      var picture = ImageBuffer(width: 20, height: 16, red: UInt8(image.id), green: 90, blue: 7)
      picture[2, 3] = (255, 255, 255)
      try folder.write(image.fileName, picture.png())
      annotations.append(
        Annotation(id: image.id, imageID: image.id, categoryID: 1, box: Box(x: 2, y: 3, width: 1, height: 1)))
    }
    let dataset = COCODataset(
      images: images, categories: [Category(id: 1, name: "dot")], annotations: annotations)
    store = try PictureStore(dataset: dataset, folder: folder.path)
  }

  func batches(_ plan: BatchPlan, _ range: Range<Int>, threads: Int, ahead: Int = 4) throws -> [ImageBatch] {
    let loader = try BatchLoader(store: store, plan: plan, batches: range, threads: threads, ahead: ahead)
    var batches: [ImageBatch] = []
    while let batch = try loader.next() { batches.append(batch) }
    #expect(try loader.next() == nil)
    return batches
  }

  @Test func givesTheSameBatchesOnAnyNumberOfThreads() throws {
    for mode in [
      BatchPlan.Mode.pretraining(crop: RandomResizedCrop(scale: 0.3...1), flip: 0.5),
      .detection(flip: 0.5, jitter: ColorJitter(strength: 0.4)),
    ] {
      let plan = BatchPlan(mode: mode, batchSize: 5, side: 24, isShuffled: true, dropsLast: false, seed: 9)
      let one = try batches(plan, 0..<15, threads: 1)
      #expect(try one == batches(plan, 0..<15, threads: 3, ahead: 7))
      #expect(one.map(\.ordinal) == Array(0..<15))
      // Taken up in the middle, the rest is the same.
      #expect(try Array(one[8...]) == batches(plan, 8..<15, threads: 2))
      for epoch in 0..<3 {
        let ids = one.filter { $0.epoch == epoch }.flatMap(\.imageIDs)
        #expect(ids.sorted() == store.dataset.images.map(\.id))
      }
      #expect(one[0].imageIDs != one[5].imageIDs)
      #expect(one.map(\.count) == [5, 5, 5, 5, 3, 5, 5, 5, 5, 3, 5, 5, 5, 5, 3])
    }
  }

  @Test func keepsTheDataSetsOrderForEvaluation() throws {
    let plan = BatchPlan(
      mode: .detection(), batchSize: 8, side: nil, isShuffled: false, dropsLast: false, seed: 0)
    let all = try batches(plan, 0..<3, threads: 2)
    #expect(all.flatMap(\.indices) == Array(0..<23))
    let batch = all[0]
    #expect(batch.width == 20 && batch.height == 16 && batch.pixels.count == 8 * 3 * 320)
    #expect(
      batch.pixels[0] == 10 && batch.pixels[320] == 90 && batch.pixels[640] == 7 && batch.pixels[960] == 20)
    #expect(batch.pixels[3 * 20 + 2] == 255)
    #expect(
      batch.objects[0] == [
        LabeledBox(box: Box(x: 2, y: 3, width: 1, height: 1), categoryID: 1, annotationID: 10)
      ])
    let floats = batch.floats(mean: [0, 0.5, 0], deviation: [1, 0.5, 2])
    #expect(floats[0] == Float(10) / 255 && floats[320] == (Float(90) / 255 - 0.5) / 0.5)
  }

  @Test func movesBoxesWithThePixels() throws {
    let plan = BatchPlan(
      mode: .detection(flip: 0.5), batchSize: 23, side: nil, isShuffled: true, dropsLast: true, seed: 2)
    let batch = try #require(try batches(plan, 0..<1, threads: 1).first)
    var flipped = 0
    for picture in 0..<23 {
      let box = batch.objects[picture][0].box
      let at = picture * 960 + Int(box.y) * 20 + Int(box.x)
      #expect(batch.pixels[at] == 255)
      flipped += box.x == 17 ? 1 : 0
    }
    #expect((4...19).contains(flipped))
    let large = BatchPlan(
      mode: .detection(), batchSize: 23, side: 40, isShuffled: false, dropsLast: true, seed: 2)
    let stretched = try #require(try batches(large, 0..<1, threads: 1).first)
    #expect(stretched.objects[0][0].box == Box(x: 4, y: 7.5, width: 2, height: 2.5))
    #expect(stretched.originalSizes[0] == ImageBatch.PixelSize(width: 20, height: 16))
  }

  @Test func stopsWhenLetGo() throws {
    let plan = BatchPlan(
      mode: .pretraining(crop: RandomResizedCrop(scale: 0.3...1), flip: 0.5), batchSize: 4, side: 24,
      isShuffled: true,
      dropsLast: true, seed: 9)
    for taken in [0, 1, 9] {
      for threads in [1, 3] {
        let loader = try BatchLoader(store: store, plan: plan, batches: 0..<1_000_000, threads: threads)
        #expect(loader.batchesPerEpoch == 5)
        for ordinal in 0..<taken { #expect(try loader.next()?.ordinal == ordinal) }
      }
    }
  }

  @Test func passesOnWhatWentWrongInItsPlace() throws {
    try folder.write("7.png", text: "broken")
    let lazy = try PictureStore(dataset: store.dataset, folder: folder.path, memoryBudget: 0)
    let plan = BatchPlan(
      mode: .detection(), batchSize: 4, side: nil, isShuffled: false, dropsLast: false, seed: 0)
    let loader = try BatchLoader(store: lazy, plan: plan, batches: 0..<6, threads: 3)
    #expect(try loader.next()?.ordinal == 0)
    let error = #expect(throws: InputError.self) { try loader.next() }
    #expect(error?.file == folder.path + "/7.png")
    #expect(try loader.next() == nil)
  }

  @Test func refusesTooFewPictures() throws {
    let plan = BatchPlan(
      mode: .detection(), batchSize: 24, side: nil, isShuffled: false, dropsLast: true, seed: 0)
    #expect(
      throws: InputError(jsonPath: "$.images", found: "23 pictures", expected: "at least 24, one whole batch")
    ) { try BatchLoader(store: store, plan: plan, batches: 0..<1) }
  }
}
