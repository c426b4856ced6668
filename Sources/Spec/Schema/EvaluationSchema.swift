import StrictJSON

/// The section `evaluation`.
struct EvaluationSchema {
  let term: SchemaTerm

  var section: JSONValue {
    let curve = [
      term.object("Equal bands.", [.init("bands", term.integer("How many.", 1...1000), required: true)]),
      term.object(
        "Bands between edges.",
        [.init("edges", ["type": "array", "items": term.number("A fraction.", 0...1), "minItems": 2], required: true)]),
    ]
    let side = term.integer("Pixels.", 1...100_000)
    let lists = Subset.Occlusion.allCases.map {
      SchemaTerm.Member($0.rawValue, term.string("A file of `imted data convert-occlusion`."))
    }
    return term.object(
      "What is measured, and which detections count.",
      [
        .init(
          "split", ["enum": ["development", "test"], "description": "The split to measure on.", "default": "test"]),
        .init("score_threshold", term.number("Detections below it are dropped.", 0...1, default: 0.05)),
        .init("nms_iou", term.number("IoU from which a better one suppresses.", 0...1, default: 0.5)),
        .init("max_detections", term.integer("Most detections of a picture.", 1...100_000, default: 100)),
        .init("subsets", term.list("Subsets of categories and objects.", of: Self.subset(term))),
        .init("features", term.bool("Whether features go to HDF5.", default: false)),
        .init(
          "test_size",
          term.object(
            "Size of pictures, proportions kept.",
            [.init("short_side_px", side, required: true), .init("long_side_px", side, required: true)])),
        .init("iou_types", term.list("What overlaps are measured between.", of: Self.iouType(term))),
        .init("visible_curve", term.oneOf("Bands of visible fractions.", curve)),
        .init("voc", term.bool("Whether VOC's AP is measured as well.", default: false)),
        .init("occlusion_lists", term.object("Files that occluded and separated stand for.", lists)),
      ])
  }

  /// Words joined by single spaces.
  static func subset(_ term: SchemaTerm) -> JSONValue {
    let word = #"(all|base|novel|occluded|separated|visible\[[0-9.eE+-]+,[0-9.eE+-]+[\])])"#
    return term.string(
      "Words such as all, base, novel, occluded, separated, visible[0,0.5).", pattern: "^\(word)( \(word))*$")
  }

  static func iouType(_ term: SchemaTerm) -> JSONValue { term.choice("Boxes or masks.", IoUType.self) }
}
