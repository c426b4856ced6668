import ArgumentParser
import Spec
import StrictJSON

/// `imted schema`: the JSON Schema of experiment files.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of experiment files, for editors to complete and check with.",
    discussion: """
      Write it to a file and name that in the experiment as "$schema". With --part, that of files which others extend.
      """)

  @Flag(help: "For a file that others extend, which may leave anything out.") var part = false

  func run() { Console.print((part ? ExperimentSchema.part : ExperimentSchema.json).prettyText()) }
}
