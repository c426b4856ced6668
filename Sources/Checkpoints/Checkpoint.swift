public import StrictJSON

/// The tensors of a checkpoint file of any known format.
public struct Checkpoint: Sendable {
  /// How a file is written.
  public enum Format: String, Sendable {
    /// The safetensors format.
    case safetensors
    /// What `torch.save` writes.
    case pickle
  }

  /// The file that was read.
  public let file: String
  /// The format that its content shows; its name does not matter.
  public let format: Format
  /// The tensors in the file's order; no key occurs twice.
  public let tensors: [StoredTensor]
  /// Free texts that a safetensors file carries.
  public let metadata: [String: String]
  private let places: [String: Int]

  /// Reads a file, telling the format by its first bytes. `root` is the key of the weights inside a `torch.save`
  /// file, see `PickledCheckpoint.read`; a safetensors file has none.
  ///
  /// Throws `InputError` for a file that cannot be read, is damaged or is of no known format.
  public static func read(_ path: String, root: String? = "model") throws(InputError) -> Checkpoint {
    let file = try RandomAccessFile(path)
    let start = try file.read(0..<min(file.size, PickledCheckpoint.legacyStart.count))
    if start.starts(with: PickledCheckpoint.zipStart) {
      return Checkpoint(path, .pickle, try PickledCheckpoint.readZip(file, root: root), [:])
    }
    if start == PickledCheckpoint.legacyStart {
      return Checkpoint(path, .pickle, try PickledCheckpoint.readLegacy(file, root: root), [:])
    }
    guard start.count > 8, start[8] == UInt8(ascii: "{") else {
      throw file.error(
        found: "a file of another format", expected: "a safetensors file or one written by torch.save")
    }
    let contents = try Safetensors.read(file)
    return Checkpoint(path, .safetensors, contents.tensors, contents.metadata)
  }

  private init(_ file: String, _ format: Format, _ tensors: [StoredTensor], _ metadata: [String: String]) {
    self.file = file
    self.format = format
    self.tensors = tensors
    self.metadata = metadata
    var places: [String: Int] = [:]
    for (place, tensor) in tensors.enumerated() { places[tensor.key] = place }
    self.places = places
  }

  /// The tensor with the given key; nil if there is none.
  public subscript(key: String) -> StoredTensor? { places[key].map { tensors[$0] } }

  /// The tensor with the given key, which must be there and have the given shape.
  ///
  /// Throws `InputError` with the file, the key and, for a missing one, the nearest key there is.
  public func tensor(_ key: String, shape: [Int]? = nil) throws(InputError) -> StoredTensor {
    guard let tensor = self[key] else {
      throw InputError(
        file: file, found: "no tensor \"\(key)\"", expected: "one: the checkpoint is not of this model",
        nearest: NearestName.to(key, among: tensors.map(\.key)))
    }
    if let shape, tensor.shape != shape {
      throw InputError(file: file, found: "\"\(key)\" of shape \(tensor.shape)", expected: "shape \(shape)")
    }
    return tensor
  }
}
