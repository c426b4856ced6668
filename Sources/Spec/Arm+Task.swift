public import StrictJSON

extension Arm {
  /// Whether the arm is one of a task's. The single-object detector has no pyramid and no MFM, so the arms that differ
  /// by those from another arm are not, nor is one that is built for its pyramid.
  public func fits(_ task: LearningTask) -> Bool { task == .detection || withoutPyramid == self }

  /// Why the arm is none of a task's, as an error says it; nil where it is one.
  public func misfit(_ task: LearningTask) -> (found: String, expected: String)? {
    guard !fits(task) else { return nil }
    let own = Arm.allCases.filter { $0.fits(task) }.map(\.rawValue).joined(separator: ", ")
    return (
      "the arm \"\(rawValue)\" with the task \"\(task.rawValue)\"",
      "one of \(own): without a pyramid it is "
        + (withoutPyramid.map { "the arm \"\($0.rawValue)\"" } ?? "nothing that was published")
    )
  }

  /// Refuses an arm that is none of a task's; `node` is where the arm is named.
  func check(_ task: LearningTask, _ node: JSONNode) throws(InputError) {
    if let misfit = misfit(task) { throw node.error(found: misfit.found, expected: misfit.expected) }
  }
}

extension JSONObjectReader {
  /// The required key `arm`, one that fits the task.
  public func arm(for task: LearningTask) throws(InputError) -> Arm {
    let node = try required("arm")
    let arm = try node.choice(of: Arm.self)
    try arm.check(task, node)
    return arm
  }
}
