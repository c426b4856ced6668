/// The reference boxes of a region proposal network: at every cell of every level, boxes of a few sizes and shapes
/// (Ren et al. 2015).
public struct AnchorGenerator: Sendable, Equatable {
  /// Side of a square anchor, in strides of its level.
  public var scales: [Float]
  /// Height over width.
  public var ratios: [Float]

  /// The reference: scale 8, ratios 1:2, 1:1 and 2:1.
  public init(scales: [Float] = [8], ratios: [Float] = [0.5, 1, 2]) { (self.scales, self.ratios) = (scales, ratios) }

  /// Anchors at each cell.
  public var countPerCell: Int { scales.count * ratios.count }

  /// The anchors of a level: cells row-major, then ratios, then scales. As in mmdetection, an anchor's middle is the top
  /// left corner of its cell; all are kept, those beyond the picture's edge too.
  public func anchors(rows: Int, columns: Int, stride: Double) -> [Corners] {
    let stride = Float(stride)
    let shapes = ratios.flatMap { ratio in
      scales.map { scale -> Corners in
        let (width, height) = (stride * scale / ratio.squareRoot(), stride * scale * ratio.squareRoot())
        return Corners(-width / 2, -height / 2, width / 2, height / 2)
      }
    }
    var anchors: [Corners] = []
    anchors.reserveCapacity(rows * columns * shapes.count)
    for row in 0..<rows {
      for column in 0..<columns {
        let (x, y) = (Float(column) * stride, Float(row) * stride)
        for shape in shapes { anchors.append(shape + Corners(x, y, x, y)) }
      }
    }
    return anchors
  }
}
