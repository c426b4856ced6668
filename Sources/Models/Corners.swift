public import Detection
import Torch

/// A box as x1, y1, x2, y2 in pixels, in the single precision that networks compute with. Lists of these are what
/// matching, sampling and proposals work on: for a few thousand boxes plain loops cost less than tensor calls.
public typealias Corners = SIMD4<Float>

extension SIMD4<Float> {
  /// The corners of a box, rounded to single precision.
  public init(_ box: Box) { self.init(Float(box.x1), Float(box.y1), Float(box.x2), Float(box.y2)) }

  /// The box with these corners.
  public var box: Box { Box(x1: Double(x), y1: Double(y), x2: Double(z), y2: Double(w)) }

  /// Width times height, square pixels.
  var cornerArea: Float { (z - x) * (w - y) }

  /// Intersection over union; 0 when nothing is shared.
  func iou(_ other: Corners) -> Float {
    let width = Swift.min(z, other.z) - Swift.max(x, other.x)
    let height = Swift.min(w, other.w) - Swift.max(y, other.y)
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    return shared / (cornerArea + other.cornerArea - shared)
  }

  /// The part inside a picture, or a box without area on its nearest edge.
  func clipped(width: Float, height: Float) -> Corners {
    clamped(lowerBound: .zero, upperBound: Corners(width, height, width, height))
  }
}

extension Tensor {
  /// Boxes or differences as a tensor `[N, 4]` on the processor.
  convenience init(_ rows: [SIMD4<Float>]) {
    self.init(rows.flatMap { [$0.x, $0.y, $0.z, $0.w] }, shape: [rows.count, 4])
  }
}
