import CHDF5
import StrictJSON

/// The library's handle of an open file, released once. The methods other than `close` run inside `H5Library.alone`.
final class H5Handle {
  let id: Int64
  let path: String
  private let partial: String?
  private var isOpen = true

  init(id: Int64, path: String, partial: String?) {
    self.id = id
    self.path = path
    self.partial = partial
  }

  deinit {
    guard isOpen else { return }
    H5Library.alone { _ = chdf5_file_close(id) }
    if let partial { WholeFile.discard(partial) }
  }

  var isWritable: Bool { partial != nil }

  func close() throws(InputError) {
    isOpen = false
    do {
      try H5Library.alone { () throws(InputError) in
        let flushed = isWritable ? chdf5_file_flush(id) : 0
        let reason = flushed < 0 ? H5Library.lastError() : nil
        guard chdf5_file_close(id) >= 0, reason == nil else {
          throw InputError(
            file: path, found: reason ?? H5Library.lastError(), expected: "a writable disk with space")
        }
      }
      if let partial {
        try H5Seal.seal(partial, reportedAs: path)
        try WholeFile.publish(partial, as: path)
      }
    } catch {
      if let partial { WholeFile.discard(partial) }
      throw error
    }
  }

  func requireWritable() {
    guard isWritable else { fatalError("\(path) was opened for reading; create a file to write.") }
  }

  /// An error with the library's reason.
  func failure(_ name: String? = nil, expected: String) -> InputError {
    InputError(file: path, jsonPath: name.map(Self.rooted), found: H5Library.lastError(), expected: expected)
  }

  func refusal(_ name: String, found: String, expected: String, nearest: String? = nil) -> InputError {
    InputError(file: path, jsonPath: Self.rooted(name), found: found, expected: expected, nearest: nearest)
  }

  func openDataset(_ name: String) throws(InputError) -> Int64 {
    guard chdf5_exists(id, name) == 1 else {
      throw refusal(name, found: "no such dataset", expected: "a dataset of this name")
    }
    let dataset = chdf5_dataset_open(id, name)
    guard dataset >= 0 else { throw failure(name, expected: "a readable dataset") }
    return dataset
  }

  func layout(of dataset: Int64, name: String) throws(InputError) -> H5Layout {
    let rank = chdf5_dataset_rank(dataset)
    guard rank >= 0 else { throw failure(name, expected: "a dataset with extents") }
    var extent = [Int64](repeating: 0, count: Int(CHDF5_MAX_RANK))
    guard chdf5_dataset_extent(dataset, &extent) >= 0 else {
      throw failure(name, expected: "a dataset with extents")
    }
    return H5Layout(
      type: H5Type(code: chdf5_dataset_type(dataset)), shape: extent.prefix(Int(rank)).map(Int.init))
  }

  private static func rooted(_ name: String) -> String { name.hasPrefix("/") ? name : "/" + name }
}
