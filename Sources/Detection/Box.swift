/// An axis-aligned box in absolute pixels, with continuous edges: a box over pixel columns 3 and 4 has `x1` 3 and `x2` 5.
///
/// Stored as origin and size, because that is what COCO files hold and what COCO's evaluator computes with: a box read
/// from `[x, y, width, height]` keeps all four numbers bit for bit, and areas on the border of an area range fall on
/// the side the file says. `x2` and `y2` are `x + width` and `y + height`. For a box made from corners they give the
/// corners back exactly when these are `Float` values of like size (as a network's are), else to one unit in the last
/// place.
public struct Box: Hashable, Sendable {
  /// Left edge, pixels.
  public var x: Double
  /// Top edge, pixels.
  public var y: Double
  /// Horizontal extent, pixels. Negative or NaN only for an ill-formed box, which `isEmpty`.
  public var width: Double
  /// Vertical extent, pixels.
  public var height: Double

  /// The box with this top left corner and size, COCO's `xywh`.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The box between two corners, `xyxy`.
  public init(x1: Double, y1: Double, x2: Double, y2: Double) {
    self.init(x: x1, y: y1, width: x2 - x1, height: y2 - y1)
  }

  /// Left edge. Setting it leaves the right edge where it is.
  public var x1: Double {
    get { x }
    set {
      width = x2 - newValue
      x = newValue
    }
  }

  /// Top edge. Setting it leaves the bottom edge where it is.
  public var y1: Double {
    get { y }
    set {
      height = y2 - newValue
      y = newValue
    }
  }

  /// Right edge. Setting it leaves the left edge where it is.
  public var x2: Double {
    get { x + width }
    set { width = newValue - x }
  }

  /// Bottom edge. Setting it leaves the top edge where it is.
  public var y2: Double {
    get { y + height }
    set { height = newValue - y }
  }
}
