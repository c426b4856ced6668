public import Torch

// B: maps in the batch, H: rows, W: columns, D: width, s: side of a window.

/// ViTDet's transformer block (Li et al. 2022): a pre-norm block over a map's cells with relative positions, that attends
/// within square windows or to the whole map. Keys `norm1`, `attn`, `norm2`, `mlp`.
public struct WindowedBlock {
  let norm1: LayerNorm
  let attn: RelativeAttention
  let norm2: LayerNorm
  let mlp: Mlp
  let dropPath: DropPath
  let windows: MapWindows?

  /// A block of the given width; the MLP is `mlpRatio` times as wide inside.
  ///
  /// - Parameters:
  ///   - window: Side of a window in cells; nil to attend to the whole map.
  ///   - grid: Side of the map that a block without windows has relative positions for.
  public init(
    _ scope: Scope, width: Int, heads: Int, mlpRatio: Int = 4, window: Int?, grid: Int, dropPath: Double = 0,
    eps: Double = 1e-6
  ) {
    norm1 = LayerNorm(scope / "norm1", width, eps: eps)
    attn = RelativeAttention(scope / "attn", width: width, heads: heads, grid: window ?? grid)
    norm2 = LayerNorm(scope / "norm2", width, eps: eps)
    mlp = Mlp(scope / "mlp", width: width, hidden: width * mlpRatio)
    self.dropPath = DropPath(rate: dropPath)
    windows = window.map { MapWindows(side: $0) }
  }

  /// `[B, H, W, D]` → `[B, H, W, D]`.
  public func callAsFunction(_ x: Tensor, _ context: ForwardContext) -> Tensor {
    let mixed = x + dropPath(attended(norm1(x)), context)
    return mixed + dropPath(mlp(norm2(mixed)), context)
  }

  private func attended(_ x: Tensor) -> Tensor {
    guard let windows else { return attn(x) }
    return windows.joined(attn(windows.cut(x)), rows: x.size(1), columns: x.size(2))
  }
}

/// Cuts maps into square windows and joins them again. A map that they do not fill is padded below and to the right with
/// zeros, which are attended to like any cell.
struct MapWindows {
  let side: Int

  /// `[B, H, W, D]` → `[B · windows, s, s, D]`, a map's windows row by row.
  func cut(_ x: Tensor) -> Tensor {
    let map = padded(padded(x, dim: 1), dim: 2)
    let (batch, down, across, width) = (map.size(0), map.size(1) / side, map.size(2) / side, map.size(3))
    return map.reshape(batch, down, side, across, side, width).permute(0, 1, 3, 2, 4, 5)
      .reshape(-1, side, side, width)
  }

  /// What `cut` gave, or another tensor of its shape → the maps `[B, H, W, D]` without their padding.
  func joined(_ windows: Tensor, rows: Int, columns: Int) -> Tensor {
    let (down, across) = (count(rows), count(columns))
    let (batch, width) = (windows.size(0) / (down * across), windows.size(3))
    return windows.reshape(batch, down, across, side, side, width).permute(0, 1, 3, 2, 4, 5)
      .reshape(batch, down * side, across * side, width).slice(1, 0, rows).slice(2, 0, columns)
  }

  /// Windows along so many cells.
  private func count(_ cells: Int) -> Int { (cells + side - 1) / side }

  private func padded(_ x: Tensor, dim: Int) -> Tensor {
    let missing = count(x.size(dim)) * side - x.size(dim)
    guard missing > 0 else { return x }
    var shape = x.shape
    shape[dim] = missing
    return Tensor.cat([x, Tensor.zeros(shape, dtype: x.dtype, device: x.device)], dim: dim)
  }
}
