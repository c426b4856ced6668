import Spec
import StrictJSON
import Testing

@Suite("EvaluationSpec")
struct EvaluationSpecTests {
  private func evaluation(_ text: String) throws -> EvaluationSpec {
    try EvaluationSpec(JSONDocument(text: text).root)
  }

  private func error(_ text: String) -> InputError? {
    #expect(throws: InputError.self) { try evaluation(text) }
  }

  @Test func masksAreMeasuredOnlyOfModelsThatGiveThem() throws {
    func read(_ sets: [String]) throws -> ExperimentSpec {
      try ExperimentSpec(document: try JSONDocument(text: ExampleSpecs.composed, file: "spec.json"), overrides: sets)
    }
    let masks = #"evaluation.iou_types=["bbox","segm"]"#
    let error = #expect(throws: InputError.self) { try read([masks]) }
    #expect(error?.found == "\"segm\" for a model without a mask head")
    #expect(try read([masks, "model.mask_head=true"]).evaluation.iouTypes == [.bbox, .segm])
  }

  @Test func whatIsNotAskedForStaysOutOfTheKey() throws {
    let json = try evaluation(#"{"iou_types": ["bbox"], "voc": false, "occlusion_lists": {}}"#).json
    #expect(json == EvaluationSpec().json)
    #expect(
      json.canonicalText
        == #"{"features":false,"max_detections":100,"nms_iou":0.5,"score_threshold":0.05,"split":"test","#
        + #""subsets":["all"]}"#)
    let config = EvaluateConfig(task: .detection, split: .test, subsets: [Subset(scope: .all)], labelSpace: .all)
    #expect(
      config.json.canonicalText
        == #"{"label_space":"all","split":"test","subsets":["all"],"task":"detection"}"#)
  }

  @Test func readsBackWhatItWrites() throws {
    let spec = try evaluation(
      #"{"iou_types": ["bbox", "segm"], "visible_curve": {"edges": [0.1, 0.4, 1]}, "voc": true, "#
        + #""occlusion_lists": {"separated": "b.json", "occluded": "a.json"}}"#)
    #expect(try EvaluationSpec(JSONDocument(value: spec.json).root) == spec)
    #expect(spec.occlusionLists.map(\.path) == ["a.json", "b.json"])
    #expect(spec.visibleCurve?.subsets.map(\.name) == ["visible[0.1,0.4)", "visible[0.4,1]"])
    let config = EvaluateConfig(
      task: .detection, split: .test, subsets: spec.subsets, labelSpace: .all, iouTypes: spec.iouTypes,
      visibleCurve: spec.visibleCurve, voc: true, occlusionLists: [(.separated, Digest(of: "x"))])
    #expect(try EvaluateConfig(JSONDocument(value: config.json).root) == config)
  }

  @Test func equalBandsAndTheirEdgesAreOneCurve() throws {
    let spec = try evaluation(#"{"visible_curve": {"bands": 4}}"#)
    #expect(spec.visibleCurve == VisibleCurveSpec(edges: [0, 0.25, 0.5, 0.75, 1]))
    #expect(try evaluation(#"{"visible_curve": {"bands": 20}}"#).visibleCurve?.subsets[2].name == "visible[0.1,0.15)")
  }

  @Test func refusesImpossibleCurvesAndTypes() {
    #expect(error(#"{"visible_curve": {}}"#)?.found == "neither bands nor edges")
    #expect(error(#"{"visible_curve": {"bands": 2, "edges": [0, 1]}}"#)?.found == "both bands and edges")
    #expect(error(#"{"visible_curve": {"edges": [0, 0.5, 0.5]}}"#)?.jsonPath == "$.visible_curve.edges[2]")
    #expect(error(#"{"visible_curve": {"edges": [1]}}"#)?.expected == "at least two edges")
    #expect(error(#"{"iou_types": []}"#)?.jsonPath == "$.iou_types")
    #expect(error(#"{"iou_types": ["segn"]}"#)?.nearest == "segm")
    #expect(error(#"{"occlusion_lists": {"ocluded": "a.json"}}"#) != nil)
  }

  private func column(_ column: String, _ evaluation: String) throws -> TableSpec.Column {
    let spec = try ExperimentSpec(
      document: JSONDocument(text: ExampleSpecs.composed),
      overrides: [
        "model.mask_head=true", "evaluation=\(evaluation)",
        #"tables=[{"name": "t", "rows": ["shots", "arm"], "columns": [\#(column)]}]"#,
      ])
    let again = try ExperimentSpec(JSONDocument(value: spec.json).root)
    #expect(again.tables == spec.tables)
    return spec.tables[0].columns[0]
  }

  @Test func columnsNameWhatTheyAreMeasuredBetween() throws {
    let both =
      #"{"iou_types": ["bbox", "segm"], "subsets": ["all", "occluded"], "voc": true, "visible_curve": {"bands": 2}}"#
    #expect(try column(#"{"metric": "AP"}"#, both).iouType == .bbox)
    let masks = try column(#"{"metric": "AP", "iou_type": "segm"}"#, both)
    #expect(masks.iouType == .segm && masks.label == "AP segm")
    #expect(try column(#"{"metric": "AP"}"#, #"{"iou_types": ["segm"]}"#).iouType == .segm)
    #expect(try column(#"{"metric": "MaskRecall", "subset": "occluded"}"#, both).iouType == .segm)
    #expect(try column(#"{"metric": "BoxRecall", "subset": "occluded"}"#, both).iouType == .bbox)
    #expect(try column(#"{"metric": "AR100", "subset": "visible[0.5,1]", "iou_type": "segm"}"#, both).iouType == .segm)
    for (wrong, evaluation) in [
      (#"{"metric": "AP", "iou_type": "segm"}"#, "{}"), (#"{"metric": "APs", "subset": "visible[0.5,1]"}"#, both),
      (#"{"metric": "MaskRecall"}"#, both), (#"{"metric": "VOC50"}"#, "{}"),
      (#"{"metric": "MaskRecall", "subset": "occluded"}"#, #"{"subsets": ["occluded"]}"#),
      (#"{"metric": "AP", "subset": "visible[0,0.25)"}"#, both),
    ] {
      #expect(throws: InputError.self, "\(wrong)") { try column(wrong, evaluation) }
    }
  }
}
