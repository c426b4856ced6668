/// All that is known of an experiment, as one page: tables, figures, runs, protocols, settings and machines.
public struct ExperimentReport: Sendable {
  /// A run, or a cell of the matrix that has none.
  public struct Run: Sendable, Equatable {
    /// The variant; nil when the experiment has none.
    public var variant: String?
    /// The arm.
    public var arm: String
    /// The shots; nil when the experiment has none.
    public var shots: Int?
    /// The seed.
    public var seed: Int
    /// The run's id; nil for a cell without a run.
    public var id: String?
    /// Where it stands, such as `finished`; nil for a cell without a run.
    public var status: String?
    /// Why it failed.
    public var message: String?
    /// When it began.
    public var startedAt: String?
    /// How long its stages took, in seconds.
    public var wallSeconds: Double?
    /// How it came out when it was made again, such as `bit-equal`; nil where it was not.
    public var repeats: String?

    /// A cell without a run; what is known of one follows through the properties.
    public init(variant: String?, arm: String, shots: Int?, seed: Int) {
      (self.variant, self.arm, self.shots, self.seed) = (variant, arm, shots, seed)
    }
  }

  /// A protocol with its facts in words.
  public struct Card: Sendable {
    /// Its digest.
    public var digest: String
    /// Names and words.
    public var facts: [(name: String, words: String)]

    /// A card from its parts.
    public init(digest: String, facts: [(name: String, words: String)]) {
      (self.digest, self.facts) = (digest, facts)
    }
  }

  /// The experiment's name.
  public var name: String
  /// Its title.
  public var title: String
  /// Its notes; empty for none.
  public var notes: String
  /// What is asked.
  public var question: String
  /// The tables.
  public var tables: [ResultTable] = []
  /// The figures.
  public var figures: [Figure] = []
  /// One for each cell of the matrix.
  public var runs: [Run] = []
  /// The protocols that the runs follow.
  public var cards: [Card] = []
  /// Facts on machines, threads, commits and programs.
  public var environment: [(name: String, words: String)] = []
  /// The experiment with every default written out, as text.
  public var spec = ""

  /// A report without results; they follow through the properties.
  public init(name: String, title: String, notes: String, question: String) {
    (self.name, self.title, self.notes, self.question) = (name, title, notes, question)
  }
}
