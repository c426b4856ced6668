import Foundation
import StrictJSON
import Testing

/// `imted evaluate` by mask, its recalls and curves, and the lists that `imted data convert-occlusion` makes for it.
extension EndToEnd {
  @Suite struct MaskEvaluationTests {
    private func file(_ golden: String, _ name: String) -> String {
      Repository.path("Tests/Fixtures/coco-goldens/\(golden)/\(name)")
    }

    private func numbers(_ golden: String, _ options: String...) throws -> [(key: String, value: Double)] {
      let outcome = try IMTED.start(
        ["evaluate", "--annotations", file(golden, "GT.json"), "--detections", file(golden, "DT.json"), "--json"]
          + options, environment: [:], folder: Repository.root
      ).outcome()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try JSONDocument(text: outcome.output).root.object().members().map { ($0.key, try $0.value.double()) }
    }

    @Test(arguments: ["masks", "masks-and-boxes", "masks-many"], ["segm", "bbox"])
    func theTwelveNumbersAreThoseOfPycocotools(golden: String, type: String) throws {
      let expected = try JSONDocument(file: file(golden, "expected.json")).root.object()
        .required(type == "segm" ? "segm" : "subsets").array()[0].object().required("stats").array()
      let found = try numbers(golden, "--iou-type", type)
      #expect(found.count == 12)
      for (number, golden) in zip(found, expected) {
        #expect(abs(number.value - (golden.isNull ? -1 : try golden.double())) <= 1e-12, "\(number.key)")
      }
    }

    @Test func badMasksAreNamedByPlace() throws {
      let scratch = try Scratch()
      func evaluate(_ segmentation: String, _ result: String, type: String = "segm") throws -> (Outcome, String, String)
      {
        let truth = try scratch.write(
          "GT.json",
          """
          {"images": [{"id": 1, "width": 10, "height": 8}], "categories": [{"id": 3}],
           "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [2, 1, 1, 3], "area": 3, "iscrowd": 0\(segmentation)}]}
          """)
        let detections = try scratch.write(
          "DT.json", #"[{"image_id": 1, "category_id": 3, "bbox": [2, 1, 1, 3], "score": 0.5\#(result)}]"#)
        return (
          try IMTED.run("evaluate", "--annotations", truth, "--detections", detections, "--iou-type", type, "--json"),
          truth, detections
        )
      }
      let good = #", "segmentation": {"size": [8, 10], "counts": [17, 3, 60]}"#
      #expect(try evaluate(good, good).0.status == 0)
      #expect(try evaluate("", "", type: "bbox").0.status == 0)
      let missing = try evaluate("", good)
      expectOneSentence(missing.0, naming: [missing.1, "$.annotations[0]", "without segmentation"])
      let none = try evaluate(good, "")
      expectOneSentence(none.0, naming: [none.2, "$[0]", "without segmentation"])
      let size = try evaluate(good, #", "segmentation": {"size": [10, 8], "counts": [17, 3, 60]}"#)
      expectOneSentence(size.0, naming: [size.2, "$[0].segmentation.size", "[10,8]", "[8, 10]"])
      let broken = try evaluate(good, #", "segmentation": {"size": [8, 10], "counts": [17, 3, 61]}"#)
      expectOneSentence(broken.0, naming: [broken.2, "$[0].segmentation.counts"])
      let text = try evaluate(#", "segmentation": {"size": [8, 10], "counts": "zz"}"#, good)
      expectOneSentence(text.0, naming: [text.1, "$.annotations[0].segmentation.counts"])
    }

    @Test(arguments: ["plain-4.pkl", "numpy-5.pkl"])
    func aPublishedListBecomesARecall(_ name: String) throws {
      let scratch = try Scratch()
      let (list, truth) = (scratch("list.json"), file("masks-and-boxes", "GT.json"))
      let pickle = Repository.path("Tests/Fixtures/occlusion/\(name)")
      let converted = try IMTED.run("data", "convert-occlusion", pickle, "--annotations", truth, "--out", list)
      #expect(converted.status == 0, "\(converted.errors)")
      let expected = try JSONDocument(file: Repository.path("Tests/Fixtures/occlusion/expected.json")).root.object()
      let count = try expected.required("items").array().count
      #expect(converted.output.contains("\(count) objects, 0 with a mask that differs"))
      let found = try numbers("masks-and-boxes", "--iou-type", "segm", "--occluded", list, "--separated", list)
      let recall = Double(try expected.required("found").int()) / Double(count)
      #expect(recall > 0)
      #expect(found.suffix(2).map(\.key) == ["MaskRecall occluded", "MaskRecall separated"])
      #expect(found.suffix(2).allSatisfy { abs($0.value - recall) < 1e-12 })
      #expect(try numbers("masks-and-boxes", "--occluded", list).last?.key == "BoxRecall occluded")
    }

    @Test func aListOfAnotherKindIsRefused() throws {
      let scratch = try Scratch()
      let out = scratch("list.json")
      func convert(_ pickle: String, _ truth: String) throws -> Outcome {
        try IMTED.run("data", "convert-occlusion", pickle, "--annotations", truth, "--out", out)
      }
      let folder = Repository.path("Tests/Fixtures/occlusion")
      let truth = file("masks-and-boxes", "GT.json")
      expectOneSentence(
        try convert(folder + "/attack.pkl", truth), naming: [folder + "/attack.pkl", "$[0][4]", "builtins.print"])
      expectOneSentence(try convert(folder + "/values.pkl", truth), naming: [folder + "/values.pkl", "$[0]"])
      expectOneSentence(
        try convert(folder + "/plain-4.pkl", file("masks-many", "GT.json")), naming: [folder + "/plain-4.pkl", "$["])
      expectOneSentence(try convert(truth, truth), naming: [truth])
      #expect(!Files.exists(out))
    }

    @Test func aCurveHasSixNumbersOfEachBand() throws {
      let found = try numbers("visibility", "--visible-bands", "2")
      #expect(found.count == 24)
      #expect(found[12].key == "AP visible[0,0.5)" && found[23].key == "AR100 visible[0.5,1]")
      let bands = try JSONDocument(file: file("visibility", "expected.json")).root.object().required("subsets").array()
      for (index, place) in [(2, 12), (3, 18)] {
        let stats = try bands[index].object().required("stats").array()
        #expect(abs(found[place].value - (try stats[0].double())) <= 1e-12)
        #expect(abs(found[place + 5].value - (try stats[8].double())) <= 1e-12)
      }
    }

    @Test func vocsNumbersComeInBothForms() throws {
      let found = try numbers("bits", "--measures", "voc")
      #expect(found.map(\.key) == ["VOC50", "VOC50-11"])
      #expect(found.allSatisfy { $0.value > 0 && $0.value < 1 })
      let refused = try IMTED.run(
        "evaluate", "--annotations", file("bits", "GT.json"), "--detections", file("bits", "DT.json"), "--measures",
        "voc",
        "--iou-type", "segm")
      #expect(refused.status == 64)
    }
  }
}
