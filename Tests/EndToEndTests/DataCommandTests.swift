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
