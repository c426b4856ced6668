import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// The experiment with a mask head, from start to table.
extension EndToEnd {
  @Suite struct MaskRunTests {
    @Test func theMaskSmokeRunsToItsTable() throws {
      let run = try SmokeRun.mask.get()
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("2 of 2 runs done"))
      let table = try IMTED.run("table", run.spec, "--results", run.results)
      #expect(table.status == 0, "\(table.errors)")
      for word in ["full-transfer", "encoder-only", "box AP", "mask AP", "n=1"] {
        #expect(table.output.contains(word), "no \(word) in \(table.output)")
      }
    }

    @Test func everyDetectionHasAMaskInItsBox() throws {
      let run = try SmokeRun.mask.get()
      let files = Files.named("detections.json", below: run.results).sorted()
      let data = try #require(
        Files.named("annotations.json", below: run.results).first { $0.contains("/test/") })
      let dataset = try COCODataset(file: data, masks: true)
      #expect(files.count == 2)
      for file in files {
        let found = try COCODetections(file: file, for: dataset, masks: true).detections
        #expect(found.count > 16)
        for detection in found {
          let mask = try #require(detection.mask)
          let (box, around) = (detection.box, mask.boundingBox)
          #expect(
            mask.area == 0
              || around.x1 >= box.x1 - 1 && around.y1 >= box.y1 - 1 && around.x2 <= box.x2 + 1
                && around.y2 <= box.y2 + 1
          )
        }
        #expect(found.contains { $0.mask?.area ?? 0 > 20 })
      }
    }
  }
}
