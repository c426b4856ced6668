import Detection
import Torch

/// A region that may hold an object.
public struct Proposal: Sendable, Equatable {
  /// The region, inside the picture.
  public var corners: Corners
  /// Objectness as a logit.
  public var logit: Float

  /// A proposal.
  public init(corners: Corners, logit: Float) { (self.corners, self.logit) = (corners, logit) }
}

extension RPN {
  /// The proposals of each picture by falling objectness: the best anchors of each level, moved by their differences,
  /// clipped to the picture, without those that overlap a better one of their level. No gradient flows to them.
  ///
  /// - Parameters:
  ///   - width: Width of the pictures in pixels.
  ///   - height: Height of the pictures in pixels.
  ///   - isTraining: Which of the settings' counts hold.
  public func proposals(_ output: Output, width: Int, height: Int, isTraining: Bool) -> [[Proposal]] {
    let size = PictureSize(width: width, height: height)
    return proposals(output, sizes: (0..<output.logits.size(0)).map { _ in size }, isTraining: isTraining)
  }

  /// The same for pictures of different sizes, which the batch holds padded.
  public func proposals(_ output: Output, sizes: [PictureSize], isTraining: Bool) -> [[Proposal]] {
    guard sizes.count == output.logits.size(0) else {
      fatalError("\(output.logits.size(0)) pictures with \(sizes.count) sizes")
    }
    let logits = output.logits.detach().floats()
    let deltas = output.deltas.detach().floats()
    let count = output.anchors.count
    let candidates = isTraining ? settings.candidatesInTraining : settings.candidates
    let kept = isTraining ? settings.proposalsInTraining : settings.proposals
    return (0..<output.logits.size(0)).map { picture in
      let base = picture * count
      var found: [Proposal] = []
      var start = 0
      for levelCount in output.levelCounts {
        let best = Ranking.best(candidates, of: logits, in: base + start..<base + start + levelCount)
        let level = best.compactMap { place -> Proposal? in
          let delta = SIMD4(deltas[4 * place], deltas[4 * place + 1], deltas[4 * place + 2], deltas[4 * place + 3])
          let box = BoxCoder.anchors.decode(delta, from: output.anchors[place - base])
          guard box.sum().isFinite else { return nil }  // a network that diverged
          let size = sizes[picture]
          return Proposal(
            corners: box.clipped(width: Float(size.width), height: Float(size.height)), logit: logits[place])
        }
        let survivors = NMS.keep(
          boxes: level.map(\.corners.box), scores: level.map(\.logit), iouThreshold: settings.nmsIoU)
        found += survivors.map { level[$0] }
        start += levelCount
      }
      return Ranking.best(kept, of: found.map(\.logit), in: found.indices).map { found[$0] }
    }
  }
}

/// Order by falling score.
enum Ranking {
  /// Places of the `count` greatest of the scores in a range, greatest first; equal scores keep their order, NaN is last.
  static func best(_ count: Int, of scores: [Float], in range: Range<Int>) -> [Int] {
    let keys = range.map { place -> UInt64 in
      let bits = scores[place].bitPattern
      let rising = scores[place].isNaN ? 0 : bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
      return UInt64(rising) << 32 | UInt64(~UInt32(truncatingIfNeeded: place))
    }
    return keys.sorted(by: >).prefix(count).map { Int(~UInt32(truncatingIfNeeded: $0)) }
  }
}
