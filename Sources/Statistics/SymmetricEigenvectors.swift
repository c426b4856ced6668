#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Eigenvalues and eigenvectors of a real symmetric matrix, by Householder's reduction to three diagonals and implicit QL
/// steps: the routines tred2 and tql2 of Bowdler, Martin, Reinsch and Wilkinson (Handbook for Automatic Computation II,
/// 1971), as EISPACK has them. In one fixed order of operations, so the same matrix gives the same bits.
struct SymmetricEigenvectors {
  /// The eigenvalues, falling.
  let values: [Double]
  /// The unit eigenvectors in that order.
  let vectors: [[Double]]

  /// Decomposes a symmetric matrix `[size, size]` of finite numbers.
  init(_ matrix: [Double], size n: Int) {
    guard n > 0, matrix.count == n * n else { fatalError("\(matrix.count) numbers are no matrix of \(n) rows.") }
    // Row i of v is column i of the vectors, so that inner loops run along memory.
    var v = matrix
    var d = [Double](repeating: 0, count: n)
    var e = d
    v.withUnsafeMutableBufferPointer { v in
      d.withUnsafeMutableBufferPointer { d in
        e.withUnsafeMutableBufferPointer { e in
          Self.tridiagonalise(v, d, e, n)
          Self.diagonalise(v, d, e, n)
        }
      }
    }
    let order = d.indices.sorted { (-d[$0], $0) < (-d[$1], $1) }
    values = order.map { d[$0] }
    vectors = order.map { Array(v[$0 * n..<($0 + 1) * n]) }
  }

  private typealias Numbers = UnsafeMutableBufferPointer<Double>

  /// `v` holds the transpose of what the literature calls V.
  private static func tridiagonalise(_ v: Numbers, _ d: Numbers, _ e: Numbers, _ n: Int) {
    for j in 0..<n { d[j] = v[j * n + n - 1] }
    for i in stride(from: n - 1, to: 0, by: -1) {
      var (scale, h) = (0.0, 0.0)
      for k in 0..<i { scale += abs(d[k]) }
      if scale == 0 {
        e[i] = d[i - 1]
        for j in 0..<i {
          d[j] = v[j * n + i - 1]
          v[j * n + i] = 0
          v[i * n + j] = 0
        }
      } else {
        for k in 0..<i {
          d[k] /= scale
          h += d[k] * d[k]
        }
        var f = d[i - 1]
        var g = f > 0 ? -h.squareRoot() : h.squareRoot()
        e[i] = scale * g
        h -= f * g
        d[i - 1] = f - g
        for j in 0..<i { e[j] = 0 }
        for j in 0..<i {
          f = d[j]
          v[i * n + j] = f
          g = e[j] + v[j * n + j] * f
          for k in (j + 1)..<max(i, j + 1) {
            g += v[j * n + k] * d[k]
            e[k] += v[j * n + k] * f
          }
          e[j] = g
        }
        f = 0
        for j in 0..<i {
          e[j] /= h
          f += e[j] * d[j]
        }
        let hh = f / (h + h)
        for j in 0..<i { e[j] -= hh * d[j] }
        for j in 0..<i {
          (f, g) = (d[j], e[j])
          for k in j..<i { v[j * n + k] -= f * e[k] + g * d[k] }
          d[j] = v[j * n + i - 1]
          v[j * n + i] = 0
        }
      }
      d[i] = h
    }
    for i in 0..<(n - 1) {
      v[i * n + n - 1] = v[i * n + i]
      v[i * n + i] = 1
      let h = d[i + 1]
      if h != 0 {
        for k in 0...i { d[k] = v[(i + 1) * n + k] / h }
        for j in 0...i {
          var g = 0.0
          for k in 0...i { g += v[(i + 1) * n + k] * v[j * n + k] }
          for k in 0...i { v[j * n + k] -= g * d[k] }
        }
      }
      for k in 0...i { v[(i + 1) * n + k] = 0 }
    }
    for j in 0..<n {
      d[j] = v[j * n + n - 1]
      v[j * n + n - 1] = 0
    }
    v[n * n - 1] = 1
    e[0] = 0
  }

  private static func diagonalise(_ v: Numbers, _ d: Numbers, _ e: Numbers, _ n: Int) {
    for i in 1..<max(n, 1) { e[i - 1] = e[i] }
    e[n - 1] = 0
    var (f, tst1) = (0.0, 0.0)
    let eps = 0x1p-52
    for l in 0..<n {
      tst1 = max(tst1, abs(d[l]) + abs(e[l]))
      var m = l
      while m < n - 1, abs(e[m]) > eps * tst1 { m += 1 }
      if m > l {
        repeat {
          var g = d[l]
          var p = (d[l + 1] - g) / (2 * e[l])
          var r = hypot(p, 1)
          if p < 0 { r = -r }
          d[l] = e[l] / (p + r)
          d[l + 1] = e[l] * (p + r)
          let dl1 = d[l + 1]
          var h = g - d[l]
          for i in (l + 2)..<max(n, l + 2) { d[i] -= h }
          f += h
          p = d[m]
          var (c, c2, c3) = (1.0, 1.0, 1.0)
          let el1 = e[l + 1]
          var (s, s2) = (0.0, 0.0)
          for i in stride(from: m - 1, through: l, by: -1) {
            (c3, c2, s2) = (c2, c, s)
            g = c * e[i]
            h = c * p
            r = hypot(p, e[i])
            e[i + 1] = s * r
            s = e[i] / r
            c = p / r
            p = c * d[i] - s * g
            d[i + 1] = h + s * (c * g + s * d[i])
            for k in 0..<n {
              let upper = v[(i + 1) * n + k]
              v[(i + 1) * n + k] = s * v[i * n + k] + c * upper
              v[i * n + k] = c * v[i * n + k] - s * upper
            }
          }
          p = -s * s2 * c3 * el1 * e[l] / dl1
          e[l] = s * p
          d[l] = c * p
        } while abs(e[l]) > eps * tst1
      }
      d[l] += f
      e[l] = 0
    }
  }
}
