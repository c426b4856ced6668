public import Testing
public import Torch

/// Expects equal shapes, and elements that differ by at most `tolerance`, absolutely. Two NaNs count as a difference.
public func expectClose(
  _ found: Tensor, _ expected: Tensor, _ tolerance: Float = 1e-5, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.shape == expected.shape else {
    Issue.record("found shape \(found.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let difference = largestDifference(found, expected)
  if !(difference <= tolerance) {
    Issue.record("elements differ by up to \(difference), more than \(tolerance)", sourceLocation: sourceLocation)
  }
}

/// The largest absolute difference of two tensors of one shape; infinite where one holds a NaN.
public func largestDifference(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.detach().floats(), b.detach().floats()).reduce(0) { largest, pair in
    let difference = pair.0 == pair.1 ? 0 : abs(pair.0 - pair.1)
    return max(largest, difference.isNaN ? .infinity : difference)
  }
}

/// Expects that the body leaves as many tensors alive as there were before.
public func expectNoTensorLeak(
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) rethrows {
  let before = Tensor.liveCount
  try body()
  let left = Tensor.liveCount - before
  if left != 0 { Issue.record("\(left) tensors were left alive", sourceLocation: sourceLocation) }
}
