import Foundation
import Pipeline
import Spec
import Testing

/// What is looked at before stages are set aside to be made anew.
@Suite struct RefreshingTests {
  private let folder: TemporaryFolder
  private let store: ArtifactStore
  private let plan: ExperimentPlan

  init() throws {
    folder = try TemporaryFolder()
    store = try ArtifactStore(root: folder.path)
    plan = try TestPlans.small()
    _ = try Runner(plan: plan, store: store, executor: FakeExecutor()).run(observer: NotingObserver())
  }

  @Test func aStageAndItsReadersAreToBeMadeAnewThoughTheyAreThere() throws {
    let refreshing = Refreshing([.predict], of: plan, in: store)
    #expect(refreshing.stages.map(\.kind) == [.predict, .evaluate])
    #expect(refreshing.artifactCount == 2)
    #expect(refreshing.missing.isEmpty && refreshing.missingRoles.isEmpty)
    let status = PlanStatus(plan, in: store, refreshing: refreshing.keys)
    #expect(status.willRunCount == 2 && status.cachedCount == 4 && status.completeRuns.isEmpty)
    let explanation = PlanExplanation(status, stored: try store.storedRecords())
    #expect(explanation.refreshed.map(\.kind) == [.predict, .evaluate])
    #expect(explanation.followers.isEmpty && explanation.changes.isEmpty && explanation.lastSeconds.unknown == 0)
    // Looking moves nothing.
    #expect(PlanStatus(plan, in: store).willRunCount == 0)
  }

  @Test func inputsThatAreNotThereAndThatNobodyNamedAreMissing() throws {
    // As in a folder of records.
    for stage in plan.stages where stage.kind != .evaluate {
      try FileManager.default.removeItem(atPath: store.folder(of: stage.key))
    }
    let measures = Refreshing([.evaluate], of: plan, in: store)
    #expect(measures.missing.map(\.kind) == [.composeData, .pretrain, .transfer, .train, .predict])
    #expect(measures.missingRoles == [.data, .pretrain, .transfer, .train, .predict])
    #expect(Refreshing([.predict], of: plan, in: store).missingRoles == [.data, .pretrain, .transfer, .train])
    let all = Refreshing([.data], of: plan, in: store)
    #expect(all.missing.isEmpty && all.artifactCount == 1 && all.stages.count == 6)
  }

  @Test func whatHasToRunAnywayIsNotMissing() throws {
    for stage in plan.stages where [.predict, .evaluate].contains(stage.kind) {
      try FileManager.default.removeItem(atPath: store.folder(of: stage.key))
    }
    #expect(Refreshing([.evaluate], of: plan, in: store).missing.isEmpty)
  }
}
