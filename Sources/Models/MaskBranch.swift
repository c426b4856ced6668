public import Detection
public import NN
public import Torch

/// The part of a detector that says which pixels are an object's: region features from the pyramid and a `MaskHead`.
///
/// It reads the pyramid whatever the boxes' head reads, as in imTED: it is not made from an MAE's decoder. Keys
/// `mask_head.*`. Inside, the head is as wide as the pyramid (256 in the reference).
public struct MaskBranch {
  /// The numbers that it was made with.
  public let settings: MaskHeadSettings
  /// The layers.
  public let head: MaskHead
  private let features: RegionFeatures
  /// Detections whose masks are worked out together: class-specific masks are large.
  private let chunk = 100

  /// - Parameters:
  ///   - scope: The place of `mask_head`.
  ///   - strides: Pixels between neighbouring cells of the pyramid's maps that regions may come from.
  ///   - finestScale: Side of a square region, in pixels, up to twice which the first level serves.
  public init(
    _ scope: Scope, shape: ModelShape, classes: Int, strides: [Double], finestScale: Double, settings: MaskHeadSettings
  ) {
    self.settings = settings
    features = RegionFeatures(
      scope, shape: shape, source: .pyramid,
      align: RoIAlign(pooled: settings.roiSize, samplingRatio: settings.samplingRatio), strides: strides,
      finestScale: finestScale, isProjected: false)
    head = MaskHead(
      scope / "mask_head", inputChannels: shape.pyramidChannels, channels: shape.pyramidChannels, classes: classes,
      convolutions: settings.convolutions)
  }

  /// Logits `[K, classes, S, S]` of regions, pictures one after the other.
  ///
  /// - Parameters:
  ///   - pyramid: Maps `[B, C, h, w]`; those of the strides come first, others are not looked at.
  ///   - regions: The regions of each picture.
  public func logits(_ pyramid: [Tensor], _ regions: [[Corners]]) -> Tensor {
    let maps = Array(pyramid.prefix(features.strides.count))
    return head(features(lastMap: maps[0], pyramid: maps, regions: regions))
  }

  /// The weighted loss of the positives of a sample.
  ///
  /// - Parameters:
  ///   - masks: The masks of each picture's objects, in the order in which the sample has them. A picture without masks
  ///     is a bug.
  public func loss(_ sample: RegionSample, masks: [[RLE]?], pyramid: [Tensor]) -> Tensor {
    var (regions, views, firsts, all): ([[Corners]], [MaskTargets.View], [Int], [RLE]) = ([], [], [], [])
    for masks in masks {
      guard let masks else { fatalError("a detector with masks is trained on objects without masks") }
      firsts.append(all.count)
      all += masks
      regions.append([])
    }
    for positive in sample.positives {
      regions[positive.picture].append(positive.region)
      views.append(MaskTargets.View(object: firsts[positive.picture] + positive.place, region: positive.region))
    }
    let targets = MaskTargets.targets(views, masks: all, size: settings.maskSize)
    let labels = sample.positives.map { sample.labels[$0.index] }
    return MaskLoss.loss(logits(pyramid, regions), labels: labels, targets: targets) * settings.weight
  }

  /// Detections with their masks: those of their classes, from the features of their boxes.
  ///
  /// - Parameters:
  ///   - found: The detections of each picture, boxes in the pixels of the detector's input.
  public func adding(to found: [[ScoredBox]], pyramid: [Tensor]) -> [[ScoredBox]] {
    var found = found
    for picture in found.indices {
      for start in stride(from: 0, to: found[picture].count, by: chunk) {
        let part = start..<min(start + chunk, found[picture].count)
        var regions = [[Corners]](repeating: [], count: found.count)
        regions[picture] = found[picture][part].map { Corners($0.box) }
        let own = MaskLoss.ownClass(logits(pyramid, regions), found[picture][part].map(\.label)).sigmoid().floats()
        let cells = settings.maskSize * settings.maskSize
        for (row, place) in part.enumerated() {
          found[picture][place].mask = MaskGrid(
            size: settings.maskSize, probabilities: Array(own[row * cells..<(row + 1) * cells]))
        }
      }
    }
    return found
  }
}
