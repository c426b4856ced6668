import StrictJSON

/// An experiment in the folders of MLflow's file store (`mlruns`).
public struct MLflowFiles: Sendable {
  /// A file with its path below the store's folder.
  public struct File: Sendable, Equatable {
    /// Names joined by `/`.
    public let path: String
    /// What it holds.
    public let text: String
  }

  /// The experiment's id: digits.
  public var id: String
  /// The experiment's name.
  public var name: String
  /// Where the store lies, as `file:///…`; MLflow wants a place for artifacts, though there are none.
  public var location: String
  /// The runs.
  public var runs: [TrackedRun]

  /// Joins the parts.
  public init(id: String, name: String, location: String, runs: [TrackedRun]) {
    (self.id, self.name, self.location, self.runs) = (id, name, location, runs)
  }

  /// All files, in a fixed order. The same runs give the same files.
  public var files: [File] {
    let times = runs.flatMap { [$0.start, $0.end] }
    let experiment = Self.yaml([
      ("artifact_location", .string("\(location)/\(id)")), ("creation_time", Self.milliseconds(times.min() ?? 0)),
      ("experiment_id", .string(id)), ("last_update_time", Self.milliseconds(times.max() ?? 0)),
      ("lifecycle_stage", "active"), ("name", .string(name)),
    ])
    return [File(path: "\(id)/meta.yaml", text: experiment)] + runs.flatMap { files(of: $0) }
  }

  private func files(of run: TrackedRun) -> [File] {
    let folder = "\(id)/\(run.id)"
    let time = Self.milliseconds(run.end).canonicalText
    let meta = Self.yaml([
      ("artifact_uri", .string("\(location)/\(folder)/artifacts")), ("end_time", Self.milliseconds(run.end)),
      ("entry_point_name", ""), ("experiment_id", .string(id)), ("lifecycle_stage", "active"),
      ("run_id", .string(run.id)), ("run_name", .string(run.name)), ("run_uuid", .string(run.id)), ("source_name", ""),
      // 4: a local program; 3: finished.
      ("source_type", 4), ("source_version", ""), ("start_time", Self.milliseconds(run.start)), ("status", 3),
      ("tags", []), ("user_id", ""),
    ])
    var files = [File(path: "\(folder)/meta.yaml", text: meta)]
    var names: [String] = []
    var lines: [String: String] = [:]
    var owners: [String: String] = [:]
    func add(_ original: String, _ value: Double, _ step: Int) {
      // Names that differ in forbidden characters alone are numbered.
      let wanted = Self.allowed(original)
      var (name, number) = (wanted, 1)
      while let owner = owners[name], owner != original {
        number += 1
        name = "\(wanted) \(number)"
      }
      owners[name] = original
      if lines[name] == nil { names.append(name) }
      lines[name, default: ""] += "\(time) \(value) \(step)\n"
    }
    for point in run.points { add(point.name, point.value, point.step) }
    for measure in run.measures { add(measure.name, measure.value, 0) }
    files += names.map { File(path: "\(folder)/metrics/\($0)", text: lines[$0] ?? "") }
    files += run.parameters.map { File(path: "\(folder)/params/\(Self.allowed($0.name))", text: $0.value) }
    let tags = [(name: "mlflow.runName", value: run.name)] + run.tags
    return files + tags.map { File(path: "\(folder)/tags/\(Self.allowed($0.name))", text: $0.value) }
  }

  /// A name of MLflow's characters: letters, digits, `_ - . : / ` and blanks. Bands are put in words, so that different
  /// subsets keep different names: `visible[0,0.5)` is `visible 0 to 0.5`, with `]` `visible 0 to and with 0.5`.
  static func allowed(_ name: String) -> String {
    var result = ""
    for (place, character) in name.enumerated() {
      switch character {
      case "[": result += " "
      case ",": result += name.dropFirst(place).first { $0 == ")" || $0 == "]" } == "]" ? " to and with " : " to "
      case ")", "]": break
      case _ where character.isASCII && (character.isLetter || character.isNumber || "_-.:/ ".contains(character)):
        result.append(character)
      default: result.append("_")
      }
    }
    return result
  }

  private static func milliseconds(_ seconds: Double) -> JSONValue { .integer(Int64((seconds * 1000).rounded())) }

  /// Members a line each; JSON's scalars are YAML's.
  private static func yaml(_ members: [(String, JSONValue)]) -> String {
    members.map { "\($0): \($1.canonicalText)\n" }.joined()
  }
}
