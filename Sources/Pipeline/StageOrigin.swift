import StrictJSON

/// Where a stage was made, for its `stage.json`: outside the key, but worth knowing of a number.
public struct StageOrigin: Sendable, Equatable {
  /// The machine: processor and number of cores.
  public var machine: String?
  /// The program's commit, with a mark when files are changed.
  public var commit: String?

  /// An origin from its parts.
  public init(machine: String? = nil, commit: String? = nil) { (self.machine, self.commit) = (machine, commit) }

  /// What a request says of its execution, and this.
  func added(to execution: JSONValue) -> JSONValue {
    guard case .object(var object) = execution else { return execution }
    object["machine"] = machine.map { .string($0) }
    object["commit"] = commit.map { .string($0) }
    return .object(object)
  }
}
