import Spec
public import StrictJSON

/// What a run has in common with the stored run that is most like it, and what not.
public struct RunExplanation: Sendable {
  /// A stage in its role, and whether the other run has the same one.
  public struct Step: Sendable, Equatable {
    /// The role.
    public let role: StageRole
    /// Whether both runs share its artifact.
    public let isShared: Bool
  }

  /// The run.
  public let run: RunFile
  /// The run most like it; nil if there is no other.
  public let nearest: RunFile?
  /// What differs between the two: coordinates of the cell as `cell.arm`, else fields of the experiment.
  public let differences: [JSONDifference]
  /// The stages of the run.
  public let steps: [Step]

  /// Finds among `others` the run with the fewest differing coordinates, among those the one with the fewest differing
  /// fields, among those the latest.
  public init(_ run: RunFile, among others: [RunFile]) {
    self.run = run
    var best: (run: RunFile, cell: [JSONDifference], fields: [JSONDifference])?
    for other in others where other.id != run.id {
      let cell = JSONDifference.between(other.cell.json, run.cell.json, at: "cell")
      let fields = Self.fields(other.spec, run.spec)
      if let best {
        let (old, new) = ((best.cell.count, best.fields.count), (cell.count, fields.count))
        guard new < old || (new == old && (best.run.finishedAt, best.run.id) < (other.finishedAt, other.id)) else {
          continue
        }
      }
      best = (other, cell, fields)
    }
    nearest = best?.run
    differences = (best?.cell ?? []) + (best?.fields ?? [])
    let theirs = Set((best?.run.steps ?? []).map(\.key))
    steps = run.steps.map { Step(role: $0.role, isShared: theirs.contains($0.key)) }
  }

  /// Differences in what decides results: names, words, tables and the list of cells do not.
  private static func fields(_ before: JSONValue, _ after: JSONValue) -> [JSONDifference] {
    func deciding(_ spec: JSONValue) -> JSONValue {
      guard case .object(var object) = spec else { return spec }
      for key in ["format", "name", "title", "notes", "tables"] { object[key] = nil }
      if case .object(var matrix)? = object["matrix"] {
        for key in ["arms", "shots", "seeds"] { matrix[key] = nil }
        object["matrix"] = .object(matrix)
      }
      return .object(object)
    }
    return JSONDifference.between(deciding(before), deciding(after))
  }
}
