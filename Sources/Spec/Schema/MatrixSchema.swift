import StrictJSON

/// The section `matrix`.
struct MatrixSchema {
  let term: SchemaTerm

  var section: JSONValue {
    let seed = term.integer("A seed.", 0...Int.max)
    let paths = VariantSpec.sections.joined(separator: "|")
    let changes: JSONValue = [
      "type": "object", "description": "Paths such as pretrain.samples, and their values.",
      "propertyNames": ["pattern": .string("^(\(paths))[.\\[]")],
    ]
    let variant = term.object(
      "A point of the experiment's own axis.",
      [
        .init("name", ExperimentSchema.name(term, "Its name."), required: true),
        .init("set", changes, required: true),
      ])
    func rule(_ words: String) -> JSONValue {
      func oneOrMore(_ words: String, _ value: JSONValue) -> JSONValue {
        ["description": .string(words), "anyOf": [value, term.list(words, of: value)]]
      }
      let members: [SchemaTerm.Member] = [
        .init("arm", oneOrMore("Arms; all if left out.", term.choice("An arm.", Arm.self))),
        .init("shots", oneOrMore("Numbers of shots; all if left out.", term.integer("K.", 1...1_000_000))),
        .init("seed", oneOrMore("Seeds of the matrix; all if left out.", seed)),
        .init("variant", oneOrMore("Variants; all if left out.", ["type": "string"])),
      ]
      return ["type": "array", "description": .string(words), "items": term.object("Some cells.", members)]
    }
    return term.object(
      "The cells: every variant, number of shots, arm and seed.",
      [
        .init("arms", term.list("Arms, in the order of tables.", of: term.choice("An arm.", Arm.self)), required: true),
        .init("shots", term.list("Objects of a category to fine-tune on.", of: term.integer("K.", 1...1_000_000))),
        .init(
          "setting",
          term.choice(
            "What is fine-tuned and tested on; base has no shots.", FewShotSetting.self, default: .generalized)),
        .init("seeds", term.list("Seeds; each repeats the whole training.", of: seed)),
        .init(
          "pretrain_seeds",
          [
            "type": "array", "description": "The seed of pre-training of each of seeds, in the same order.",
            "items": seed,
          ]),
        .init(
          "shot_seeds",
          [
            "type": "array", "description": "The seed of the support set of each of seeds, in the same order.",
            "items": seed,
          ]),
        .init(
          "base_seeds",
          [
            "type": "array", "description": "The seed of the base training of each of seeds, in the same order.",
            "items": seed,
          ]),
        .init("variants", ["type": "array", "description": "An axis of its own.", "items": variant]),
        .init("exclude", rule("Cells to leave out.")),
        .init("include", rule("Cells to have beside the axes', or although they are left out.")),
      ])
  }
}
