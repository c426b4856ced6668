import Plots
import Statistics
public import StrictJSON

extension FigureData {
  /// The curves of a name, a plot for each stage that has it, variant and number of shots; a line an arm.
  ///
  /// Runs share what they have in common: shots share one base training, arms and often seeds one pre-training. What is
  /// shared is drawn once, and counts once.
  ///
  /// Throws when no run has such a curve.
  public func curves(named name: String) throws(InputError) -> Figure {
    let named = curves.filter { $0.name == name && !$0.points.isEmpty }
    guard !named.isEmpty else {
      let names = Set(curves.map(\.name)).sorted()
      throw InputError(
        found: "no curve \"\(name)\"",
        expected: names.isEmpty ? "runs that have curves" : "one of \(names.joined(separator: ", "))",
        nearest: NearestName.to(name, among: names))
    }
    var stages: [String] = []
    for curve in named where !stages.contains(curve.stage) { stages.append(curve.stage) }
    let plots = stages.flatMap { stage -> [LinePlot] in
      var seen: [CurvePanel] = []
      for (variant, shots) in panels {
        let panel = CurvePanel(
          named.filter { $0.stage == stage && $0.variant == variant && $0.shots == shots }, arms: matrix.arms,
          seeds: matrix.seeds, place: Self.words(variant, shots))
        guard !panel.arms.isEmpty else { continue }
        if let same = seen.firstIndex(where: { $0.hasSameCurves(as: panel) }) {
          seen[same].places += panel.places
        } else {
          seen.append(panel)
        }
      }
      return seen.map { panel in
        let places = panel.places.filter { !$0.isEmpty }.joined(separator: "; ")
        let title = "\(name), stage \(stage)" + (places.isEmpty ? "" : ", \(seen.count == 1 ? "all runs" : places)")
        return plot(panel, title: title, name: name)
      }
    }
    return Figure(title: "Training curves: \(name)", plots)
  }

  private func plot(_ panel: CurvePanel, title: String, name: String) -> LinePlot {
    let isShared = panel.arms.count > 1 && panel.arms.dropFirst().allSatisfy { $0.runs == panel.arms[0].runs }
    let arms = isShared ? [panel.arms[0]] : panel.arms
    var notes: [String] = []
    let most = arms.map(\.runs.count).max() ?? 0
    notes.append(
      most > 1
        ? "Mean over seeds with its 95 % Student-t interval at each step (n=\(most) unless noted)."
        : "One training each (n=1), so without interval.")
    if isShared { notes.append("One stage serves all arms: \(panel.arms.map(\.arm).joined(separator: ", ")).") }
    for arm in arms {
      if arm.runs.count < arm.seeds {
        notes.append(
          "\(arm.arm): \(arm.runs.count == 1 ? "1 training serves" : "\(arm.runs.count) trainings serve") \(arm.seeds) seeds."
        )
      }
      if arm.seeds < matrix.seeds.count { notes.append("\(arm.arm): n=\(arm.seeds)/\(matrix.seeds.count) seeds.") }
      let lost = arm.runs.joined().count { $0.value == nil }
      if lost > 0 { notes.append("\(arm.arm): \(lost) values were not finite; they are left out.") }
    }
    return LinePlot(
      title: title, x: PlotAxis("step"), y: PlotAxis(name),
      series: arms.map { arm in
        LinePlot.Series(
          isShared ? "all arms" : arm.arm, style: SeriesStyle(isShared ? 6 : style(arm.arm)), points: arm.points)
      }, notes: notes
    )
  }
}

/// The curves of one stage in one place of the matrix.
private struct CurvePanel {
  /// The curves of an arm, each different one once.
  struct Arm: Equatable {
    let arm: String
    /// How many seeds have a curve.
    let seeds: Int
    let runs: [[FigureData.Curve.Point]]

    /// Mean and interval at each step that some run has.
    var points: [LinePlot.Point?] {
      var values: [Int: [Double]] = [:]
      for point in runs.joined() { values[point.step, default: []] += point.value.map { [$0] } ?? [] }
      return values.keys.sorted().map { step in
        SampleSummary(values[step] ?? []).map {
          LinePlot.Point(
            x: Double(step), y: $0.mean, halfWidth: $0.interval(confidence: ResultTable.confidence),
            isPartial: $0.n < runs.count)
        }
      }
    }
  }

  var places: [String]
  let arms: [Arm]

  init(_ curves: [FigureData.Curve], arms: [String], seeds: [Int], place: String) {
    places = [place]
    self.arms = arms.compactMap { arm in
      let own = seeds.compactMap { seed in curves.first { $0.arm == arm && $0.seed == seed } }
      guard !own.isEmpty else { return nil }
      var runs: [[FigureData.Curve.Point]] = []
      for curve in own where !runs.contains(curve.points) { runs.append(curve.points) }
      return Arm(arm: arm, seeds: own.count, runs: runs)
    }
  }

  func hasSameCurves(as other: CurvePanel) -> Bool { arms == other.arms }
}
