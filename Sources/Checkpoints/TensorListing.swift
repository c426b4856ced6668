import StrictJSON

/// Finds the wanted dictionary in a read pickle and turns its values into stored tensors.
struct TensorListing {
  private static let largestView = 16 << 20
  private let file: RandomAccessFile
  private let machine: PickleMachine

  init(file: RandomAccessFile, machine: PickleMachine) {
    self.file = file
    self.machine = machine
  }

  /// The tensors under `root`, or those of the outermost dictionary, see `PickledCheckpoint.read`. `record` gives the
  /// bytes of a storage.
  func tensors(
    root: String?, from top: PickleReference, record: (PickledStorage) throws(InputError) -> StorageRecord
  ) throws(InputError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    var seen: Set<String> = []
    for member in try members(root: root, from: top) {
      guard case .string(let key) = machine[member.key] else {
        throw file.error(
          found: "\(machine[member.key].text) as a name", expected: "tensors under names that are text")
      }
      guard case .tensor(let tensor) = machine[member.value] else {
        throw file.error(
          found: "\(machine[member.value].text) under \"\(key)\"",
          expected: "a tensor; nothing else is read, and nothing is run")
      }
      guard seen.insert(key).inserted else {
        throw file.error(found: "two tensors named \"\(key)\"", expected: "each once")
      }
      tensors.append(try stored(tensor, key: key, record: record(tensor.storage)))
    }
    return tensors
  }

  private typealias Members = [(key: PickleReference, value: PickleReference)]

  private func members(root: String?, from top: PickleReference) throws(InputError) -> Members {
    guard let outer = machine.members(of: machine[top]) else {
      throw file.error(found: "\(machine[top].text) as the file's content", expected: "a dictionary")
    }
    guard let root else { return outer }
    if let value = machine.member(root, of: top) {
      guard let inner = machine.members(of: value) else {
        throw file.error(found: "\(value.text) under \"\(root)\"", expected: "a dictionary of tensors")
      }
      return inner
    }
    let holdsOnlyTensors = outer.allSatisfy { if case .tensor = machine[$0.value] { true } else { false } }
    if holdsOnlyTensors, !outer.isEmpty { return outer }
    let keys = outer.compactMap { if case .string(let key) = machine[$0.key] { key } else { nil } }
    throw file.error(
      found: keys.isEmpty ? "no keys" : "the keys \(keys.prefix(20).joined(separator: ", "))",
      expected: "\"\(root)\" with a dictionary of tensors", nearest: NearestName.to(root, among: keys))
  }

  private func stored(_ tensor: PickledTensor, key: String, record: StorageRecord) throws(InputError)
    -> StoredTensor
  {
    let (storage, width) = (tensor.storage, tensor.storage.dtype.byteWidth)
    let (size, overflow) = storage.count.multipliedReportingOverflow(by: width)
    guard !overflow, size == record.range.count else {
      throw file.error(
        found: "\(record.range.count) bytes for \"\(key)\"",
        expected: "\(storage.count) elements of \(storage.dtype.rawValue): the file is damaged")
    }
    let layout = TensorLayout(
      shape: tensor.shape, strides: tensor.strides, offset: tensor.offset, storageCount: storage.count)
    guard let layout else {
      throw file.error(
        found: "\"\(key)\" of shape \(tensor.shape), strides \(tensor.strides) and offset \(tensor.offset)",
        expected: "a tensor inside its \(storage.count) elements: the file is damaged")
    }
    // A view with strides of zero can be far larger than its storage; no weights are.
    guard layout.count <= max(file.size, Self.largestView) / width else {
      throw file.error(
        found: "\"\(key)\" with \(layout.count) elements",
        expected: "a tensor no larger than the file it lies in")
    }
    return StoredTensor(key: key, dtype: storage.dtype, record: record, layout: layout)
  }
}

extension PickleMachine {
  /// The value a dictionary has under a text; as in Python the last one given wins. Nil if it has none.
  func member(_ name: String, of reference: PickleReference) -> PickleValue? {
    let member = members(of: self[reference])?.last {
      if case .string(name) = self[$0.key] { true } else { false }
    }
    return member.map { self[$0.value] }
  }
}
