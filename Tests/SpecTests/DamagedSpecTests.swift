import Mutations
import Spec
import StrictJSON
import Testing

/// An experiment file with faults is read, if what it says is still right, or refused with the place of what is wrong.
@Suite struct DamagedSpecTests {
  private static let words = [
    "null", "-1", "1e999", "99999999999999999999", "[]", "{}", "\"", ",", ":", "\\u0000", "\\ud800", "\u{feff}", "//",
    "NaN",
    "\"extends\": \"spec.json\",",
  ]

  private func expectAnswerOrPlace(_ bytes: [UInt8], _ seed: Int) {
    do throws(InputError) {
      let spec = try ExperimentSpec(document: JSONDocument(bytes: bytes, file: "spec.json"))
      // What was read can be written and read again as the same.
      let again = try ExperimentSpec(document: JSONDocument(value: spec.json))
      #expect(again == spec, "seed \(seed)")
      #expect(!spec.matrix.cells.isEmpty, "seed \(seed)")
    } catch {
      #expect(error.file == "spec.json", "seed \(seed): \(error)")
      #expect(error.line != nil && error.column != nil, "seed \(seed): \(error)")
      #expect(!error.found.isEmpty && !error.expected.isEmpty, "seed \(seed)")
    }
  }

  @Test(.timeLimit(.minutes(5))) func damagedTextIsReadOrRefusedWithItsPlace() {
    for seed in 0..<1500 {
      var draws = Draws(seed: seed)
      let text = draws.pick([ExampleSpecs.composed, ExampleSpecs.coco])
      expectAnswerOrPlace(Array(text.utf8).damaged(by: &draws, words: Self.words), seed)
    }
  }

  @Test(.timeLimit(.minutes(5))) func damagedValuesAreReadOrRefusedWithTheirPlace() throws {
    for seed in 0..<1500 {
      var draws = Draws(seed: seed)
      let text = draws.pick([ExampleSpecs.composed, ExampleSpecs.coco])
      let value = try JSONDocument(text: text).root.value.damaged(by: &draws)
      expectAnswerOrPlace(Array(value.prettyText().utf8), seed)
    }
  }
}
