import Spec
import StrictJSON
import Testing

@Suite struct VariantTests {
  private func read(_ matrix: String) throws -> ExperimentSpec {
    try ExperimentSpec(
      document: try JSONDocument(text: ExampleSpecs.composed, file: "spec.json"), overrides: ["matrix=\(matrix)"])
  }

  private func message(_ matrix: String) -> String {
    do {
      _ = try read(matrix)
      return "nothing was thrown"
    } catch { return "\(error)" }
  }

  private let two = """
    {"arms": ["scratch", "encoder-only"], "shots": [10], "seeds": [3, 5], "pretrain_seeds": [7, 8],
     "variants": [{"name": "short", "set": {"pretrain.samples": 1000, "train.lr": 0.25}}, {"name": "plain", "set": {}}]}
    """

  @Test func eachVariantHasAllCells() throws {
    let spec = try read(two)
    #expect(spec.matrix.cells.count == 8)
    #expect(spec.matrix.cells[0].description == "scratch, 10 shots, short, seed 3")
    #expect(spec.matrix.cells[7].variant == "plain")
    #expect(try Cell(JSONDocument(value: spec.matrix.cells[7].json).root) == spec.matrix.cells[7])
  }

  @Test func aVariantChangesWhatItNamesAndNothingElse() throws {
    let spec = try read(two)
    let short = spec.resolved(for: spec.matrix.cells[0])
    #expect(short.pretrain.samples == 1000)
    #expect(short.train.lr == 0.25)
    let plain = spec.resolved(for: spec.matrix.cells[7])
    #expect(plain.pretrain == spec.pretrain && plain.train == spec.train && plain.data == spec.data)
  }

  @Test func whatVariantsChangeOneAtATimeAreAxes() throws {
    let doses = """
      {"arms": ["encoder-only"], "shots": [10], "seeds": [3], "variants": [
       {"name": "64k", "set": {"pretrain.samples": 64000}}, {"name": "short", "set": {"fine_tune.iterations": 7}},
       {"name": "plain", "set": {}}, {"name": "both", "set": {"fine_tune.iterations": 9, "pretrain.samples": 8000}},
       {"name": "free", "set": {"fine_tune.freeze_encoder": true}},
       {"name": "1k", "set": {"pretrain.samples": 1000}}, {"name": "again", "set": {"pretrain.samples": 64000}}]}
      """
    let spec = try read(doses)
    func place(_ variant: String, _ value: Int) -> VariantAxis.Place { .init(variant: variant, value: Double(value)) }
    let axes = spec.variantAxes
    #expect(axes.map(\.path) == ["pretrain.samples", "fine_tune.iterations"])
    #expect(axes.first?.places == [place("64k", 64000), place("plain", spec.pretrain.samples), place("1k", 1000)])
    #expect(axes.last?.places.map(\.variant) == ["short", "plain"])
    #expect(try read(two).variantAxes.isEmpty)
  }

  @Test func aBaseTrainingIsSharedByTheSeedsOfOnePretraining() throws {
    let spec = try read(
      #"{"arms": ["encoder-only"], "shots": [1], "seeds": [4, 5, 6], "pretrain_seeds": [7, 7, 8], "base_seeds": [4, 4, 6]}"#
    )
    #expect([4, 5, 6].map(spec.matrix.baseSeed) == [4, 4, 6])
    #expect(try MatrixSpec(JSONDocument(value: spec.matrix.json).root) == spec.matrix)
    let mixed = message(
      #"{"arms": ["encoder-only"], "shots": [1], "seeds": [4, 5], "pretrain_seeds": [7, 8], "base_seeds": [4, 4]}"#)
    #expect(mixed.contains("$.matrix.base_seeds: found a base training 4 from the pre-trainings 7 and 8"), "\(mixed)")
    let few = message(#"{"arms": ["encoder-only"], "shots": [1], "seeds": [4, 5], "base_seeds": [4]}"#)
    #expect(few.contains("found 1 seeds of base trainings, expected 2, one for each of matrix.seeds"), "\(few)")
  }

  @Test func tablesMayHaveRowsByVariant() throws {
    let rows = "tables[0].rows=[\"variant\", \"shots\", \"arm\"]"
    let spec = try ExperimentSpec(
      document: try JSONDocument(text: ExampleSpecs.composed, file: "spec.json"), overrides: ["matrix=\(two)", rows])
    #expect(spec.tables[0].rows == [.variant, .shots, .arm])
    #expect(spec.resolved(for: spec.matrix.cells[0]).pretrain.samples == 1000)
  }

  @Test func itReadsBackFromItsOwnText() throws {
    let spec = try read(two)
    #expect(try ExperimentSpec(document: JSONDocument(value: spec.json)) == spec)
  }

  @Test func seedsMayShareASupportSet() throws {
    let shared = try read(
      #"{"arms": ["encoder-only"], "shots": [1], "seeds": [3, 5, 6], "shot_seeds": [0, 0, 1]}"#
    ).matrix
    #expect([3, 5, 6].map(shared.shotSeed) == [0, 0, 1])
    #expect(try read(#"{"arms": ["encoder-only"], "shots": [1], "seeds": [3]}"#).matrix.shotSeed(of: 3) == 3)
    let short = message(#"{"arms": ["encoder-only"], "shots": [1], "seeds": [3, 5], "shot_seeds": [0]}"#)
    #expect(short.contains("$.matrix.shot_seeds") && short.contains("1 seeds of shots"))
  }

  @Test func eachSeedMayHaveAPretrainingOfItsOwn() throws {
    let spec = try read(two)
    #expect(spec.matrix.pretrainSeed(of: 3) == 7)
    #expect(spec.matrix.pretrainSeed(of: 5) == 8)
    #expect(
      try read("{\"arms\": [\"encoder-only\"], \"shots\": [1], \"seeds\": [0]}").matrix.pretrainSeed(of: 0)
        == nil)
  }

  @Test func mistakesAreTold() {
    func variant(_ text: String) -> String {
      message("{\"arms\": [\"encoder-only\"], \"shots\": [10], \"seeds\": [0], \"variants\": [\(text)]}")
    }
    #expect(
      variant("{\"name\": \"a\", \"set\": {\"matrix.seeds\": [1]}}").contains("found a change of \"matrix.seeds\""))
    #expect(variant("{\"name\": \"a\", \"set\": {\"trian.lr\": 1}}").contains("did you mean \"train\""))
    #expect(
      variant("{\"name\": \"a\", \"set\": {\"train.lrr\": 1}}")
        .contains("found an unknown key \"lrr\" for $.train.lrr in the variant \"a\""))
    #expect(
      variant("{\"name\": \"a\", \"set\": {}}, {\"name\": \"a\", \"set\": {}}").contains("a second variant \"a\""))
    #expect(
      message("{\"arms\": [\"encoder-only\"], \"shots\": [10], \"seeds\": [0, 1], \"pretrain_seeds\": [0]}")
        .contains("found 1 seeds of pre-training, expected 2"))
  }
}
