import Datasets
import Detection
import StrictJSON
import Testing

@Suite struct COCODetectionsTests {
  let dataset = COCODataset(
    images: [ImageRecord(id: 7, fileName: "a.png", width: 10, height: 8)],
    categories: [Category(id: 3, name: "bird")], annotations: [])

  func read(_ text: String, masks: Bool = false) throws -> COCODetections {
    try COCODetections(document: JSONDocument(bytes: Array(text.utf8), file: "d.json"), for: dataset, masks: masks)
  }

  @Test func bringsBackWhatItWrote() throws {
    let mask = RLE(polygons: [[1, 1, 6, 1, 6, 5, 1, 5]], height: 8, width: 10)
    let list = COCODetections([
      Detection(
        imageID: 7, categoryID: 3, box: Box(x: -1.5, y: 0.1, width: 30, height: 2), score: 0.123456789012)
    ])
    #expect(try read(list.text) == list)
    let masked = COCODetections([
      Detection(imageID: 7, categoryID: 3, box: mask.boundingBox, score: 1, mask: mask)
    ])
    #expect(try read(masked.text, masks: true) == masked)
    #expect(try read(COCODetections([]).text).detections.isEmpty)
    let folder = try TestFolder()
    try list.write(to: folder.path + "/d.json")
    #expect(try COCODetections(file: folder.path + "/d.json", for: dataset) == list)
  }

  @Test func takesTheBoxOfAMaskWithoutOne() throws {
    let list = try read(
      #"[{"image_id": 7, "category_id": 3, "score": 0.5, "segmentation": {"size": [8, 10], "counts": [17, 3, 60]}}]"#
    )
    #expect(list.detections.map(\.box) == [Box(x: 2, y: 1, width: 1, height: 3)])
  }

  @Test func theFirstResultSaysWhoseAreasCount() throws {
    let only =
      #"{"image_id": 7, "category_id": 3, "score": 0.5, "segmentation": {"size": [8, 10], "counts": [17, 3, 60]}}"#
    let both = only.dropLast() + #", "bbox": [1, 1, 4, 5]}"#
    #expect(try read("[\(only), \(both)]").detections.map(\.area) == [3, 3])
    #expect(try read("[\(both), \(only)]").detections.map(\.area) == [20, 3])
  }

  @Test(arguments: ["[]", #"{"size": [3, 3], "counts": [9]}"#, #""none""#])
  func masksThatNobodyAskedForAreNotLookedAt(_ segmentation: String) throws {
    let text =
      #"[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1, "segmentation": \#(segmentation)}]"#
    #expect(try read(text).detections.map(\.box) == [Box(x: 1, y: 2, width: 3, height: 4)])
    #expect(throws: InputError.self) { try read(text, masks: true) }
  }

  @Test func anEmptyBoxIsNone() throws {
    let text =
      #"[{"image_id": 7, "category_id": 3, "bbox": [], "score": 1, "segmentation": {"size": [8, 10], "counts": [17, 3, 60]}}]"#
    let list = try read(text, masks: true)
    #expect(list.detections.map(\.box) == [Box(x: 2, y: 1, width: 1, height: 3)] && list.detections[0].area == 3)
  }

  @Test func masksCanBeAskedFor() throws {
    let text = #"[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}]"#
    #expect(try read(text).detections.count == 1)
    let error = #expect(throws: InputError.self) {
      try COCODetections(document: JSONDocument(bytes: Array(text.utf8), file: "d.json"), for: dataset, masks: true)
    }
    #expect(error?.jsonPath == "$[0]" && error?.found.contains("segmentation") == true)
  }

  @Test(arguments: [
    (#"[{"image_id": 8, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}]"#, "$[0].image_id"),
    (#"[{"image_id": 7, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 1}]"#, "$[0].category_id"),
    (#"[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, -4], "score": 1}]"#, "$[0].bbox[3]"),
    (#"[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "score": "high"}]"#, "$[0].score"),
    (#"[{"image_id": 7, "category_id": 3, "score": 1}]"#, "$[0]"), (#"{"image_id": 7}"#, "$"),
  ])
  func refusesBadResultsAtTheirPlace(_ text: String, _ path: String) throws {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.jsonPath == path && error?.file == "d.json" && error?.line == 1)
  }
}
