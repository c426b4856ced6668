public import StrictJSON

/// Writes the encoder tokens of images into one HDF5 file, batch by batch.
///
/// Datasets, N images of T tokens of D numbers: `/tokens` [N, T, D] float32 and `/image` [N], the images' names as
/// text. Attributes: `format`, then those of ``Provenance``. The file appears with ``finish()``.
public struct TokenWriter: ~Copyable {
  /// The value of the attribute `format`.
  public static let format = "imted-bench/tokens/1"
  /// The number T of tokens of one image.
  public let tokenCount: Int
  /// The length D of a token.
  public let dimension: Int
  private let file: H5File
  private let compression: H5Compression

  /// Starts the file `path` for images of `tokenCount` tokens of `dimension` numbers.
  public init(
    path: String, tokenCount: Int, dimension: Int, provenance: Provenance, compression: H5Compression = .fast
  ) throws(InputError) {
    guard tokenCount > 0, dimension > 0 else { fatalError("Tokens are at least one of one number.") }
    let file = try H5File(creating: path)
    try provenance.write(to: file, format: Self.format)
    // The datasets exist from the start, so that a split without images leaves a readable file.
    try file.append([Float](), rowShape: [tokenCount, dimension], to: "tokens", compression: compression)
    try file.append([], to: "image")
    self.tokenCount = tokenCount
    self.dimension = dimension
    self.compression = compression
    self.file = file
  }

  /// Appends `tokens` `[N, T, D]`, row-major, of the `N` images called `images`.
  public func append(images: [String], tokens: [Float]) throws(InputError) {
    guard tokens.count == images.count * tokenCount * dimension else {
      fatalError("\(tokens.count) numbers are not \(tokenCount) x \(dimension) for \(images.count) images.")
    }
    try file.append(tokens, rowShape: [tokenCount, dimension], to: "tokens", compression: compression)
    try file.append(images, to: "image")
  }

  /// Writes the file to the disk under its name.
  public consuming func finish() throws(InputError) { try file.close() }
}

/// The content of a file of a ``TokenWriter``.
public struct TokenFile: Sendable, Equatable {
  /// Where the tokens come from.
  public let provenance: Provenance
  /// The names of the `N` images.
  public let images: [String]
  /// The tokens `[N, T, D]`.
  public let tokens: H5Array<Float>

  /// Reads `path`; throws when it is torn, of another format, or its datasets do not fit together.
  public init(path: String) throws(InputError) {
    let file = try H5File(opening: path)
    provenance = try Provenance(from: file, format: TokenWriter.format)
    images = try file.readTexts("image")
    tokens = try file.read("tokens")
    guard tokens.shape.count == 3, tokens.shape[0] == images.count else {
      throw InputError(
        file: path, jsonPath: "/tokens", found: "extents \(tokens.shape)",
        expected: "three axes [N, T, D] with N = \(images.count)")
    }
  }
}
