/// Training met a loss that is infinite or not a number; nothing after it would be worth anything.
struct NonFiniteLoss: Error, CustomStringConvertible {
  let stage: String
  let step: Int
  /// The total under `loss`, and its parts.
  let losses: [(name: String, value: Double)]
  let lr: Double

  var description: String {
    let total = losses.first?.value ?? .nan
    let parts = losses.dropFirst().map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    return "\(stage) stopped at step \(step): the loss is \(total)\(parts.isEmpty ? "" : " (\(parts))") at a learning "
      + "rate of \(lr); a lower one or a longer warm-up may help. The checkpoint before it is kept"
  }
}

/// A stage was told to stop.
struct StageStopped: Error, CustomStringConvertible {
  let step: Int
  let steps: Int

  var description: String { "It was stopped after step \(step) of \(steps); the next run goes on from there." }
}
