import ArgumentParser
import Foundation
import Reports
import ResultStore
import Spec
import StrictJSON

/// `imted report`: everything on an experiment as one HTML file.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write an experiment's tables, figures, runs and settings as one HTML file.",
    discussion: """
      The file needs no other, runs no script and asks no network. Where the pictures are stored beside the results, it
      shows each arm's detections on the same few of them; where features are, each arm's principal components.
      """)

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "HTML file to write; by default the standard output.") var out: String?

  func run() throws {
    try ExitStatus.guarding {
      let recorded = try RecordedExperiment(experiment, overrides: overrides, results: results)
      try OutputFile.write(try Self.report(recorded, results).html, to: out)
    }
  }

  private static func report(_ recorded: RecordedExperiment, _ results: String) throws(InputError) -> ExperimentReport {
    let spec = recorded.spec
    var report = ExperimentReport(
      name: spec.name, title: spec.title, notes: spec.notes, question: question(spec))
    if !spec.tables.isEmpty { report.tables = try recorded.tables().tables(named: nil) }
    report.figures = try ExperimentFigures(recorded).all() + SeenFigures(recorded, results: results).figures
    let grades = try RunGrades(of: recorded, results: results)
    if !grades.isEmpty {
      for place in report.tables.indices { report.tables[place].footnotes.append(grades.footnote) }
    }
    report.runs = spec.matrix.cells.map { cell in
      var shown = run(of: cell, recorded)
      shown.repeats = shown.id.flatMap { grades.words(of: $0) }
      return shown
    }
    report.cards = recorded.cards.cards.map {
      ExperimentReport.Card(digest: $0.digest, facts: ProtocolCards.lines($0.shared.facts))
    }
    report.environment = environment(recorded)
    report.spec = spec.json.prettyText()
    return report
  }

  /// What the experiment compares, in a sentence or two.
  private static func question(_ spec: ExperimentSpec) -> String {
    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    let matrix = spec.matrix
    var parts = ["the arms \(list(matrix.allArms.map(\.rawValue)))"]
    if let shots = matrix.allShots { parts.append("with \(list(shots.map(String.init))) shots") }
    if !matrix.variants.isEmpty { parts.append("in the variants \(list(matrix.variants.map(\.name)))") }
    let seeds = matrix.seeds.count == 1 ? "seed" : "seeds"
    return
      "What does a detector gain when the whole pre-trained MAE encoder-decoder moves into it, instead of the encoder"
      + " alone? Compared are \(parts.joined(separator: " ")), each over \(seeds) \(list(matrix.seeds.map(String.init)))."
  }

  private static func run(of cell: Cell, _ recorded: RecordedExperiment) -> ExperimentReport.Run {
    var run = ExperimentReport.Run(
      variant: cell.variant, arm: cell.arm.rawValue, shots: cell.shots, seed: cell.seed)
    guard let row = (recorded.runs + recorded.unfinished).first(where: { $0.cell == cell }) else { return run }
    (run.id, run.status, run.message) = (row.id, row.status.rawValue, row.message)
    (run.startedAt, run.wallSeconds) = (row.startedAt, row.wallSeconds)
    return run
  }

  /// Machines, threads, devices and commits, each once, in the order of the runs.
  private static func environment(_ recorded: RecordedExperiment) -> [(name: String, words: String)] {
    let runs = recorded.runs.sorted { ($0.finishedAt ?? "", $0.id) < ($1.finishedAt ?? "", $1.id) }
    func unique(_ values: [String?]) -> String {
      var words: [String] = []
      for value in values.map({ $0 ?? "not recorded" }) where !words.contains(value) { words.append(value) }
      return words.joined(separator: "; ")
    }
    var facts = [
      ("machine", unique(runs.map(\.machine))), ("device", unique(runs.map(\.device))),
      ("threads", unique(runs.map { $0.threads.map(String.init) })), ("commit", unique(runs.map(\.commitID))),
    ]
    if let first = runs.first?.finishedAt, let last = runs.last?.finishedAt {
      facts.append(("finished", first == last ? first : "\(first) to \(last)"))
    }
    facts.append(("settings", DatabaseRecorder.digest(of: recorded.spec)))
    facts.append(("written by", "imted \(Version.text)"))
    return facts
  }
}
