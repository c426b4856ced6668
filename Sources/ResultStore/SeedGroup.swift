/// The finished runs that differ in nothing but their seed. Of a cell that was run again, the latest run counts.
public struct SeedGroup: Sendable, Equatable {
  /// One seed's run.
  public struct Member: Sendable, Equatable {
    /// The seed.
    public var seed: Int
    /// The run.
    public var runID: String
    /// The values of the measures asked for, in their order; nil where the run has none.
    public var values: [Double?]
  }

  /// The experiment's name.
  public var experiment: String
  /// The specification that all of them followed.
  public var specDigest: String?
  /// Their variant.
  public var variant: String?
  /// Their arm.
  public var arm: String
  /// Their shots.
  public var shots: Int?
  /// The runs, by seed.
  public var members: [Member]
  /// The seeds that the specification names; nil if it is not the one recorded for the experiment now.
  public var expectedSeeds: [Int]?
  /// Seeds that have a finished run which the query leaves out, and that are therefore no members; rising.
  public var leftOutSeeds: [Int] = []
}
