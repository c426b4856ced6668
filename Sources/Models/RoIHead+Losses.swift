public import Statistics
public import Torch

/// The regions of a batch that the second stage is trained on, and what they should become.
public struct RegionSample {
  /// The regions of each picture, positives first.
  public let regions: [[Corners]]
  /// Class of each region over the whole batch; the number of classes stands for background.
  public let labels: [Int]
  /// The positives among them, picture by picture.
  public let positives: [Positive]

  /// A region that has an object to find.
  public struct Positive: Sendable, Equatable {
    /// The region's number in the batch.
    public let index: Int
    /// The region.
    public let region: Corners
    /// The box of its object.
    public let object: Corners
    /// The picture.
    public let picture: Int
    /// The object's place among those of the picture.
    public let place: Int
  }

  /// Regions in all.
  public var count: Int { labels.count }
}

extension RoIHead {
  /// Chooses the regions to train on. Each object's own box is a proposal too, and comes first.
  public func sample(
    _ proposals: [[Proposal]], objects: [[Corners]], labels: [[Int]], _ stream: inout RandomStream
  ) -> RegionSample {
    var regions: [[Corners]] = []
    var classes: [Int] = []
    var positives: [RegionSample.Positive] = []
    for (picture, boxes) in objects.enumerated() {
      let found = proposals[picture].map(\.corners)
      let candidates = boxes + found
      let matches = boxes.indices.map { Int32($0) } + settings.matcher.match(found, to: boxes)
      let chosen = settings.sampler.sample(matches, &stream)
      for place in chosen.positives {
        let object = Int(matches[place])
        positives.append(
          RegionSample.Positive(
            index: classes.count, region: candidates[place], object: boxes[object], picture: picture, place: object))
        classes.append(labels[picture][object])
      }
      classes += chosen.negatives.map { _ in self.classes }
      regions.append((chosen.positives + chosen.negatives).map { candidates[$0] })
    }
    return RegionSample(regions: regions, labels: classes, positives: positives)
  }

  /// Cross-entropy averaged over all sampled regions, and the GIoU loss of the positives' decoded boxes, weighted and
  /// divided by the number of ALL sampled regions unless the settings say otherwise.
  public func losses(_ output: Output, _ sample: RegionSample) -> (classification: Tensor, box: Tensor) {
    let device = output.logits.device
    let classification = output.logits.crossEntropyLoss(Tensor(sample.labels).to(device))
    let rows = sample.positives.map { $0.index * classes + sample.labels[$0.index] }
    let deltas = output.deltas.reshape(-1, 4).indexSelect(0, Tensor(rows).to(device))
    let regions = Tensor(sample.positives.map(\.region)).to(device)
    let objects = Tensor(sample.positives.map(\.object)).to(device)
    let boxes = BoxCoder.regions.decode(deltas, from: regions)
    let sum = GIoULoss.losses(boxes, objects).sum()
    let divisor = settings.boxDivisor == .sampled ? sample.count : sample.positives.count
    return (classification, sum * (settings.boxWeight / Double(max(divisor, 1))))
  }
}
