import CHDF5
import FileSystems
public import StrictJSON

/// The owner of an open HDF5 file.
///
/// A file is either being written or being read. A written file lies under a private name until ``close()`` puts it
/// in its place, so a reader never sees half of it; dropped without `close()`, it is removed. Object times are left
/// out, so the same content gives the same bytes; their digest stands at the start (``H5Seal``). Calls from several threads are serialised.
/// Errors are `InputError`s that name the file.
public struct H5File: ~Copyable {
  /// The file's name; while it is being written, the name it will get.
  public var path: String { handle.path }
  let handle: H5Handle

  /// Starts a file that will be called `path`; an older file of that name stays until ``close()`` replaces it.
  public init(creating path: String) throws(InputError) {
    if let obstacle = TargetFile.obstacle(to: path) {
      throw InputError(file: path, found: obstacle, expected: "a place where a file can be written")
    }
    let partial = WholeFile.privateName(for: path)
    let id = try H5Library.alone { () throws(InputError) -> Int64 in
      let id = chdf5_file_create(partial, UInt64(H5Seal.blockBytes))
      guard id >= 0 else {
        throw InputError(
          file: path, found: H5Library.lastError(), expected: "a place where a file can be written")
      }
      return id
    }
    handle = H5Handle(id: id, path: path, partial: partial)
  }

  /// Opens the existing file `path` for reading.
  public init(opening path: String) throws(InputError) {
    if let obstacle = WholeFile.obstacle(to: path) {
      throw InputError(file: path, found: obstacle, expected: "an HDF5 file")
    }
    try H5Seal.check(path)
    let id = try H5Library.alone { () throws(InputError) -> Int64 in
      let id = chdf5_file_open(path)
      guard id >= 0 else {
        throw InputError(
          file: path, found: "a torn or foreign file (\(H5Library.lastError()))", expected: "an HDF5 file")
      }
      return id
    }
    handle = H5Handle(id: id, path: path, partial: nil)
  }

  /// Closes the file; one that was written is flushed to the disk and renamed to ``path``.
  public consuming func close() throws(InputError) { try handle.close() }

  /// The paths of all datasets, without leading slash, in the order of their names.
  public func datasetNames() throws(InputError) -> [String] {
    try names { id, visit, context in chdf5_each_dataset(id, visit, context) }
  }

  /// Whether there is a dataset or group called `name`.
  public func contains(_ name: String) -> Bool {
    H5Library.alone { chdf5_exists(handle.id, name) == 1 }
  }

  /// The element type and extents of a dataset.
  public func layout(of name: String) throws(InputError) -> H5Layout {
    try H5Library.alone { () throws(InputError) -> H5Layout in
      let dataset = try handle.openDataset(name)
      defer { chdf5_dataset_close(dataset) }
      return try handle.layout(of: dataset, name: name)
    }
  }

  func names(
    _ walk: (
      Int64, @escaping @convention(c) (UnsafePointer<CChar>?, UnsafeMutableRawPointer?) -> Void,
      UnsafeMutableRawPointer
    ) -> Int32
  ) throws(InputError) -> [String] {
    try H5Library.alone { () throws(InputError) -> [String] in
      var names: [String] = []
      let status = withUnsafeMutablePointer(to: &names) { pointer in
        walk(
          handle.id,
          { name, context in
            guard let name, let context else { return }
            context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
          }, UnsafeMutableRawPointer(pointer))
      }
      guard status >= 0 else { throw handle.failure(expected: "a whole HDF5 file") }
      return names
    }
  }
}
