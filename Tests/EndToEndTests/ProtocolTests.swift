import Datasets
import Detection
import Foundation
import StrictJSON
import Testing

/// Protocol cards from the stage that writes them to the tables that heed them.
extension EndToEnd {
  @Suite struct ProtocolTests {
    /// The card of each run, by the run's id.
    private func cards(_ results: String) throws -> [String: JSONValue] {
      var cards: [String: JSONValue] = [:]
      for file in Files.named("run.json", below: results + "/runs") {
        let run = try JSONDocument(file: file).root.value
        guard case .string(let id)? = run["id"], case .string(let key)? = run["stages"]?["evaluate"] else { continue }
        let card = try JSONDocument(file: "\(results)/objects/\(key.prefix(2))/\(key)/protocol.json").root.value
        #expect(run["protocol"] == card["digest"] && card["digest"] != nil)
        cards[id] = card
      }
      return cards
    }

    @Test func everyRunOfAnExperimentFollowsOneProtocolWithListsOfItsOwn() throws {
      let run = try SmokeRun.fewShot.get()
      let cards = try cards(run.results).values
      #expect(cards.count == 6)
      #expect(Set(cards.map { $0["digest"]?.canonicalText }).count == 1)
      // The shots of a seed are the same for all arms, and others for each K.
      #expect(Set(cards.map { $0["own"]?["support"]?["list"]?.canonicalText }).count == 2)
      #expect(cards.allSatisfy { $0["own"]?["support"]?["evaluated_pictures"] == 0 })
      let single = try self.cards(try SmokeRun.singleObject.get().results).values
      #expect(
        Set(single.map { $0["shared"]?["measures"]?["single_object"]?.canonicalText }) == ["\"best-detection/1\""])
    }

    @Test func aRunIsShownWithItsProtocol() throws {
      let run = try SmokeRun.fewShot.get()
      let cards = try cards(run.results)
      let id = try #require(cards.keys.sorted().first)
      let text = try IMTED.run("show", String(id.prefix(8)), "--results", run.results)
      #expect(text.status == 0, "\(text.errors)")
      for words in ["run         \(id)\n", "fine-tune", "annotation file", "few-shot setting             g-fsod\n"] {
        #expect(text.output.contains(words), "no \(words) in \(text.output)")
      }
      let shown = try IMTED.run("show", id, "--results", run.results, "--json").json()
      #expect(shown["run"] == .string(id) && shown["status"] == "finished")
      #expect(shown["protocol"]?["shared"] == cards[id]?["shared"] && shown["protocol"]?["own"] == cards[id]?["own"])
      guard case .array(let stages)? = shown["stages"], case .array(let metrics)? = shown["metrics"] else {
        Issue.record("no stages and metrics")
        return
      }
      #expect(stages.count == 8 && metrics.count == 5 * 12)
    }

    @Test func aRunMustBeNamedWithoutDoubt() throws {
      let run = try SmokeRun.fewShot.get()
      expectOneSentence(try IMTED.run("show", "nothing", "--results", run.results), naming: ["no run \"nothing\""])
      expectOneSentence(try IMTED.run("show", "", "--results", run.results), naming: ["6 runs that begin with"])
      #expect(try IMTED.run("show").status == 64)
      #expect(try IMTED.run("show", "1", "--model", "tiny").status == 64)
    }

    @Test func tablesPrintTheCardAndReindexingKeepsIt() throws {
      let run = try SmokeRun.fewShot.get()
      func table() throws -> String {
        let table = try IMTED.run("table", run.spec, "--results", run.results, "--protocol")
        #expect(table.status == 0, "\(table.errors)")
        return table.output
      }
      let before = try table()
      let digest = try #require(try cards(run.results).values.first?["digest"])
      #expect(before.contains("**Protocol `\(digest.canonicalText.dropFirst().dropLast())`**"))
      #expect(before.contains("- COCO maxDets: 1/10/100\n") && !before.contains("‡"))
      #expect(try IMTED.run("reindex", "--results", run.results).status == 0)
      #expect(try table() == before)
      #expect(
        try IMTED.run("table", run.spec, "--results", run.results, "--protocol", "--format", "csv").status == 64)
    }

    /// Variants that change how is measured, and on what.
    @Test func otherThresholdsAreFootnotedAndOtherTestFilesRefusedAsBaseline() throws {
      let scratch = try Scratch()
      let index = try #require(
        Files.named("dataset.json", below: try SmokeRun.fewShot.get().results + "/objects").first)
      let artifact = URL(fileURLWithPath: index).deletingLastPathComponent().path
      try FileManager.default.createDirectory(atPath: scratch("data"), withIntermediateDirectories: true)
      for split in ["train", "test"] {
        try FileManager.default.copyItem(atPath: "\(artifact)/\(split)", toPath: scratch("data/\(split)"))
      }
      let test = try COCODataset(file: scratch("data/test/annotations.json"))
      try COCODataset(
        images: test.images, categories: test.categories, annotations: Array(test.annotations.dropFirst())
      ).write(to: scratch("data/test/fewer.json"))

      func spec(_ name: String, baseline: JSONValue?) throws -> String {
        var spec = try Repository.experiment("benchmarks/smoke/few-shot.json")
        func source(_ split: String) -> JSONValue {
          ["images": .string("data/\(split)/images"), "annotations": .string("data/\(split)/annotations.json")]
        }
        spec["name"] = "mixed"
        spec["data"] = ["kind": "coco", "train": source("train"), "test": source("test")]
        (spec["pretrain"], spec["fine_tune"]) = (nil, nil)
        spec["train"] = ["epochs": 1, "batch_size": 8]
        spec["evaluation"] = ["score_threshold": 0.0]
        spec["matrix"] = [
          "arms": ["scratch"],
          "variants": [
            ["name": "plain", "set": [:]], ["name": "strict", "set": ["evaluation.score_threshold": 0.5]],
            ["name": "fewer", "set": ["data.test.annotations": "data/test/fewer.json"]],
          ],
        ]
        var table = JSONObject([("name", "main"), ("rows", ["variant"]), ("columns", [["metric": "AP"]])])
        table["baseline"] = baseline
        spec["tables"] = [.object(table)]
        return try scratch.write(name, .object(spec))
      }
      let plain = try spec("plain.json", baseline: nil)
      let outcome = try IMTED.run("run", plain, "--results", scratch("results"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let table = try IMTED.run("table", plain, "--results", scratch("results"), "--protocol")
      #expect(table.status == 0, "\(table.errors)")
      #expect(table.output.contains("‡ another protocol, strict: score threshold 0.5 instead of 0."), "\(table.output)")
      #expect(table.output.contains("‡ another protocol, fewer: annotation file SHA-256 "))
      #expect(table.output.components(separatedBy: "**Protocol `").count == 4)
      let against = try spec("against.json", baseline: ["variant": "plain"])
      expectOneSentence(
        try IMTED.run("table", against, "--results", scratch("results")),
        naming: ["\"main\"", "fewer compared with plain", "annotation file", "one protocol"])
    }
  }
}
