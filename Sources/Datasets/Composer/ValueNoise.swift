import Statistics

/// Noise of one size: random values on a grid, smoothly joined.
struct ValueNoise {
  let cells: Int
  let values: [Float]

  init(cells: Int, using stream: inout RandomStream) {
    self.cells = cells
    values = (0..<(cells + 1) * (cells + 1)).map { _ in Float(stream.uniform()) }
  }

  @inline(__always)
  func at(_ x: Int, _ y: Int, _ side: Int) -> Float {
    let step = Float(cells) / Float(side)
    let (u, v) = (Float(x) * step, Float(y) * step)
    let (i, j) = (min(Int(u), cells - 1), min(Int(v), cells - 1))
    var (fx, fy) = (u - Float(i), v - Float(j))
    fx = fx * fx * (3 - 2 * fx)
    fy = fy * fy * (3 - 2 * fy)
    let at = j * (cells + 1) + i
    let upper = values[at] + (values[at + 1] - values[at]) * fx
    let lower = values[at + cells + 1] + (values[at + cells + 2] - values[at + cells + 1]) * fx
    return upper + (lower - upper) * fy
  }
}
