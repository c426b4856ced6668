import ArgumentParser
import Reports

/// `imted table`: the tables of an experiment, from the database alone.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print an experiment's tables: mean, 95 % interval over seeds, n.")

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "markdown, latex, csv, json or html.") var format = TableFormat.markdown
  @Option(help: "Only the table of this name.") var table: String?
  @Option(
    name: .customLong("ci"),
    help: "Intervals over seeds: t (Student), bootstrap (percentile), or tfa, which earlier papers used.")
  var interval = NamedChoice(IntervalMethod.student)
  @Flag(name: .customLong("protocol"), help: "Print the protocol cards of the runs below the tables (markdown).")
  var showsProtocol = false
  @Flag(name: .customLong("repeats"), help: "Say below the tables how many runs repeat, as `imted verify` found.")
  var showsRepeats = false

  func validate() throws {
    guard !showsProtocol || format == .markdown else { throw ValidationError("--protocol goes with markdown alone.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let recorded = try RecordedExperiment(experiment, overrides: overrides, results: results)
      var tables = try recorded.tables(interval: interval.value).tables(named: table)
      if showsRepeats {
        let grades = try RunGrades(of: recorded, results: results)
        for place in tables.indices { tables[place].footnotes.append(grades.footnote) }
      }
      format.print(tables)
      if showsProtocol { recorded.cards.markdown.forEach(Console.print) }
    }
  }
}
