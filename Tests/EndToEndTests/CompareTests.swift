import Foundation
import StrictJSON
import Testing

/// `imted compare` and the intervals of `imted table`, on runs of two seeds.
extension EndToEnd {
  @Suite struct CompareTests {
    private func compare(_ arguments: String...) throws -> Outcome {
      let run = try SmokeRun.singleObject.get()
      #expect(run.status == 0, "\(run.errors)")
      return try IMTED.start(["compare", run.spec, "--results", run.results] + arguments).outcome()
    }

    @Test func armsAreComparedOverSeedsAndPictures() throws {
      let arguments = ["--arms", "full-transfer", "scratch", "--metric", "AP50", "--resamples", "200", "--json"]
      let run = try SmokeRun.singleObject.get()
      func compare(_ more: String...) throws -> Outcome {
        try IMTED.start(["compare", run.spec, "--results", run.results] + arguments + more).outcome()
      }
      let outcome = try compare("--threads", "1")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let list = try JSONDocument(text: outcome.output).root.array()
      #expect(list.count == 1)
      let one = try list[0].object()
      #expect(try one.required("seeds").array().count == 2)
      let differences = try one.required("differences").array().map { try $0.double() }
      let mean = try one.required("difference").double()
      #expect(abs(mean - differences.reduce(0, +) / 2) < 1e-15)
      let hierarchical = try one.required("hierarchical").object()
      #expect(try hierarchical.required("resamples").int() == 200)
      #expect(try hierarchical.required("lower").double() <= hierarchical.required("upper").double())
      let variance = try one.required("variance").object()
      for name in ["seeds", "pictures", "pictures_of_seed", "of_mean"] {
        #expect(try variance.required(name).double() >= 0)
      }
      #expect(one.optional("without_resampling") == nil)
      #expect(try compare("--threads", "3").output == outcome.output)
      #expect(try compare("--seed", "5").output != outcome.output)
    }

    @Test func theWordsNameEveryPart() throws {
      let outcome = try compare("--arms", "full-transfer", "encoder-only")
      #expect(outcome.status == 0, "\(outcome.errors)")
      for word in ["AP: full-transfer minus encoder-only", "n=2", "t interval", "bca", "hierarchical", "pictures"] {
        #expect(outcome.output.contains(word), "no \(word) in \(outcome.output)")
      }
      #expect(outcome.output.contains("hierarchical interval over so few seeds (n=2) is too narrow"))
      #expect(outcome.output.contains("by 2 seeds, tested at 5 %"), "\(outcome.output)")
      let other = try compare("--arms", "full-transfer", "encoder-only", "--metric", "CoLoc")
      #expect(other.status == 0 && other.output.contains("none: found the measure CoLoc"), "\(other.output)")
    }

    @Test func ofOneSeedOnlyPicturesAreDrawn() throws {
      let one = ["--arms", "full-transfer", "scratch", "--resamples", "40", "--set", "matrix.seeds=[1]"]
      let run = try SmokeRun.singleObject.get()
      func compare(_ more: String...) throws -> Outcome {
        try IMTED.start(["compare", run.spec, "--results", run.results] + one + more).outcome()
      }
      let words = try compare().output
      #expect(words.contains("pictures alone") && !words.contains("hierarchical"), "\(words)")
      let object = try JSONDocument(text: try compare("--json").output).root.array()[0].object()
      #expect(try object.required("hierarchical").isNull)
      #expect(try object.required("pictures_alone").object().required("resamples").int() == 40)
    }

    /// Two variants of one arm, on the pictures that both were measured on.
    @Test func variantsAreComparedAsArmsAre() throws {
      let scratch = try Scratch()
      var spec = try Repository.experiment("benchmarks/smoke/single-object.json")
      spec["name"] = "variants"
      spec["tables"] = []
      spec["matrix"] = [
        "arms": ["full-transfer", "scratch"], "seeds": [0, 1],
        "variants": [
          ["name": "short", "set": ["train.epochs": 1]], ["name": "long", "set": ["train.epochs": 2]],
        ],
      ]
      let file = try scratch.write("spec.json", .object(spec))
      let run = try IMTED.run("run", file, "--results", scratch("results"))
      #expect(run.status == 0, "\(run.errors)")
      func compare(_ arguments: String...) throws -> Outcome {
        try IMTED.start(
          ["compare", file, "--results", scratch("results"), "--metric", "AP50", "--resamples", "40"] + arguments
        ).outcome()
      }
      func one(_ arguments: String...) throws -> JSONObjectReader {
        let outcome = try IMTED.start(
          ["compare", file, "--results", scratch("results"), "--metric", "AP50", "--resamples", "40", "--json"]
            + arguments
        ).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let list = try JSONDocument(text: outcome.output).root.array()
        #expect(list.count == 1)
        return try list[0].object()
      }
      func difference(_ reader: JSONObjectReader) throws -> Double { try reader.required("difference").double() }
      let own = try one("--arms", "full-transfer", "--variants", "long", "short")
      #expect(try own.required("variants").array().map { try $0.string() } == ["long", "short"])
      #expect(try own.required("seeds").array().count == 2)
      #expect(try own.required("hierarchical").object().required("resamples").int() == 40)
      // Around a square of arms and variants the differences add up.
      let across = try difference(one("--arms", "full-transfer", "scratch", "--variants", "long", "short"))
      let below = try difference(one("--arms", "full-transfer", "scratch", "--variant", "short"))
      #expect(abs(across - (try difference(own) + below)) < 1e-12)
      #expect(own.optional("interaction") == nil)
      // How the gap changes is the difference of its two differences, and the same seen from the arms.
      let square = try one("--arms", "full-transfer", "scratch", "--variants", "long", "short")
        .required("interaction").object()
      let above = try difference(one("--arms", "full-transfer", "scratch", "--variant", "long"))
      #expect(abs(try difference(square) - (above - below)) < 1e-12)
      let other = try difference(one("--arms", "scratch", "--variants", "long", "short"))
      #expect(abs(try difference(square) - (difference(own) - other)) < 1e-12)
      #expect(try square.required("seeds").array().count == 2)
      let crossed = try compare("--arms", "full-transfer", "scratch", "--variants", "long", "short").output
      #expect(crossed.contains("(n=2): full-transfer minus scratch in long, less that in short\n"), "\(crossed)")
      let words = try compare("--arms", "scratch", "--variants", "long", "short")
      #expect(words.output.hasPrefix("AP50: scratch in long minus scratch in short\n"), "\(words.output)")
      expectOneSentence(
        try compare("--arms", "scratch", "--variants", "long", "shrt"),
        naming: ["--variants", "did you mean \"short\"?"])
      #expect(try compare("--arms", "scratch", "--variants", "long").status == 64)
      #expect(try compare("--arms", "scratch", "--variants", "long", "short", "--variant", "long").status == 64)
    }

    @Test func whatCannotBeComparedIsRefused() throws {
      expectOneSentence(try compare("--arms", "full-transfer", "vitdet"), naming: ["--arms", "vitdet"])
      expectOneSentence(try compare("--arms", "full-transfer", "scratch", "--shots", "7"), naming: ["7 shots"])
      #expect(try compare("--arms", "full-transfer").status == 64)
      let metric = try compare("--arms", "full-transfer", "scratch", "--metric", "CoLoq")
      #expect(metric.status == 65 && metric.errors.contains("did you mean \"CoLoc\"?"), "\(metric.errors)")
      let unmeasured = try compare("--arms", "full-transfer", "scratch", "--metric", "AP visible[0,0.1)")
      expectOneSentence(unmeasured, naming: ["visible[0,0.1)", "was not measured", "each of all", "imted reevaluate"])
      let subset = try compare("--arms", "full-transfer", "scratch", "--metric", "AP nvel")
      #expect(subset.status == 65 && subset.errors.contains("did you mean \"novel\"?"), "\(subset.errors)")
    }

    @Test func tablesNameTheIntervalAskedFor() throws {
      let run = try SmokeRun.singleObject.get()
      func table(_ arguments: String...) throws -> String {
        let outcome = try IMTED.start(["table", run.spec, "--results", run.results] + arguments).outcome()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
      }
      #expect(try table() == table("--ci", "t"))
      #expect(try table().contains("95 % Student-t interval over seeds"))
      #expect(try table("--ci", "tfa").contains("TFA's formula"))
      expectOneSentence(
        try IMTED.run("table", run.spec, "--results", run.results, "--ci", "bootstrap"),
        naming: ["2 seeds", "Student's t"]
      )
    }
  }
}
