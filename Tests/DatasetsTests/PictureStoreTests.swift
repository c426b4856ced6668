import Datasets
import Detection
import StrictJSON
import Testing

@Suite struct PictureStoreTests {
  let folder: TestFolder
  let dataset: COCODataset

  init() throws {
    folder = try TestFolder()
    let images = (1...4).map { ImageRecord(id: $0, fileName: "\($0).png", width: 6, height: 5) }
    for image in images {
      try folder.write(
        "images/\(image.fileName)", ImageBuffer(width: 6, height: 5, red: UInt8(image.id)).png())
    }
    let annotations = [
      Annotation(id: 1, imageID: 2, categoryID: 1, box: Box(x: -0.5, y: 1, width: 4, height: 9)),
      Annotation(id: 2, imageID: 2, categoryID: 1, box: Box(x: 1, y: 1, width: 0, height: 2)),
    ]
    let written = COCODataset(
      images: images, categories: [Category(id: 1, name: "a")], annotations: annotations)
    // Written as it is: the second edge is out of bounds, which the reader would refuse.
    dataset = written
  }

  @Test func holdsWhatTheBudgetAllowsAndDecodesTheRest() throws {
    let store = try PictureStore(
      dataset: dataset, folder: folder.path + "/images", memoryBudget: 200, threads: 3)
    #expect(store.heldCount == 2)
    for index in 0..<4 { #expect(try store.picture(at: index)[0, 0].red == UInt8(index + 1)) }
    #expect(try PictureStore(dataset: dataset, folder: folder.path + "/images").heldCount == 4)
  }

  @Test func cutsBoxesAtTheEdgesAndDropsEmptyOnes() throws {
    let store = try PictureStore(dataset: dataset, folder: folder.path + "/images")
    let objects = try store.labeledImage(at: 1).objects
    #expect(objects.map(\.box) == [Box(x: 0, y: 1, width: 3.5, height: 4)])
    #expect(objects.map(\.annotationID) == [1])
  }

  @Test func namesTheEntryOfAMissingOrDifferentPicture() throws {
    let good = COCODataset(images: dataset.images, categories: [], annotations: [])
    let file = folder.path + "/annotations.json"
    try good.write(to: file)
    let read = try COCODataset(file: file)
    try folder.write("images/3.png", ImageBuffer(width: 6, height: 4).png())
    var error = #expect(throws: InputError.self) {
      try PictureStore(dataset: read, folder: folder.path + "/images", threads: 2)
    }
    #expect(error?.file == file && error?.jsonPath == "$.images[2].height" && error?.line == 7)
    #expect(error?.expected == "6 x 4, as the file has")
    error = #expect(throws: InputError.self) { try PictureStore(dataset: read, folder: folder.path) }
    #expect(error?.file == file && error?.jsonPath == "$.images[0].file_name" && error?.line == 5)
    #expect(error?.found.contains("\"1.png\", but \(folder.path)/1.png cannot be read") == true)
  }
}
