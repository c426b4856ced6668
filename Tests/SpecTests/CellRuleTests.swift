import Spec
import StrictJSON
import Testing

@Suite struct CellRuleTests {
  private func read(_ rules: String) throws -> ExperimentSpec {
    let matrix = """
      {"arms": ["scratch", "encoder-only"], "shots": [10, 30], "seeds": [0, 1, 2],
       "variants": [{"name": "short", "set": {"pretrain.samples": 1000}}, {"name": "plain", "set": {}}], \(rules)}
      """
    return try ExperimentSpec(
      document: try JSONDocument(text: ExampleSpecs.composed, file: "spec.json"), overrides: ["matrix=\(matrix)"])
  }

  private func message(_ rules: String) -> String {
    do {
      _ = try read(rules)
      return "nothing was thrown"
    } catch { return "\(error)" }
  }

  @Test func cellsThatARuleHoldsAreLeftOut() throws {
    let matrix = try read(#""exclude": [{"arm": "scratch", "shots": 30}, {"variant": "short", "seed": [1, 2]}]"#).matrix
    #expect(matrix.cells.count == 24 - 6 - 6)
    #expect(!matrix.cells.contains { $0.arm == .scratch && $0.shots == 30 })
    #expect(!matrix.cells.contains { $0.variant == "short" && $0.seed > 0 })
    #expect(matrix.seeds(of: .scratch, shots: 30, variant: "plain") == [])
    #expect(matrix.seeds(of: .encoderOnly, shots: 30, variant: "short") == [0])
    #expect(matrix.seeds(of: .encoderOnly, shots: 30, variant: "plain") == [0, 1, 2])
  }

  @Test func cellsMayBeAddedBesideTheAxes() throws {
    let matrix = try read(
      #""include": [{"arm": "full-transfer", "shots": 10, "variant": "plain"}, {"arm": "scratch", "shots": 5, "seed": 0}]"#
    ).matrix
    #expect(matrix.cells.count == 24 + 3 + 2)
    #expect(matrix.allArms == [.scratch, .encoderOnly, .fullTransfer])
    #expect(matrix.allShots == [10, 30, 5])
    #expect(matrix.seeds(of: .fullTransfer, shots: 10, variant: "plain") == [0, 1, 2])
    // The axes stay as they are: an added arm is not at the other shots, nor added shots with the other arms.
    #expect(matrix.seeds(of: .fullTransfer, shots: 30, variant: "plain") == [])
    #expect(matrix.seeds(of: .encoderOnly, shots: 5, variant: "plain") == [])
  }

  @Test func whatIsLeftOutMayBeAddedAgain() throws {
    let matrix = try read(#""exclude": [{"arm": "scratch"}], "include": [{"arm": "scratch", "seed": 1}]"#).matrix
    #expect(matrix.cells.count == 12 + 4)
    #expect(matrix.seeds(of: .scratch, shots: 10, variant: "short") == [1])
  }

  @Test func cellsOfAVariantStayTogether() throws {
    let cells = try read(#""include": [{"arm": "full-transfer"}]"#).matrix.cells
    #expect(cells.map(\.variant) == [String](repeating: "short", count: 18) + [String](repeating: "plain", count: 18))
  }

  @Test func itReadsBackFromItsOwnText() throws {
    let spec = try read(#""exclude": [{"arm": "scratch", "seed": [1, 2]}], "include": [{"arm": "full-transfer"}]"#)
    #expect(try ExperimentSpec(document: JSONDocument(value: spec.json)) == spec)
    #expect(try !read(#""exclude": []"#).json.canonicalText.contains("exclude"))
  }

  @Test func whatCannotBeMeantIsRefusedWithItsPlace() {
    let outside = message(#""exclude": [{"arm": "scratch"}, {"arm": "full-transfer"}]"#)
    #expect(outside.contains("$.matrix.exclude[1].arm"))
    #expect(outside.contains("an arm of the matrix: scratch, encoder-only"))
    let misspelt = message(#""exclude": [{"variant": "shrot"}]"#)
    #expect(misspelt.contains("$.matrix.exclude[0].variant") && misspelt.contains("short"))
    #expect(message(#""exclude": [{"seed": 7}]"#).contains("a seed of the matrix: 0, 1, 2"))
    #expect(message(#""include": [{"seed": 7, "arm": "scratch"}]"#).contains("$.matrix.include[0].seed"))
    #expect(message(#""exclude": [{}]"#).contains("a rule that names nothing"))
    #expect(message(#""exclude": [{"arms": "scratch"}]"#).contains("$.matrix.exclude[0].arms"))
    #expect(message(#""exclude": [{"shots": [10, 30]}]"#).contains("a matrix without cells"))
    #expect(message(#""include": [{"arm": "scratch"}]"#).contains("a rule that adds no cell"))
    #expect(message(#""include": [{"arm": "no-such-arm"}]"#).contains("$.matrix.include[0].arm"))
  }
}
