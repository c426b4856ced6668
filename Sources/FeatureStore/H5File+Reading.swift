import CHDF5
public import StrictJSON

extension H5File {
  /// Reads a whole dataset of numbers. Throws when it is missing or holds another element type.
  public func read<Element: H5Element>(
    _ name: String, as type: Element.Type = Element.self
  ) throws(InputError) -> H5Array<Element> {
    try read(name, rows: nil, as: type)
  }

  /// Reads the rows `rows` of a dataset of numbers. Throws when they reach past its end.
  public func read<Element: H5Element>(
    _ name: String, rows: Range<Int>, as type: Element.Type = Element.self
  ) throws(InputError) -> H5Array<Element> {
    try read(name, rows: .some(rows), as: type)
  }

  /// Reads a dataset of texts of shape `[N]`. Throws when one is not UTF-8.
  public func readTexts(_ name: String) throws(InputError) -> [String] {
    try H5Library.alone { () throws(InputError) -> [String] in
      let dataset = try handle.openDataset(name)
      defer { chdf5_dataset_close(dataset) }
      let shape = try shape(of: dataset, name: name, holding: .text)
      guard shape.count == 1 else {
        throw handle.refusal(name, found: "extents \(shape)", expected: "one axis of texts")
      }
      try refuseTooLarge(shape, of: dataset, elementBytes: MemoryLayout<UnsafeMutablePointer<CChar>?>.size, name: name)
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: shape[0])
      defer { for pointer in pointers { chdf5_text_free(pointer) } }
      if shape[0] > 0, chdf5_rows_read(dataset, H5Type.text.code, 0, Int64(shape[0]), &pointers) < 0 {
        throw handle.failure(name, expected: "a whole dataset")
      }
      var texts: [String] = []
      texts.reserveCapacity(pointers.count)
      for pointer in pointers {
        guard let text = pointer.map({ String(validatingCString: $0) }) ?? "" else {
          throw handle.refusal(name, found: "bytes that are not UTF-8", expected: "UTF-8 text")
        }
        texts.append(text)
      }
      return texts
    }
  }

  private func read<Element: H5Element>(
    _ name: String, rows: Range<Int>?, as type: Element.Type
  ) throws(InputError) -> H5Array<Element> {
    try H5Library.alone { () throws(InputError) -> H5Array<Element> in
      let dataset = try handle.openDataset(name)
      defer { chdf5_dataset_close(dataset) }
      var shape = try shape(of: dataset, name: name, holding: Element.h5Type)
      guard let rowCount = shape.first else {
        throw handle.refusal(name, found: "a single value", expected: "at least one axis")
      }
      let rows = rows ?? 0..<rowCount
      guard rows.lowerBound >= 0, rows.upperBound <= rowCount else {
        throw handle.refusal(
          name, found: "\(rowCount) rows", expected: "rows \(rows.lowerBound)..<\(rows.upperBound)")
      }
      shape[0] = rows.count
      let count = try refuseTooLarge(shape, of: dataset, elementBytes: MemoryLayout<Element>.size, name: name)
      var failed = false
      let values = [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        if count > 0 {
          failed =
            chdf5_rows_read(
              dataset, Element.h5Type.code, Int64(rows.lowerBound), Int64(rows.count), buffer.baseAddress) < 0
        }
        filled = failed ? 0 : count
      }
      if failed { throw handle.failure(name, expected: "a whole dataset") }
      return H5Array(shape: shape, values: values)
    }
  }

  private func shape(of dataset: Int64, name: String, holding type: H5Type) throws(InputError) -> [Int] {
    let layout = try handle.layout(of: dataset, name: name)
    guard layout.type == type else {
      throw handle.refusal(
        name, found: "elements of \(layout.type?.rawValue ?? "another type")", expected: "\(type)")
    }
    return layout.shape
  }

  /// More than deflate can shorten anything (1032 times).
  private static let packing = 1200

  /// Refuses extents that a torn or hostile header may claim: more than the machine's memory can hold, or than what the
  /// file stores of the dataset can be unpacked to.
  @discardableResult
  private func refuseTooLarge(
    _ shape: [Int], of dataset: Int64, elementBytes: Int, name: String
  ) throws(InputError) -> Int {
    var count = 1
    var bytes = elementBytes
    // A zero anywhere makes the whole empty, whatever the other extents are.
    if shape.contains(0) { return 0 }
    for extent in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= WholeFile.machineBytes else {
        throw handle.refusal(
          name, found: "extents \(shape)", expected: "no more than this machine's memory; read it by rows")
      }
      bytes = product
      count *= extent
    }
    let stored = Int(clamping: chdf5_dataset_stored_bytes(dataset))
    guard bytes <= 1 << 20 || bytes / Self.packing <= stored else {
      throw handle.refusal(
        name, found: "extents \(shape), \(bytes) bytes, of which \(stored) are stored", expected: "a whole dataset")
    }
    return count
  }
}
