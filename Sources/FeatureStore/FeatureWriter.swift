public import StrictJSON

/// Writes the RoI features of one run into one HDF5 file, batch by batch.
///
/// Datasets, N detections of D numbers each: `/features` [N, D] float32, `/labels` [N] int64 (category id of the
/// matched object, 0 for background), `/scores` [N] float32, `/boxes` [N, 4] float32 (x1, y1, x2, y2 in pixels),
/// `/image_ids` [N] int64, `/predicted_labels` [N] int64. Attributes: `format`, then those of ``Provenance``.
/// The file appears with ``finish()``; a writer that is dropped before leaves nothing.
public struct FeatureWriter: ~Copyable {
  /// The value of the attribute `format`.
  public static let format = "imted-bench/roi-features/1"
  /// The length D of a feature vector.
  public let dimension: Int
  private let file: H5File
  private let compression: H5Compression

  /// Starts the file `path` for feature vectors of `dimension` numbers.
  public init(
    path: String, dimension: Int, provenance: Provenance, compression: H5Compression = .fast
  ) throws(InputError) {
    guard dimension > 0 else { fatalError("A feature vector has at least one number, not \(dimension).") }
    let file = try H5File(creating: path)
    try provenance.write(to: file, format: Self.format)
    // The datasets exist from the start, so that a run without detections leaves a readable file.
    try Self.append(FeatureBatch(), of: dimension, to: file, compression: compression)
    self.dimension = dimension
    self.compression = compression
    self.file = file
  }

  /// Appends a batch.
  public func append(_ batch: FeatureBatch) throws(InputError) {
    batch.requireRows(of: dimension)
    try Self.append(batch, of: dimension, to: file, compression: compression)
  }

  /// Writes the file to the disk under its name.
  public consuming func finish() throws(InputError) { try file.close() }

  private static func append(
    _ batch: FeatureBatch, of dimension: Int, to file: borrowing H5File, compression: H5Compression
  ) throws(InputError) {
    try file.append(batch.features, rowShape: [dimension], to: "features", compression: compression)
    try file.append(batch.labels, rowShape: [], to: "labels", compression: compression)
    try file.append(batch.scores, rowShape: [], to: "scores", compression: compression)
    try file.append(batch.boxes, rowShape: [4], to: "boxes", compression: compression)
    try file.append(batch.imageIDs, rowShape: [], to: "image_ids", compression: compression)
    try file.append(batch.predictedLabels, rowShape: [], to: "predicted_labels", compression: compression)
  }
}

/// The content of a file of a ``FeatureWriter``.
public struct FeatureFile: Sendable, Equatable {
  /// Where the features come from.
  public let provenance: Provenance
  /// The length D of a feature vector.
  public let dimension: Int
  /// All detections.
  public let batch: FeatureBatch

  /// Reads `path`; throws when it is torn, of another format, or its datasets do not fit together.
  public init(path: String) throws(InputError) {
    let file = try H5File(opening: path)
    provenance = try Provenance(from: file, format: FeatureWriter.format)
    let features = try file.read("features", as: Float.self)
    guard features.shape.count == 2 else {
      throw InputError(
        file: path, jsonPath: "/features", found: "extents \(features.shape)", expected: "two axes [N, D]")
    }
    let count = features.shape[0]
    dimension = features.shape[1]
    batch = FeatureBatch(
      features: features.values, labels: try Self.rows("labels", [count], of: file),
      scores: try Self.rows("scores", [count], of: file),
      boxes: try Self.rows("boxes", [count, 4], of: file),
      imageIDs: try Self.rows("image_ids", [count], of: file),
      predictedLabels: try Self.rows("predicted_labels", [count], of: file))
  }

  private static func rows<Element: H5Element>(
    _ name: String, _ shape: [Int], of file: borrowing H5File
  ) throws(InputError) -> [Element] {
    let array = try file.read(name, as: Element.self)
    guard array.shape == shape else {
      throw InputError(
        file: file.path, jsonPath: "/" + name, found: "extents \(array.shape)", expected: "\(shape)")
    }
    return array.values
  }
}
