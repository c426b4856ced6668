import Checkpoints
import Foundation
import StrictJSON
import Testing

extension EndToEnd {
  @Suite struct ExportTests {
    private func firstRun(_ run: SmokeRun) throws -> String {
      let history = try IMTED.run("history", "--results", run.results, "--json", "--sort", "cell", "--limit", "1")
      guard case .array(let rows) = try history.json(), case .string(let id)? = rows.first?["run"] else {
        Issue.record("no run in \(history.output)")
        return ""
      }
      return id
    }

    @Test func detectionsAreACOCOResultList() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let outcome = try IMTED.run(
        "export", "coco", try firstRun(run), "--results", run.results, "--out", scratch("d.json"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      guard case .array(let list) = try JSONDocument(file: scratch("d.json")).root.value else {
        Issue.record("no list")
        return
      }
      #expect(
        !list.isEmpty && list.allSatisfy { $0["image_id"] != nil && $0["category_id"] != nil && $0["score"] != nil })
    }

    @Test func weightsAreThoseThatWereEvaluated() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let id = try firstRun(run)
      let outcome = try IMTED.run("export", "weights", id, "--results", run.results, "--out", scratch("w.safetensors"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let tensors = try Safetensors.read(scratch("w.safetensors")).tensors
      #expect(tensors.contains { $0.key == "backbone.blocks.0.attn.qkv.weight" })
      #expect(outcome.output.contains("\(tensors.count) tensors"))
      let digest = try ContentDigest.sha256(file: scratch("w.safetensors"))
      #expect(outcome.output.contains(digest))
      let none = try IMTED.run("export", "weights", "zz", "--results", run.results, "--out", scratch("x"))
      #expect(none.status == 65 && none.errors.contains("no run \"zz\""), "\(none.errors)")
    }

    @Test func weightsThatChangedAreRefused() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      try FileManager.default.copyItem(atPath: run.results, toPath: scratch("copy"))
      for path in Files.named("weights.safetensors", below: scratch("copy/objects")) {
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
      }
      let outcome = try IMTED.run(
        "export", "weights", try firstRun(run), "--results", scratch("copy"), "--out", scratch("w"))
      #expect(outcome.status == 65 && outcome.errors.contains("as it was made"), "\(outcome.errors)")
      #expect(!Files.exists(scratch("w")))
    }

    @Test func trackersGetARunEach() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      let board = try IMTED.run("export", "tensorboard", run.spec, "--results", run.results, "--out", scratch("tb"))
      #expect(board.status == 0, "\(board.errors)")
      let events = Files.below(scratch("tb")).filter { $0.contains("/events.out.tfevents.") }
      #expect(events.count == 6 && events.contains { $0.contains("/tb/encoder-only_1shots_seed0/") }, "\(events)")
      let again = try IMTED.run("export", "tensorboard", run.spec, "--results", run.results, "--out", scratch("tb"))
      #expect(again.status == 65 && again.errors.contains("not empty"))
      let flow = try IMTED.run("export", "mlflow", run.spec, "--results", run.results, "--out", scratch("mlruns"))
      #expect(flow.status == 0, "\(flow.errors)")
      #expect(Files.named("meta.yaml", below: scratch("mlruns")).count == 7)
      #expect(Files.named("loss", below: scratch("mlruns")).count == 18)
    }

    @Test func aNotebookPointsAtTheResults() throws {
      let (run, scratch) = (try SmokeRun.fewShot.get(), try Scratch())
      try FileManager.default.createSymbolicLink(atPath: scratch("results"), withDestinationPath: run.results)
      let outcome = try IMTED.run(
        "export", "notebook", run.spec, "--results", scratch("results"), "--out", scratch("books/n.ipynb"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      let text = try Files.text(scratch("books/n.ipynb"))
      #expect(text.contains(#"os.environ.get(\"IMTED_RESULTS\", \"../results\")"#), "\(text.prefix(2000))")
      #expect(try JSONDocument(text: text).root.value["nbformat"] == 4)
    }
  }
}
