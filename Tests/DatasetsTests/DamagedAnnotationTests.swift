import Datasets
import Detection
import Mutations
import StrictJSON
import Testing

/// An annotation file with faults is read, if what it says is still right, or refused with the place of what is wrong.
@Suite struct DamagedAnnotationTests {
  private static let words = [
    "null", "-1", "1e999", "1e-400", "NaN", "[]", "{}", "\"", ",", "\\u0000", "0", "9007199254740993",
  ]

  private static let text = """
    {"info": {"year": 2026}, "licenses": [],
     "images": [{"id": 7, "file_name": "a.png", "width": 10, "height": 8}, {"id": 9, "file_name": "b.png", "width": 5,
       "height": 6}],
     "categories": [{"id": 3, "name": "bird", "supercategory": "animal"}, {"id": 4, "name": "hat"}],
     "annotations": [
       {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1, 2, 3.5, 4], "area": 9.5, "iscrowd": 0,
         "visible_fraction": 0.5, "segmentation": [[1, 2, 4.5, 2, 4.5, 6]]},
       {"id": 2, "image_id": 9, "category_id": 4, "bbox": [0, 0, 5, 6], "area": 30, "iscrowd": 1,
         "segmentation": {"size": [6, 5], "counts": [0, 10, 20]}},
       {"id": 5, "image_id": 9, "category_id": 3, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 0,
         "segmentation": {"size": [6, 5], "counts": "02306"}}]}
    """

  private func expectAnswerOrPlace(_ bytes: [UInt8], _ seed: Int) {
    do throws(InputError) {
      let dataset = try COCODataset(
        document: JSONDocument(bytes: bytes, file: "a.json"), file: "a.json", masks: seed.isMultiple(of: 2))
      for annotation in dataset.annotations {
        #expect(dataset.imageIndex(id: annotation.imageID) != nil, "seed \(seed)")
        #expect(annotation.area.isFinite && annotation.box.width >= 0 && annotation.box.height >= 0, "seed \(seed)")
      }
    } catch {
      #expect(error.file == "a.json", "seed \(seed): \(error)")
      #expect(error.line != nil || error.jsonPath != nil, "seed \(seed): \(error)")
    }
  }

  @Test(.timeLimit(.minutes(5))) func damagedTextIsReadOrRefusedWithItsPlace() {
    for seed in 0..<1500 {
      var draws = Draws(seed: seed)
      expectAnswerOrPlace(Array(Self.text.utf8).damaged(by: &draws, words: Self.words), seed)
    }
  }

  @Test(.timeLimit(.minutes(5))) func damagedValuesAreReadOrRefusedWithTheirPlace() throws {
    let whole = try JSONDocument(text: Self.text).root.value
    for seed in 0..<1500 {
      var draws = Draws(seed: seed)
      expectAnswerOrPlace(Array(whole.damaged(by: &draws).prettyText().utf8), seed)
    }
  }
}
