/// Which protocols the runs of a table follow, and how two of them differ.
public struct RunProtocols: Sendable {
  /// The protocol of one run.
  public struct Run: Sendable, Equatable {
    /// The run's variant; nil when the experiment has none.
    public var variant: String?
    /// The run's arm.
    public var arm: String
    /// The run's shots; nil when the experiment has none.
    public var shots: Int?
    /// The run's seed.
    public var seed: Int
    /// The digest of its protocol; nil when nothing is known of it.
    public var digest: String?

    /// Joins a run's cell with its protocol.
    public init(variant: String? = nil, arm: String, shots: Int?, seed: Int, digest: String?) {
      (self.variant, self.arm, self.shots, self.seed, self.digest) = (variant, arm, shots, seed, digest)
    }
  }

  /// One thing that two protocols do not have in common.
  public struct Difference: Sendable, Equatable {
    /// What differs: `score threshold 0.001 instead of 0.05`.
    public var words: String
    /// Whether numbers of the two must not be subtracted or averaged.
    public var isDecisive: Bool

    /// Joins the parts.
    public init(words: String, isDecisive: Bool) { (self.words, self.isDecisive) = (words, isDecisive) }
  }

  /// The runs.
  public var runs: [Run]
  /// What differs in the protocol of the first digest, compared with that of the second.
  public var differences: @Sendable (_ digest: String, _ other: String) -> [Difference]

  /// Nothing is known of the runs' protocols.
  public init() { (runs, differences) = ([], { _, _ in [] }) }

  /// Joins runs and the comparison of their protocols.
  public init(_ runs: [Run], differences: @escaping @Sendable (_ digest: String, _ other: String) -> [Difference]) {
    (self.runs, self.differences) = (runs, differences)
  }
}

/// Rows of a table, or some seeds of them, that follow another protocol than the table's first.
public struct ProtocolNote: Sendable, Equatable {
  /// The digest of that protocol.
  public let digest: String
  /// The rows by name, with their seeds where only some of a row's follow it.
  public let rows: [String]
  /// What differs from the table's protocol.
  public let differences: [String]
}
