import StrictJSON

/// The section `tables`.
struct TableSchema {
  let term: SchemaTerm

  var section: JSONValue { ["type": "array", "description": "Tables. They change no key.", "items": table] }

  private var table: JSONValue {
    term.object(
      "One row for each combination of axes, one column for each measure.",
      [
        .init("name", ExperimentSchema.name(term, "Unique in the experiment."), required: true),
        .init("title", term.string("The caption.")),
        .init(
          "rows",
          term.list("What distinguishes rows, outermost first.", of: term.choice("An axis.", TableSpec.Axis.self)),
          required: true),
        .init("columns", term.list("Measures, from left to right.", of: column), required: true),
        .init("baseline", baseline),
        .init("best", term.choice("What must hold for a best value to be bold.", TableSpec.BestRule.self)),
        .init("latex", term.choice("How LaTeX aligns numbers.", TableSpec.LaTeXNumbers.self, default: .plain)),
        .init("literature", ["type": "array", "description": "Published numbers.", "items": literature]),
      ])
  }

  private var column: JSONValue {
    term.object(
      "A measure of one subset.",
      [
        .init("metric", term.choice("The measure.", MetricName.self), required: true),
        .init("subset", EvaluationSchema.subset(term)),
        .init("iou_type", EvaluationSchema.iouType(term)),
        .init("label", term.string("The heading.")),
        .init("group", term.string("A heading over neighbouring columns.", pattern: ".")),
        .init("difference", term.bool("Whether differences to the baseline are shown.", default: true)),
      ])
  }

  private var baseline: JSONValue {
    term.object(
      "The rows that others are compared with.",
      [
        .init("arm", term.choice("The arm, at equal other coordinates.", Arm.self)),
        .init("shots", term.integer("The shots.", 1...1_000_000)),
        .init("variant", term.string("The variant.")),
      ])
  }

  private var literature: JSONValue {
    let percent: JSONValue = [
      "type": "array", "description": "One value for each column; null where none was published.",
      "items": term.orNull(term.number("Percent.", -100...100)),
    ]
    return term.object(
      "A published row.",
      [
        .init("label", term.string("What the row is called."), required: true),
        .init("source", term.string("Where the numbers are from."), required: true),
        .init("setting", term.string("The setting that they were made in."), required: true),
        .init("seeds", term.orNull(term.integer("Seeds that they are over.", 1...1_000_000)), required: true),
        .init("incomparable", term.orNull(term.string("Why they cannot be compared.")), required: true),
        .init("percent", percent, required: true),
      ])
  }
}
