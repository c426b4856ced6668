import Pipeline
import Spec
import StrictJSON
import Testing

@Suite struct VariantPlanTests {
  @Test func variantsShareTheStagesThatTheirChangesDoNotReach() throws {
    let plan = try TestPlans.plan(overrides: [
      "matrix.variants=[{\"name\":\"slow\",\"set\":{\"fine_tune.lr\":0.00001}},{\"name\":\"plain\",\"set\":{}}]"
    ])
    let before = try TestPlans.plan()
    #expect(plan.runs.count == 2 * before.runs.count)
    let (slow, plain) = (plan.runs[0], plan.runs[before.runs.count])
    for role in [StageRole.data, .pretrain, .transfer, .train] { #expect(slow[role] == plain[role]) }
    for role in [StageRole.fineTune, .predict, .evaluate] { #expect(slow[role] != plain[role]) }
    // A variant without changes is the experiment itself: nothing is computed again for it.
    #expect(zip(plan.runs[before.runs.count...], before.runs).allSatisfy { $0.finalKeys == $1.finalKeys })
    #expect(Set(plan.runs.map(\.id)).count == plan.runs.count)
  }

  @Test func seedsOfPretrainingGiveEachSeedItsOwn() throws {
    let seeds = try TestPlans.plan().spec.matrix.seeds
    let other = seeds.map { $0 + 40 }
    let plan = try TestPlans.plan(overrides: ["matrix.pretrain_seeds=\(other)"])
    let pretrained = plan.stages.filter { $0.kind == .pretrain }
    #expect(pretrained.map(\.label) == other.map { "pretrain, seed \($0)" })
    #expect(Set(plan.runs.compactMap { $0[.pretrain] }).count == seeds.count)
    // The seed that all share otherwise leads to the same key.
    let one = try TestPlans.plan(overrides: ["matrix.pretrain_seeds=\(seeds.map { _ in 0 })", "pretrain.seed=5"])
    let plain = try TestPlans.plan(overrides: ["pretrain.seed=0"])
    #expect(one.runs.map(\.finalKeys) == plain.runs.map(\.finalKeys))
  }

  @Test func seedsOfOneBaseTrainingAreFineTunedFromIt() throws {
    let seeds = try TestPlans.plan().spec.matrix.seeds
    let own = try TestPlans.plan()
    let plan = try TestPlans.plan(overrides: ["matrix.base_seeds=\(seeds.map { _ in seeds[0] })"])
    for role in [StageRole.transfer, .train] {
      #expect(Set(plan.runs.map { $0[role] }) == Set(own.runs.filter { $0.cell.seed == seeds[0] }.map { $0[role] }))
    }
    // Shots and fine-tuning stay each seed's own.
    #expect(Set(plan.runs.map { $0[.fineTune] }).count == own.runs.count)
    for (shared, alone) in zip(plan.runs, own.runs) {
      #expect((shared.finalKeys == alone.finalKeys) == (shared.cell.seed == seeds[0]))
    }
    // Each seed's own, written out, is what it is without.
    #expect(
      try TestPlans.plan(overrides: ["matrix.base_seeds=\(seeds)"]).runs.map(\.finalKeys) == own.runs.map(\.finalKeys))
  }

  /// The experiment gives the arm encoder-only a rate of its own, which variants of `train.lr` do not change.
  @Test func cellsThatAreOneComputationAreFound() throws {
    let plan = try TestPlans.plan(overrides: [
      "matrix.arms=[\"full-transfer\",\"encoder-only\"]", "matrix.shots=[5]",
      "matrix.variants=[{\"name\":\"slow\",\"set\":{\"train.lr\":0.001}},{\"name\":\"fast\",\"set\":{\"train.lr\":0.002}}]",
    ])
    let found = RepeatedCells.found(in: plan)
    #expect(found.map(\.names) == [["encoder-only, 5 shots, slow", "encoder-only, 5 shots, fast"]])
    #expect(found.map(\.seeds) == [[0, 1]])
    #expect(
      found.map(\.text) == [
        "one computation under 2 names: encoder-only, 5 shots, slow; encoder-only, 5 shots, fast (seeds 0, 1)"
      ])
    #expect(try RepeatedCells.found(in: TestPlans.plan()).isEmpty)
  }
}
