import NN
import Torch

// B: pictures in the batch, D: width, h and w: patches down and across.

/// The start of a ViT: a token for each patch, with its position. Keys `pos_embed` and `patch_embed.proj`.
///
/// The first position is a class token's, as in MAE's files, whether the encoder has such a token or not.
struct PatchEmbedding {
  let positions: Tensor  // [1, 1 + grid * grid, D]
  private let patches: Conv2d
  private let shape: ModelShape
  private let positionResize: PositionResize

  init(_ scope: Scope, _ shape: ModelShape, trainablePositions: Bool, positionResize: PositionResize) {
    let (width, grid, patch) = (shape.encoder.width, shape.grid, shape.patchSize)
    let tokens = [1, 1 + grid * grid, width]
    let table = PositionEmbedding.initializer(grid: grid, width: width)
    self.shape = shape
    self.positionResize = positionResize
    positions =
      trainablePositions ? scope.parameter("pos_embed", tokens, table) : scope.buffer("pos_embed", tokens, table)
    patches = Conv2d(
      scope / "patch_embed" / "proj", 3, width, kernel: patch, stride: patch,
      weightInit: .xavierUniform(fanIn: 3 * patch * patch, fanOut: width))
  }

  /// Pictures `[B, 3, H, W]`, whose sides are multiples of the patch size → `[B, h * w, D]`.
  func callAsFunction(_ images: Tensor) -> Tensor {
    let (height, width) = (images.size(2), images.size(3))
    guard height % shape.patchSize == 0, width % shape.patchSize == 0 else {
      fatalError("a picture of \(height) x \(width) pixels is not made of patches of \(shape.patchSize)")
    }
    let map = patches(images)  // [B, D, h, w]
    return map.flatten(2).transpose(1, 2) + patchPositions(rows: map.size(2), columns: map.size(3))
  }

  /// `[1, rows * columns, D]`.
  private func patchPositions(rows: Int, columns: Int) -> Tensor {
    let table = positions.slice(1, 1)
    guard rows != shape.grid || columns != shape.grid else { return table }
    return PositionEmbedding.resized(table, rows: rows, columns: columns, positionResize)
  }
}
