import Foundation
import Spec
import StrictJSON
import Testing

@Suite struct ExperimentSchemaTests {
  private static let benchmarks = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("benchmarks").path

  /// All experiment files of the repository.
  private static let files: [String] =
    (FileManager.default.enumerator(atPath: benchmarks)?.compactMap { $0 as? String } ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  /// An experiment that has every section and every form but the other ones of `data` and `pretrain`.
  private static let everything = """
    {
      "$schema": "schema.json",
      "format": "imted-bench/experiment/1", "name": "all", "title": "t", "notes": "n", "task": "detection",
      "data": {"kind": "composed", "categories": {"base": ["bird"], "novel": ["fish"]},
        "exemplar_shares": {"pretrain": 0.4, "train": 0.3, "development": 0.1, "test": 0.2},
        "images": {"pretrain": 1, "train": 1, "development": 1, "test": 1}},
      "model": {"preset": "tiny", "encoder": {"width": 96}, "decoder": {"depth": 1}, "mask_head": true,
        "quirks": {"label_order": "declared"}},
      "pretrain": {"samples": 128},
      "train": {"epochs": 1, "schedule": "step", "milestones": {"epochs": [1]}, "lr_by_arm": {"scratch": 0.1},
        "augmentation": {"policy": "multi-scale-crop"}, "quirks": {"frozen_statistics": "fixed"}},
      "fine_tune": {"iterations": 2, "schedule": "step", "milestones": {"iterations": [1]},
        "augmentation": {"policy": "large-scale-jitter"}, "quirks": {"regression_rows": "copied"}},
      "matrix": {"arms": ["scratch"], "shots": [1], "seeds": [0, 1], "pretrain_seeds": [0, 0], "shot_seeds": [3, 3], "base_seeds": [0, 0],
        "variants": [{"name": "v", "set": {"train.lr": 0.1}}],
        "exclude": [{"arm": "scratch", "shots": [1], "seed": [1], "variant": ["v"]}],
        "include": [{"arm": ["encoder-only"], "shots": 1, "seed": 1, "variant": "v"}]},
      "evaluation": {"subsets": ["all", "novel visible[0,0.5)"], "visible_curve": {"bands": 4},
        "iou_types": ["bbox", "segm"], "test_size": {"short_side_px": 8, "long_side_px": 9},
        "occlusion_lists": {"occluded": "o.json"}},
      "tables": [{"name": "main", "rows": ["arm"], "columns": [{"metric": "AP"}], "baseline": {"variant": "v"},
        "literature": [{"label": "l", "source": "s", "setting": "g", "seeds": null, "incomparable": null,
          "percent": [1.5]}]}]
    }
    """

  private static let listed = """
    {
      "format": "imted-bench/experiment/1", "name": "listed",
      "data": {"kind": "coco", "train": {"images": "i", "annotations": "a", "ids": {"file": "f"}},
        "test": {"images": "i", "annotations": "a"}, "pretrain": {"images": "p"},
        "novel_categories": "coco-20", "shots": {"format": "merged", "file": "{seed}"}},
      "model": {"preset": "vit-b"}, "pretrain": {"checkpoint": "c.pth"},
      "train": {"augmentation": {"policy": "multi-scale"}}, "fine_tune": {"epochs": 1},
      "matrix": {"arms": ["scratch"], "shots": [1]},
      "evaluation": {"visible_curve": {"edges": [0, 0.5]}}
    }
    """

  @Test func everyExperimentOfTheRepositoryIsValid() throws {
    #expect(Self.files.count >= 18)
    for name in Self.files {
      let value = try JSONDocument(file: "\(Self.benchmarks)/\(name)").root.value
      #expect(SchemaValidator.faults(value, ExperimentSchema.json) == [], "\(name)")
    }
  }

  @Test(arguments: [everything, listed]) func whatIsReadIsValidAlsoWithItsDefaults(text: String) throws {
    let value = try JSONDocument(text: text).root.value
    #expect(SchemaValidator.faults(value, ExperimentSchema.json) == [])
    let resolved = try ExperimentSpec(document: JSONDocument(value: value)).json
    #expect(SchemaValidator.faults(resolved, ExperimentSchema.json) == [])
  }

  /// The reader names the keys that it knows when it meets one that it does not.
  @Test(arguments: [everything, listed]) func everyObjectHasTheKeysThatTheReaderKnows(text: String) throws {
    let value = try JSONDocument(text: text).root.value
    var compared = 0
    for steps in Self.objects(in: value) where steps.last != "set" && steps.last != "lr_by_arm" {
      let error = #expect(throws: InputError.self, "\(steps)") {
        try ExperimentSpec(document: JSONDocument(value: Self.adding("zzzz", to: value, steps)))
      }
      let expected = try #require(error?.expected)
      guard expected.hasPrefix("one of ") else {
        #expect(steps == ["pretrain"] && expected.contains("alone"), "\(steps): \(error as Any)")
        continue
      }
      let known = Set(expected.dropFirst("one of ".count).components(separatedBy: ", "))
      let schema = try #require(SchemaValidator.schema(of: steps, in: value, ExperimentSchema.json), "\(steps)")
      guard case .object(let properties)? = schema["properties"] else {
        Issue.record("\(steps) has no properties")
        continue
      }
      // Only the reader of whole experiments resolves what a file extends; of two forms the schema knows one at a time.
      let stated = Set(properties.keys).subtracting(["extends"])
      // The reader of base training asks for the rows of fine-tuning only to refuse them.
      let hasForms = ["visible_curve", "milestones", "pretrain"].contains(steps.last) || steps == ["train", "quirks"]
      #expect(hasForms ? stated.isSubset(of: known) : stated == known, "\(steps)")
      compared += 1
    }
    #expect(compared >= 10)
  }

  @Test func aMisspeltKeyAWrongTypeAndAValueOutOfRangeAreInvalid() throws {
    for (old, new) in [
      ("\"epochs\": 1,", "\"epoch\": 1,"), ("\"samples\": 128", "\"samples\": \"128\""),
      ("\"samples\": 128", "\"samples\": 0"), ("\"bands\": 4", "\"bands\": 2000"),
      ("\"scratch\": 0.1", "\"scrach\": 0.1"),
      ("\"kind\": \"composed\"", "\"kind\": \"compost\""), ("visible[0,0.5)", "visible[0,0.5"),
      ("\"train.lr\": 0.1", "\"trian.lr\": 0.1"), ("\"seeds\": [0, 1]", "\"seeds\": [0, 0]"),
      ("\"name\": \"all\",", ""),
    ] {
      let text = Self.everything.replacingOccurrences(of: old, with: new)
      #expect(text != Self.everything, "\(old)")
      let value = try JSONDocument(text: text).root.value
      #expect(!SchemaValidator.faults(value, ExperimentSchema.json).isEmpty, "\(new)")
      #expect(throws: InputError.self, "\(new)") { try ExperimentSpec(document: JSONDocument(value: value)) }
    }
  }

  @Test func aFileThatExtendsOthersNeedsNothingButMayNotMisspell() throws {
    let child = try JSONDocument(text: #"{"extends": "common.json", "train": {"lr": 0.1}, "data": {"seed": 3}}"#)
    #expect(SchemaValidator.faults(child.root.value, ExperimentSchema.json) == [])
    let wrong = try JSONDocument(text: #"{"extends": "common.json", "train": {"lrr": 0.1}}"#)
    #expect(!SchemaValidator.faults(wrong.root.value, ExperimentSchema.json).isEmpty)
    let part = try JSONDocument(text: #"{"train": {"lr": 0.1}}"#)
    // Null takes away what is inherited.
    let less = try JSONDocument(text: #"{"extends": "c.json", "train": {"lr_by_arm": null}, "fine_tune": null}"#)
    #expect(SchemaValidator.faults(less.root.value, ExperimentSchema.json) == [])
    let nothing = try JSONDocument(text: #"{"extends": null, "train": {"lr": 0.1}}"#)
    #expect(!SchemaValidator.faults(nothing.root.value, ExperimentSchema.json).isEmpty)
    #expect(SchemaValidator.faults(part.root.value, ExperimentSchema.part) == [])
  }

  /// The paths of all objects, as keys and indices.
  private static func objects(in value: JSONValue, at path: [String] = []) -> [[String]] {
    switch value {
    case .object(let object): [path] + object.members.flatMap { objects(in: $0.value, at: path + [$0.key]) }
    case .array(let elements): elements.enumerated().flatMap { objects(in: $1, at: path + ["\($0)"]) }
    default: []
    }
  }

  private static func adding(_ key: String, to value: JSONValue, _ steps: [String]) -> JSONValue {
    switch (value, steps.first) {
    case (.object(var object), nil):
      object[key] = 1
      return .object(object)
    case (.object(var object), let step?):
      object[step] = object[step].map { adding(key, to: $0, Array(steps.dropFirst())) }
      return .object(object)
    case (.array(var elements), let step?):
      guard let place = Int(step) else { return value }
      elements[place] = adding(key, to: elements[place], Array(steps.dropFirst()))
      return .array(elements)
    default: return value
    }
  }
}
