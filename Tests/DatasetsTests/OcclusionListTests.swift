import Datasets
import Detection
import StrictJSON
import Testing

@Suite struct OcclusionListTests {
  private let mask = RLE(polygons: [[2, 2, 8, 2, 8, 6, 2, 6]], height: 8, width: 10)

  private var dataset: COCODataset {
    COCODataset(
      images: [ImageRecord(id: 7, fileName: "a.png", width: 10, height: 8)],
      categories: [Category(id: 3, name: "bird"), Category(id: 4, name: "fish")],
      annotations: [
        Annotation(id: 11, imageID: 7, categoryID: 3, box: mask.boundingBox, mask: mask),
        Annotation(id: 12, imageID: 7, categoryID: 4, box: mask.boundingBox, mask: mask),
      ])
  }

  private func published(
    image: String = "a.png", category: String = "bird", id: Int = 11, box: [Double] = [2, 2, 6, 4], mask: RLE? = nil
  ) -> OcclusionList.Published {
    OcclusionList.Published(image: image, category: category, id: id, box: box, mask: mask ?? self.mask)
  }

  @Test func takesBothFormsOfBoxesAndComesBackFromItsFile() throws {
    var counts = mask.counts
    counts[1] -= 1  // a pixel less: the same object, another mask
    counts[2] += 1
    let other = RLE(height: 8, width: 10, counts: counts)
    let list = try OcclusionList(
      [published(), published(category: "fish", id: 12, box: [2, 2, 8, 6], mask: other)], checkedAgainst: dataset)
    #expect(list.items.map(\.id) == [11, 12])
    #expect(list.items.map(\.mask) == [nil, other])
    #expect(list.ownMasks == 1)
    let folder = try TestFolder()
    try list.write(to: folder.path + "/list.json")
    let again = try OcclusionList(file: folder.path + "/list.json")
    #expect(again.items == list.items)
    #expect(try again.objects(in: dataset).map(\.mask) == [mask, other])
  }

  @Test func namesIDsThatNoAnnotationHas() throws {
    let error = #expect(throws: InputError.self) {
      try OcclusionList([published(), published(id: 99), published(id: 98)], checkedAgainst: dataset)
    }
    #expect(error?.found.hasPrefix("2 of 3 annotation ids") == true)
    #expect(error?.found.contains("99, 98") == true)
    #expect(error?.jsonPath == "$[1][2]")
  }

  @Test func refusesWhatDoesNotAgreeWithTheAnnotation() {
    let away = RLE(polygons: [[0, 0, 3, 0, 3, 3, 0, 3]], height: 8, width: 10)
    for (one, part) in [
      (published(image: "b.png"), 0), (published(category: "fish"), 1), (published(box: [2, 2, 6]), 3),
      (published(mask: away), 4),
    ] {
      let error = #expect(throws: InputError.self) { try OcclusionList([one], checkedAgainst: dataset) }
      #expect(error?.jsonPath == "$[0][\(part)]")
      #expect(error?.found.contains("11") == true)
    }
  }

  @Test func boxesThatDisagreeAreCountedAsNoMeasureUsesThem() throws {
    let list = [published(), published(box: [2, 2, 6, 9]), published(box: [2, 2, 8, 6])]
    #expect(try OcclusionList(list, checkedAgainst: dataset).items.count == 3)
    #expect(OcclusionList.strayBoxes(list, in: dataset) == 1)
  }

  @Test func aListOfOtherAnnotationsIsRefused() throws {
    let list = OcclusionList([OcclusionList.Item(id: 5, image: "a.png", category: "bird")])
    #expect(throws: InputError.self) { try list.objects(in: dataset) }
    let wrong = OcclusionList([OcclusionList.Item(id: 11, image: "a.png", category: "fish")])
    let error = #expect(throws: InputError.self) { try wrong.objects(in: dataset) }
    #expect(error?.expected.contains("bird") == true)
  }
}
