import CTorch

extension Tensor {
  /// The result of a segment of a forward pass of which only the input is kept: in `backward` it runs a second time
  /// (gradient checkpointing, Chen et al. 2016). Costs that run, saves the memory of all that lies between.
  ///
  /// The segment must give the same values each time: what it draws, it must draw again (`Generator.state`). Autocast is
  /// as it was the first time. Where nothing is recorded the segment just runs.
  public func recomputing(_ segment: @escaping (Tensor) -> Tensor) -> Tensor {
    guard ct_grad_mode() else { return segment(self) }
    var out = ct_tensor()
    let context = Unmanaged.passRetained(Segment(segment)).toOpaque()
    unfailing("recomputing over \(self)") { () throws(TorchError) in
      try check(
        ct_recomputed(
          handle,
          { context, input in
            guard let context else { fatalError("A segment lost its closure.") }
            let segment = Unmanaged<Segment>.fromOpaque(context).takeUnretainedValue()
            let result = segment.run(Tensor(owning: ct_tensor_again(input)))
            return ct_tensor_again(result.handle)
          },
          { context in if let context { Unmanaged<Segment>.fromOpaque(context).release() } }, context, &out))
    }
    return Tensor(owning: out)
  }
}

/// Carries a closure through C.
private final class Segment {
  let run: (Tensor) -> Tensor
  init(_ run: @escaping (Tensor) -> Tensor) { self.run = run }
}
