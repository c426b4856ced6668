import StrictJSON

/// Peculiarities of imTED's released training code that a training follows or not: `train.quirks` and
/// `fine_tune.quirks`. docs/PROTOCOLS.md says what each of them changes.
public struct TrainQuirks: Sendable, Equatable {
  /// What fine-tuning does with the box rows of the base categories.
  public enum RegressionRows: String, CaseIterable, Sendable, Hashable {
    /// Copied from the base model.
    case copied
    /// Drawn anew with those of the novel categories, as the released code does.
    case restarted
  }

  /// What the running statistics of a frozen encoder's batch norms do.
  public enum FrozenStatistics: String, CaseIterable, Sendable, Hashable {
    /// They follow the batches, as in the released code.
    case moving
    /// They stay, and the norms use them.
    case fixed
  }

  /// The box rows of the base categories in fine-tuning; nil where nothing is fine-tuned.
  public var regressionRows: RegressionRows?
  /// The running statistics of a frozen encoder.
  public var frozenStatistics = FrozenStatistics.moving

  /// The defaults of a base training.
  public init() {}

  /// The defaults of a section. Only fine-tuning has rows to copy.
  init(_ section: TrainSpec.Section) {
    if section == .fineTune { regressionRows = .restarted }
  }

  /// Reads the section.
  init(_ node: JSONNode, _ section: TrainSpec.Section) throws(InputError) {
    self.init(section)
    let reader = try node.object()
    if let rows = reader.optional("regression_rows") {
      guard section == .fineTune else {
        throw rows.error(found: "regression_rows where nothing is fine-tuned", expected: "it in \"fine_tune\"")
      }
      regressionRows = try rows.choice(of: RegressionRows.self)
    }
    frozenStatistics = try reader.choice("frozen_statistics", default: frozenStatistics)
    try reader.finish()
  }

  /// What differs from the defaults, and what fine-tuning does with box rows, whose default has changed once; nil if
  /// there is nothing to write.
  var json: JSONValue? {
    var object = JSONObject([])
    object["regression_rows"] = regressionRows.map { .string($0.rawValue) }
    if frozenStatistics != .moving { object["frozen_statistics"] = .string(frozenStatistics.rawValue) }
    return object == JSONObject([]) ? nil : .object(object)
  }
}
