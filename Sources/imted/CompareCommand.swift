import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted compare`: two arms or variants of an experiment, seed by seed and picture by picture, from stored results alone.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two arms or variants: difference, intervals, where the spread comes from, seeds needed.",
    discussion: """
      Values are times 100. Pictures are drawn anew from the cells of both arms, so that their differences hold what the
      choice of test pictures does. docs/STATISTICS.md has every formula.
      """)

  @Argument(help: "Experiment file, or the name of a recorded experiment.") var experiment: String
  @Option(parsing: .upToNextOption, help: "Two arms: the first minus the second. With --variants one will do.")
  var arms: [String]
  @Option(
    parsing: .upToNextOption,
    help: "Two variants: the first arm in the first minus the second arm, or the same, in the second.")
  var variants: [String] = []
  @Option(help: "Measure and subset: AP, \"AP novel\" or nAP, and by mask \"segm AP novel\".") var metric = "AP"
  @Option(help: "Only this number of shots.") var shots: Int?
  @Option(help: "Only this variant.") var variant: String?
  @Option(parsing: .unconditional, help: "How often seeds and pictures are drawn.") var resamples = 1000
  @Option(parsing: .unconditional, help: "Seed of those draws.") var seed: UInt64 = 0
  @Option(help: "Confidence of all intervals.") var confidence = 0.95
  @Option(help: "The chance with which a difference should be found.") var power = 0.8
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "The changes that the experiment was run with (repeatable).")
  var overrides: [String] = []
  @Option(help: "Threads; by default all cores. Results do not depend on it.") var threads: Int?
  @Flag(help: "Print JSON, one object a variant and number of shots; numbers are 0 to 1.") var json = false

  private static let mostResamples = 1_000_000

  func validate() throws {
    if variants.isEmpty {
      guard arms.count == 2, arms[0] != arms[1] else { throw ValidationError("--arms takes two different arms.") }
    } else {
      guard variants.count == 2, variants[0] != variants[1], arms.count <= 2 else {
        throw ValidationError("--variants takes two different variants, with one or two --arms.")
      }
      guard variant == nil else { throw ValidationError("--variant and --variants exclude each other.") }
    }
    guard (2...Self.mostResamples).contains(resamples) else {
      throw ValidationError("--resamples must be 2 to \(Self.mostResamples).")
    }
    guard confidence > 0.5, confidence < 1 else { throw ValidationError("--confidence must be between 0.5 and 1.") }
    let least = ArmComparison.Settings.leastResamples(confidence: confidence)
    guard least <= Self.mostResamples else {
      throw ValidationError("--confidence must be at most \(1 - 2 / Double(Self.mostResamples)).")
    }
    guard resamples >= least else {
      throw ValidationError(
        "--resamples must be at least \(least) for a confidence of \(confidence), so that one lies beyond each end of an"
          + " interval.")
    }
    guard power > 0.5, power < 1 else { throw ValidationError("--power must be between 0.5 and 1.") }
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be 1 to 1024.") }
  }

  func run() throws {
    try ExitStatus.guarding {
      let root = URL(fileURLWithPath: results).path
      let database = try ResultsFolder(root: root).openDatabase(.readOnly)
      let recorded = try RecordedExperiment(experiment, overrides: overrides, in: database)
      let comparer = ArmComparer(
        recorded: recorded, database: database, store: ArtifactStore(lookingInto: root),
        measure: try SpecMeasures.measure(metric, option: "--metric", labelsOf: recorded.spec), words: metric,
        settings: ArmComparison.Settings(
          resamples: resamples, seed: seed, confidence: confidence, power: power,
          threads: threads ?? ProcessInfo.processInfo.activeProcessorCount))
      let matrix = recorded.spec.matrix
      let chosen = try arms.compactMap { (name) throws(InputError) in
        Arm(rawValue: try Self.chosen(name, among: matrix.allArms.map(\.rawValue), option: "--arms"))
      }
      let comparisons: [ArmComparison]
      if let first = chosen.first, let last = chosen.last, !variants.isEmpty {
        let names = try variants.map { (name) throws(InputError) in
          try Self.chosen(name, among: matrix.variants.map(\.name), option: "--variants")
        }
        comparisons = try comparer.comparisons(
          zip([first, last], names).map { ArmComparison.Side(arm: $0, variant: $1) }, shots: shots)
      } else {
        comparisons = try comparer.comparisons(chosen, variant: variant, shots: shots)
      }
      if json {
        Console.print(JSONValue.array(comparisons.map(\.json)).prettyText())
      } else {
        Console.print(comparisons.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
      }
    }
  }

  private static func chosen(_ name: String, among known: [String], option: String) throws(InputError) -> String {
    guard !known.contains(name) else { return name }
    throw InputError(
      file: option, found: "\"\(name)\"",
      expected: known.isEmpty ? "an experiment that has some" : "one of \(known.joined(separator: ", "))",
      nearest: NearestName.to(name, among: known))
  }
}
