import Foundation

/// Interpolation of `ImageBuffer.resized`, both with Pillow's widening of the kernel when a picture shrinks.
public enum ResizeFilter: Sendable, Equatable {
  /// A triangle over one pixel to each side.
  case bilinear
  /// Keys' cubic with a = -0.5 over two pixels to each side.
  case bicubic

  /// How far the kernel reaches at scale 1, in source pixels.
  var reach: Double { self == .bilinear ? 1 : 2 }

  /// The kernel's height at distance `x`.
  func weight(_ x: Double) -> Double {
    let d = abs(x)
    switch self {
    case .bilinear: return d < 1 ? 1 - d : 0
    case .bicubic:
      let a = -0.5
      if d < 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
      if d < 2 { return (((d - 5) * d + 8) * d - 4) * a }
      return 0
    }
  }
}

extension ImageBuffer {
  /// Resizes the picture, or the part of it inside `area`, to `width` x `height`.
  ///
  /// Bit-equal to Pillow's 8-bit `resize` (`reducing_gap` off): weights rounded to 22 binary places, first the
  /// columns, then the rows, the result of the first pass rounded to 8 bits.
  public func resized(
    width: Int, height: Int, filter: ResizeFilter = .bilinear, area: PixelArea? = nil
  ) -> ImageBuffer {
    precondition(width > 0 && height > 0, "resizing to \(width) x \(height)")
    let part = area ?? PixelArea(x: 0, y: 0, width: self.width, height: self.height)
    precondition(part.fits(width: self.width, height: self.height), "\(part) is not inside the picture")
    if part.width == width && part.height == height { return cropped(to: part) }
    let across = Taps(from: part.width, to: width, filter: filter)
    let down = Taps(from: part.height, to: height, filter: filter)
    let middle = [UInt8](unsafeUninitializedCapacity: part.height * width * 3) { out, count in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<part.height {
          let row = ((part.y + y) * self.width + part.x) * 3
          across.apply(source, at: row, step: 3, out, at: y * width * 3, outStep: 3)
        }
      }
      count = part.height * width * 3
    }
    let out = [UInt8](unsafeUninitializedCapacity: height * width * 3) { out, count in
      middle.withUnsafeBufferPointer { source in
        for x in 0..<width {
          down.apply(source, at: x * 3, step: width * 3, out, at: x * 3, outStep: width * 3)
        }
      }
      count = height * width * 3
    }
    return ImageBuffer(width: width, height: height, pixels: out)
  }
}

/// For every output position of one axis: which source positions it mixes, and in what shares (22-bit fractions).
private struct Taps {
  private static let fractionBits = 22
  private let starts: [Int]
  private let counts: [Int]
  private let shares: [Int32]
  private let most: Int
  private let isIdentity: Bool

  init(from source: Int, to target: Int, filter: ResizeFilter) {
    let scale = Double(source) / Double(target)
    let widening = max(scale, 1)
    let reach = filter.reach * widening
    most = Int(reach.rounded(.up)) * 2 + 1
    isIdentity = source == target
    var starts: [Int] = []
    var counts: [Int] = []
    var shares = [Int32](repeating: 0, count: target * most)
    var weights = [Double](repeating: 0, count: most)
    for position in 0..<target {
      let centre = (Double(position) + 0.5) * scale
      let first = max(Int(centre - reach + 0.5), 0)
      let end = min(Int(centre + reach + 0.5), source)
      var total = 0.0
      for i in 0..<end - first {
        weights[i] = filter.weight((Double(first + i) - centre + 0.5) / widening)
        total += weights[i]
      }
      for i in 0..<end - first {
        let share = (total == 0 ? weights[i] : weights[i] / total) * Double(1 << Self.fractionBits)
        shares[position * most + i] = Int32(share < 0 ? share - 0.5 : share + 0.5)
      }
      starts.append(first)
      counts.append(end - first)
    }
    self.starts = starts
    self.counts = counts
    self.shares = shares
  }

  /// One line of three interleaved channels; `step` and `outStep` are the distances between neighbours in bytes.
  @inline(__always)
  func apply(
    _ source: UnsafeBufferPointer<UInt8>, at origin: Int, step: Int, _ out: UnsafeMutableBufferPointer<UInt8>,
    at target: Int, outStep: Int
  ) {
    if isIdentity {
      for i in 0..<starts.count {
        for c in 0..<3 { out[target + i * outStep + c] = source[origin + i * step + c] }
      }
      return
    }
    let half = 1 << (Self.fractionBits - 1)
    shares.withUnsafeBufferPointer { shares in
      for i in 0..<starts.count {
        var (red, green, blue) = (half, half, half)
        var from = origin + starts[i] * step
        for tap in i * most..<i * most + counts[i] {
          let share = Int(shares[tap])
          red += Int(source[from]) * share
          green += Int(source[from + 1]) * share
          blue += Int(source[from + 2]) * share
          from += step
        }
        let to = target + i * outStep
        out[to] = Self.clip(red >> Self.fractionBits)
        out[to + 1] = Self.clip(green >> Self.fractionBits)
        out[to + 2] = Self.clip(blue >> Self.fractionBits)
      }
    }
  }

  @inline(__always)
  private static func clip(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: min(max(value, 0), 255)) }
}
