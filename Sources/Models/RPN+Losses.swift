public import Statistics
public import Torch

extension RPN {
  /// Binary cross-entropy of the objectness and L1 of the positives' differences, each summed over the sampled anchors
  /// of the batch and divided by how many these are.
  ///
  /// - Parameters:
  ///   - objects: The objects' boxes, by picture.
  ///   - sizes: What each picture fills with padding of its own; anchors of cells beyond take no part. Nil for all of it.
  ///   - stream: Chooses the anchors.
  public func losses(
    _ output: Output, objects: [[Corners]], sizes: [PictureSize]? = nil, _ stream: inout RandomStream
  ) -> (objectness: Tensor, box: Tensor) {
    let anchors = output.anchors
    var (positives, negatives): ([Int], [Int]) = ([], [])
    var targets: [Float] = []
    for (picture, boxes) in objects.enumerated() {
      let matches = match(output, to: boxes, within: sizes?[picture])
      let chosen = settings.sampler.sample(matches, &stream)
      for anchor in chosen.positives {
        positives.append(picture * anchors.count + anchor)
        let deltas = BoxCoder.anchors.encode(boxes[Int(matches[anchor])], from: anchors[anchor])
        for side in 0..<4 { targets.append(deltas[side]) }
      }
      negatives += chosen.negatives.map { picture * anchors.count + $0 }
    }
    let device = output.logits.device
    let count = Double(max(positives.count + negatives.count, 1))
    let labels = (positives.map { _ in Float(1) } + negatives.map { _ in 0 })
    let logits = output.logits.reshape(-1).indexSelect(0, Tensor(positives + negatives).to(device))
    let deltas = output.deltas.reshape(-1, 4).indexSelect(0, Tensor(positives).to(device))
    let objectness = logits.binaryCrossEntropyWithLogits(Tensor(labels).to(device), reduction: .sum)
    let box = deltas.l1Loss(Tensor(targets, shape: [positives.count, 4]).to(device), reduction: .sum)
    return (objectness / count, box / count)
  }

  /// The objects that a picture's anchors are to find. Those in padding that others of the batch need are ignored, and are
  /// the best for no object.
  private func match(_ output: Output, to boxes: [Corners], within size: PictureSize?) -> [Int32] {
    guard let numbers = size.flatMap({ output.anchors(of: $0) }) else {
      return settings.matcher.match(output.anchors, to: boxes)
    }
    var matches = [Int32](repeating: Matcher.ignored, count: output.anchors.count)
    let found = settings.matcher.match(numbers.map { output.anchors[$0] }, to: boxes)
    for (number, match) in zip(numbers, found) { matches[number] = match }
    return matches
  }
}
