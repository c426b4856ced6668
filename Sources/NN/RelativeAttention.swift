public import Torch

// B: maps in the batch, H: rows, W: columns, N = H * W, D: width, d = D / heads.

/// Multi-head self-attention over a map's cells with decomposed relative positions (Li et al. 2022, after MViTv2).
///
/// To the product of a query with a key two products of the same query are added, which the root of d does not divide:
/// with the vector of how far down the key is, and with that of how far across. Keys `qkv`, `proj` as in `Attention`,
/// `rel_pos_h`, `rel_pos_w`.
public struct RelativeAttention {
  let qkv: Linear
  let proj: Linear
  let heads: Int
  let down: RelativePositions
  let across: RelativePositions

  /// Attention over maps of about `grid` x `grid` cells; others resize the relative positions, which start at zero.
  public init(_ scope: Scope, width: Int, heads: Int, grid: Int) {
    guard width % heads == 0 else { fatalError("\(heads) heads do not divide a width of \(width)") }
    self.heads = heads
    qkv = Linear(
      scope / "qkv", width, 3 * width, weightInit: .xavierUniform(fanIn: width, fanOut: 3 * width), biasInit: .zeros)
    proj = Linear(
      scope / "proj", width, width, weightInit: .xavierUniform(fanIn: width, fanOut: width), biasInit: .zeros)
    down = RelativePositions(scope, "rel_pos_h", width: width / heads, grid: grid)
    across = RelativePositions(scope, "rel_pos_w", width: width / heads, grid: grid)
  }

  /// `[B, H, W, D]` → `[B, H, W, D]`; every cell of a map attends to all of it.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    let (batch, rows, columns, width) = (x.size(0), x.size(1), x.size(2), x.size(3))
    let parts = qkv(x).reshape(batch, rows * columns, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0)
    // Written out: libtorch's attention takes another way where a bias is to be learnt than where nothing is recorded, so
    // that blocks which run again in `backward` would not repeat themselves to the bit.
    let products = (parts[0] * (1 / Double(width / heads).squareRoot())).matmul(parts[1].transpose(2, 3))
    let weights = (products + bias(parts[0], rows: rows, columns: columns)).softmax(dim: 3)
    let mixed = weights.matmul(parts[2])  // [B, heads, N, d]
    return proj(mixed.transpose(1, 2).reshape(batch, rows, columns, width))
  }

  /// Queries `[B, heads, N, d]` → what their relative positions add to each product with a key, `[B, heads, N, N]`.
  private func bias(_ queries: Tensor, rows: Int, columns: Int) -> Tensor {
    let (batch, width) = (queries.size(0), queries.size(3))
    let map = queries.reshape(batch, heads, rows, columns, width)
    let vertical = down.products(map)  // [B, heads, H, W, H]
    let horizontal = across.products(map.transpose(2, 3)).transpose(2, 3)  // [B, heads, H, W, W]
    return (vertical.unsqueeze(-1) + horizontal.unsqueeze(-2))
      .reshape(batch, heads, rows * columns, rows * columns)
  }
}

/// One vector for each distance between two cells along an axis, shared by all heads.
struct RelativePositions {
  /// `[2 * grid - 1, d]`, by the query's place less the key's, from -(grid - 1) on.
  let table: Tensor

  init(_ scope: Scope, _ name: String, width: Int, grid: Int) {
    table = scope.parameter(name, [2 * grid - 1, width], .zeros)
  }

  /// Queries `[B, heads, n, m, d]`, n along this axis → their products with the vectors of all n places that a key may
  /// have on it, `[B, heads, n, m, n]`.
  func products(_ queries: Tensor) -> Tensor {
    let (batch, heads, length, others) = (queries.size(0), queries.size(1), queries.size(2), queries.size(3))
    let byPlace = queries.permute(2, 0, 1, 3, 4).reshape(length, batch * heads * others, queries.size(4))
    return byPlace.bmm(vectors(length).transpose(1, 2))
      .reshape(length, batch, heads, others, length).permute(1, 2, 0, 3, 4)
  }

  /// `[n, n, d]`: the vector of each pair of a query's place and a key's.
  private func vectors(_ length: Int) -> Tensor {
    let (count, width) = (2 * length - 1, table.size(1))
    var rows = table
    if table.size(0) != count {
      // Linear along the one axis.
      rows = table.transpose(0, 1).reshape(1, width, -1, 1).upsampleBilinear2d(height: count, width: 1)
        .reshape(width, count).transpose(0, 1)
    }
    let places = (0..<length).flatMap { query in (0..<length).map { Int64(query - $0 + length - 1) } }
    let index = Tensor(places, shape: [length * length]).to(table.device)
    return rows.indexSelect(0, index).reshape(length, length, width)
  }
}
