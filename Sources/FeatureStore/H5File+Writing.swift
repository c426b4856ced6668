import CHDF5
public import StrictJSON

extension H5File {
  /// Writes a new dataset.
  ///
  /// - Parameters:
  ///   - values: The values in row-major order.
  ///   - shape: Their extents, at least one; axis 0 can grow later by ``append(_:rowShape:to:compression:)``.
  ///   - name: Path of the dataset; missing groups are made.
  public func write<Element: H5Element>(
    _ values: [Element], shape: [Int], to name: String, compression: H5Compression = .fast
  ) throws(InputError) {
    guard let rows = shape.first else {
      fatalError("A dataset has at least one axis; use an attribute for one value.")
    }
    try refuseExisting(name)
    try store(values, rows: rows, rowShape: Array(shape.dropFirst()), name: name, compression: compression)
  }

  /// Appends rows to a dataset, which is made when there is none.
  ///
  /// - Parameters:
  ///   - values: Whole rows in row-major order; none at all makes an empty dataset.
  ///   - rowShape: The extents of one row, `[]` when a row is one number.
  ///   - name: Path of the dataset. Throws when it has another row shape or element type.
  public func append<Element: H5Element>(
    _ values: [Element], rowShape: [Int], to name: String, compression: H5Compression = .fast
  ) throws(InputError) {
    let rowCount = rowShape.reduce(1, *)
    guard rowCount > 0, values.count.isMultiple(of: rowCount) else {
      fatalError("\(values.count) values are not whole rows of \(rowShape).")
    }
    try store(
      values, rows: values.count / rowCount, rowShape: rowShape, name: name, compression: compression)
  }

  /// Writes a new dataset of texts, shape `[texts.count]`. Throws when a text holds a NUL, which HDF5 cannot store.
  public func write(
    _ texts: [String], to name: String, compression: H5Compression = .none
  ) throws(InputError) {
    try refuseExisting(name)
    try append(texts, to: name, compression: compression)
  }

  /// Appends texts to a dataset of shape `[N]`, which is made when there is none.
  public func append(
    _ texts: [String], to name: String, compression: H5Compression = .none
  ) throws(InputError) {
    for text in texts where text.utf8.contains(0) {
      throw handle.refusal(
        name, found: "the text \"\(text)\" with a NUL inside", expected: "text without NUL")
    }
    // One buffer holds all texts, each with its NUL; the library gets a pointer to each.
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    }
    try bytes.withUnsafeBufferPointer { (bytes) throws(InputError) in
      let pointers = starts.map { start in bytes.baseAddress.map { $0 + start } }
      try pointers.withUnsafeBufferPointer { (pointers) throws(InputError) in
        try store(
          UnsafeRawBufferPointer(pointers), type: .text, rows: texts.count, rowShape: [], name: name,
          compression: compression)
      }
    }
  }

  private func store<Element: H5Element>(
    _ values: [Element], rows: Int, rowShape: [Int], name: String, compression: H5Compression
  ) throws(InputError) {
    guard values.count == rowShape.reduce(rows, *) else {
      fatalError("\(values.count) values do not fill the shape \([rows] + rowShape).")
    }
    try values.withUnsafeBufferPointer { (values) throws(InputError) in
      try store(
        UnsafeRawBufferPointer(values), type: Element.h5Type, rows: rows, rowShape: rowShape, name: name,
        compression: compression)
    }
  }

  private func refuseExisting(_ name: String) throws(InputError) {
    if contains(name) {
      throw handle.refusal(name, found: "a dataset of this name already", expected: "a new name")
    }
  }

  private func store(
    _ bytes: UnsafeRawBufferPointer, type: H5Type, rows: Int, rowShape: [Int], name: String,
    compression: H5Compression
  ) throws(InputError) {
    handle.requireWritable()
    try H5Library.alone { () throws(InputError) in
      let exists = chdf5_exists(handle.id, name) == 1
      let dataset =
        exists
        ? try handle.openDataset(name)
        : try create(name, type: type, rowShape: rowShape, compression: compression)
      defer { chdf5_dataset_close(dataset) }
      let layout = try handle.layout(of: dataset, name: name)
      guard layout.type == type, Array(layout.shape.dropFirst()) == rowShape, let before = layout.shape.first
      else {
        throw handle.refusal(
          name, found: "rows of shape \(rowShape) of \(type)",
          expected:
            "rows of shape \(Array(layout.shape.dropFirst())) of \(layout.type?.rawValue ?? "another type")")
      }
      guard rows > 0 else { return }
      guard chdf5_dataset_resize(dataset, Int64(before + rows)) >= 0,
        chdf5_rows_write(dataset, type.code, Int64(before), Int64(rows), bytes.baseAddress) >= 0
      else { throw handle.failure(name, expected: "a writable disk with space") }
    }
  }

  private func create(
    _ name: String, type: H5Type, rowShape: [Int], compression: H5Compression
  ) throws(InputError) -> Int64 {
    let extent = ([0] + rowShape).map(Int64.init)
    let chunk = ChunkExtent.rows(type: type, rowShape: rowShape).map(Int64.init)
    let dataset = chdf5_dataset_create(
      handle.id, name, type.code, Int32(extent.count), extent, chunk, Int32(compression.level),
      compression.shuffle ? 1 : 0)
    guard dataset >= 0 else { throw handle.failure(name, expected: "a dataset that can be made") }
    return dataset
  }
}
