import Foundation
import StrictJSON
import Testing

/// `imted evaluate` against what pycocotools made of the same files.
extension EndToEnd {
  @Suite struct EvaluateTests {
    static let keys = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
    static let cases = ["ties", "crowds", "sparse", "sizes", "many-detections", "bits", "id-zero", "visibility"]

    private func file(_ golden: String, _ name: String) -> String {
      Repository.path("Tests/Fixtures/coco-goldens/\(golden)/\(name)")
    }

    @Test(arguments: cases) func theTwelveNumbersAreThoseOfPycocotools(golden: String) throws {
      let outcome = try IMTED.run(
        "evaluate", "--annotations", file(golden, "GT.json"), "--detections", file(golden, "DT.json"), "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let members = try JSONDocument(text: outcome.output).root.object().members()
      #expect(members.map(\.key) == Self.keys)
      let expected = try JSONDocument(file: file(golden, "expected.json")).root.object().required("subsets").array()[0]
        .object().required("stats").array()
      for (member, golden) in zip(members, expected) {
        let wanted = golden.isNull ? -1 : try golden.double()
        #expect(abs(try member.value.double() - wanted) <= 1e-12, "\(member.key)")
      }
    }

    @Test func whatDoesNotExistIsMinusOne() throws {
      let scratch = try Scratch()
      let truth = try scratch.write(
        "GT.json",
        """
        {"images": [{"id": 1, "file_name": "a.png", "width": 50, "height": 50}],
         "categories": [{"id": 3, "name": "cat"}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [5, 5, 20, 20], "area": 400, "iscrowd": 0}]}
        """)
      let detections = try scratch.write(
        "DT.json", #"[{"image_id": 1, "category_id": 3, "bbox": [5, 5, 20, 20], "score": 0.5}]"#)
      let outcome = try IMTED.run("evaluate", "--annotations", truth, "--detections", detections, "--json")
      let object = try outcome.json()
      for key in ["AP", "APs", "AR1"] {
        let value = try JSONDocument(text: outcome.output).root.object().required(key).double()
        #expect(abs(value - 1) < 1e-12, "\(key)")
      }
      for key in ["APm", "APl", "ARm", "ARl"] { #expect(object[key] == -1, "\(key)") }
      let words = try IMTED.run("evaluate", "--annotations", truth, "--detections", detections)
      #expect(words.output.contains("AP     100.0"))
    }

    @Test func namesAndSizesMayBeAbsent() throws {
      let scratch = try Scratch()
      let truth = try scratch.write(
        "GT.json",
        """
        {"images": [{"id": 1}, {"id": 2}], "categories": [{"id": 3}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [5, 5, 20, 20], "area": 400, "iscrowd": 0}]}
        """)
      let detections = try scratch.write(
        "DT.json", #"[{"image_id": 1, "category_id": 3, "bbox": [5, 5, 20, 20], "score": 0.5}]"#)
      let outcome = try IMTED.run("evaluate", "--annotations", truth, "--detections", detections, "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(abs(try JSONDocument(text: outcome.output).root.object().required("AP").double() - 1) < 1e-12)
    }

    @Test func badFilesAreNamedByPlace() throws {
      let scratch = try Scratch()
      let (truth, good) = (file("crowds", "GT.json"), file("crowds", "DT.json"))
      let bad = try scratch.write(
        "DT.json", #"[{"image_id": 987654, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 1}]"#)
      func evaluate(_ annotations: String, _ detections: String) throws -> Outcome {
        try IMTED.run("evaluate", "--annotations", annotations, "--detections", detections, "--json")
      }
      expectOneSentence(try evaluate(truth, bad), naming: [bad, "$[0].image_id", "987654"])
      expectOneSentence(try evaluate(scratch("none.json"), good), naming: [scratch("none.json")])
      expectOneSentence(try evaluate(truth, scratch("none.json")), naming: [scratch("none.json")])
      expectOneSentence(try evaluate(good, good), naming: [good])
      let torn = try scratch.write("torn.json", try Files.text(truth).dropLast(40).description)
      expectOneSentence(try evaluate(torn, good), naming: [torn])
      let boxes = try scratch.write(
        "boxes.json", #"[{"image_id": 1, "category_id": 3, "bbox": [1, 2, -3, 4], "score": 1}]"#)
      #expect(try evaluate(truth, boxes).status == 65)
      // A box may reach over the edge of its picture, as pycocotools does not look, but not lie wholly outside.
      let outside = try scratch.write(
        "outside.json",
        """
        {"images": [{"id": 1, "width": 50, "height": 40}], "categories": [{"id": 3}],
         "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [51, 5, 20, 20], "area": 400, "iscrowd": 0}]}
        """)
      expectOneSentence(try evaluate(outside, good), naming: [outside, "$.annotations[0].bbox", "50 x 40"])
    }
  }
}
