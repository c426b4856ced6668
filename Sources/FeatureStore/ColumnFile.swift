public import StrictJSON

/// Columns of plain values in one HDF5 file: a dataset a column, each with one axis. What they mean is the matter of who
/// writes them; the attribute `format` says it. Names with a slash lie in a group.
public struct ColumnFile: Sendable, Equatable {
  /// Columns of whole numbers, int64 in the file.
  public var integers: [String: [Int64]]
  /// Columns of numbers, float64 in the file.
  public var numbers: [String: [Double]]
  /// Columns of UTF-8 texts.
  public var texts: [String: [String]]
  /// Where the content comes from.
  public var provenance: Provenance

  /// Joins columns; no name may occur twice.
  public init(
    integers: [String: [Int64]] = [:], numbers: [String: [Double]] = [:], texts: [String: [String]] = [:],
    provenance: Provenance = Provenance()
  ) {
    (self.integers, self.numbers, self.texts, self.provenance) = (integers, numbers, texts, provenance)
  }

  /// Writes the file `path`, whole or not at all. The same columns give the same bytes.
  public func write(
    to path: String, format: String, compression: H5Compression = .gzip(4)
  ) throws(InputError) {
    let file = try H5File(creating: path)
    try provenance.write(to: file, format: format)
    for name in integers.keys.sorted() {
      let values = integers[name] ?? []
      try file.write(values, shape: [values.count], to: name, compression: compression)
    }
    for name in numbers.keys.sorted() {
      let values = numbers[name] ?? []
      try file.write(values, shape: [values.count], to: name, compression: compression)
    }
    for name in texts.keys.sorted() { try file.write(texts[name] ?? [], to: name, compression: compression) }
    try file.close()
  }

  /// Reads `path`; throws when it is torn, of another format, or a dataset has more than one axis or another type.
  public init(path: String, format: String) throws(InputError) {
    let file = try H5File(opening: path)
    self.init(provenance: try Provenance(from: file, format: format))
    for name in try file.datasetNames() {
      let layout = try file.layout(of: name)
      guard layout.shape.count == 1 else {
        throw InputError(
          file: path, jsonPath: "/" + name, found: "extents \(layout.shape)", expected: "one axis")
      }
      switch layout.type {
      case .int64: integers[name] = try file.read(name, as: Int64.self).values
      case .float64: numbers[name] = try file.read(name, as: Double.self).values
      case .text: texts[name] = try file.readTexts(name)
      default:
        throw InputError(
          file: path, jsonPath: "/" + name, found: "elements of \(layout.type?.rawValue ?? "another type")",
          expected: "int64, float64 or text")
      }
    }
  }
}
