import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted compare`: two arms of an experiment, seed by seed and picture by picture, from stored results alone.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two arms: difference, intervals, where the spread comes from, seeds needed.",
    discussion: """
      Values are times 100. Pictures are drawn anew from the cells of both arms, so that their differences hold what the
      choice of test pictures does. docs/STATISTICS.md has every formula.
      """)

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(parsing: .upToNextOption, help: "Two arms: the first minus the second.") var arms: [String]
  @Option(help: "Measure and subset: AP, \"AP novel\" or nAP, and by mask \"segm AP novel\".") var metric = "AP"
  @Option(help: "Only this number of shots.") var shots: Int?
  @Option(help: "Only this variant.") var variant: String?
  @Option(help: "How often seeds and pictures are drawn.") var resamples = 1000
  @Option(help: "Seed of those draws.") var seed: UInt64 = 0
  @Option(help: "Confidence of all intervals.") var confidence = 0.95
  @Option(help: "The chance with which a difference should be found.") var power = 0.8
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "Threads; by default all cores. Results do not depend on it.") var threads: Int?
  @Flag(help: "Print JSON, one object a variant and number of shots; numbers are 0 to 1.") var json = false

  func validate() throws {
    guard arms.count == 2, arms[0] != arms[1] else { throw ValidationError("--arms takes two different arms.") }
    guard (2...1_000_000).contains(resamples) else { throw ValidationError("--resamples must be 2 to 1000000.") }
    guard confidence > 0.5, confidence < 1 else { throw ValidationError("--confidence must be between 0.5 and 1.") }
    guard power > 0.5, power < 1 else { throw ValidationError("--power must be between 0.5 and 1.") }
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be 1 to 1024.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let measure = try SpecMeasures.measure(metric, option: "--metric")
      let root = URL(fileURLWithPath: results).path
      let database = try ResultStore(path: ResultsFolder(root: root).database, access: .readOnly)
      let comparer = ArmComparer(
        recorded: try RecordedExperiment(experiment, overrides: overrides, in: database), database: database,
        store: ArtifactStore(lookingInto: root), measure: measure, words: metric,
        settings: ArmComparison.Settings(
          resamples: resamples, seed: seed, confidence: confidence, power: power,
          threads: threads ?? ProcessInfo.processInfo.activeProcessorCount))
      let known = comparer.recorded.spec.matrix.allArms
      let chosen = try arms.map { (name) throws(InputError) in
        guard let arm = known.first(where: { $0.rawValue == name }) else {
          throw InputError(
            file: "--arms", found: "\"\(name)\"", expected: "one of \(known.map(\.rawValue).joined(separator: ", "))",
            nearest: NearestName.to(name, among: known.map(\.rawValue)))
        }
        return arm
      }
      let comparisons = try comparer.comparisons(chosen, variant: variant, shots: shots)
      if json {
        Console.print(JSONValue.array(comparisons.map(\.json)).prettyText())
      } else {
        Console.print(comparisons.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
      }
    }
  }
}
