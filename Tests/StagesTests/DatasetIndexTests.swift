import Datasets
import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// `dataset.json` as other stages read it.
@Suite("DatasetIndex", .serialized) struct DatasetIndexTests {
  private let scratch: Scratch
  private let data: SmallData

  init() throws {
    scratch = try Scratch()
    data = try SmallData(in: scratch)
  }

  /// The error of a stage that reads this index.
  private func error(of index: JSONValue) throws -> String {
    try scratch.write("import-data/dataset.json", index)
    let run = try data.run(.predict, SmallSpecs.predict(.detection), ("weights", scratch("none")))
    #expect(run.status == 65)
    return run.error
  }

  private func index(_ splits: JSONValue, format: JSONValue = "imted-bench/dataset/1") -> JSONValue {
    ["format": format, "base": ["bird"], "novel": [], "splits": splits]
  }

  @Test func importedDataIsNotedByResourceNotByPath() throws {
    #expect(try data.imported().status == 0)
    let index = try JSONDocument(file: scratch("import-data/dataset.json")).root.value
    #expect(index["base"] == ["ant", "bird"])
    #expect(index["novel"] == ["fish"])
    #expect(index["splits"]?["train"]?["images"] == ["resource": "train.images"])
    #expect(!index.canonicalText.contains(scratch.path))
  }

  @Test func faultsAreNamedByFileAndPlace() throws {
    #expect(try error(of: index([:], format: "imted-bench/dataset/2")).contains("dataset.json:2:"))
    #expect(try error(of: index([:])).contains("no split test in the data"))
    #expect(try error(of: index(["tset": [:]])).contains("did you mean \"test\""))
    #expect(try error(of: index(["test": ["images": "images"]])).contains("no annotations for the split test"))
    #expect(try error(of: index(["test": ["images": 3]])).contains("$.splits.test.images"))
    for path in ["/etc", "../train", ""] {
      let place = try error(of: index(["test": ["images": .string(path), "annotations": "a.json"]]))
      #expect(place.contains("$.splits.test.images") && place.contains("inside the artifact"), "\(place)")
    }
    let lost = try error(of: index(["test": ["images": "images", "annotations": ["resource": "other"]]]))
    #expect(lost.contains("the resource \"other\""))
    let torn = try error(of: ["format": "imted-bench/dataset/1"])
    #expect(torn.contains("base"))
  }

  @Test func dataThatIsNotThereIsNamed() throws {
    let run = try data.run(.predict, SmallSpecs.predict(.detection), ("weights", scratch("none")))
    #expect(run.status == 65)
    #expect(run.error.contains("import-data/dataset.json"))
  }

  @Test func aSplitThatLacksACategoryIsRefusedAtImport() throws {
    var test = try data.load("test")
    test = test.keeping(categoryIDs: [9, 2])
    try data.save(test, "test")
    let run = try data.imported()
    #expect(run.status == 65)
    #expect(run.error.contains("test/annotations.json") && run.error.contains("no category \"ant\""), "\(run.error)")
  }
}
