import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// `imted data` on files written here.
extension EndToEnd {
  @Suite struct DataCommandTests {
    private let scratch: Scratch
    private static let categories = [Category(id: 1, name: "cat"), Category(id: 2, name: "dog")]

    /// 40 training and 4 test pictures, one object each, cats and dogs in turn, with masks.
    init() throws {
      scratch = try Scratch()
      for (split, count) in [("train", 40), ("test", 4)] {
        var annotations: [Annotation] = []
        let images = (0..<count).map { number in
          ImageRecord(id: number + 1, fileName: "\(split)\(number).png", width: 24, height: 20)
        }
        for image in images {
          let box = Box(x: Double(image.id % 8), y: 3, width: 12, height: 9)
          let pixels = (0..<480).map { place -> UInt8 in
            let (x, y) = (Double(place % 24), Double(place / 24))
            return x >= box.x1 && x < box.x2 && y >= box.y1 && y < box.y2 ? 1 : 0
          }
          annotations.append(
            Annotation(
              id: image.id, imageID: image.id, categoryID: 2 - image.id % 2, box: box,
              mask: RLE(mask: pixels, height: 20, width: 24)))
          let color = ImageBuffer(width: 24, height: 20, red: UInt8(image.id * 5), green: split == "train" ? 9 : 99)
          try scratch.write("\(split)/\(image.fileName)", color.png())
        }
        try COCODataset(images: images, categories: Self.categories, annotations: annotations)
          .write(to: scratch("\(split).json"))
      }
    }

    private func experiment(seeds: String = "[1]") throws -> String {
      try scratch.write(
        "spec.json",
        """
        {"format": "imted-bench/experiment/1", "name": "lists",
         "data": {"kind": "coco", "train": {"images": "train", "annotations": "train.json"},
           "test": {"images": "test", "annotations": "test.json"}, "novel_categories": ["dog"],
           "shots": {"format": "fsdet-coco", "folder": "split"}},
         "model": {"preset": "tiny"}, "fine_tune": {"iterations": 1},
         "matrix": {"arms": ["scratch"], "shots": [1, 2], "seeds": \(seeds)}}
        """)
    }

    private func split(_ seeds: String = "1-2") throws -> Outcome {
      try IMTED.run(
        "data", "split", "--annotations", scratch("train.json"), "--format", "fsdet", "--seeds", seeds, "--shots",
        "1,2", "--out", scratch("split"))
    }

    @Test func writtenListsPassTheCheckAndPlantedFaultsDoNot() throws {
      let outcome = try split()
      #expect(outcome.status == 0 && outcome.output.contains("8 lists"), "\(outcome.errors)")
      let spec = try experiment()
      let clean = try IMTED.run("data", "check", spec)
      #expect(clean.status == 0, "\(clean.output)\(clean.errors)")
      #expect(clean.output.contains("20 objects of novel categories") && clean.output.contains("0 errors, 1 warning"))
      // Eight pictures in a 1-shot file, and a test file without cats: both at once.
      let file = scratch("split/seed1/full_box_1shot_cat_trainval.json")
      let list = try COCODataset(file: file)
      let more = try COCODataset(file: scratch("train.json")).images.filter { $0.id != list.images[0].id }.prefix(7)
      try COCODataset(images: list.images + more, categories: list.categories, annotations: list.annotations)
        .write(to: file)
      try COCODataset(file: scratch("test.json")).keeping(categoryIDs: [2]).write(to: scratch("test.json"))
      let faulty = try IMTED.run("data", "check", spec)
      #expect(faulty.status == 65)
      let lines = faulty.output.split(separator: "\n")
      #expect(lines.contains { $0.hasPrefix("error: \(file): $.images:") && $0.hasSuffix("(shot-pictures)") })
      #expect(lines.contains { $0.hasPrefix("error: \(scratch("test.json")): ") && $0.hasSuffix("(test-categories)") })
      let json = try JSONDocument(text: IMTED.run("data", "check", spec, "--json").output).root.value
      #expect(json["errors"] == 2 && json["warnings"] == 1)
      // Neither a plan nor a run begins.
      for command in ["plan", "run"] {
        let refused = try IMTED.run(command, spec, "--results", scratch("results"))
        #expect(refused.status == 65, "\(refused.output)")
        #expect(refused.errorLines.count == 2 && refused.errors.contains("8 pictures"), "\(refused.errors)")
      }
      #expect(!Files.exists(scratch("results")))
    }

    /// What evaluation needs beside boxes is looked for before anything is trained.
    @Test func whatMeasuresNeedIsLookedFor() throws {
      #expect(try split().status == 0)
      let spec = try experiment()
      /// The findings, but for the one that novel objects are in the file of base training.
      func findings(_ changes: String...) throws -> [String] {
        let outcome = try IMTED.start(["data", "check", spec] + changes.flatMap { ["--set", $0] }).outcome()
        #expect(outcome.output.contains("lists: "), "\(outcome.errors)")
        return outcome.output.split(separator: "\n").dropLast().map(String.init).filter {
          !$0.contains("novel-in-base")
        }
      }
      let masks = ["model.mask_head=true", #"evaluation.iou_types=["segm"]"#]
      #expect(try findings(masks[0], masks[1]) == [])
      try COCODataset(file: scratch("test.json")).write(to: scratch("test.json"))
      let unmasked = try #require(try findings(masks[0], masks[1]).first)
      #expect(unmasked.hasPrefix("error: \(scratch("test.json")):"), "\(unmasked)")
      #expect(unmasked.contains("$.annotations[0]: ") && unmasked.hasSuffix("(masks)"), "\(unmasked)")
      let empty = try findings(#"evaluation.subsets=["all", "occluded", "visible[0,0.5)"]"#)
      try #require(empty.count == 2)
      #expect(empty.allSatisfy { $0.hasPrefix("warning: ") && $0.hasSuffix("(empty-subset)") }, "\(empty)")
      #expect(empty[0].contains("occluded") && empty[1].contains("visible[0,0.5), as none has"), "\(empty)")
      try scratch.write(
        "list.json",
        #"{"format": "imted-bench/occlusion-list/1", "items": [{"id": 999, "image": "a.png", "category": "cat"}]}"#)
      let list = try findings(
        #"evaluation.occlusion_lists={"occluded": "list.json"}"#, #"evaluation.subsets=["occluded"]"#)
      #expect(list.count == 1 && list[0].contains("list.json: $.items[0]: ") && list[0].contains("999"), "\(list)")
      try COCODataset(file: scratch("train.json")).write(to: scratch("train.json"))
      #expect(try findings("model.mask_head=true").contains { $0.hasSuffix("(masks)") })
      let same = try findings(#"data.development={"images": "test", "annotations": "test.json"}"#)
      #expect(same.contains { $0.hasPrefix("warning: ") && $0.hasSuffix("(development-is-test)") }, "\(same)")
    }

    @Test func pictureFilesAreLookedAt() throws {
      #expect(try split().status == 0)
      let spec = try experiment()
      try scratch.write("test/test1.png", "junk")
      try FileManager.default.removeItem(atPath: scratch("test/test2.png"))
      let outcome = try IMTED.run("data", "check", spec)
      #expect(outcome.status == 65)
      let lines = outcome.output.split(separator: "\n").filter { $0.hasSuffix("(pictures)") }
      #expect(lines.count == 1, "\(outcome.output)")
      #expect(lines.first?.contains("test1.png") == true && lines.first?.contains("one of 2 faulty") == true)
      // A run finds out before anything is trained.
      let run = try IMTED.run("run", spec, "--results", scratch("results"))
      #expect(run.status == 65 && run.errors.contains("test1.png"), "\(run.errors)")
      #expect(!run.errors.contains("started   train"), "\(run.errors)")
    }

    @Test func seedZeroIsNotDrawnBesideItsPublishedLists() throws {
      #expect(try split("0").status == 0)
      let own = scratch("split/seed0")
      for name in try FileManager.default.contentsOfDirectory(atPath: own) {
        try FileManager.default.copyItem(atPath: "\(own)/\(name)", toPath: scratch("split/\(name)"))
      }
      expectOneSentence(try split("0,1"), naming: ["--seeds", "full_box_1shot_cat_trainval.json"])
      #expect(!Files.exists(scratch("split/seed1")))
      #expect(try IMTED.run("data", "check", try experiment(seeds: "[0]")).status == 0)
      try scratch.write("split/seed0/full_box_1shot_cat_trainval.json", "{}")
      let both = try IMTED.run("data", "check", try experiment(seeds: "[0]"))
      #expect(both.status == 65 && both.output.contains("another list of seed 0 than"), "\(both.output)")
      try FileManager.default.removeItem(atPath: own)
      #expect(try IMTED.run("data", "check", try experiment(seeds: "[0]")).status == 0)
    }

    @Test func whatCannotBeDrawnOrWrittenLeavesNothing() throws {
      func split(_ annotations: String, _ shots: String, to folder: String) throws -> Outcome {
        try IMTED.run(
          "data", "split", "--annotations", scratch(annotations), "--seeds", "1-2", "--shots", shots, "--out",
          scratch(folder))
      }
      #expect(try split("train.json", "1,2000", to: "lists").status == 65)
      #expect(!Files.exists(scratch("lists")))
      var twice = try Files.text(scratch("train.json"))
      twice = twice.replacing("\"dog\"", with: "\"cat\"")
      try scratch.write("twice.json", twice)
      expectOneSentence(try split("twice.json", "1", to: "lists"), naming: ["twice.json", "\"cat\""])
      try scratch.write("plain", "a file")
      expectOneSentence(try split("train.json", "1", to: "plain/x"), naming: ["plain/x"])
      // The second picture cannot be read, so the folder is as it was.
      try scratch.write("test/test1.png", "junk")
      let occluded = try IMTED.run(
        "data", "occlude", "--annotations", scratch("test.json"), "--images", scratch("test"), "--fraction", "0.3,0.5",
        "--out", scratch("occluded"))
      #expect(occluded.status == 65 && !Files.exists(scratch("occluded")), "\(occluded.errors)")
    }

    @Test func listsOfASeedThatIsNotThereAreNamed() throws {
      #expect(try split("1").status == 0)
      let outcome = try IMTED.run("data", "check", try experiment(seeds: "[1, 7]"))
      #expect(outcome.status == 65)
      #expect(outcome.output.contains(scratch("split/seed7")) && outcome.output.contains("1 error,"))
    }

    @Test func sharesOfThePicturesAreWrittenAsLists() throws {
      let outcome = try IMTED.run(
        "data", "split", "--annotations", scratch("train.json"), "--percent", "5,10", "--seeds", "0,3", "--out",
        scratch("low"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let names = Files.below(scratch("low")).map { $0.split(separator: "/").last ?? "" }
      #expect(names == ["0@10.json", "0@5.json", "3@10.json", "3@5.json"])
      let list = try ImageIDList(file: scratch("low/3@10.json"), for: COCODataset(file: scratch("train.json")))
      #expect(list.ids.count == 4)
      // A share of no picture is no list, and nothing is written of the others.
      expectOneSentence(
        try IMTED.run(
          "data", "split", "--annotations", scratch("train.json"), "--percent", "1,10", "--seeds", "0", "--out",
          scratch("none")), naming: ["1 % of 40 pictures"])
      #expect(Files.below(scratch("none")).isEmpty)
      let wrong = try IMTED.run(
        "data", "split", "--annotations", scratch("train.json"), "--percent", "5", "--shots", "1", "--seeds", "0",
        "--out", scratch("low"))
      #expect(wrong.status == 64)
    }

    @Test func occludedDataIsAnOrdinaryFolder() throws {
      func occlude(_ folder: String, _ fraction: String = "0.3,0.5") throws -> Outcome {
        try IMTED.run(
          "data", "occlude", "--annotations", scratch("test.json"), "--images", scratch("test"), "--fraction", fraction,
          "--texture", "stamps", "--seed", "2", "--out", scratch(folder))
      }
      let outcome = try occlude("occluded")
      #expect(outcome.status == 0 && outcome.output.contains("4 of 4 objects"), "\(outcome.errors)")
      let dataset = try COCODataset(file: scratch("occluded/annotations.json"), masks: true)
      #expect(dataset.annotations.map(\.id) == [1, 2, 3, 4])
      #expect(dataset.annotations.allSatisfy { (0.4...0.75).contains($0.visibleFraction ?? 0) })
      #expect(try ImageHeader(file: scratch("occluded/images/test0.png")).width == 24)
      expectOneSentence(try occlude("occluded"), naming: [scratch("occluded"), "not empty"])
      #expect(try occlude("other", "0.5,0.3").status == 64)
    }

    @Test func composedDataCanBeWrittenToLookAt() throws {
      let spec = Repository.path("benchmarks/smoke/few-shot.json")
      let outcome = try IMTED.run("data", "compose", spec, "--out", scratch("composed"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The bytes are those of the data stage.
      let run = try SmokeRun.fewShot.get()
      let stage = try #require(Files.named("data.json", below: run.results + "/objects").first)
      #expect(try Files.text(stage) == Files.text(scratch("composed/data.json")))
      let name = "test/annotations.json"
      let folder = URL(fileURLWithPath: stage).deletingLastPathComponent().path
      #expect(try Files.text("\(folder)/\(name)") == Files.text(scratch("composed/\(name)")))
      expectOneSentence(
        try IMTED.run("data", "compose", try experiment(), "--out", scratch("none")), naming: ["$.data.kind"])
    }
  }
}
