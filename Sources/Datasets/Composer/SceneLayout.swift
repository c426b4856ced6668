import Detection
import Statistics

/// Keeps account of which pixel of a picture belongs to which object while objects are laid down.
struct SceneLayout {
  /// An object's pixels inside the picture.
  struct Placed {
    /// Positions `y * side + x`, rising.
    let pixels: [Int32]
    /// How many of them no later object covers.
    var visible: Int
    /// Middle of the object.
    let centre: SIMD2<Double>

    var visibleFraction: Double { Double(visible) / Double(pixels.count) }
  }

  let side: Int
  private(set) var placed: [Placed] = []
  /// For every pixel the object on top, or -1.
  private var owner: [Int16]

  init(side: Int) {
    self.side = side
    owner = Array(repeating: -1, count: side * side)
  }

  /// The pixels that a sprite's mask would cover with its top left corner at (x, y).
  func pixels(of sprite: Sprite, x: Int, y: Int) -> [Int32] {
    var pixels: [Int32] = []
    for row in max(0, -y)..<max(0, -y, min(sprite.height, side - y)) {
      for column in max(0, -x)..<max(0, -x, min(sprite.width, side - x))
      where Sprite.isSolid(sprite.pixels[row * sprite.width + column]) {
        pixels.append(Int32((y + row) * side + x + column))
      }
    }
    return pixels
  }

  /// What share of every earlier object would stay visible under these pixels.
  func visibleFractions(under pixels: [Int32]) -> [Double] {
    var lost = [Int](repeating: 0, count: placed.count)
    for pixel in pixels where owner[Int(pixel)] >= 0 { lost[Int(owner[Int(pixel)])] += 1 }
    return zip(placed, lost).map { Double($0.visible - $1) / Double($0.pixels.count) }
  }

  /// Lays an object on top.
  mutating func place(_ pixels: [Int32], centre: SIMD2<Double>) {
    for pixel in pixels {
      let old = Int(owner[Int(pixel)])
      if old >= 0 { placed[old].visible -= 1 }
      owner[Int(pixel)] = Int16(placed.count)
    }
    placed.append(Placed(pixels: pixels, visible: pixels.count, centre: centre))
  }

  /// An object's full and visible masks.
  func masks(of index: Int) -> (full: RLE, visible: RLE) {
    var full = [UInt8](repeating: 0, count: side * side)
    var visible = full
    for pixel in placed[index].pixels {
      full[Int(pixel)] = 1
      if owner[Int(pixel)] == index { visible[Int(pixel)] = 1 }
    }
    return (RLE(mask: full, height: side, width: side), RLE(mask: visible, height: side, width: side))
  }
}

/// Where the next object goes.
struct Placement {
  let x: Int
  let y: Int
  let pixels: [Int32]
}

extension SceneLayout {
  /// Fewest pixels an object may have inside the picture, and fewest that may stay visible of it.
  static let leastPixels = 16
  private static let leastVisiblePixels = 8.0
  /// An object that keeps clear may hide this share of another, where outlines touch.
  private static let touching = 0.05

  /// A place where the sprite hides next to nothing; nil if none is found.
  func clearPlace(for sprite: Sprite, using stream: inout RandomStream) -> Placement? {
    for _ in 0..<16 {
      let x = Self.draw(sprite.width, side, &stream)
      let y = Self.draw(sprite.height, side, &stream)
      let pixels = pixels(of: sprite, x: x, y: y)
      guard pixels.count >= Self.leastPixels else { continue }
      let left = visibleFractions(under: pixels)
      let isClear = zip(left, placed).allSatisfy { $1.visibleFraction - $0 <= Self.touching }
      if isClear && leavesEnough(left) { return Placement(x: x, y: y, pixels: pixels) }
    }
    return nil
  }

  /// A place where the sprite hides a good part of an earlier object: a random share of it, from just noticeable to
  /// nearly all, is chosen to stay visible, and the sprite moves in from outside until no more than that is left.
  func coveringPlace(for sprite: Sprite, using stream: inout RandomStream) -> Placement? {
    for _ in 0..<6 {
      let whole = placed.indices.filter { placed[$0].visibleFraction > 0.75 }
      let targets = whole.isEmpty ? Array(placed.indices) : whole
      let target = targets[stream.integer(in: 0..<targets.count)]
      let wanted = stream.uniform(in: 0.15...0.72)
      let (dx, dy) = (stream.uniform(in: -1...1), stream.uniform(in: -1...1))
      let length = max(0.1, (dx * dx + dy * dy).squareRoot())
      let reach = Double(max(sprite.width, sprite.height)) * 0.75
      let steps = 10
      for step in 0...steps {
        let distance = reach * Double(steps - step) / Double(steps)
        let x = Int(placed[target].centre.x + dx / length * distance) - sprite.width / 2
        let y = Int(placed[target].centre.y + dy / length * distance) - sprite.height / 2
        guard Self.mayStand(x, sprite.width, side), Self.mayStand(y, sprite.height, side) else { continue }
        let pixels = pixels(of: sprite, x: x, y: y)
        guard pixels.count >= Self.leastPixels else { continue }
        let left = visibleFractions(under: pixels)
        guard leavesEnough(left) else { break }
        if left[target] <= wanted { return Placement(x: x, y: y, pixels: pixels) }
      }
    }
    return nil
  }

  private func leavesEnough(_ fractions: [Double]) -> Bool {
    zip(fractions, placed).allSatisfy { fraction, object in
      fraction >= SceneSettings.leastVisible
        && fraction * Double(object.pixels.count) >= Self.leastVisiblePixels
    }
  }

  /// A first coordinate with at most a tenth of the sprite outside on either side.
  private static func draw(_ length: Int, _ side: Int, _ stream: inout RandomStream) -> Int {
    let slack = length / 10
    let low = min(-slack, side - length)
    return stream.integer(in: low..<max(side - length + slack, low) + 1)
  }

  private static func mayStand(_ start: Int, _ length: Int, _ side: Int) -> Bool {
    start >= -(length / 10) && start + length <= side + length / 10
  }
}
