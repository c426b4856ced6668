public import NN
public import Torch

// B: pictures in the batch, C: pyramid channels, a: anchors at a cell, A: anchors of a picture over all levels.

/// Region proposal network (Ren et al. 2015): one 3 x 3 convolution for all levels, or several, each with a ReLU, then an
/// objectness and four differences for each anchor. Keys `rpn_conv` (of several `rpn_conv.i.conv`), `rpn_cls`, `rpn_reg`;
/// weights normal 0.01, biases 0.
public struct RPN {
  /// The numbers that it was made with.
  public let settings: RPNSettings
  /// Pixels between neighbouring cells, by level.
  public let strides: [Double]
  let convolutions: [Conv2d]
  let objectness: Conv2d
  let deltas: Conv2d

  /// What the network says of a batch.
  public struct Output {
    /// Objectness as a logit, `[B, A]`: levels one after the other, cells row-major, anchors in the generator's order.
    public let logits: Tensor
    /// Differences from the anchors, `[B, A, 4]`.
    public let deltas: Tensor
    /// The A anchors, the same for every picture.
    public let anchors: [Corners]
    /// Anchors of each level.
    public let levelCounts: [Int]
    /// The cells of each level.
    let grids: [(rows: Int, columns: Int, stride: Double)]

    /// Numbers of the anchors whose cell a picture with its own padding reaches, as mmdetection's flags of valid anchors
    /// have it: of a side of `n` pixels the first `n / stride` cells, rounded up. Nil if it reaches all.
    func anchors(of size: PictureSize) -> [Int]? {
      let reached = grids.map { grid in
        (
          rows: min(Int((Double(size.height) / grid.stride).rounded(.up)), grid.rows),
          columns: min(Int((Double(size.width) / grid.stride).rounded(.up)), grid.columns)
        )
      }
      guard zip(grids, reached).contains(where: { $0.rows > $1.rows || $0.columns > $1.columns }) else { return nil }
      var numbers: [Int] = []
      var start = 0
      for (level, grid) in grids.enumerated() {
        let countPerCell = levelCounts[level] / max(grid.rows * grid.columns, 1)
        for row in 0..<reached[level].rows {
          let first = start + row * grid.columns * countPerCell
          numbers += first..<first + reached[level].columns * countPerCell
        }
        start += levelCounts[level]
      }
      return numbers
    }
  }

  /// A network over maps of these strides.
  public init(_ scope: Scope, channels: Int, strides: [Double], settings: RPNSettings) {
    let normal = Initializer.normal(standardDeviation: 0.01)
    let count = settings.anchors.countPerCell
    self.settings = settings
    self.strides = strides
    let shared = scope / "rpn_conv"
    convolutions = (0..<settings.convolutions).map {
      Conv2d(
        settings.convolutions == 1 ? shared : shared / $0 / "conv", channels, channels, kernel: 3, padding: 1,
        weightInit: normal, biasInit: .zeros)
    }
    objectness = Conv2d(scope / "rpn_cls", channels, count, kernel: 1, weightInit: normal, biasInit: .zeros)
    deltas = Conv2d(scope / "rpn_reg", channels, 4 * count, kernel: 1, weightInit: normal, biasInit: .zeros)
  }

  /// Maps `[B, C, h, w]`, one a level.
  public func callAsFunction(_ maps: [Tensor]) -> Output {
    guard maps.count == strides.count else { fatalError("\(maps.count) maps for \(strides.count) levels of anchors") }
    var (logits, differences, anchors, counts): ([Tensor], [Tensor], [Corners], [Int]) = ([], [], [], [])
    var grids: [(rows: Int, columns: Int, stride: Double)] = []
    for (map, stride) in zip(maps, strides) {
      let batch = map.size(0)
      let shared = convolutions.reduce(map) { $1($0).relu() }
      logits.append(objectness(shared).permute(0, 2, 3, 1).reshape(batch, -1))
      differences.append(deltas(shared).permute(0, 2, 3, 1).reshape(batch, -1, 4))
      let own = settings.anchors.anchors(rows: map.size(2), columns: map.size(3), stride: stride)
      anchors += own
      counts.append(own.count)
      grids.append((map.size(2), map.size(3), stride))
    }
    return Output(
      logits: Tensor.cat(logits, dim: 1).to(.float32), deltas: Tensor.cat(differences, dim: 1).to(.float32),
      anchors: anchors, levelCounts: counts, grids: grids)
  }
}
