public import StrictJSON

extension Arm {
  /// Whether the arm is one of a task's. The single-object detector has no pyramid and no MFM, so the arms that differ
  /// by those from another arm are not, nor is one that is built for its pyramid.
  public func fits(_ task: LearningTask) -> Bool { task == .detection || withoutPyramid == self }

  /// Refuses an arm that is none of a task's; `node` is where the arm is named.
  func check(_ task: LearningTask, _ node: JSONNode) throws(InputError) {
    guard !fits(task) else { return }
    let own = Arm.allCases.filter { $0.fits(task) }.map(\.rawValue).joined(separator: ", ")
    throw node.error(
      found: "the arm \"\(rawValue)\" with the task \"\(task.rawValue)\"",
      expected: "one of \(own): without a pyramid it is "
        + (withoutPyramid.map { "the arm \"\($0.rawValue)\"" } ?? "nothing that was published"))
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
