import Datasets
import Detection
import StrictJSON
import Testing

@Suite("ImageIDList") struct ImageIDListTests {
  /// Pictures 10, 20, … 400, the last ones first; every fourth is empty, every fifth shows a crowd alone.
  private let dataset: COCODataset = {
    let images = (1...40).reversed().map { ImageRecord(id: $0 * 10, fileName: "\($0).png", width: 9, height: 9) }
    let objects = images.filter { $0.id % 40 != 0 }.enumerated().map { number, image in
      Annotation(
        id: number + 1, imageID: image.id, categoryID: 1, box: Box(x: 0, y: 0, width: 3, height: 3),
        isCrowd: image.id % 50 == 0)
    }
    return COCODataset(images: images, categories: [Category(id: 1, name: "cat")], annotations: objects)
  }()
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func read(_ text: String, percent: String? = nil, seed: Int? = nil) throws -> [Int] {
    try ImageIDList(file: folder.write("list.json", text: text), percent: percent, seed: seed, for: dataset).ids
  }

  @Test func readsEveryKindOfList() throws {
    #expect(try read("[30, 10]") == [10, 30])
    #expect(try read(#"{"format": "imted-bench/image-ids/1", "ids": [20]}"#) == [20])
    // STAC's files are COCO files of the chosen pictures.
    try dataset.keeping(categoryIDs: [1]).write(to: folder.path + "/stac.json")
    let stac = try ImageIDList(file: folder.path + "/stac.json", for: dataset)
    #expect(stac.ids == dataset.images.map(\.id).sorted())
    #expect(stac.subset(of: dataset).images == dataset.images)
  }

  @Test func countsUnbiasedTeachersPositionsOverPicturesThatAreNotEmpty() throws {
    let text = #"{"1.0": {"0": [0, 3], "1": [4]}, "10.0": {"0": [1]}}"#
    // By id 10, 20, 30, 60, 70, 90, …: 40 is empty, 50 shows a crowd alone.
    #expect(try read(text, percent: "1.0", seed: 0) == [10, 60])
    #expect(try read(text, percent: "1.0", seed: 1) == [70])
    let error = #expect(throws: InputError.self) { try read(text, percent: "1.00", seed: 0) }
    #expect(error?.nearest == "1.0")
    #expect(throws: InputError.self) { try read(text, percent: "10.0", seed: 1) }
    #expect(throws: InputError.self) { try read(#"{"1.0": {"0": [40]}}"#, percent: "1.0", seed: 0) }
  }

  @Test(arguments: [("[10, 15]", "$[1]"), ("[10, 20, 10]", "$[2]"), ("[]", "$"), (#"{"ids": [10]}"#, "$")])
  func refusesListsThatDoNotFit(_ text: String, _ path: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.jsonPath == path)
  }

  @Test func drawsSharesThatNestAndNoPictureTwice() throws {
    let lists = try [1.25, 5, 10, 100].map { try ImageIDList(percent: $0, of: dataset, seed: 3).ids }
    #expect(lists.map(\.count) == [1, 2, 4, 40])
    for (small, large) in zip(lists, lists.dropFirst()) { #expect(Set(small).isSubset(of: large)) }
    #expect(try ImageIDList(percent: 10, of: dataset, seed: 4).ids != lists[2])
    // The draw goes by ids, not by the order of the file.
    let sorted = COCODataset(
      images: dataset.images.reversed(), categories: dataset.categories, annotations: dataset.annotations)
    #expect(try ImageIDList(percent: 10, of: sorted, seed: 3).ids == lists[2])
    let list = try ImageIDList(percent: 10, of: dataset, seed: 3)
    try list.write(to: folder.path + "/own.json", percent: 10, seed: 3, of: dataset)
    #expect(try ImageIDList(file: folder.path + "/own.json", for: dataset) == list)
    // What was published once must stay.
    #expect(lists[2] == ImageIDListTests.published)
  }

  @Test func aShareThatComesToNoPictureIsRefused() {
    let error = #expect(throws: InputError.self) { try ImageIDList(percent: 1, of: dataset, seed: 3) }
    #expect(error?.found == "1 % of 40 pictures, which is none" && error?.jsonPath == "$.images")
  }

  private static let published = [80, 250, 260, 300]
}
