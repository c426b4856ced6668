/// Points along the directions of their largest variance (Pearson 1901), computed exactly from the covariance.
///
/// A direction has two ways to point. The one is taken in which its largest number, the first of equals, is positive; so
/// the same points give the same picture.
public struct PrincipalComponents: Sendable, Equatable {
  /// The points along the components, one row a point.
  public let scores: [[Double]]
  /// The components: unit vectors, by falling variance.
  public let axes: [[Double]]
  /// The share of the whole variance along each, 0...1; 0 where all points are the same.
  public let shares: [Double]

  /// Projects points of `dimension` numbers each, row by row, on their first `count` components.
  public init(_ points: [Double], dimension: Int, count: Int) {
    guard dimension > 0, count > 0, count <= dimension, points.count.isMultiple(of: dimension), !points.isEmpty else {
      fatalError("\(points.count) numbers have no \(count) components of \(dimension) dimensions.")
    }
    let rows = points.count / dimension
    var mean = [Double](repeating: 0, count: dimension)
    for row in 0..<rows { for column in 0..<dimension { mean[column] += points[row * dimension + column] } }
    for column in 0..<dimension { mean[column] /= Double(rows) }
    var centred = points
    for row in 0..<rows { for column in 0..<dimension { centred[row * dimension + column] -= mean[column] } }

    let eigen = SymmetricEigenvectors(Self.covariance(centred, rows, dimension), size: dimension)
    let axes = eigen.vectors.prefix(count).map(Self.signed)
    scores = (0..<rows).map { row in
      axes.map { axis in
        (0..<dimension).reduce(0.0) { $0 + axis[$1] * centred[row * dimension + $1] }
      }
    }
    let all = eigen.values.reduce(0) { $0 + max(0, $1) }
    shares = eigen.values.prefix(count).map { all > 0 ? max(0, $0) / all : 0 }
    self.axes = axes
  }

  private static func signed(_ axis: [Double]) -> [Double] {
    var largest = 0
    for place in axis.indices where abs(axis[place]) > abs(axis[largest]) { largest = place }
    return axis[largest] < 0 ? axis.map { -$0 } : axis
  }

  /// `[dimension, dimension]`, over the number of points less one.
  private static func covariance(_ centred: [Double], _ rows: Int, _ dimension: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: dimension * dimension)
    centred.withUnsafeBufferPointer { points in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          let start = row * dimension
          for a in 0..<dimension {
            let value = points[start + a]
            for b in 0...a { sums[a * dimension + b] += value * points[start + b] }
          }
        }
        let count = Double(max(1, rows - 1))
        for a in 0..<dimension {
          for b in 0...a {
            sums[a * dimension + b] /= count
            sums[b * dimension + a] = sums[a * dimension + b]
          }
        }
      }
    }
    return sums
  }
}
