import Foundation
import ResultStore
import StrictJSON
import Testing

/// `imted reevaluate` against what was measured directly.
extension EndToEnd {
  @Suite struct ReevaluateTests {
    private func golden(_ file: String) -> String {
      Repository.path("Tests/Fixtures/coco-goldens/visibility/\(file)")
    }

    /// The values of a row, by name.
    private func values(_ row: JSONNode) throws -> [String: Double] {
      var values: [String: Double] = [:]
      for node in try row.object().required("metrics").array() {
        let metric = try node.object()
        let value = try metric.required("value")
        values[try metric.required("name").string()] = value.isNull ? -1 : try value.double()
      }
      return values
    }

    @Test func cellsOfOneEvaluationAnswerWhatADirectOneWouldHave() throws {
      let scratch = try Scratch()
      let direct = try IMTED.run(
        "evaluate", "--annotations", golden("GT.json"), "--detections", golden("DT.json"), "--cells",
        scratch("cells.h5"), "--visible-bands", "4", "--json")
      #expect(direct.status == 0, "\(direct.errors)")
      let expected = try JSONDocument(text: direct.output).root.object()
      let again = try IMTED.run(
        "reevaluate", scratch("cells.h5"), "--visible-bands", "4", "--subset", "all", "--subset", "visible[0.25,0.5)",
        "--json")
      #expect(again.status == 0, "\(again.errors)")
      let rows = try JSONDocument(text: again.output).root.array()
      // The band that is also asked for as a subset stands once, with the numbers of the subset.
      #expect(rows.count == 2 + 3)
      #expect(try values(rows[0])["AP"] == expected.required("AP").double())
      #expect(try values(rows[0])["ARl"] == expected.required("ARl").double())
      let band = try expected.required("AP visible[0.25,0.5)").double()
      #expect(try values(rows[1])["AP"] == band)
      #expect(try rows.map { try $0.object().required("subset").string() }.count { $0 == "visible[0.25,0.5)" } == 1)
      let twice = try IMTED.run("reevaluate", scratch("cells.h5"), "--subset", "all", "--subset", "all", "--json")
      #expect(try JSONDocument(text: twice.output).root.array().count == 1)
      expectOneSentence(
        try IMTED.run("reevaluate", scratch("cells.h5"), "--set", "name=b"), naming: ["--set", "name=b"])
      let table = try IMTED.run("reevaluate", scratch("cells.h5"))
      #expect(table.output.contains("AP50") && table.output.contains("all"), "\(table.output)")
    }

    @Test func whatCellsCannotTellIsRefused() throws {
      let scratch = try Scratch()
      let made = try IMTED.run(
        "evaluate", "--annotations", golden("GT.json"), "--detections", golden("DT.json"), "--cells",
        scratch("cells.h5"))
      #expect(made.status == 0, "\(made.errors)")
      let file = scratch("cells.h5")
      expectOneSentence(try IMTED.run("reevaluate", file, "--subset", "novel"), naming: [file, "base and novel"])
      expectOneSentence(try IMTED.run("reevaluate", file, "--subset", "occluded"), naming: [file, "occluded"])
      expectOneSentence(try IMTED.run("reevaluate", file, "--iou-type", "segm"), naming: [file, "segm", "bbox"])
      expectOneSentence(try IMTED.run("reevaluate", file, "--subset", "novl"), naming: ["--subset", "novl", "novel"])
      expectOneSentence(try IMTED.run("reevaluate", file, "--category", "none"), naming: [file, "none"])
      let torn = try scratch.write("torn.h5", try Data(contentsOf: URL(fileURLWithPath: file)).prefix(700))
      expectOneSentence(try IMTED.run("reevaluate", torn), naming: [torn])
    }

    @Test func anExperimentsRunsAreMeasuredAgainToTheLastBit() throws {
      let run = try SmokeRun.fewShot.get()
      #expect(run.status == 0, "\(run.errors)")
      let outcome = try IMTED.run("reevaluate", run.spec, "--results", run.results, "--subset", "novel", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let rows = try JSONDocument(text: outcome.output).root.array()
      #expect(rows.count == 6)
      let database = try ResultStore(path: run.results + "/history.sqlite", access: .readOnly)
      for row in rows {
        let id = try row.object().required("run").string()
        let recorded = try database.metrics(runIDs: [id]).filter {
          $0.metric.subset == "novel" && $0.metric.iouType == "bbox"
        }
        let found = try values(row)
        #expect(recorded.contains { $0.metric.name == "AP" })
        for (name, value) in found {
          guard let record = recorded.first(where: { $0.metric.name == name }) else { continue }
          #expect(record.metric.value ?? -1 == value, "\(id) \(name)")
        }
        let one = try IMTED.run("reevaluate", String(id.prefix(12)), "--results", run.results, "--subset", "novel")
        #expect(one.status == 0 && one.output.contains(id), "\(one.errors)")
      }
    }

    @Test func storedNumbersAreComparedWithWhatTheirCellsGive() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let same = try IMTED.run("reevaluate", run.spec, "--results", run.results, "--check")
      #expect(same.status == 0, "\(same.errors)")
      let words = same.output.split(separator: " ")
      #expect(words.count > 2 && words[0] == words[2] && Int(words[0]) ?? 0 > 20, "\(same.output)")
      try FileManager.default.copyItem(atPath: run.results, toPath: scratch("results"))
      let id = try #require(try Database.ask(scratch("results"), "SELECT id FROM run ORDER BY id LIMIT 1").first)
      _ = try Database.ask(
        scratch("results"),
        "UPDATE metric SET value = 0.987654321 WHERE run_id = '\(id)' AND name = 'AP50' AND subset = 'novel'")
      let other = try IMTED.run("reevaluate", id, "--results", scratch("results"), "--check")
      #expect(other.status == 1 && other.output.contains("0.987654321"), "\(other.output)\(other.errors)")
      let json = try IMTED.run("reevaluate", id, "--results", scratch("results"), "--check", "--json").json()
      guard case .integer(let checked)? = json["checked"], case .integer(let same)? = json["same"] else {
        Issue.record("\(json)")
        return
      }
      #expect(checked > 2 && same == checked - 1)
    }

    @Test func evaluationsWithoutCellsSayHowToGetThem() throws {
      let run = try SmokeRun.fewShot.get()
      let scratch = try Scratch()
      try FileManager.default.copyItem(atPath: run.results, toPath: scratch("results"))
      for file in Files.named("cells.h5", below: scratch("results/objects")) {
        try FileManager.default.removeItem(atPath: file)
        let record = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("stage.json").path
        guard case .object(var object) = try JSONDocument(file: record).root.value,
          case .array(let files)? = object["files"]
        else { fatalError("no files in \(record)") }
        object["files"] = .array(files.filter { $0["path"] != "cells.h5" })
        try Data(JSONValue.object(object).prettyText().utf8).write(to: URL(fileURLWithPath: record))
      }
      expectOneSentence(
        try IMTED.run("reevaluate", run.spec, "--results", scratch("results")),
        naming: ["an evaluation without its cells", "imted run", "objects/"])
      let again = try IMTED.run("run", run.spec, "--results", scratch("results"))
      #expect(again.output.contains("0 stages run"), "\(again.output)")
    }
  }
}
