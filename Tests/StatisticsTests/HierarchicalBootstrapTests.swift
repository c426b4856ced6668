import Statistics
import Testing

@Suite("HierarchicalBootstrap")
struct HierarchicalBootstrapTests {
  @Test func picturesAreDrawnWithReplacementOncePerPlace() {
    let resamples = PictureResamples(50, of: 40, seed: 1)
    #expect(resamples.multiplicities.count == 50 * 40)
    for row in 0..<50 { #expect(resamples.multiplicities[(row * 40)..<((row + 1) * 40)].reduce(0, +) == 40) }
    // A picture is left out with a chance of (1 - 1/40)^40 = 0.363.
    let absent = Double(resamples.multiplicities.count { $0 == 0 }) / 2000
    #expect(abs(absent - 0.363) < 0.03)
    #expect(PictureResamples(50, of: 40, seed: 1).multiplicities == resamples.multiplicities)
    #expect(PictureResamples(50, of: 40, seed: 2).multiplicities != resamples.multiplicities)
  }

  @Test func withoutSpreadOfSeedsItIsTheBootstrapOfPictures() throws {
    let differences = (0..<500).map { [Double($0), Double($0)] }
    let bootstrap = try #require(HierarchicalBootstrap(differences: differences))
    #expect(bootstrap.means == differences.map { $0[0] })
    #expect(abs(bootstrap.interval.lower - 12.475) < 1e-9)
  }

  @Test func withoutSpreadOfPicturesItIsTheBootstrapOfSeeds() throws {
    let row = [0.1, 0.4, 0.2, 0.3]
    let bootstrap = try #require(HierarchicalBootstrap(differences: [[Double]](repeating: row, count: 20_000)))
    // The variance of the mean of 4 draws from these four: their variance with divisor 4, over 4.
    #expect(abs(bootstrap.standardError / (0.0125 / 4).squareRoot() - 1) < 0.02)
    #expect(bootstrap.means.allSatisfy { $0 >= 0.1 && $0 <= 0.4 })
  }

  @Test func isMissingWithoutSeedsOrResamples() {
    #expect(HierarchicalBootstrap(differences: []) == nil)
    #expect(HierarchicalBootstrap(differences: [[1]]) == nil)
    #expect(HierarchicalBootstrap(differences: [[], []]) == nil)
  }

  /// A study in which seeds and pictures both vary: the value of a seed is the mean over pictures of what the seed, the
  /// picture and both together do.
  private struct Study {
    let values: [Double]
    let resampled: [[Double]]

    init(_ stream: inout RandomStream, seeds: Int, pictures: Int, spread: (Double, Double, Double), resamples: Int) {
      let bySeed = (0..<seeds).map { _ in spread.0 * stream.normal() }
      let byPicture = (0..<pictures).map { _ in spread.1 * stream.normal() }
      let outcomes = bySeed.map { seed in byPicture.map { seed + $0 + spread.2 * stream.normal() } }
      values = outcomes.map { $0.reduce(0, +) / Double(pictures) }
      let draws = PictureResamples(resamples, of: pictures, seed: stream.next())
      resampled = (0..<resamples).map { row in
        let times = draws.multiplicities[(row * pictures)..<((row + 1) * pictures)]
        return outcomes.map { zip(times, $0).reduce(0) { $0 + Double($1.0) * $1.1 } / Double(pictures) }
      }
    }
  }

  /// With ten seeds the part of the seeds is too small by 1/10; 400 trials have a standard error of 0.012.
  @Test func itsIntervalHoldsTheTruthAsOftenAsItShould() {
    var stream = RandomStream(seed: 5, name: "hierarchical coverage")
    let held = (0..<400).count { _ in
      let study = Study(&stream, seeds: 10, pictures: 60, spread: (0.1, 1, 0.5), resamples: 200)
      return HierarchicalBootstrap(differences: study.resampled)?.interval.contains(0) ?? false
    }
    #expect(held > 355 && held < 395, "\(held) of 400")
  }

  @Test func seedsOfOneSupportSetAreDrawnTogether() throws {
    // Two support sets at 0 and 10, each with three seeds that agree: all the spread is between the sets.
    let rows = [[Double]](repeating: [0, 10, 0, 10, 0, 10], count: 4000)
    let shared = try #require(HierarchicalBootstrap(differences: rows, supportSets: [7, 8, 7, 8, 7, 8]))
    #expect(Set(shared.means) == [0, 5, 10])
    // The variance of the mean of two draws of a set, 25 / 2, against that of six draws of a seed, 25 / 6.
    let apart = try #require(HierarchicalBootstrap(differences: rows))
    #expect(abs(shared.standardError * shared.standardError - 12.5) < 1)
    #expect(abs(apart.standardError * apart.standardError - 25.0 / 6) < 0.5)
    // Sets of one seed each are what no sets are.
    #expect(HierarchicalBootstrap(differences: rows, supportSets: [0, 1, 2, 3, 4, 5]) == apart)
  }

  @Test func supportSetsOfDifferentSizesKeepTheirSeeds() throws {
    let rows = [[Double]](repeating: [1, 1, 1, 5], count: 1000)
    let found = try #require(HierarchicalBootstrap(differences: rows, supportSets: [0, 0, 0, 1]))
    // Twice the large set, twice the small one, or one of each: (3 · 1 + 5) / 4.
    #expect(Set(found.means) == [1, 2, 5])
  }

  @Test func theVarianceIsSplitAsItWasMade() throws {
    var stream = RandomStream(seed: 6, name: "variance split")
    var sums = (0.0, 0.0, 0.0)
    let trials = 60
    for _ in 0..<trials {
      let study = Study(&stream, seeds: 12, pictures: 50, spread: (0.3, 2, 1), resamples: 150)
      let split = try #require(VarianceSplit(values: study.values, resampled: study.resampled))
      sums = (sums.0 + split.seeds, sums.1 + split.pictures, sums.2 + split.picturesOfSeed)
    }
    // 0.3² between seeds; 2²/50 by pictures alike; 1²/50 by pictures of one seed.
    #expect(abs(sums.0 / Double(trials) / 0.09 - 1) < 0.15, "\(sums.0 / Double(trials))")
    #expect(abs(sums.1 / Double(trials) / 0.08 - 1) < 0.15, "\(sums.1 / Double(trials))")
    #expect(abs(sums.2 / Double(trials) / 0.02 - 1) < 0.15, "\(sums.2 / Double(trials))")
  }

  @Test func theSplitHasItsClosedForms() throws {
    // No picture matters: all of it is the seeds'.
    let alone = try #require(VarianceSplit(values: [1, 2, 3], resampled: [[1, 2, 3], [1, 2, 3]]))
    #expect(alone.seeds == 1 && alone.pictures == 0 && alone.picturesOfSeed == 0)
    #expect(alone.ofMean == 1.0 / 3)
    // Every resample moves all seeds alike: V = M = 2, nothing is a seed's own.
    let common = try #require(VarianceSplit(values: [1, 2, 3], resampled: [[0, 1, 2], [2, 3, 4]]))
    #expect(abs(common.pictures - 2) < 1e-12 && common.picturesOfSeed == 0 && common.seeds == 1)
    // Seeds move against each other: V = 2, M = 0, own = 2 · 2 / 1 = 4, more than there is between seeds.
    let own = try #require(VarianceSplit(values: [1, 2], resampled: [[0, 3], [2, 1]]))
    #expect(abs(own.picturesOfSeed - 4) < 1e-12 && own.pictures == 0 && own.seeds == 0)
    #expect(own.shares?.picturesOfSeed == 1)
    #expect(VarianceSplit(values: [1], resampled: [[1], [2]]) == nil)
  }

  @Test func repeatedTrainingsAreToldFromSupportSets() throws {
    // By hand: means 2 and 5, grand mean 3.5; within (0.5 + 2)/2 = 1.25; between 2·(1.5² + 1.5²) = 9; n0 = 2.
    let split = try #require(RepeatSplit(groups: [[1.5, 2.5], [4, 6]]))
    #expect(abs(split.trainings - 1.25) < 1e-12)
    #expect(abs(split.supportSets - (9 - 1.25) / 2) < 1e-12)
    #expect(RepeatSplit(groups: [[1], [2], [3]]) == nil)
    #expect(RepeatSplit(groups: [[1, 2]]) == nil)
    #expect(try #require(RepeatSplit(groups: [[1, 3], [2]])).supportSets == 0)
  }
}
