import Statistics

/// The kinds of ground that objects are laid on.
enum BackgroundKind: CaseIterable {
  case gradient, clouds, stripes, checks, blots, mosaic
}

/// Paints grounds. All draws come from the picture's own stream.
struct BackgroundPainter {
  let side: Int
  /// Cut-outs that mosaics are made of.
  let mosaicStamps: [StampImage]

  /// A ground of a random kind, often with fine noise over it.
  func paint(using stream: inout RandomStream) -> Canvas {
    let kinds = BackgroundKind.allCases.filter { $0 != .mosaic || !mosaicStamps.isEmpty }
    let kind = kinds[stream.integer(in: 0..<kinds.count)]
    var canvas: Canvas
    switch kind {
    case .gradient: canvas = gradient(&stream)
    case .clouds: canvas = clouds(&stream)
    case .stripes: canvas = stripes(&stream, crossed: false)
    case .checks: canvas = stripes(&stream, crossed: true)
    case .blots: canvas = blots(&stream)
    case .mosaic: canvas = mosaic(&stream)
    }
    if stream.uniform() < 0.6 {
      let strength = Float(stream.uniform(in: 4...22))
      let cells = stream.integer(in: max(2, side / 12)..<max(3, side / 2))
      let noise = ValueNoise(cells: cells, using: &stream)
      for y in 0..<side {
        for x in 0..<side { canvas.pixels[y * side + x] += (noise.at(x, y, side) - 0.5) * 2 * strength }
      }
    }
    return canvas
  }

  /// A colour of moderate saturation.
  private func color(_ stream: inout RandomStream) -> SIMD4<Float> {
    let value = Float(stream.uniform(in: 40...235))
    let strength = Float(stream.uniform(in: 0...0.6))
    let tint = SIMD4<Float>(Float(stream.uniform()), Float(stream.uniform()), Float(stream.uniform()), 0)
    return (SIMD4(repeating: 1 - strength) + tint * strength * 1.4) * value
  }

  private func gradient(_ stream: inout RandomStream) -> Canvas {
    let (from, to) = (color(&stream), color(&stream))
    var canvas = Canvas(side: side, color: from)
    let isRadial = stream.uniform() < 0.4
    let (a, b) = (Float(stream.uniform(in: -1...1)), Float(stream.uniform(in: -1...1)))
    let length = max(0.3, abs(a) + abs(b))
    for y in 0..<side {
      for x in 0..<side {
        let (u, v) = (Float(x) / Float(side) * 2 - 1, Float(y) / Float(side) * 2 - 1)
        let place: Float
        if isRadial {
          place = min(1, (((u - a) * (u - a) + (v - b) * (v - b)) / 4).squareRoot())
        } else {
          place = ((u * a + v * b) / length + 1) / 2
        }
        canvas.pixels[y * side + x] = from + (to - from) * place
      }
    }
    return canvas
  }

  private func clouds(_ stream: inout RandomStream) -> Canvas {
    let colors = [color(&stream), color(&stream), color(&stream)]
    var cells = stream.integer(in: 2..<5)
    var octaves: [(noise: ValueNoise, weight: Float)] = []
    var weight: Float = 1
    let fall = Float(stream.uniform(in: 0.4...0.75))
    for _ in 0..<4 where cells <= side {
      octaves.append((ValueNoise(cells: cells, using: &stream), weight))
      weight *= fall
      cells *= 2
    }
    let total = octaves.reduce(0) { $0 + $1.weight }
    var canvas = Canvas(side: side, color: .zero)
    for y in 0..<side {
      for x in 0..<side {
        var sum: Float = 0
        for octave in octaves { sum += octave.noise.at(x, y, side) * octave.weight }
        // Stretched about the middle, since sums of noise crowd there.
        let place = min(max((sum / total - 0.5) * 1.8 + 0.5, 0), 1) * 2
        let color =
          place < 1
          ? colors[0] + (colors[1] - colors[0]) * place : colors[1] + (colors[2] - colors[1]) * (place - 1)
        canvas.pixels[y * side + x] = color
      }
    }
    return canvas
  }

  private func stripes(_ stream: inout RandomStream, crossed: Bool) -> Canvas {
    let (from, to) = (color(&stream), color(&stream))
    let (a, b) = (Float(stream.uniform(in: -1...1)), Float(stream.uniform(in: -1...1)))
    let length = max(0.2, (a * a + b * b).squareRoot())
    let period = Float(stream.uniform(in: 0.08...0.35)) * Float(side)
    let sharpness = Float(stream.uniform(in: 0.6...4))
    let shift = Float(stream.uniform())
    /// A wave of period 1 between -1 and 1, flattened at its ends.
    func wave(_ place: Float) -> Float {
      let part = place - place.rounded(.down)
      return min(max((abs(part - 0.5) * 4 - 1) * sharpness, -1), 1)
    }
    var canvas = Canvas(side: side, color: .zero)
    for y in 0..<side {
      for x in 0..<side {
        let along = (Float(x) * a + Float(y) * b) / length / period + shift
        var height = wave(along)
        if crossed { height *= wave((Float(y) * a - Float(x) * b) / length / period) }
        canvas.pixels[y * side + x] = from + (to - from) * (height + 1) / 2
      }
    }
    return canvas
  }

  private func blots(_ stream: inout RandomStream) -> Canvas {
    var canvas = Canvas(side: side, color: color(&stream))
    for _ in 0..<stream.integer(in: 4..<14) {
      let paint = color(&stream)
      let (cx, cy) = (Float(stream.uniform()) * Float(side), Float(stream.uniform()) * Float(side))
      let radius = Float(stream.uniform(in: 0.06...0.35)) * Float(side)
      let isRound = stream.uniform() < 0.6
      let stretch = Float(stream.uniform(in: 0.5...2))
      let rows = max(0, Int(cy - radius * 2))..<min(side, Int(cy + radius * 2) + 1)
      let columns = max(0, Int(cx - radius * 2))..<min(side, Int(cx + radius * 2) + 1)
      for y in rows {
        for x in columns {
          let (dx, dy) = (abs(Float(x) - cx) * stretch, abs(Float(y) - cy) / stretch)
          let distance = isRound ? (dx * dx + dy * dy).squareRoot() : max(dx, dy)
          let cover = min(max(radius - distance + 0.5, 0), 1)
          canvas.pixels[y * side + x] += (paint - canvas.pixels[y * side + x]) * cover
        }
      }
    }
    return canvas
  }

  /// Large cut-outs side by side, blurred until they are only texture.
  private func mosaic(_ stream: inout RandomStream) -> Canvas {
    let small = max(12, side / 5)
    var canvas = Canvas(side: small, color: color(&stream))
    for _ in 0..<stream.integer(in: 10..<20) {
      let stamp = mosaicStamps[stream.integer(in: 0..<mosaicStamps.count)]
      let pose = StampPose(
        side: stream.uniform(in: 0.4...1.1) * Double(small), isFlipped: stream.uniform() < 0.5,
        angle: stream.uniform(in: -1.5...1.5))
      let sprite = Sprite(stamp, pose: pose)
      canvas.draw(
        sprite, x: stream.integer(in: 0..<small) - sprite.width / 2,
        y: stream.integer(in: 0..<small) - sprite.height / 2)
    }
    // Blown up with a smooth kernel; this is the blur.
    var large = Canvas(side: side, color: .zero)
    let step = Float(small - 1) / Float(max(side - 1, 1))
    for y in 0..<side {
      for x in 0..<side {
        let (u, v) = (Float(x) * step, Float(y) * step)
        let (i, j) = (min(Int(u), small - 2), min(Int(v), small - 2))
        let (fx, fy) = (u - Float(i), v - Float(j))
        let upper = canvas.pixels[j * small + i] * (1 - fx) + canvas.pixels[j * small + i + 1] * fx
        let lower =
          canvas.pixels[(j + 1) * small + i] * (1 - fx) + canvas.pixels[(j + 1) * small + i + 1] * fx
        large.pixels[y * side + x] = upper * (1 - fy) + lower * fy
      }
    }
    return large
  }
}
