import GRDB

/// A condition as SQL over `run`: names come from the schema, every value travels as an argument.
struct ConditionSQL {
  private(set) var text = ""
  private(set) var arguments: [any DatabaseValueConvertible & Sendable] = []
  private let isRare: (Measure, ConditionComparator, ConditionValue) throws -> Bool

  /// - Parameter isRare: Whether few runs have a measure that compares so. Those are found by the measure's index; of
  ///   many, each run in turn is asked. The answer decides about speed alone.
  init(
    _ node: ConditionNode, isRare: @escaping (Measure, ConditionComparator, ConditionValue) throws -> Bool
  ) throws {
    self.isRare = isRare
    text = try sql(node, decides: true)
  }

  /// - Parameter decides: Whether the whole fails if this one is not true, so that unknown may be taken for false.
  private mutating func sql(_ node: ConditionNode, decides: Bool) throws -> String {
    switch node.kind {
    case .all(let nodes):
      return try "(" + nodes.map { try sql($0, decides: decides) }.joined(separator: " AND ") + ")"
    case .any(let nodes):
      return try "(" + nodes.map { try sql($0, decides: false) }.joined(separator: " OR ") + ")"
    case .not(let node): return try "NOT " + sql(node, decides: false)
    case .comparison(let left, let comparator, let right): return try comparison(left, comparator, right, decides)
    case .member(let operand, let values): return member(operand, values)
    case .like(.tag, let form): return tagged("tag.tag LIKE \(mark(form))")
    case .like(let operand, let form): return "(\(value(operand)) LIKE \(mark(form)))"
    case .absent(.tag): return "NOT " + tagged("TRUE")
    case .absent(let operand): return "(\(value(operand)) IS NULL)"
    }
  }

  private mutating func comparison(
    _ left: ConditionOperand, _ comparator: ConditionComparator, _ right: ConditionOperand, _ decides: Bool
  ) throws -> String {
    switch (left, right) {
    case (.tag, .value(let value)):
      let one = tagged("tag.tag = \(mark(value.argument))")
      return comparator == .equal ? one : "NOT " + one
    case (.column(.experiment), .value(let value)) where comparator == .equal || comparator == .unequal:
      let one = experiments([value])
      return comparator == .equal ? one : "NOT " + one
    case (.measure(let measure), .value(let value)):
      guard decides, comparator != .unequal, try isRare(measure, comparator, value) else { break }
      let (key, bound) = (key(of: measure), mark(value.argument))
      let holds = "metric.value \(comparator.rawValue) \(bound)"
      return "run.id IN (SELECT metric.run_id FROM metric WHERE \(key) AND \(holds))"
    default: break
    }
    // One after the other: the order of the marks is that of the arguments.
    let first = self.value(left)
    return "(\(first) \(comparator.rawValue) \(self.value(right)))"
  }

  private mutating func member(_ operand: ConditionOperand, _ values: [ConditionValue]) -> String {
    switch operand {
    case .tag: return tagged("tag.tag IN (\(marks(values)))")
    case .column(.experiment): return experiments(values)
    default:
      let first = value(operand)
      return "(\(first) IN (\(marks(values))))"
    }
  }

  private mutating func value(_ operand: ConditionOperand) -> String {
    switch operand {
    case .column(let column): column.sql
    case .measure(let measure):
      "(SELECT metric.value FROM metric WHERE metric.run_id = run.id AND \(key(of: measure)))"
    case .value(let value): mark(value.argument)
    case .tag: fatalError("Tags have no single value; comparisons with them are made elsewhere.")
    }
  }

  private mutating func key(of measure: Measure) -> String {
    let (name, subset, type) = (mark(measure.name), mark(measure.subset), mark(measure.iouType))
    return "metric.name = \(name) AND metric.subset = \(subset) AND metric.iou_type = \(type)"
  }

  /// Experiments are meant by name; their ids are understood too.
  private mutating func experiments(_ values: [ConditionValue]) -> String {
    let (ids, names) = (marks(values), marks(values))
    return "(run.experiment IN (SELECT experiment.id FROM experiment WHERE experiment.id IN (\(ids))"
      + " OR experiment.name IN (\(names))))"
  }

  private func tagged(_ condition: String) -> String {
    "(run.id IN (SELECT tag.run_id FROM tag WHERE \(condition)))"
  }

  private mutating func marks(_ values: [ConditionValue]) -> String {
    values.map { mark($0.argument) }.joined(separator: ", ")
  }

  private mutating func mark(_ argument: any DatabaseValueConvertible & Sendable) -> String {
    arguments.append(argument)
    return "?"
  }
}
