import Foundation
import StrictJSON
import Testing

/// The experiment files that come with the project.
extension EndToEnd {
  @Suite struct BenchmarkFilesTests {
    static let names = [
      "table1-single-object", "table2-coco", "table3-ablation", "table4-few-shot", "low-shot", "occlusion",
    ]

    @Test(arguments: names) func eachTinyFileRunsFromStartToTable(_ name: String) throws {
      let scratch = try Scratch()
      let spec = try SmallExperiment.write("benchmarks/tiny/\(name).json", into: scratch)
      let run = try IMTED.run("run", spec, "--results", scratch("results"))
      #expect(run.status == 0, "\(run.errors)")
      let table = try IMTED.run("table", spec, "--results", scratch("results"), "--format", "json")
      #expect(table.status == 0, "\(table.errors)")
      guard case .array(let tables) = try table.json(), !tables.isEmpty else {
        Issue.record("no table")
        return
      }
      for table in tables {
        guard case .array(let rows)? = table["rows"] else { continue }
        for row in rows {
          guard case .array(let cells)? = row["cells"] else { continue }
          // Each cell has its run; a subset without objects may leave it without a value.
          for cell in cells { #expect(cell["missing_seeds"] == [], "\(name): \(row["arm"] ?? .null)") }
        }
      }
    }

    @Test func tinyAndPaperFilesHaveTheSameNames() throws {
      for folder in ["tiny", "paper"] {
        let files = try FileManager.default.contentsOfDirectory(atPath: Repository.path("benchmarks/\(folder)"))
        #expect(files.sorted() == Self.names.map { $0 + ".json" }.sorted(), "\(folder)")
      }
    }

    @Test func thePaperFilesPlanOnTheLayoutTheyName() throws {
      let scratch = try Scratch()
      let script = try Tool.run(
        Repository.path("scripts/paper-iteration"), ["--plan"],
        environment: ["IMTED": IMTED.path, "TMPDIR": scratch.path])
      #expect(script.status == 0, "\(script.errors)")
      for name in Self.names {
        let line = script.output.split(separator: "\n").first { $0.hasPrefix(name + ".json: ") }
        #expect(line?.hasPrefix("\(name).json: 0 stages are there, ") == true, "\(script.output)")
      }
    }
  }
}
