import Datasets
import Detection
import StrictJSON
import Testing

@Suite struct COCODatasetTests {
  /// A valid file of one picture, in lines, so that faults have known places.
  static func text(
    image: String = #"{"id": 7, "file_name": "a.png", "width": 10, "height": 8, "license": 3}"#,
    category: String = #"{"id": 3, "name": "bird", "supercategory": "animal"}"#,
    annotation: String =
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3.5, 4], "area": 9.5, "iscrowd": 0}"#
  ) -> String {
    """
    {
    "info": {"anything": [1]},
    "images": [
    \(image)
    ],
    "categories": [
    \(category)
    ],
    "annotations": [
    \(annotation)
    ]
    }
    """
  }

  static func read(_ text: String, masks: Bool = false) throws -> COCODataset {
    try COCODataset(
      document: JSONDocument(bytes: Array(text.utf8), file: "a.json"), file: "a.json", masks: masks)
  }

  @Test(arguments: [("true", true), ("1", true), ("false", false), ("0", false)])
  func aCrowdIsOneByNumberOrWord(_ word: String, _ isCrowd: Bool) throws {
    let annotation = #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "iscrowd": \#(word)}"#
    #expect(try Self.read(Self.text(annotation: annotation)).annotations.map(\.isCrowd) == [isCrowd])
  }

  @Test func readsPicturesCategoriesAndObjects() throws {
    let dataset = try Self.read(Self.text())
    #expect(dataset.images == [ImageRecord(id: 7, fileName: "a.png", width: 10, height: 8)])
    #expect(dataset.categories == [Category(id: 3, name: "bird", supercategory: "animal")])
    let box = Box(x: 1, y: 2, width: 3.5, height: 4)
    #expect(dataset.annotations == [Annotation(id: 1, imageID: 7, categoryID: 3, box: box, area: 9.5)])
    #expect(dataset.annotations(ofImageAt: 0) == dataset.annotations)
    #expect(try dataset.category(named: "bird").id == 3)
    let error = #expect(throws: InputError.self) { try dataset.category(named: "brid") }
    #expect(error?.nearest == "bird")
  }

  @Test(arguments: [
    (
      #"{"id": 1, "image_id": 8, "category_id": 3, "bbox": [1, 2, 3, 4]}"#, 23, "image_id",
      "the number 8, which no picture has"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 4, "bbox": [1, 2, 3, 4]}"#, 41, "category_id",
      "the number 4, which no category has"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, -3, 4]}"#, 59, "bbox[2]",
      "the number -3 as a side of a box"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [7, 2, 3.6, 4]}"#, 52, "bbox",
      "a box from (7.0, 2.0) to (10.6, 6.0)"
    ),
    (#"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3]}"#, 52, "bbox", "an array of 3"),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 1e308, 4]}"#, 52, "bbox",
      "a box from (1.0, 2.0) to (1e+308, 6.0)"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "area": -1}"#, 74, "area",
      "the number -1"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "iscrowd": 2}"#, 77, "iscrowd",
      "the number 2"
    ),
    (
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "visible_fraction": 1.5}"#, 86,
      "visible_fraction", "the number 1.5"
    ),
  ])
  func refusesBadObjectsAtTheirPlace(_ annotation: String, _ column: Int, _ path: String, _ found: String)
    throws
  {
    let error = #expect(throws: InputError.self) { try Self.read(Self.text(annotation: annotation)) }
    #expect(error?.file == "a.json")
    #expect(error?.line == 10)
    #expect(error?.column == column)
    #expect(error?.jsonPath == "$.annotations[0].\(path)")
    #expect(error?.found == found)
  }

  @Test func refusesASecondUseOfAnID() throws {
    let image = #"{"id": 7, "file_name": "a.png", "width": 10, "height": 8}"#
    var error = #expect(throws: InputError.self) { try Self.read(Self.text(image: image + ",\n" + image)) }
    #expect(error?.line == 5 && error?.jsonPath == "$.images[1].id")
    let category = #"{"id": 3, "name": "bird"}"#
    error = #expect(throws: InputError.self) {
      try Self.read(Self.text(category: category + ",\n" + category))
    }
    #expect(error?.line == 8 && error?.jsonPath == "$.categories[1].id")
    let namesake = category + ",\n" + #"{"id": 4, "name": "bird"}"#
    error = #expect(throws: InputError.self) { try Self.read(Self.text(category: namesake)) }
    #expect(error?.jsonPath == "$.categories[1].name")
    let object = #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4]}"#
    error = #expect(throws: InputError.self) { try Self.read(Self.text(annotation: object + ",\n" + object)) }
    #expect(error?.line == 11 && error?.jsonPath == "$.annotations[1].id")
  }

  @Test func refusesPicturesWithoutSizeOrName() throws {
    var error = #expect(throws: InputError.self) {
      try Self.read(Self.text(image: #"{"id": 7, "file_name": "a.png", "width": 0, "height": 8}"#))
    }
    #expect(error?.jsonPath == "$.images[0].width" && error?.line == 4)
    error = #expect(throws: InputError.self) {
      try Self.read(Self.text(image: #"{"id": 7, "file_name": "", "width": 5, "height": 8}"#))
    }
    #expect(error?.jsonPath == "$.images[0].file_name")
    #expect(throws: InputError.self) { try Self.read("{\"images\": [], \"categories\": []}") }
    #expect(throws: InputError.self) { try Self.read("[]") }
  }

  @Test func readsTheThreeFormsOfAMaskAlike() throws {
    // Columns 2 to 4, rows 1 to 3 of a picture of 10 x 8.
    let counts = [17, 3, 5, 3, 5, 3, 44]
    let pixels = RLE(height: 8, width: 10, counts: counts.map { UInt32($0) })
    for mask in [
      "[[2, 1, 5, 1, 5, 4, 2, 4]]", #"{"size": [8, 10], "counts": \#(counts)}"#,
      #"{"size": [8, 10], "counts": "\#(pixels.compressed)"}"#,
    ] {
      let annotation =
        #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [2, 1, 3, 3], "segmentation": \#(mask)}"#
      let dataset = try Self.read(Self.text(annotation: annotation), masks: true)
      #expect(dataset.annotations[0].mask == pixels, "\(mask)")
      #expect(dataset.annotations[0].area == 9)
      #expect(try Self.read(Self.text(annotation: annotation)).annotations[0].mask == nil)
    }
  }

  @Test(arguments: [
    (#"{"size": [8, 11], "counts": [80]}"#, ".size"), (#"{"size": [8, 10], "counts": [79]}"#, ".counts"),
    (#"{"size": [8, 10], "counts": "zzz"}"#, ".counts"),
    (#"{"size": [8, 10], "counts": [-1, 81]}"#, ".counts[0]"),
    ("[[1, 2, 3, 4]]", "[0]"), ("[]", ""), ("7", ""), ("[[1, 2, 3, 4, 5, 1e9]]", "[0][5]"),
  ])
  func refusesMalformedMasksAtTheirPlace(_ mask: String, _ path: String) throws {
    let annotation =
      #"{"id": 1, "image_id": 7, "category_id": 3, "bbox": [2, 1, 3, 3], "segmentation": \#(mask)}"#
    let error = #expect(throws: InputError.self) {
      try Self.read(Self.text(annotation: annotation), masks: true)
    }
    #expect(error?.jsonPath == "$.annotations[0].segmentation" + path)
    #expect(error?.line == 10)
  }

  @Test func bringsBackWhatItWrote() throws {
    let folder = try TestFolder()
    let mask = RLE(polygons: [[1.5, 1, 6, 2, 4, 7]], height: 8, width: 10)
    let dataset = COCODataset(
      images: [
        ImageRecord(id: 2, fileName: "b \"quoted\".png", width: 10, height: 8),
        ImageRecord(id: 1, fileName: "a.png", width: 4, height: 4),
      ], categories: [Category(id: 9, name: "fish"), Category(id: 1, name: "bird", supercategory: "animal")],
      annotations: [
        Annotation(
          id: 5, imageID: 2, categoryID: 9, box: Box(x: 1.25, y: 1, width: 4.1, height: 6), area: 13,
          mask: mask,
          visibleFraction: 0.3),
        Annotation(
          id: 4, imageID: 1, categoryID: 1, box: Box(x: 0, y: 0, width: 4, height: 4), isCrowd: true),
      ])
    let file = folder.path + "/annotations.json"
    try dataset.write(to: file, info: JSONObject([("year", 2023)])) { [("stamp", .integer($0.id))] }
    let back = try COCODataset(file: file, masks: true)
    #expect(back.images == dataset.images)
    #expect(back.categories == dataset.categories)
    #expect(back.annotations == dataset.annotations)
  }

  @Test func leavesOutCategoriesAndEmptyPictures() throws {
    let images = (1...3).map { ImageRecord(id: $0, fileName: "\($0).png", width: 9, height: 9) }
    let box = Box(x: 0, y: 0, width: 2, height: 2)
    let dataset = COCODataset(
      images: images, categories: [Category(id: 1, name: "a"), Category(id: 2, name: "b")],
      annotations: [
        Annotation(id: 1, imageID: 1, categoryID: 1, box: box),
        Annotation(id: 2, imageID: 2, categoryID: 2, box: box),
        Annotation(id: 3, imageID: 3, categoryID: 1, box: box, isCrowd: true),
      ])
    let part = dataset.keeping(categoryIDs: [1])
    #expect(part.annotations.map(\.id) == [1, 3] && part.images.count == 3)
    #expect(part.withoutEmptyImages().images.map(\.id) == [1])
  }

  @Test func listsThePicturesOfAFolder() throws {
    let folder = try TestFolder()
    let picture = ImageBuffer(width: 5, height: 3)
    try folder.write("images/b.png", picture.png())
    try folder.write("images/a/c.JPG", picture.jpeg())
    try folder.write("images/folder.png/d.png", picture.png())
    try folder.write("images/notes.txt", text: "no picture")
    let dataset = try COCODataset(pictureFolder: folder.path + "/images")
    #expect(
      dataset.images == [
        ImageRecord(id: 1, fileName: "a/c.JPG", width: 5, height: 3),
        ImageRecord(id: 2, fileName: "b.png", width: 5, height: 3),
        ImageRecord(id: 3, fileName: "folder.png/d.png", width: 5, height: 3),
      ])
    #expect(throws: InputError.self) { try COCODataset(pictureFolder: folder.path + "/absent") }
  }
}
