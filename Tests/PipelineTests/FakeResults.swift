import Foundation
import Pipeline
import Spec

/// A results folder with the runs of the small plan, made by the fake executor.
struct FakeResults {
  let folder: TemporaryFolder
  let store: ArtifactStore
  let plan: ExperimentPlan

  /// - Parameter overrides: Changes of the plan.
  init(_ overrides: String...) throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
    plan = try TestPlans.plan(overrides: overrides)
    let runner = Runner(plan: plan, store: store, executor: FakeExecutor())
    _ = try runner.run(observer: NotingObserver())
  }

  /// The run files, by id.
  var runs: [RunFile] { get throws { try RunFolders(root: folder.path).runs } }

  /// The key of a role of the first run.
  func key(_ role: StageRole) throws -> Digest {
    guard let key = try runs.first?.steps.first(where: { $0.role == role })?.key else { fatalError("no \(role)") }
    return key
  }
}
