public import Detection
public import Torch

/// What the masks of regions should become: an object's mask, cut to a region and resampled to the head's grid.
public enum MaskTargets {
  /// An object's mask seen through a region.
  public struct View: Sendable, Equatable {
    /// The object, as its place in a list of masks.
    public var object: Int
    /// The region, in the masks' pixels.
    public var region: Corners

    /// A view.
    public init(object: Int, region: Corners) { (self.object, self.region) = (object, region) }
  }

  /// Targets `[K, size, size]`: 1 where the object covers at least half of a cell, else 0.
  ///
  /// This is mmdetection's `BitmapMasks.crop_and_resize`: aligned RoIAlign over the picture's pixels with one sample for
  /// every started pixel of a cell, on when the average is 0.5 or more. Averages that are 0.5 but for rounding count as
  /// such; regions are cut at the picture's edges first.
  public static func targets(_ views: [View], masks: [RLE], size: Int) -> Tensor {
    coverage(views, masks: masks, size: size).ge(0.5 - 1e-6).to(.float32)
  }

  /// The share of each cell that the object covers, `[K, size, size]`, 0...1.
  public static func coverage(_ views: [View], masks: [RLE], size: Int) -> Tensor {
    let cells = size * size
    var result = [Float](repeating: 0, count: views.count * cells)
    for (number, mask) in masks.enumerated() {
      let places = views.indices.filter { views[$0].object == number }
      guard !places.isEmpty, let window = Window(mask) else { continue }
      let boxes = places.flatMap { place -> [Float] in
        let region = views[place].region.clipped(width: Float(mask.width), height: Float(mask.height))
        return [0] + window.moved(region)
      }
      let averages = RoIAlign(pooled: size)(
        window.pixels, stride: 1, boxes: Tensor(boxes, shape: [places.count, 5])
      ).floats()
      for (row, place) in places.enumerated() {
        result.replaceSubrange(place * cells..<(place + 1) * cells, with: averages[row * cells..<(row + 1) * cells])
      }
    }
    return Tensor(result, shape: [views.count, size, size])
  }

  /// The part of a mask around its pixels, with a margin as far as a sample reaches: what lies beyond is off, so
  /// nothing is lost, and an object of a large picture stays cheap.
  private struct Window {
    let pixels: Tensor
    private let origin: SIMD2<Float>

    init?(_ mask: RLE) {
      let box = mask.boundingBox
      guard !box.isEmpty else { return nil }
      let rows = max(Int(box.y1) - 2, 0)..<min(Int(box.y2) + 2, mask.height)
      let columns = max(Int(box.x1) - 2, 0)..<min(Int(box.x2) + 2, mask.width)
      let part = mask.cropped(
        x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
      pixels = Tensor(part.mask().map { Float($0) }, shape: [1, 1, rows.count, columns.count])
      origin = SIMD2(Float(columns.lowerBound), Float(rows.lowerBound))
    }

    func moved(_ region: Corners) -> [Float] {
      [region.x - origin.x, region.y - origin.y, region.z - origin.x, region.w - origin.y]
    }
  }
}
