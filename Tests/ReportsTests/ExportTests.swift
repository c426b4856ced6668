import Foundation
import Reports
import StrictJSON
import Testing

@Suite struct NotebookTests {
  private func notebook() throws -> JSONValue {
    ExperimentNotebook(
      name: "few-shot", title: "A \"title\" with \\ and *stars*", notes: "Notes.", specDigest: "ab12",
      otherRunIDs: ["r1"], results: "../results", tables: [try sampleTable()]
    ).notebook.json
  }

  private func cells(_ notebook: JSONValue) throws -> [JSONObject] {
    guard case .array(let cells)? = notebook["cells"] else { return [] }
    return cells.compactMap { cell in
      guard case .object(let object) = cell else { return nil }
      return object
    }
  }

  private func source(_ cell: JSONObject) -> String {
    guard case .array(let lines)? = cell["source"] else { return "" }
    return lines.map { line in
      guard case .string(let text) = line else { return "?" }
      return text
    }.joined()
  }

  @Test func isOfFormat4_5WithoutOutputs() throws {
    let notebook = try notebook()
    #expect(notebook["nbformat"] == 4 && notebook["nbformat_minor"] == 5)
    let cells = try cells(notebook)
    #expect(cells.map { $0["id"] } == (1...cells.count).map { .string("cell-\($0)") })
    for cell in cells {
      let isCode = cell["cell_type"] == "code"
      #expect(isCode || cell["cell_type"] == "markdown")
      #expect(
        Set(cell.keys)
          == Set(["cell_type", "id", "metadata", "source"] + (isCode ? ["execution_count", "outputs"] : [])))
      if isCode { #expect(cell["outputs"] == [] && cell["execution_count"] == .some(.null)) }
      #expect(!source(cell).isEmpty && !source(cell).contains("?\n"))
    }
  }

  @Test func holdsTheTablesJSONAndComparesItAll() throws {
    let code = try cells(try notebook()).filter { $0["cell_type"] == "code" }.map(source)
    let table = try #require(code.first { $0.contains("EXPECTED = ") })
    #expect(table.hasPrefix("null, true, false = None, True, False\nEXPECTED = {"))
    let text = try #require(table.split(separator: "EXPECTED = ", maxSplits: 1).last)
    let json = text.prefix(upTo: try #require(text.range(of: "\n\nrebuilt_1 = rebuild(EXPECTED)")?.lowerBound))
    #expect(try JSONDocument(text: String(json)).root.value == sampleTable().json)
    #expect(code.contains { $0.contains("<= 1e-9") } && code.contains { $0.contains("?mode=ro") })
    #expect(code[0].contains("EXPERIMENT = \"few-shot\"\nSETTINGS = \"ab12\""))
    #expect(code[0].contains("OTHERS = [\"r1\"]\n") && code.contains { $0.contains("json.dumps(OTHERS)") })
    #expect(code[0].contains("os.environ.get(\"IMTED_RESULTS\", \"../results\")"))
  }

  @Test func theSameTablesGiveTheSameBytes() throws { #expect(try notebook().prettyText() == notebook().prettyText()) }
}

@Suite struct MLflowFilesTests {
  private func files() -> [MLflowFiles.File] {
    var run = TrackedRun(id: "ab12", name: "full_seed0", start: 1000, end: 1060.5)
    run.measures = [
      .init(name: "bbox/AP/novel visible[0,0.5)", value: 0.25), .init(name: "bbox/AP/novel visible[0,0.5]", value: 0.5),
    ]
    run.points = [.init(name: "train/loss", step: 1, value: 3), .init(name: "train/loss", step: 2, value: 2.5)]
    run.parameters = TrackedRun.parameters(
      of: [
        "train": ["lr": 0.001, "lr_by_arm": ["encoder-only": 0.5]], "task": "detection", "subsets": ["all", "novel"],
      ])
    run.tags = [("imted.machine", "x\ny")]
    return MLflowFiles(id: "42", name: "few: shot", location: "file:///out", runs: [run]).files
  }

  private func text(_ path: String) -> String? { files().first { $0.path == path }?.text }

  @Test func experimentsAndRunsHaveTheirFiles() {
    #expect(
      text("42/meta.yaml") == """
        artifact_location: "file:///out/42"
        creation_time: 1000000
        experiment_id: "42"
        last_update_time: 1060500
        lifecycle_stage: "active"
        name: "few: shot"

        """)
    let meta = text("42/ab12/meta.yaml")
    #expect(meta?.contains("run_id: \"ab12\"\nrun_name: \"full_seed0\"\nrun_uuid: \"ab12\"\n") == true)
    #expect(meta?.contains("start_time: 1000000\nstatus: 3\n") == true)
    #expect(text("42/ab12/tags/mlflow.runName") == "full_seed0" && text("42/ab12/tags/imted.machine") == "x\ny")
  }

  @Test func numbersHaveTimesAndSteps() {
    #expect(text("42/ab12/metrics/train/loss") == "1060500 3.0 1\n1060500 2.5 2\n")
    #expect(text("42/ab12/metrics/bbox/AP/novel visible 0 to 0.5") == "1060500 0.25 0\n")
    #expect(text("42/ab12/metrics/bbox/AP/novel visible 0 to and with 0.5") == "1060500 0.5 0\n")
  }

  @Test func namesThatDifferInForbiddenCharactersAloneAreNumbered() {
    var run = TrackedRun(id: "ab12", name: "n", start: 0, end: 1)
    run.measures = ["a b", "a+b", "a*b"].enumerated().map { .init(name: "class/\($1)", value: Double($0)) }
    let files = MLflowFiles(id: "1", name: "e", location: "file:///out", runs: [run]).files
    func text(_ name: String) -> String? { files.first { $0.path == "1/ab12/metrics/class/" + name }?.text }
    #expect(text("a b") == "1000 0.0 0\n" && text("a_b") == "1000 1.0 0\n" && text("a_b 2") == "1000 2.0 0\n")
  }

  @Test func settingsAreFlat() {
    #expect(text("42/ab12/params/train.lr") == "0.001" && text("42/ab12/params/train.lr_by_arm.encoder-only") == "0.5")
    #expect(text("42/ab12/params/task") == "detection" && text("42/ab12/params/subsets") == "[\"all\",\"novel\"]")
  }

  @Test func pathsAreDifferent() { #expect(Set(files().map(\.path)).count == files().count) }
}
