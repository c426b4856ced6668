import Evaluation
import Foundation
import Pipeline
import Reports
import ResultStore
import Spec
import Statistics
import StrictJSON

/// Two arms, or an arm or two in two variants, that were trained with the same seeds and measured on the same pictures, held
/// against each other by one measure: the first minus the second.
struct ArmComparison {
  /// How it is to be done.
  struct Settings {
    let resamples: Int
    let seed: UInt64
    let confidence: Double
    let power: Double
    let threads: Int

    /// The fewest resamples of which one lies beyond each end of an interval.
    static func leastResamples(confidence: Double) -> Int {
      // What is taken off keeps 2 / (1 - 0.9) at 20.
      Int((2 / (1 - confidence) - 1e-6).rounded(.up))
    }
  }

  /// What resampling pictures adds.
  struct Resampled {
    let hierarchical: HierarchicalBootstrap
    let split: VarianceSplit?
    let pictures: Int
    let resamples: Int
  }

  /// What stands on one side.
  struct Side: Hashable {
    let arm: Arm
    let variant: String?
  }

  let measure: String
  let sides: [Side]
  let shots: Int?
  let settings: Settings
  /// The variant of both sides; nil without variants, and where the sides have different ones.
  var variant: String? { sides[0].variant == sides[1].variant ? sides[0].variant : nil }
  /// nil when the arms share no seed with a value.
  let paired: PairedDifference<Int>?
  let resampled: Resampled?
  /// How the difference between the arms changes from the second variant to the first, seed by seed; nil unless both arms
  /// and variants differ.
  let interaction: PairedDifference<Int>?
  /// What single categories do to the difference; nil where the measure is no mean over several.
  let categories: CategoryDifferences?
  /// Why there is no resampling of pictures.
  let whyNot: String?
  /// What support sets and trainings add to the spread of the differences; nil unless support sets are shared.
  let repeats: RepeatSplit?
  /// What intervals over seeds leave out because seeds share pre-trainings; nil where none does.
  let sharedPretrainings: String?
  /// What they leave out because seeds share base trainings; nil where none does.
  let sharedBases: SharedBases?

  /// The test of the difference over seeds; nil for a single seed.
  var power: PairedPower? {
    paired?.summary.standardDeviation.map {
      PairedPower(standardDeviation: $0, level: 1 - settings.confidence)
    }
  }
  /// The least true difference that as many seeds would find.
  var detectable: Double? {
    paired.flatMap { paired in power?.detectableDifference(n: paired.summary.n, power: settings.power) }
  }
  /// How many seeds would find a true difference as large as the one observed; nil beyond 10,000.
  var seedsToSettle: Int? {
    paired.flatMap { paired in power?.seeds(toFind: paired.summary.mean, power: settings.power) }
  }
  /// Half the width of the t interval over seeds.
  var halfWidth: Double? { paired?.summary.interval(confidence: settings.confidence) }
  /// The bootstrap interval over seeds alone; nil for fewer than three.
  func overSeeds(_ method: BootstrapInterval.Method) -> BootstrapInterval? {
    paired.flatMap {
      BootstrapInterval(
        ofMean: $0.differences, method: method, confidence: settings.confidence,
        resamples: max(10_000, settings.resamples), seed: settings.seed)
    }
  }
  /// What must be said of the bootstraps over so few seeds; nil where nothing must.
  var caution: String? {
    guard let n = paired?.summary.n, n > 1, n < BootstrapInterval.fewValues else { return nil }
    if n < BootstrapInterval.fewestValues {
      return resampled.map { _ in
        "a hierarchical interval over so few seeds (n=\(n)) is too narrow; take the t interval"
      }
    }
    return
      "bootstrap intervals of so few seeds (n=\(n)) are too narrow: of 95 % ones over seeds alone 75 % hold the mean"
      + " at n=3, 83 % at n=5, 90 % at n=10; take the t interval"
  }
}

/// Compares the arms of a recorded experiment.
struct ArmComparer {
  let recorded: RecordedExperiment
  let database: ResultStore
  let store: ArtifactStore
  let measure: Measure
  let words: String
  let settings: ArmComparison.Settings

  /// One comparison for each variant and number of shots, in the order of the matrix.
  func comparisons(_ arms: [Arm], variant: String?, shots: Int?) throws -> [ArmComparison] {
    let matrix = recorded.spec.matrix
    let variants: [String?] = matrix.variants.isEmpty ? [nil] : matrix.variants.map(\.name)
    let chosen = variants.filter { variant == nil || variant == $0 }
    return try comparisons(
      of: chosen.map { own in arms.map { ArmComparison.Side(arm: $0, variant: own) } }, shots: shots,
      named: [variant, shots.map { "\($0) shots" }].compactMap(\.self).joined(separator: ", "))
  }

  /// One comparison for each number of shots, of an arm in a variant with an arm in another.
  func comparisons(_ sides: [ArmComparison.Side], shots: Int?) throws -> [ArmComparison] {
    try comparisons(of: [sides], shots: shots, named: shots.map { "\($0) shots" } ?? "these variants")
  }

  private func comparisons(
    of pairs: [[ArmComparison.Side]], shots: Int?, named name: String
  ) throws -> [ArmComparison] {
    let runs = recorded.runs.filter { run in pairs.joined().contains { $0.arm.rawValue == run.arm } }
    try MeasuredMeasures(try database.metrics(runIDs: runs.map(\.id))).refuseUnmeasured(measure, words: words)
    let allShots: [Int?] = recorded.spec.matrix.allShots?.map { $0 } ?? [nil]
    var comparisons: [ArmComparison] = []
    for sides in pairs {
      for count in allShots where shots == nil || shots == count {
        comparisons.append(try comparison(sides, shots: count))
      }
    }
    guard !comparisons.isEmpty else {
      throw InputError(
        found: "no cell of \(name)", expected: "a variant and shots of the experiment's matrix")
    }
    return comparisons
  }

  private func comparison(_ sides: [ArmComparison.Side], shots: Int?) throws -> ArmComparison {
    let runs = sides.map { self.runs(of: $0, shots: shots) }
    let values = try runs.map { try self.values(of: $0) }
    let paired = PairedDifference(values[0], minus: values[1])
    let pairs = (paired?.pairs ?? []).compactMap { seed -> (RunRow, RunRow)? in
      guard let a = runs[0].first(where: { $0.seed == seed }), let b = runs[1].first(where: { $0.seed == seed }) else {
        return nil
      }
      return (a, b)
    }
    for (a, b) in pairs { try refuseOtherProtocol(a, b) }
    var resampled: ArmComparison.Resampled?
    var whyNot: String?
    // Without shots nothing is shared but what all seeds share.
    let sets = shots == nil ? nil : paired?.pairs.map(recorded.spec.matrix.shotSeed)
    if let paired {
      do { resampled = try resample(paired, pairs, supportSets: sets) } catch let error as InputError {
        whyNot = "\(error)"
      }
    }
    let startsFromMAE = sides.contains { $0.arm.needsPretraining }
    return ArmComparison(
      measure: words, sides: sides, shots: shots, settings: settings, paired: paired, resampled: resampled,
      interaction: try interaction(sides, shots: shots), categories: try categories(pairs), whyNot: whyNot,
      repeats: Self.repeats(paired, sets),
      sharedPretrainings: startsFromMAE
        ? PretrainingSharing.limit(of: try recorded.tables().matrix.pretrainSeeds) : nil,
      sharedBases: SharedBases(of: recorded.spec.matrix))
  }

  /// The first arm minus the second in the first variant, less the same in the second variant.
  private func interaction(_ sides: [ArmComparison.Side], shots: Int?) throws -> PairedDifference<Int>? {
    guard sides[0].arm != sides[1].arm, sides[0].variant != sides[1].variant else { return nil }
    var differences: [[Int: Double]] = []
    for variant in sides.map(\.variant) {
      let runs = sides.map { self.runs(of: ArmComparison.Side(arm: $0.arm, variant: variant), shots: shots) }
      for a in runs[0] { for b in runs[1] where a.seed == b.seed { try refuseOtherProtocol(a, b) } }
      let paired = PairedDifference(try values(of: runs[0]), minus: try values(of: runs[1]))
      differences.append(
        Dictionary(uniqueKeysWithValues: zip(paired?.pairs ?? [], paired?.differences ?? [])))
    }
    return PairedDifference(differences[0], minus: differences[1])
  }

  private func categories(_ pairs: [(RunRow, RunRow)]) throws(InputError) -> CategoryDifferences? {
    let values = try database.categoryValues(runIDs: pairs.flatMap { [$0.0.id, $0.1.id] }, of: measure)
    return CategoryDifferences(pairs.map { (values[$0.0.id] ?? [:], values[$0.1.id] ?? [:]) })
  }

  private static func repeats(_ paired: PairedDifference<Int>?, _ sets: [Int]?) -> RepeatSplit? {
    guard let paired, let sets else { return nil }
    let groups = Dictionary(grouping: zip(sets, paired.differences), by: \.0).sorted { $0.key < $1.key }
    return RepeatSplit(groups: groups.map { $0.value.map(\.1) })
  }

  private func runs(of side: ArmComparison.Side, shots: Int?) -> [RunRow] {
    recorded.runs.filter { $0.arm == side.arm.rawValue && $0.variant == side.variant && $0.shots == shots }
  }

  private func values(of runs: [RunRow]) throws(InputError) -> [Int: Double] {
    var values: [Int: Double] = [:]
    let metrics = try database.metrics(runIDs: runs.map(\.id))
    for row in metrics where measure.matches(row.metric) { values[row.seed] = row.metric.value }
    return values
  }

  private func refuseOtherProtocol(_ a: RunRow, _ b: RunRow) throws {
    guard a.protocolDigest != b.protocolDigest else { return }
    let cards = try ProtocolCards(of: [a, b], in: database).cards
    guard cards.count == 2 else { return }
    let decisive = cards[0].shared.differences(from: cards[1].shared).filter(\.fact.isDecisive)
    guard decisive.isEmpty else {
      throw InputError(
        file: database.path,
        found: "runs \(a.id) and \(b.id) of different protocols (\(decisive.map(\.words).joined(separator: "; ")))",
        expected: "two arms measured in one way")
    }
  }

  /// Draws pictures for all runs at once, and measures every run on the drawn ones.
  private func resample(
    _ paired: PairedDifference<Int>, _ pairs: [(RunRow, RunRow)], supportSets: [Int]?
  ) throws -> ArmComparison.Resampled? {
    guard let column = ResampledEvaluation.names.firstIndex(of: measure.name) else {
      throw InputError(
        found: "the measure \(measure.name)", expected: "one of COCO's twelve, which cells hold, to draw pictures anew")
    }
    let subset = try Subset(option: "--metric", measure.subset)
    var resamples: PictureResamples?
    var imageIDs: [Int] = []
    var differences = [[Double]](repeating: [], count: settings.resamples)
    for (a, b) in pairs {
      var columns: [[Double]] = []
      for run in [a, b] {
        let cells = try StoredCells(
          of: ReevaluatedRuns.key(of: run, in: database), in: store, type: IoUType(rawValue: measure.iouType) ?? .bbox)
        let ids = cells.cells.imageIDs
        if resamples == nil {
          (imageIDs, resamples) = (ids, PictureResamples(settings.resamples, of: ids.count, seed: settings.seed))
        }
        guard ids == imageIDs, let resamples else {
          throw InputError(file: cells.file, found: "other pictures than of other runs", expected: "the same pictures")
        }
        let evaluation = ResampledEvaluation(COCOEvaluation(cells.cells), try cells.subset(subset))
        let numbers = evaluation.run(multiplicities: resamples.multiplicities, threads: settings.threads)
        columns.append((0..<settings.resamples).map { numbers[$0 * ResampledEvaluation.names.count + column] })
      }
      for index in differences.indices { differences[index].append(columns[0][index] - columns[1][index]) }
    }
    // Where objects are few, a resample may draw none of them.
    let whole = differences.filter { $0.allSatisfy(\.isFinite) }
    guard
      let hierarchical = HierarchicalBootstrap(
        differences: whole, supportSets: supportSets, confidence: settings.confidence, seed: settings.seed)
    else { throw InputError(found: "resamples without any object that counts", expected: "more objects or resamples") }
    return ArmComparison.Resampled(
      hierarchical: hierarchical, split: VarianceSplit(values: paired.differences, resampled: whole),
      pictures: imageIDs.count, resamples: whole.count)
  }
}
