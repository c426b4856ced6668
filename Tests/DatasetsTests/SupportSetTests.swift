import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

@Suite("SupportSet") struct SupportSetTests {
  private let files: SupportFiles

  init() throws { files = try SupportFiles() }

  private func read(_ path: String, _ format: SupportSet.Format, _ shots: Int) throws -> SupportSet {
    try SupportSet(
      path: path, format: format, shots: shots, categories: SupportFiles.categories, train: files.train)
  }

  /// Two cats and a dog on picture 1, one more dog on picture 2.
  private func merged(_ name: String = "merged.json", firstDog: Int = 3) throws -> String {
    let images = Array(files.train.images.prefix(2))
    let box = Box(x: 1, y: 1, width: 3, height: 3)
    let objects = [(1, 0, 1), (2, 0, 1), (firstDog, 0, 7), (4, 1, 7), (5, 1, 9), (6, 1, 9)].map {
      Annotation(id: $0.0, imageID: images[$0.1].id, categoryID: $0.2, box: box)
    }
    // Ids of the file's own: what counts is the name.
    let categories = [
      Category(id: 1, name: "cat"), Category(id: 7, name: "dog"), Category(id: 9, name: "owl"),
    ]
    let file = files.folder.path + "/" + name
    try COCODataset(images: images, categories: categories, annotations: objects).write(to: file)
    return file
  }

  @Test func mergesTheBoxesOfAPictureAcrossLists() throws {
    let set = try read(merged(), .merged, 2).exactly(2, seed: 0)
    let records = set.dataset(.merged)
    #expect(records.images == Array(files.train.images.prefix(2)))
    #expect(records.annotations.map(\.id) == [1, 2, 3, 4, 5, 6])
    #expect(records.annotations.map(\.categoryID) == [1, 1, 2, 2, 5, 5])
    #expect(records.annotations(ofImageAt: 0).map(\.id) == [1, 2, 3])
    let split = set.split(shots: 2, seed: 4)
    #expect(split.categories == ["cat", "dog", "owl"] && split.seed == 4)
    #expect(split.pictures.map(\.annotationIDs) == [[1, 2, 3], [4, 5, 6]])
  }

  @Test func givesEachBoxARecordOfItsOwn() throws {
    let records = try read(merged(), .merged, 2).exactly(2, seed: 0).dataset(.oneBox)
    #expect(records.images.map(\.id) == [1, 2, 3, 4, 5, 6])
    let names = files.train.images.prefix(2).map(\.fileName)
    #expect(records.images.map(\.fileName) == [names[0], names[0], names[0], names[1], names[1], names[1]])
    #expect((0..<6).allSatisfy { records.annotations(ofImageAt: $0).map(\.id) == [$0 + 1] })
  }

  @Test func readsAFolderOfFsDetLists() throws {
    let set = try read(files.path(1), .fsdetCOCO, 3).exactly(3, seed: 1)
    #expect(set.lists.map(\.category.name) == ["cat", "dog", "owl"])
    #expect(set.dataset(.merged).annotations.count == 9)
    #expect(throws: InputError.self) { try set.exactly(2, seed: 1) }
    let error = #expect(throws: InputError.self) { try read(files.path(1), .fsdetCOCO, 5) }
    #expect(error?.file?.hasSuffix("full_box_5shot_cat_trainval.json") == true)
  }

  @Test func readsVOCListsAgainstTheTrainingFile() throws {
    // Pictures 0 and 3 show a cat each twice and once; the list names the first twice.
    let cats = "VOCdevkit/VOC2007/JPEGImages/train-0.png\ndatasets/x/train-0.png\n\n"
    try files.folder.write("voc/box_1shot_cat_train.txt", text: cats)
    try files.folder.write("voc/box_1shot_dog_train.txt", text: "train-1.png\r\n")
    try files.folder.write("voc/box_1shot_owl_train.txt", text: "train-2.jpg\n")
    let set = try read(files.folder.path + "/voc", .fsdetVOC, 1)
    #expect(set.lists[0].annotations.map(\.id) == [1, 2])
    // One of the two is drawn, the same for the same seed.
    let drawn = try (0..<12).map { try set.exactly(1, seed: $0).lists[0].annotations.map(\.id) }
    #expect(Set(drawn) == [[1], [2]])
    #expect(try drawn == (0..<12).map { try set.exactly(1, seed: $0).lists[0].annotations.map(\.id) })
    #expect(throws: InputError.self) { try set.exactly(3, seed: 0) }
    try files.folder.write("voc/box_1shot_owl_train.txt", text: "train-2.jpg\nnone.jpg\n")
    let error = #expect(throws: InputError.self) { try read(files.folder.path + "/voc", .fsdetVOC, 1) }
    #expect(error?.line == 2 && error?.found.contains("none.jpg") == true)
  }
}
