import ArgumentParser
import Pipeline
import StrictJSON

/// `imted note`: writes a sentence to a run.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Write a note to a run, in the place of the one it had.",
    discussion: "The note lies beside the run's file (runs/<id>/labels.json) and outlives the database.")

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Argument(help: "The note; an empty one takes it away.") var text: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    try ExitStatus.guarding {
      let recording = try LabelRecording(runID, results: results)
      Console.print(recording.printed(try recording.change { $0.setNote(text) }, json: json))
    }
  }
}
