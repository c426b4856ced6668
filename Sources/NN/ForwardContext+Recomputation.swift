public import Torch

extension ForwardContext {
  /// Runs a layer, again in `backward` if `recomputesEncoder` says so; its random draws are then the same ones.
  public func recomputed(_ x: Tensor, _ layer: @escaping (Tensor, ForwardContext) -> Tensor) -> Tensor {
    guard recomputesEncoder else { return layer(x, self) }
    guard isTraining, let generator else { return x.recomputing { layer($0, self) } }
    let start = generator.state
    var isFirst = true
    return x.recomputing { x in
      guard !isFirst else {
        isFirst = false
        return layer(x, self)
      }
      let present = generator.state
      generator.state = start
      defer { generator.state = present }
      return layer(x, self)
    }
  }
}
