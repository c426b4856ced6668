public import StrictJSON

/// The JSON Schema (draft 2020-12) of experiment files, which editors complete and check with. It knows all keys, types,
/// ranges and defaults; what must agree between sections only the reader knows.
public enum ExperimentSchema {
  /// The schema of files that are whole, or that extend others.
  public static var json: JSONValue {
    .object([
      ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", "imted-bench experiment"),
      ("if", ["required": ["extends"]]), ("then", part), ("else", whole),
    ])
  }

  /// The schema of a file that others extend: nothing is required.
  public static var part: JSONValue { schema(SchemaTerm(isWhole: false)) }

  /// The schema of a file that stands alone.
  static var whole: JSONValue { schema(SchemaTerm(isWhole: true)) }

  private static func schema(_ term: SchemaTerm) -> JSONValue {
    let path = term.string("A path, taken from the folder of this file.", pattern: ".")
    return term.object(
      "An experiment: data, model, arms, matrix, evaluation, tables.",
      [
        .init("$schema", term.string("Where this schema lies; not read."), inherited: false),
        .init(
          "extends",
          [
            "description": "Files that this one is laid over, later ones over earlier ones.",
            "anyOf": .array([path, term.list("Files.", of: path)]),
          ], inherited: false),
        .init("format", term.only(ExperimentSpec.format), required: true),
        .init("name", name(term, "Unique in a results folder, fit for a file name."), required: true),
        .init("title", term.string("One line for people. Changes no key.")),
        .init("notes", term.string("Free text. Changes no key.")),
        .init("task", term.choice("What is learnt and measured.", LearningTask.self, default: .detection)),
        .init("data", DataSchema(term: term).section, required: true),
        .init("model", ModelSchema(term: term).section, required: true),
        .init("pretrain", TrainingSchema(term: term).pretrain),
        .init("train", TrainingSchema(term: term).train(.train)),
        .init("fine_tune", TrainingSchema(term: term).train(.fineTune)),
        .init("matrix", MatrixSchema(term: term).section, required: true),
        .init("evaluation", EvaluationSchema(term: term).section),
        .init("tables", TableSchema(term: term).section),
      ])
  }

  /// A name that can be part of a file name.
  static func name(_ term: SchemaTerm, _ words: String) -> JSONValue {
    term.string(words, pattern: "^[A-Za-z0-9_-][A-Za-z0-9._-]*$")
  }
}
