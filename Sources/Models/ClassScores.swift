import NN
public import Torch

/// The best class of each of a batch of head vectors.
public struct BestClasses: Sendable, Equatable {
  /// Class of each row, background not counted.
  public let labels: [Int]
  /// Its probability.
  public let scores: [Float]

  /// The best of the first `classes` columns of logits `[K, C]`, as probabilities over all columns.
  init(logits: Tensor, classes: Int) {
    let best = logits.to(.float32).softmax(dim: 1).narrow(1, 0, classes).max(dim: 1)
    labels = best.indices.integers()
    scores = best.values.floats()
  }
}

extension Detector {
  /// Numbers in a vector of `regionFeatures`.
  public var featureWidth: Int { roiHead.head.outputWidth }

  /// The best class of each vector `[K, head width]` that `regionFeatures` gave, background left out.
  public func bestClasses(_ vectors: Tensor) -> BestClasses {
    withoutGradients { BestClasses(logits: roiHead.classifier(vectors), classes: roiHead.classes) }
  }
}

extension SingleObjectDetector {
  /// Numbers in a vector of `regionFeatures`.
  public var featureWidth: Int { head.outputWidth }

  /// The best class of each vector `[B, head width]` that `regionFeatures` gave.
  public func bestClasses(_ vectors: Tensor) -> BestClasses {
    withoutGradients { BestClasses(logits: classifier(vectors), classes: classes) }
  }
}
