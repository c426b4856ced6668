import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// Experiments on COCO files that are there already. The files are those that the few-shot smoke composed.
extension EndToEnd {
  @Suite struct COCODataTests {
    private let scratch: Scratch
    private let data: String

    init() throws {
      scratch = try Scratch()
      data = scratch("data")
      let run = try SmokeRun.fewShot.get()
      let index = try #require(Files.named("dataset.json", below: run.results + "/objects").first)
      let artifact = URL(fileURLWithPath: index).deletingLastPathComponent().path
      for split in ["pretrain", "train", "test"] {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(artifact)/\(split)", toPath: "\(data)/\(split)")
      }
    }

    /// The smoke experiment on the copied files, one arm and one number of shots.
    private func experiment(
      _ name: String = "spec.json", arm: String = "encoder-only", shots: Int = 2,
      _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> String {
      var spec = try Repository.experiment("benchmarks/smoke/few-shot.json")
      func source(_ split: String) -> JSONValue {
        ["images": .string("data/\(split)/images"), "annotations": .string("data/\(split)/annotations.json")]
      }
      spec["name"] = "coco"
      spec["data"] = [
        "kind": "coco", "pretrain": ["images": "data/pretrain/images"], "train": source("train"),
        "test": source("test"),
        "novel_categories": ["fish"],
      ]
      spec["matrix"] = ["arms": [.string(arm)], "shots": [.integer(shots)], "seeds": [0]]
      spec["tables"] = []
      change(&spec)
      return try scratch.write(name, .object(spec))
    }

    private func run(_ spec: String, results: String = "results") throws -> Outcome {
      try IMTED.run("run", spec, "--results", scratch(results))
    }

    /// Rewrites the annotation file of a split.
    private func edit(_ split: String, _ change: (COCODataset) -> COCODataset) throws {
      let file = "\(data)/\(split)/annotations.json"
      try change(COCODataset(file: file)).write(to: file)
    }

    @Test func aFewShotRunOnCOCOFilesEndsWithMeasures() throws {
      let outcome = try run(try experiment())
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try Database.metrics(scratch("results")).contains { $0.contains("AP of novel:") })
    }

    @Test func movedFilesAreFoundAtTheirNewPlace() throws {
      #expect(try run(try experiment()).status == 0)
      try FileManager.default.moveItem(atPath: data, toPath: scratch("moved/data"), makingFolder: true)
      let spec = try experiment("moved/spec.json") {
        $0["fine_tune"] = ["iterations": 5, "batch_size": 4, "freeze_encoder": true]
      }
      let outcome = try run(spec)
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The content is the same, so the base training is not done again.
      #expect(!outcome.errors.contains("started   train "), "\(outcome.errors)")
      #expect(outcome.errors.contains("started   fine-tune"))
    }

    @Test func aMissingPictureIsNamed() throws {
      let lost = try #require(try COCODataset(file: data + "/train/annotations.json").images.dropFirst().first)
      try FileManager.default.removeItem(atPath: "\(data)/train/images/\(lost.fileName)")
      expectOneSentence(
        try run(try experiment()), naming: ["data/train/annotations.json", "$.images[1].file_name", lost.fileName])
      expectNothingMade()
    }

    @Test func aPictureThatIsNoneIsNamed() throws {
      let image = try #require(try COCODataset(file: data + "/train/annotations.json").images.first)
      try scratch.write("data/train/images/\(image.fileName)", "not a picture")
      expectOneSentence(try run(try experiment()), naming: [image.fileName])
    }

    @Test func aBoxOutsideItsPictureIsNamed() throws {
      try edit("train") { dataset in
        var annotations = dataset.annotations
        annotations[2].box = Box(x: 20, y: 4, width: 30, height: 5)
        return COCODataset(images: dataset.images, categories: dataset.categories, annotations: annotations)
      }
      expectOneSentence(
        try run(try experiment()), naming: ["data/train/annotations.json:", "$.annotations[2].bbox", "32 x 32"])
      expectNothingMade()
    }

    @Test func aCategoryWithoutKBoxesIsNamed() throws {
      let outcome = try run(try experiment(shots: 1000))
      expectOneSentence(outcome, naming: ["data/train/annotations.json", "1000"])
      #expect(Files.below(scratch("results/objects/.tmp")).isEmpty)
    }

    @Test func failFastEndsWithTheCodeOfTheFirstFailure() throws {
      let spec = try experiment {
        $0["matrix"] = ["arms": ["scratch", "encoder-only"], "shots": [1000], "seeds": [0]]
      }
      let outcome = try IMTED.run("run", spec, "--results", scratch("results"), "--fail-fast")
      #expect(outcome.status == 65, "\(outcome.errors)")
    }

    @Test func eachVariantsOrderOfLabelsIsLookedAt() throws {
      for split in ["train", "test"] {
        try edit(split) { dataset in
          let (novel, base) = (
            dataset.categories.filter { $0.name == "fish" }, dataset.categories.filter { $0.name != "fish" }
          )
          return COCODataset(
            images: dataset.images, categories: novel + base, annotations: dataset.annotations)
        }
      }
      func variant(_ order: String) -> JSONValue {
        ["name": .string(order), "set": ["model.quirks": ["label_order": .string(order)]]]
      }
      func planned(_ orders: String...) throws -> Outcome {
        let spec = try experiment {
          $0["matrix"] = [
            "arms": ["encoder-only"], "shots": [2], "seeds": [0], "variants": .array(orders.map(variant)),
          ]
        }
        return try IMTED.run("plan", spec, "--results", scratch("results"))
      }
      #expect(try planned("declared").status == 0)
      for orders in [["file", "declared"], ["declared", "file"]] {
        expectOneSentence(try planned(orders[0], orders[1]), naming: ["data/train/annotations.json", "\"fish\""])
      }
    }

    @Test func missingFilesAndUnknownCategoriesAreNamed() throws {
      let other = try experiment { $0["data"]?.set("train", "annotations", to: "data/none.json") }
      expectOneSentence(try run(other), naming: ["data/none.json"])
      let unknown = try experiment { $0["data"]?.set("novel_categories", to: ["fush"]) }
      expectOneSentence(try run(unknown), naming: ["fush", "did you mean \"fish\""])
    }

    @Test func evaluationPicturesMustNotBeTrainingPictures() throws {
      let spec = try experiment {
        $0["data"]?.set("test", to: ["images": "data/train/images", "annotations": "data/train/annotations.json"])
      }
      expectOneSentence(try run(spec), naming: ["data/train/annotations.json", "$.images[0].file_name", "training"])
    }

    @Test(arguments: [0, 2]) func aSingleObjectPictureWithAnotherNumberOfObjectsIsNamed(count: Int) throws {
      let single = try SmokeRun.singleObject.get()
      let index = try #require(Files.named("dataset.json", below: single.results + "/objects").first)
      let artifact = URL(fileURLWithPath: index).deletingLastPathComponent().path
      try FileManager.default.removeItem(atPath: data + "/train")
      try FileManager.default.copyItem(atPath: artifact + "/train", toPath: data + "/train")
      try FileManager.default.removeItem(atPath: data + "/test")
      try FileManager.default.copyItem(atPath: artifact + "/test", toPath: data + "/test")
      try edit("train") { dataset in
        var annotations = dataset.annotations
        let first = annotations.remove(at: 0)
        if count == 2 {
          for id in [9001, 9002] {
            annotations.append(
              Annotation(
                id: id, imageID: first.imageID, categoryID: first.categoryID, box: first.box, area: first.area,
                isCrowd: false))
          }
        }
        return COCODataset(images: dataset.images, categories: dataset.categories, annotations: annotations)
      }
      let spec = try experiment { spec in
        spec["task"] = "single-object"
        spec["fine_tune"] = nil
        spec["data"]?.set("novel_categories", to: [])
        spec["matrix"] = ["arms": ["scratch"], "seeds": [0]]
        spec["evaluation"] = ["subsets": ["all"]]
      }
      let picture = try #require(try COCODataset(file: data + "/train/annotations.json").images.first).fileName
      expectOneSentence(
        try run(spec), naming: ["data/train/annotations.json", picture, count == 0 ? "no object" : "2 objects"])
    }

    @Test func aDamagedWeightIsNotTakenForATrainedOne() throws {
      #expect(try run(try experiment(arm: "full-transfer")).status == 0)
      let stage = try #require(
        Files.named("stage.json", below: scratch("results/objects")).first {
          try JSONDocument(file: $0).root.value["kind"] == "pretrain"
        })
      let weights = URL(fileURLWithPath: stage).deletingLastPathComponent().appendingPathComponent(
        "weights.safetensors")
      // The same size, one value another.
      var bytes = try Data(contentsOf: weights)
      bytes[bytes.count - 2] ^= 0x40
      try bytes.write(to: weights)
      let spec = try experiment { $0["matrix"] = ["arms": ["full-transfer"], "shots": [2], "seeds": [1]] }
      expectOneSentence(try run(spec), naming: [weights.path, "SHA-256"])
      // A torn one is seen by its size, set aside and made again.
      try bytes.dropLast(8).write(to: weights)
      let again = try run(spec)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.errors.contains("set aside"))
    }

    @Test func aLossThatIsNotFiniteStopsTheTraining() throws {
      let spec = try experiment { $0["train"]?.set("lr", to: 1e18) }
      let outcome = try run(spec)
      #expect(outcome.status == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("the loss is"), "\(outcome.errors)")
      #expect(Files.below(scratch("results/objects/.tmp")).isEmpty)
    }

    /// No artifact and no partial one is there.
    private func expectNothingMade() {
      #expect(Files.named("stage.json", below: scratch("results")).isEmpty)
      #expect(Files.below(scratch("results/objects/.tmp")).isEmpty)
    }
  }
}

extension JSONValue {
  /// Sets a member of an object, or of an object inside it.
  fileprivate mutating func set(_ keys: String..., to value: JSONValue) {
    func changed(_ old: JSONValue, _ keys: ArraySlice<String>) -> JSONValue {
      guard let key = keys.first else { return value }
      guard case .object(var object) = old else { fatalError("no object at \(keys)") }
      object[key] = changed(object[key] ?? .null, keys.dropFirst())
      return .object(object)
    }
    self = changed(self, keys[...])
  }
}

extension FileManager {
  fileprivate func moveItem(atPath path: String, toPath target: String, makingFolder: Bool) throws {
    if makingFolder {
      try createDirectory(
        at: URL(fileURLWithPath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    try moveItem(atPath: path, toPath: target)
  }
}
