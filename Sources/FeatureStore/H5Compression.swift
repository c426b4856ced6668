/// How the chunks of a dataset are compressed.
public struct H5Compression: Sendable, Equatable {
  /// zlib level, 0 (off) to 9.
  public let level: Int
  /// Whether bytes are regrouped by significance first, which makes numbers compress better.
  public let shuffle: Bool

  /// No compression.
  public static let none = H5Compression(level: 0, shuffle: false)
  /// The fastest zlib level with shuffling: most of the gain at a small part of the time.
  public static let fast = H5Compression(level: 1, shuffle: true)

  /// zlib at `level` 1...9, which every HDF5 reader understands.
  public static func gzip(_ level: Int, shuffle: Bool = true) -> H5Compression {
    guard (1...9).contains(level) else { fatalError("A gzip level is 1 to 9, not \(level).") }
    return H5Compression(level: level, shuffle: shuffle)
  }
}

/// The extent of chunks: whole rows, about a quarter of a mebibyte together, so that a chunk stays in HDF5's cache
/// while batches are appended to it.
enum ChunkExtent {
  static let targetBytes = 1 << 18

  static func rows(type: H5Type, rowShape: [Int]) -> [Int] {
    let rowBytes = max(1, rowShape.reduce(type.chunkBytes) { $0 * max(1, $1) })
    return [max(1, targetBytes / rowBytes)] + rowShape.map { max(1, $0) }
  }
}
