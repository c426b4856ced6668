public import Testing

/// The parent of all suites that touch tensors, so that they run one after the other: tensors belong to one thread at a
/// time, and leak tests count those alive in the whole process.
///
/// A test target adds its suites in an extension.
@Suite(.serialized) public struct TensorTests {
  /// Made by the test runner.
  public init() {}
}
