public import Statistics

/// Random brightness, contrast and saturation in random order, as torchvision's `ColorJitter` defines them for 8-bit
/// tensors. A strength s draws its factor uniformly from max(0, 1 - s)...1 + s; 0 leaves the picture alone.
public struct ColorJitter: Sendable, Equatable {
  /// Strength of the change of brightness.
  public var brightness: Double
  /// Strength of the change of contrast.
  public var contrast: Double
  /// Strength of the change of saturation.
  public var saturation: Double

  /// A jitter with three strengths of 0 or more.
  public init(brightness: Double, contrast: Double, saturation: Double) {
    guard brightness >= 0, contrast >= 0, saturation >= 0 else {
      fatalError(
        "The strengths of a colour jitter are \(brightness), \(contrast), \(saturation); none may be negative."
      )
    }
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
  }

  /// A jitter with one strength for all three.
  public init(strength: Double) { self.init(brightness: strength, contrast: strength, saturation: strength) }

  /// The jittered picture. The number of draws is the same whatever the strengths.
  public func callAsFunction(_ image: ImageBuffer, using stream: inout RandomStream) -> ImageBuffer {
    let order = stream.permutation(3)
    let factors = [brightness, contrast, saturation].map { strength in
      stream.uniform(in: max(0, 1 - strength)...1 + strength)
    }
    var image = image
    for step in order where factors[step] != 1 {
      switch step {
      case 0: image.adjustBrightness(factors[0])
      case 1: image.adjustContrast(factors[1])
      default: image.adjustSaturation(factors[2])
      }
    }
    return image
  }
}

extension ImageBuffer {
  /// Mixes with black: 0 is black, 1 the picture itself, more is brighter.
  public mutating func adjustBrightness(_ factor: Double) {
    var table = [UInt8](repeating: 0, count: 256)
    for value in 0..<256 { table[value] = Self.mix(Float(value), 0, Float(factor)) }
    apply(table)
  }

  /// Mixes with one grey, the picture's mean: 0 is that grey, 1 the picture itself.
  public mutating func adjustContrast(_ factor: Double) {
    var sum = 0
    for at in stride(from: 0, to: pixels.count, by: 3) { sum += Int(grey(at)) }
    let mean = Float(Double(sum) / Double(width * height))
    var table = [UInt8](repeating: 0, count: 256)
    for value in 0..<256 { table[value] = Self.mix(Float(value), mean, Float(factor)) }
    apply(table)
  }

  /// Mixes every pixel with its own grey: 0 is a grey picture, 1 the picture itself.
  public mutating func adjustSaturation(_ factor: Double) {
    let factor = Float(factor)
    for at in stride(from: 0, to: pixels.count, by: 3) {
      let grey = Float(grey(at))
      for channel in at..<at + 3 { pixels[channel] = Self.mix(Float(pixels[channel]), grey, factor) }
    }
  }

  /// torchvision's grey: 0.2989 R + 0.587 G + 0.114 B, cut to a whole number.
  @inline(__always)
  private func grey(_ at: Int) -> UInt8 {
    UInt8(0.2989 * Float(pixels[at]) + 0.587 * Float(pixels[at + 1]) + 0.114 * Float(pixels[at + 2]))
  }

  private mutating func apply(_ table: [UInt8]) {
    for at in pixels.indices { pixels[at] = table[Int(pixels[at])] }
  }

  @inline(__always)
  private static func mix(_ a: Float, _ b: Float, _ share: Float) -> UInt8 {
    UInt8(min(max(a * share + b * (1 - share), 0), 255))
  }
}
