import StrictJSON

/// The section `data`.
struct DataSchema {
  let term: SchemaTerm

  var section: JSONValue { term.oneOf("Where pictures come from.", [composed, coco]) }

  private var composed: JSONValue {
    let names = term.list("Names.", of: category)
    let share = term.number("A share.", 0...1)
    let count = term.integer("A number of pictures.", 0...100_000_000)
    return term.object(
      "Scenes composed of cut-outs.",
      [
        .init("kind", term.only("composed"), required: true),
        .init("seed", term.integer("Seed of all composing.", 0...Int.max, default: 0)),
        .init("image_size_px", term.integer("Width and height of a picture.", 16...4096, default: 96)),
        .init(
          "categories",
          term.object(
            "Categories, in the order of their ids.",
            [
              .init("base", names, required: true),
              .init("novel", term.list("Categories that come with few shots.", of: category, least: 0)),
            ]), required: true),
        .init("objects_per_image", term.pair("Fewest and most objects.", of: term.integer("Objects.", 1...100))),
        .init(
          "object_size", term.pair("Smallest and largest side, as a share.", of: term.number("A share.", 0.01...1))),
        .init("occlusion", term.number("Probability that an object covers an earlier one.", 0...1, default: 0.5)),
        .init("exemplar_shares", perSplit("Shares of the cut-outs; they sum to 1.", share)),
        .init("images", perSplit("Pictures of each split.", count)),
      ])
  }

  private var coco: JSONValue {
    func source(_ words: String, labelled: Bool, ids: Bool = false) -> JSONValue {
      var members = [SchemaTerm.Member("images", path("Folder of the pictures."), required: true)]
      if labelled { members.append(.init("annotations", path("COCO file."), required: true)) }
      if ids { members.append(.init("ids", self.ids)) }
      return term.object(words, members)
    }
    let novel: JSONValue = [
      "description": "The categories that come with few shots.",
      "anyOf": .array([
        term.choice("A published division.", CategorySplit.self), term.list("Names.", of: category, least: 0),
      ]),
    ]
    return term.object(
      "Files in COCO format.",
      [
        .init("kind", term.only("coco"), required: true),
        .init("pretrain", source("Unlabelled pictures.", labelled: false)),
        .init("train", source("Pictures to train on.", labelled: true, ids: true), required: true),
        .init("development", source("Pictures to choose settings on.", labelled: true)),
        .init("test", source("Pictures to report on.", labelled: true)),
        .init("novel_categories", novel),
        .init("shots", shots),
      ])
  }

  private var shots: JSONValue {
    func form(_ formats: [ShotListFormat], _ key: String, _ words: String) -> JSONValue {
      term.object(
        "Lists of few shots.",
        [
          .init("format", ["enum": .strings(formats.map(\.rawValue))], required: true),
          .init(key, path(words), required: true),
          .init("seed", term.integer("Seed of the lists; each run's own without it.", 0...Int.max)),
          .init(
            "box_records", term.choice("Whether a picture's boxes are one record.", BoxRecords.self, default: .merged)),
          .init("images", path("Folder of the pictures; that of training without it.")),
        ])
    }
    return term.oneOf(
      "Published lists of few shots, instead of a draw.",
      [
        form([.fsdetCOCO, .fsdetVOC], "folder", "The folder above the seeds' folders."),
        form([.merged], "file", "The file; {shots} and {seed} stand for numbers."),
      ])
  }

  private var ids: JSONValue {
    [
      "description": "A list of the pictures to train on.",
      "anyOf": .array([
        path("The file; {seed} stands for the run's seed."),
        term.object(
          "A list in a file of many.",
          [
            .init("file", path("The file."), required: true),
            .init("percent", term.string("The share, as it is written there.")),
            .init("seed", term.integer("The seed in the file; the run's without it.", 0...Int.max)),
          ]),
      ]),
    ]
  }

  private var category: JSONValue { term.string("A category's name.", pattern: "^\\S(.*\\S)?$") }

  private func path(_ words: String) -> JSONValue { term.string(words, pattern: ".") }

  private func perSplit(_ words: String, _ value: JSONValue) -> JSONValue {
    term.object(words, Split.allCases.map { SchemaTerm.Member($0.rawValue, value, required: true) })
  }
}
