import Spec
import StrictJSON
import Testing

@Suite("Quirks") struct QuirksTests {
  private func model(_ text: String) throws(InputError) -> ModelSpec { try ModelSpec(JSONDocument(text: text).root) }

  private func text(_ model: ModelSpec) -> String { model.json.canonicalText }

  @Test func defaultsAreNotWrittenSoThatKeysSurvive() throws {
    for preset in [ModelPreset.tiny, .vitSmall, .vitBase] {
      let plain = try model("{\"preset\": \"\(preset.rawValue)\", \"quirks\": {}}")
      #expect(plain == ModelSpec(preset))
      // What the presets of the paper do has changed once, so they state it.
      let stated = #","quirks":{"output_init":"reference"}"#
      #expect(!text(plain).replacing(stated, with: "").contains("quirks"))
      #expect(text(plain).contains(stated) == (preset != .tiny))
    }
    #expect(!TrainSpec().json.canonicalText.contains("quirks"))
  }

  @Test func aDeepEncoderFeedsItsPyramidFromTheReferencesBlock() throws {
    let large = ModelSpec(.vitLarge)
    #expect(large.quirks.pyramidBlock == 11)
    #expect(text(large).contains("\"quirks\":{\"output_init\":\"reference\",\"pyramid_block\":11}"))
    let last = try model("{\"preset\": \"vit-l\", \"quirks\": {\"pyramid_block\": 23}}")
    #expect(last.quirks.pyramidBlock == nil)
    #expect(text(last).contains("\"quirks\":{\"output_init\":\"reference\",\"pyramid_block\":23}"))
    #expect(try ModelSpec(JSONDocument(value: last.json).root) == last)
    #expect(try model("{\"preset\": \"vit-b\", \"quirks\": {\"pyramid_block\": 11}}") == ModelSpec(.vitBase))
    #expect(try model("{\"preset\": \"vit-l\", \"encoder\": {\"depth\": 6}}").quirks.pyramidBlock == nil)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let model = try model(
      """
      {"preset": "vit-b", "quirks": {"position_resize": "exact", "pyramid_block": 7, "box_divisor": "positives",
       "label_order": "declared", "match_low_quality": true}}
      """)
    #expect(model.quirks.pyramidBlock == 7 && model.quirks.matchesLowQuality == true)
    #expect(model.quirks.labelOrder == .declared && model.quirks.boxDivisor == .positives)
    #expect(model.quirks.positionResize == .exact)
    #expect(try ModelSpec(JSONDocument(value: model.json).root) == model)
    let text = "{\"epochs\": 1, \"quirks\": {\"regression_rows\": \"copied\", \"frozen_statistics\": \"fixed\"}}"
    let train = try TrainSpec(JSONDocument(text: text).root, section: .fineTune)
    #expect(train.quirks.regressionRows == .copied && train.quirks.frozenStatistics == .fixed)
    #expect(try TrainSpec(JSONDocument(value: train.json).root, section: .fineTune) == train)
  }

  @Test func fineTuningStatesWhatItDoesWithBoxRowsAndStartsThemAnewAsTheReferenceDoes() throws {
    let plain = try TrainSpec(JSONDocument(text: "{\"epochs\": 1}").root, section: .fineTune)
    #expect(plain.quirks.regressionRows == .restarted)
    #expect(plain.json.canonicalText.contains("\"regression_rows\":\"restarted\""))
    #expect(try TrainSpec(JSONDocument(value: plain.json).root, section: .fineTune) == plain)
    let base = try TrainSpec(JSONDocument(text: "{}").root, section: .train)
    #expect(base.quirks.regressionRows == nil)
  }

  @Test func impossibleOnesAreRefused() throws {
    let block = #expect(throws: InputError.self) {
      try model("{\"preset\": \"vit-b\", \"quirks\": {\"pyramid_block\": 12}}")
    }
    #expect(block?.jsonPath == "$.quirks.pyramid_block")
    let name = #expect(throws: InputError.self) { try model("{\"preset\": \"vit-b\", \"quirks\": {\"pyramid\": 2}}") }
    #expect(name?.description.contains("pyramid_block") == true)
    let rows = #expect(throws: InputError.self) {
      try TrainSpec(JSONDocument(text: "{\"quirks\": {\"regression_rows\": \"copied\"}}").root, section: .train)
    }
    #expect(rows?.jsonPath == "$.quirks.regression_rows")
  }
}
