import ArgumentParser
import Datasets
import Foundation
import Pipeline
import Processes
import Spec
import StrictJSON

/// Which experiment, with which changes, in which results folder.
struct ExperimentOptions: ParsableArguments {
  @Argument(help: "Experiment file (JSON).") var spec: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(name: .customLong("set"), help: "Change a value: --set train.lr=0.0005 (repeatable).")
  var overrides: [String] = []

  /// The experiment with its changes.
  func experiment() throws(InputError) -> ExperimentSpec { try ExperimentSpec(try source()) }

  /// The files that it is made of.
  func source() throws(InputError) -> SpecSource { try SpecSource(file: spec, overrides: overrides) }

  /// The experiment laid out. Keys depend on the tensor library and on the cut-outs, so both are asked for.
  func plan(limit: Int?) throws -> ExperimentPlan {
    let experiment = try experiment()
    try ExperimentData.check(experiment, in: ExperimentData.folder(of: spec))
    let plan = try ExperimentPlan(
      spec: experiment, environment: try PlanFacts.environment(of: experiment),
      folder: ExperimentData.folder(of: spec))
    return limit.map { plan.limited(to: $0) } ?? plan
  }
}

/// What keys depend on beside the experiment.
enum PlanFacts {
  /// The tensor library's version, and the digest of the cut-outs where data is composed.
  static func environment(of experiment: ExperimentSpec) throws -> PlanEnvironment {
    // Starting the worker loads the tensor library; the cut-outs are digested meanwhile.
    let questions: [@Sendable () throws -> Facts] = [tensors, { try composing(experiment) }]
    let found = questions.concurrentMap { ask in Result { try ask() } }
    return PlanEnvironment(tensors: try found[0].get(), composing: try found[1].get())
  }

  private typealias Facts = [(name: String, value: String)]

  @Sendable private static func tensors() throws -> Facts {
    let answer = try WorkerProgram.run(["--facts"])
    guard answer.status == 0 else {
      throw InputError(
        found: "a worker that does not start (\(answer.errors.suffix(300)))",
        expected: "one that does; `imted doctor` says more")
    }
    let facts = try JSONDocument(bytes: Array(answer.output.utf8), file: nil).root.value
    guard case .string(let version)? = facts["libtorch"] else {
      throw InputError(
        file: try WorkerProgram.path(), found: "a worker that tells no libtorch version", expected: "imted-worker")
    }
    return [("libtorch", version)]
  }

  private static func composing(_ experiment: ExperimentSpec) throws -> Facts {
    guard case .composed = experiment.data else { return [] }
    guard StampsFolder.exists else {
      throw InputError(
        file: StampsFolder.path, found: "no such folder",
        expected: "the cut-outs of the package \(StampsFolder.packageName): run `make setup`, or set IMTED_STAMPS")
    }
    return [("stamps", try StampDigest.folder(StampsFolder.path))]
  }
}
