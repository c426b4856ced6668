import Datasets
import Detection
import Statistics
import StrictJSON
import Testing

@Suite struct KShotSplitTests {
  /// 300 pictures with up to four objects of three categories, and crowds.
  let dataset: COCODataset = {
    var stream = RandomStream(seed: 5, name: "k-shot test")
    let images = (1...300).map { ImageRecord(id: $0, fileName: "\($0).png", width: 50, height: 50) }
    var annotations: [Annotation] = []
    for image in images {
      for _ in 0..<stream.integer(in: 0..<5) {
        annotations.append(
          Annotation(
            id: annotations.count + 1, imageID: image.id, categoryID: stream.integer(in: 1..<4),
            box: Box(x: 1, y: 1, width: 5, height: 5), isCrowd: stream.uniform() < 0.1))
      }
    }
    let categories = ["cat", "dog", "owl"].enumerated().map { Category(id: $0 + 1, name: $1) }
    return COCODataset(images: images, categories: categories, annotations: annotations, file: "all.json")
  }()

  @Test(arguments: [1, 2, 3, 5, 7, 10, 30, 64])
  func choosesExactlyKBoxesOfEachCategory(_ shots: Int) throws {
    let subset = try KShotSplit(from: dataset, shots: shots, seed: 0).subset(of: dataset)
    for category in dataset.categories {
      #expect(subset.annotations.count { $0.categoryID == category.id } == shots)
    }
    #expect(subset.annotations.allSatisfy { !$0.isCrowd })
    #expect(subset.categories == dataset.categories)
    #expect((0..<subset.images.count).allSatisfy { !subset.annotations(ofImageAt: $0).isEmpty })
  }

  @Test func nestsOverKForOneSeed() throws {
    var smaller = Set<Int>()
    for shots in [1, 2, 3, 5, 10, 30, 50] {
      let ids = Set(try KShotSplit(from: dataset, shots: shots, seed: 4).pictures.flatMap(\.annotationIDs))
      #expect(smaller.isSubset(of: ids))
      smaller = ids
    }
  }

  @Test func hangsOnTheSeedAndNotOnOtherCategories() throws {
    let split = try KShotSplit(from: dataset, shots: 10, seed: 0)
    #expect(try split == KShotSplit(from: dataset, shots: 10, seed: 0))
    #expect(try split.pictures != KShotSplit(from: dataset, shots: 10, seed: 1).pictures)
    let alone = try KShotSplit(from: dataset, categories: ["dog"], shots: 10, seed: 0).subset(of: dataset)
    let dogs = split.subset(of: dataset).annotations.filter { $0.categoryID == 2 }
    #expect(alone.annotations == dogs)
  }

  @Test func takesWholePicturesWhereTheyFit() throws {
    // Each picture holds three boxes: ten are three pictures and one box of a fourth.
    let images = (1...9).map { ImageRecord(id: $0, fileName: "\($0).png", width: 50, height: 50) }
    let annotations = (0..<27).map {
      Annotation(id: $0 + 1, imageID: $0 / 3 + 1, categoryID: 1, box: Box(x: 0, y: 0, width: 5, height: 5))
    }
    let dataset = COCODataset(
      images: images, categories: [Category(id: 1, name: "cat")], annotations: annotations)
    let split = try KShotSplit(from: dataset, shots: 10, seed: 0)
    #expect(split.pictures.map(\.annotationIDs.count).sorted() == [1, 3, 3, 3])
  }

  @Test func namesACategoryWithTooFewBoxes() throws {
    let count = dataset.annotations.count { $0.categoryID == 1 && !$0.isCrowd }
    #expect(
      throws: InputError(
        file: "all.json", jsonPath: "$.annotations", found: "\(count) boxes of the category \"cat\"",
        expected: "at least 1000 for a 1000-shot split")
    ) { try KShotSplit(from: dataset, shots: 1000, seed: 0) }
    let error = #expect(throws: InputError.self) {
      try KShotSplit(from: dataset, categories: ["dgo"], shots: 1, seed: 0)
    }
    #expect(error?.nearest == "dog")
  }

  @Test func bringsBackWhatItWrote() throws {
    let folder = try TestFolder()
    let split = try KShotSplit(from: dataset, categories: ["owl", "cat"], shots: 3, seed: .max)
    let file = folder.path + "/split.json"
    try split.write(to: file)
    #expect(try KShotSplit(file: file, for: dataset) == split)
  }

  @Test(arguments: [
    (#""shots":3"#, #""shots":4"#, "$.categories"), (#""cat""#, #""cta""#, "$.categories[0]"),
    (#""seed":"0""#, #""seed":"x""#, "$.seed"),
    (#""image_id":"#, #""image_id":9999"#, "$.images[0].image_id"),
    (#""annotation_ids":["#, #""annotation_ids":[99999,"#, "$.images[0].annotation_ids[0]"),
    (#""format":""#, #""format":"x"#, "$.format"), (#""seed":"#, #""sede":"0","seed":"#, "$.sede"),
  ])
  func refusesFilesThatDoNotFitTheDataSet(_ old: String, _ new: String, _ path: String) throws {
    let split = try KShotSplit(from: dataset, shots: 3, seed: 0)
    let text = split.json.canonicalText
    let broken = text.replacing(old, with: new, maxReplacements: 1)
    #expect(broken != text)
    let error = #expect(throws: InputError.self) {
      try KShotSplit(document: JSONDocument(bytes: Array(broken.utf8), file: "split.json"), for: dataset)
    }
    #expect(error?.jsonPath == path)
  }
}
