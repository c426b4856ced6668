import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// Each fault that has spoilt published few-shot results, planted and found.
@Suite("DataCheck") struct DataCheckTests {
  private let files: SupportFiles
  private let cat = SupportFiles.categories[0]
  private let dog = SupportFiles.categories[1]

  init() throws { files = try SupportFiles() }

  /// The one finding there is.
  private func only(_ findings: [DataFinding], _ rule: DataRule, _ file: String, _ path: String?) -> String {
    #expect(findings.map(\.rule) == [rule], "\(findings.map(\.text))")
    #expect(findings.first?.place.file == file)
    #expect(findings.first?.place.jsonPath == path)
    return findings.first?.text ?? ""
  }

  @Test func wholeDataHasNoFindings() throws {
    #expect(files.check().map(\.text) == [])
  }

  @Test func eightPicturesInAOneShotFile() throws {
    let list = try files.list(cat, 1, skip: 1)
    let more = files.train.images.filter { $0.id != list.images[0].id }.prefix(7)
    try files.write(
      COCODataset(images: list.images + more, categories: list.categories, annotations: list.annotations), 1, 1, cat)
    let text = only(files.check(), .shotPictures, files.file(1, 1, "cat"), "$.images")
    #expect(text.contains("8 pictures for \"cat\"") && text.contains("at most 1"))
  }

  @Test func theListOfSeedZeroMayNamePicturesWithoutABox() throws {
    func check(boxes: Int) throws -> [DataFinding] {
      let list = try files.list(cat, boxes)
      let own = Set(list.images.map(\.id))
      let images = list.images + files.train.images.filter { !own.contains($0.id) }.prefix(8 - boxes)
      try files.write(
        COCODataset(images: images, categories: list.categories, annotations: list.annotations), 1, 0, cat)
      return files.check()
    }
    let found = try check(boxes: 1)
    #expect(only(found, .importedPictures, files.file(1, 0, "cat"), "$.images").contains("8 pictures for \"cat\""))
    #expect(found.allSatisfy { $0.rule.severity == .warning })
    // With more boxes than shots it is an error as ever.
    #expect(try check(boxes: 2).contains { $0.rule == .shotCount && $0.rule.severity == .error })
  }

  @Test func aSupportPictureInTheTestList() throws {
    // The same picture under COCO's other name, in the folder of the test set.
    let support = try #require(files.list(cat, 1).images.first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(files.folder.path)/train/\(support.fileName)"))
    try files.folder.write("test/test-3.png", bytes)
    #expect(files.check().isEmpty)
    let renamed = try COCODataset(file: files.folder.path + "/test.json")
    let images = renamed.images.map { image in
      image.fileName == "test-3.png"
        ? ImageRecord(id: image.id, fileName: support.fileName, width: image.width, height: image.height) : image
    }
    try files.folder.write("test/\(support.fileName)", bytes)
    try COCODataset(images: images, categories: renamed.categories, annotations: renamed.annotations)
      .write(to: files.folder.path + "/test.json")
    let findings = files.check()
    #expect(findings.map(\.rule) == [.trainTestOverlap, .supportTestOverlap])
    #expect(findings.allSatisfy { $0.place.jsonPath == "$.images[3].file_name" })
    // Without the overlap of base training, that of the shots is told alone.
    try files.folder.write("ids.json", text: "[2, 3]")
    let text = only(
      files.check { $0.ids = [DataCheck.IDs(file: files.folder.path + "/ids.json", percent: nil, seed: nil)] },
      .supportTestOverlap, files.folder.path + "/test.json", "$.images[3].file_name")
    #expect(text.contains(support.fileName) && text.contains("few-shot"))
  }

  @Test func aShareOfTheTrainingPicturesThatIsNone() throws {
    let picture = 1 / Double(files.train.images.count)
    #expect(files.check { $0.share = 0.6 * picture }.isEmpty)
    let text = only(
      files.check { $0.share = 0.4 * picture }, .emptyShare, files.folder.path + "/train.json", "$.images")
    #expect(text.contains("of \(files.train.images.count) pictures, which is none"))
    // Where lists are trained from, it is a share of each.
    try files.folder.write("ids.json", text: "[\(files.train.images[0].id)]")
    let ids = DataCheck.IDs(file: files.folder.path + "/ids.json", percent: nil, seed: nil)
    let listed = files.check {
      $0.share = 0.4
      $0.ids = [ids]
    }
    #expect(listed.map(\.rule) == [.emptyShare])
  }

  @Test func cocoNamesOfTwoYearsAreOnePicture() throws {
    let bytes = ImageBuffer(width: 12, height: 10, red: 77).png()
    for (split, name) in [("train", "COCO_train2014_000000000009.png"), ("test", "000000000009.png")] {
      try files.folder.write("\(split)/\(name)", bytes)
      let dataset = try COCODataset(file: "\(files.folder.path)/\(split).json")
      let image = ImageRecord(id: 999, fileName: name, width: 12, height: 10)
      try COCODataset(
        images: dataset.images + [image], categories: dataset.categories, annotations: dataset.annotations
      ).write(to: "\(files.folder.path)/\(split).json")
    }
    let text = only(
      files.check(), .trainTestOverlap, files.folder.path + "/test.json", "$.images[6].file_name")
    #expect(text.contains("000000000009.png"))
    // Equal names of different pictures are no overlap.
    try files.folder.write("test/000000000009.png", ImageBuffer(width: 12, height: 10, red: 78).png())
    #expect(files.check().isEmpty)
  }

  @Test func pretrainingOnTestPictures() throws {
    let folder = files.folder.path
    let findings = files.check { $0.pretrain = DataCheck.Source(images: folder + "/test", annotations: nil) }
    let text = only(findings, .pretrainTestOverlap, folder + "/test.json", "$.images[0].file_name")
    #expect(text.contains("one of 6") && text.contains("pre-training"))
  }

  @Test func novelLabelsInBaseTrainingAreCounted() throws {
    let findings = files.check { $0.novelCategories = ["owl"] }
    let text = only(findings, .novelInBase, files.folder.path + "/train.json", "$.annotations[3]")
    #expect(text.contains("10 objects"))
    #expect(findings.allSatisfy { $0.rule.severity == .warning })
  }

  @Test(arguments: [1, 3]) func aWrongK(count: Int) throws {
    try files.write(try files.list(dog, count, skip: 1), 2, 1, dog)
    let findings = files.check().filter { $0.rule == .shotCount }
    #expect(findings.count == 1 && findings[0].place.file == files.file(2, 1, "dog"))
    #expect(findings[0].text.contains("\(count) box") && findings[0].text.contains("exactly 2"))
  }

  @Test func imagesForBoxes() throws {
    // One picture that shows two cats, for one shot.
    let picture = files.train.images[0]
    let both = files.train.annotations.filter { $0.imageID == picture.id }
    try files.write(
      COCODataset(images: [picture], categories: SupportFiles.categories, annotations: both), 1, 0, cat)
    let findings = files.check().filter { $0.rule.severity == .error }
    let text = only(findings, .imageShots, files.file(1, 0, "cat"), "$.annotations")
    #expect(text.contains("2 boxes of \"cat\" on 1 pictures"))
  }

  @Test func shuffledCategories() throws {
    let list = try files.list(dog, 2, skip: 1)
    let shuffled = [list.categories[1], list.categories[0], list.categories[2]]
    try files.write(COCODataset(images: list.images, categories: shuffled, annotations: list.annotations), 2, 1, dog)
    let text = only(files.check(), .categoryOrder, files.file(2, 1, "dog"), "$.categories[0]")
    #expect(text.contains("\"dog\" with the id 2") && text.contains("\"cat\" with the id 1"))
  }

  @Test func novelBeforeBaseWhereLabelsGoByTheFile() throws {
    let files = try SupportFiles()
    func check(_ novel: [String]) -> [DataFinding] {
      files.check { check in (check.novelCategories, check.takesFileOrder) = (novel, true) }
        .filter { $0.rule.severity == .error }
    }
    #expect(check(["owl"]).isEmpty)
    let text = only(check(["dog"]), .labelOrder, files.folder.path + "/train.json", "$.categories[2]")
    #expect(text.contains("\"owl\"") && text.contains("\"dog\"") && text.contains("declared"), "\(text)")
    // Lists of novel categories alone have rows of their own, and declared labels do not go by the file.
    #expect(
      !files.check { check in (check.novelCategories, check.takesFileOrder, check.isNovelOnly) = (["dog"], true, true) }
        .contains { $0.rule == .labelOrder })
    #expect(!files.check { $0.novelCategories = ["dog"] }.contains { $0.rule == .labelOrder })
  }

  @Test func anEvaluationFileInAnotherOrderWhereLabelsGoByTheFile() throws {
    let files = try SupportFiles()
    let file = files.folder.path + "/test.json"
    let test = try COCODataset(file: file)
    try COCODataset(images: test.images, categories: test.categories.reversed(), annotations: test.annotations)
      .write(to: file)
    #expect(files.check().isEmpty)
    let text = only(files.check { $0.takesFileOrder = true }, .labelOrder, file, "$.categories[0]")
    #expect(text.contains("\"owl\"") && text.contains("\"cat\""), "\(text)")
  }

  @Test func brokenNesting() throws {
    try files.write(try files.list(cat, 2, skip: 3), 2, 1, cat)
    let findings = files.check()
    #expect(findings.map(\.rule) == [.nesting, .nesting])
    #expect(findings.map(\.place.file) == [files.file(2, 1, "cat"), files.file(3, 1, "cat")])
    // Seed 0 was imported by TFA itself, so it is only told.
    try files.write(try files.list(cat, 2, skip: 1), 2, 1, cat)
    try files.write(try files.list(cat, 1, skip: 3), 1, 0, cat)
    #expect(files.check().map(\.rule) == [.importedNesting])
  }

  @Test func duplicateAnnotationIDs() throws {
    let list = try files.list(dog, 1, skip: 1)
    let id = try files.list(cat, 1, skip: 1).annotations[0].id
    let object = list.annotations[0]
    try files.write(
      COCODataset(
        images: list.images, categories: list.categories,
        annotations: [Annotation(id: id, imageID: object.imageID, categoryID: 2, box: object.box)]), 1, 1, dog)
    let findings = files.check()
    #expect(findings.map(\.rule) == [.duplicateAnnotations, .nesting])
    #expect(findings[0].place.file == files.file(1, 1, "dog") && findings[0].text.contains("annotation \(id)"))
  }

  @Test func categoriesThatTheTestFileLacks() throws {
    let file = files.folder.path + "/test.json"
    try COCODataset(file: file).keeping(categoryIDs: [2, 5]).write(to: file)
    let text = only(files.check(), .testCategories, file, "$.categories")
    #expect(text.contains("\"cat\""))
  }

  @Test func tooFewBoxesToDraw() throws {
    let findings = files.check { check in
      check.format = nil
      check.shots = [5, 11].map { DataCheck.Shots(shots: $0, seed: 0, path: "") }
    }
    let text = only(findings, .boxesAvailable, files.folder.path + "/train.json", "$.annotations")
    #expect(text.contains("10 boxes of the category \"dog\", and too few of 1 more") && text.contains("at least 11"))
  }

  @Test func picturesOfSeveralObjectsInTheSingleObjectTask() throws {
    let findings = files.check { check in
      (check.isSingleObject, check.format, check.shots) = (true, nil, [])
    }
    #expect(findings.map(\.rule) == [.singleObject, .singleObject])
    #expect(findings[0].text.contains("\"train-0.png\" with 2 objects and 4 more"))
  }

  @Test func allFaultsAreToldAtOnce() throws {
    try files.write(try files.list(dog, 3), 2, 1, dog)
    try FileManager.default.removeItem(atPath: files.file(3, 0, "owl"))
    let file = files.folder.path + "/test.json"
    try COCODataset(file: file).keeping(categoryIDs: [2, 5]).write(to: file)
    let findings = files.check { $0.novelCategories = ["owl", "dgo"] }
    let rules = Set(findings.map(\.rule))
    #expect(rules.isSuperset(of: [.unknownCategory, .novelInBase, .readable, .shotCount, .testCategories]))
    #expect(findings.first { $0.rule == .unknownCategory }?.place.nearest == "dog")
    #expect(findings.first { $0.rule == .readable }?.place.file == files.file(3, 0, "owl"))
    let json = try #require(findings.first?.json)
    #expect(json["rule"] == "unknown-category" && json["severity"] == "error")
  }
}
