import Foundation
import NN
public import Torch

/// How a position table is resampled to a grid other than its own.
public enum PositionResize: String, Sendable, CaseIterable {
  /// Bicubic by the factor (n + 0.1) / grid, as imTED's reference code has it: the sampling places differ a little from
  /// what the sizes imply.
  case reference
  /// Bicubic by the sizes.
  case exact
}

/// Tables of positions, one vector for each cell of a square grid, row-major.
public enum PositionEmbedding {
  /// Fixed sine and cosine positions in two directions (He et al. 2022), `[grid * grid * width]`, row-major.
  ///
  /// With q = width / 4 and the rates r_i = 10000^(-i/q), a cell in column x and row y has the channels
  /// sin(x r) | cos(x r) | sin(y r) | cos(y r). The width must be a multiple of 4.
  public static func sinCos(grid: Int, width: Int) -> [Float] {
    guard width % 4 == 0 else { fatalError("sin-cos positions need a width that 4 divides, not \(width)") }
    let quarter = width / 4
    let rates = (0..<quarter).map { pow(10_000, -Double($0) / Double(quarter)) }
    var table: [Float] = []
    table.reserveCapacity(grid * grid * width)
    for row in 0..<grid {
      for column in 0..<grid {
        for place in [column, row] {
          table += rates.map { Float(sin(Double(place) * $0)) }
          table += rates.map { Float(cos(Double(place) * $0)) }
        }
      }
    }
    return table
  }

  /// Initialiser of `[1, 1 + grid * grid, width]`: zeros for the class token, then `sinCos`.
  static func initializer(grid: Int, width: Int) -> Initializer {
    .values([Float](repeating: 0, count: width) + sinCos(grid: grid, width: width), name: "sin-cos")
  }

  /// `[1, g * g, D]` → `[1, rows * columns, D]`: a table over a square grid, resampled to another grid.
  public static func resized(_ table: Tensor, rows: Int, columns: Int, _ resize: PositionResize) -> Tensor {
    let (cells, width) = (table.size(1), table.size(2))
    let grid = Int(Double(cells).squareRoot().rounded())
    guard grid * grid == cells else { fatalError("a position table of \(cells) cells is no square grid") }
    let scale: (height: Double, width: Double)? =
      switch resize {
      case .reference: ((Double(rows) + 0.1) / Double(grid), (Double(columns) + 0.1) / Double(grid))
      case .exact: nil
      }
    let picture = table.reshape(1, grid, grid, width).permute(0, 3, 1, 2)  // [1, D, g, g]
    return picture.upsampleBicubic2d(height: rows, width: columns, scale: scale)
      .permute(0, 2, 3, 1).reshape(1, rows * columns, width)
  }
}
