import ArgumentParser
import Pipeline
import StrictJSON

/// `imted tag`: gives a run tags, to be found again by.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Give a run tags, or take them away.",
    discussion: """
      Tags lie beside the run's file (runs/<id>/labels.json) and outlive the database. imted history --where "tag = \
      'x'" finds them.
      """)

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Argument(help: "Tags: letters, digits and . _ - : / + @.") var names: [String]
  @Flag(help: "Take the tags away.") var remove = false
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let recording = try LabelRecording(runID, results: results)
      let labels = try recording.change { labels in
        for name in names { try remove ? labels.remove(name) : labels.add(name) }
      }
      Console.print(recording.printed(labels, json: json))
    }
  }
}
