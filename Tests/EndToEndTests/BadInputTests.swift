import Datasets
import Foundation
import StrictJSON
import Testing

/// Everything that can be wrong with what people hand in: one sentence that names file and place, exit code 65, and
/// nothing half-made.
extension EndToEnd {
  @Suite struct BadInputTests {
    private static let smoke = "benchmarks/smoke/few-shot.json"

    /// An experiment file that is wrong, and what the sentence must name.
    struct BadExperiment: CustomTestStringConvertible, Sendable {
      let testDescription: String
      let replace: String
      let with: String
      let named: [String]

      init(_ name: String, _ replace: String, with text: String, names: String...) {
        (testDescription, self.replace, with, named) = (name, replace, text, names)
      }
    }

    private static let experiments = [
      BadExperiment(
        "a misspelt key", "\"weight_decay\"", with: "\"weigth_decay\"", names: "$.train.weigth_decay",
        "did you mean \"weight_decay\""),
      BadExperiment("a key given twice", "\"epochs\": 2", with: "\"epochs\": 2, \"epochs\": 3", names: "epochs"),
      BadExperiment("a wrong type", "\"epochs\": 2", with: "\"epochs\": \"2\"", names: "$.train.epochs"),
      BadExperiment("a number out of range", "\"epochs\": 2", with: "\"epochs\": 0", names: "$.train.epochs"),
      BadExperiment(
        "an unknown arm", "\"random-decoder\"", with: "\"random-decodr\"", names: "$.matrix.arms[1]",
        "did you mean \"random-decoder\""),
      BadExperiment(
        "a model of one patch", "\"patch_size\": 8", with: "\"patch_size\": 32", names: "$.model", "patch_size 32"),
      BadExperiment("broken JSON", "\"tables\": [", with: "\"tables\": [,", names: ":"),
      BadExperiment("an unknown category", "[\"fish\"]", with: "[\"fush\"]", names: "fush", "fish"),
      BadExperiment(
        "a table that cannot be made", "\"rows\": [\"shots\", \"arm\"]", with: "\"rows\": [\"arm\"]", names: "shots"),
      BadExperiment(
        "a table over seeds", "\"rows\": [\"shots\", \"arm\"]", with: "\"rows\": [\"shots\", \"arm\", \"seed\"]",
        names: "$.tables[0].rows", "seed"),
    ]

    @Test(arguments: experiments) func aBadExperimentFileIsRefused(_ bad: BadExperiment) throws {
      let scratch = try Scratch()
      var text = try Files.text(Repository.path(Self.smoke))
      text = text.replacingOccurrences(of: "\"epochs\": 2,", with: "\"epochs\": 2, \"weight_decay\": 0.05,")
      #expect(text.contains(bad.replace))
      let file = try scratch.write("spec.json", text.replacingOccurrences(of: bad.replace, with: bad.with))
      let outcome = try IMTED.run("run", file, "--results", scratch("results"))
      let error = expectOneSentence(outcome, naming: bad.named)
      // What the composer alone knows is told by the stage, after the folder was made.
      guard bad.testDescription != "an unknown category" else { return }
      #expect(error.contains(file) || bad.testDescription.contains("table"))
      #expect(!Files.exists(scratch("results")))
    }

    @Test func aSingleObjectExperimentMustComposeOneObjectAPicture() throws {
      let scratch = try Scratch()
      expectOneSentence(
        try IMTED.run(
          "run", Repository.path("benchmarks/smoke/single-object.json"), "--results", scratch("results"), "--set",
          "data.objects_per_image=[1,2]"), naming: ["--set data.objects_per_image=[1,2]", "1 to 2 objects"])
      #expect(!Files.exists(scratch("results")))
    }

    @Test func whatIsNotThereIsNamed() throws {
      let scratch = try Scratch()
      let results = scratch("results")
      let spec = Repository.path(Self.smoke)
      expectOneSentence(
        try IMTED.run("run", scratch("none.json"), "--results", results), naming: [scratch("none.json")])
      expectOneSentence(
        try IMTED.run("run", spec, "--results", results, environment: ["IMTED_STAMPS": scratch("no-stamps")]),
        naming: [scratch("no-stamps"), "IMTED_STAMPS"])
      expectOneSentence(
        try IMTED.run("run", spec, "--results", results, environment: ["IMTED_STAMPS": spec]), naming: [spec])
      expectOneSentence(
        try IMTED.run("run", spec, "--results", results, "--set", "train.lrr=1"), naming: ["train.lrr"])
      #expect(!Files.exists(results))
      expectOneSentence(
        try IMTED.run("table", spec, "--results", results), naming: [results + "/history.sqlite"])
      expectOneSentence(try IMTED.run("history", "--results", results), naming: [results + "/history.sqlite"])
      #expect(!Files.exists(results))
    }

    @Test func tablesThatAreNotDeclaredAreNamedWithTheNearest() throws {
      let run = try SmokeRun.fewShot.get()
      expectOneSentence(
        try IMTED.run("table", run.spec, "--results", run.results, "--table", "mane"),
        naming: ["mane", "did you mean \"main\""])
      expectOneSentence(
        try IMTED.run("table", "smoke-few-shoot", "--results", run.results), naming: ["did you mean \"smoke-few-shot\""]
      )
      expectOneSentence(
        try IMTED.run("table", run.spec, "--results", run.results, "--set", "train.lr=0.5"), naming: ["smoke-few-shot"])
      expectOneSentence(
        try IMTED.run("history", "--results", run.results, "--where", "armm = 1"), naming: ["armm"])
    }

    @Test func aDatabaseThatIsNotOursStaysAsItIs() throws {
      let scratch = try Scratch()
      let file = try scratch.write("results/history.sqlite", "Dear diary, today I kept a file of this name.\n")
      for command in [["run", Repository.path(Self.smoke)], ["history"], ["table", "smoke-few-shot"]] {
        let outcome = try IMTED.start(command + ["--results", scratch("results")]).outcome()
        expectOneSentence(outcome, naming: [file])
      }
      #expect(try Files.text(file).hasPrefix("Dear diary"))
      #expect(Files.named("stage.json", below: scratch("results")).isEmpty)
    }

    @Test func wrongUsageEndsWith64() throws {
      let spec = Repository.path(Self.smoke)
      for arguments in [
        ["run"], ["run", spec, "--jobs", "0"], ["run", spec, "--limit", "0"], ["run", spec, "--what"], ["fly"],
        ["evaluate", "--annotations", spec], ["table", spec, "--format", "word"], ["history", "--limit", "0"],
        ["history", "--limit", "-1"], ["gc", "--keep-days", "-1"],
        ["extract", "--model", "vit-x", "--checkpoint", "a", "--images", "b", "--out", "c"],
        ["extract", "--model", "tiny", "--checkpoint", "a", "--images", "b", "--out", "c", "--threads", "0"],
      ] {
        let outcome = try IMTED.start(arguments).outcome()
        #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
    }

    @Test func devicesThatCannotBeAreRefusedBeforeAnythingIsLookedAt() throws {
      let (spec, scratch) = (Repository.path(Self.smoke), try Scratch())
      for (name, nearest) in [("gpu", "cuda"), ("cuda:x", "cuda:0"), ("cpus", "cpu")] {
        expectOneSentence(
          try IMTED.run("run", spec, "--results", scratch("results"), "--dry-run", "--device", name),
          naming: ["--device", "\"\(name)\"", "did you mean \"\(nearest)\""])
      }
      expectOneSentence(
        try IMTED.run(
          "extract", "--model", "tiny", "--checkpoint", "a", "--images", "b", "--out", scratch("c"), "--device", "gpu"),
        naming: ["--device"])
      #expect(!Files.exists(scratch("results")))
    }

    @Test func aNegativeNumberIsToldAsSuch() throws {
      let outcome = try IMTED.run("history", "--limit", "-1")
      #expect(outcome.errors.contains("--limit must be at least 1"), "\(outcome.errors)")
      let days = try IMTED.run("gc", "--keep-days", "-1")
      #expect(days.errors.contains("--keep-days must be 0 or more"), "\(days.errors)")
    }

    @Test func aResultsFolderThatCannotBeWrittenIsNamed() throws {
      let scratch = try Scratch()
      let file = try scratch.write("taken", "a file")
      let outcome = try IMTED.run("run", Repository.path(Self.smoke), "--results", file + "/results")
      #expect(outcome.status == 75, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1)
      #expect(outcome.errors.contains(file))
    }
  }
}

/// Expects exit code 65 and one sentence of one line on the standard error that names all of `names`; lines about the
/// progress aside. Gives the line.
@discardableResult
func expectOneSentence(
  _ outcome: Outcome, naming names: [String], sourceLocation: SourceLocation = #_sourceLocation
) -> String {
  #expect(outcome.status == 65, "\(outcome.errors)", sourceLocation: sourceLocation)
  let told = outcome.errorLines.filter { $0.hasPrefix("imted: ") || $0.hasPrefix("FAILED") }
  #expect(told.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
  let line = told.first ?? ""
  for name in names { #expect(line.contains(name), "\(name) in \(line)", sourceLocation: sourceLocation) }
  if !outcome.errors.contains("FAILED") {
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
  }
  return line
}
