extension PickleMachine {
  /// More dimensions than torch allows.
  private static var mostDimensions: Int { 64 }

  /// What a call in the pickle gives. This list is all there is: a name that is not on it gives an object that stays
  /// closed.
  mutating func outcome(ofCalling name: String, _ arguments: [PickleReference]) -> PickleValue {
    if dialect == .plain { return plainOutcome(ofCalling: name, arguments) }
    switch name {
    case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor":
      return tensor(arguments) ?? .opaque("a tensor of a kind that is not read")
    case "torch._utils._rebuild_parameter":
      guard let first = arguments.first, case .tensor(let tensor) = self[first] else { return .object(name) }
      return .tensor(tensor)
    case "collections.OrderedDict" where arguments.isEmpty:
      return newMapping()
    case "torch.Size":
      guard arguments.count == 1, case .tuple(let sizes) = self[arguments[0]] else { return .object(name) }
      return .tuple(sizes)
    default:
      return .object(name)
    }
  }

  /// What a persistent name stands for: `("storage", class, key, location, count[, view])`.
  func persistent(_ name: PickleReference) -> PickleValue {
    guard case .tuple(let parts) = self[name], (5...6).contains(parts.count),
      case .string("storage") = self[parts[0]],
      case .global(let storageClass) = self[parts[1]], case .string(let key) = self[parts[2]],
      case .integer(let count) = self[parts[4]], count >= 0
    else { return .opaque("an unknown persistent object") }
    if parts.count == 6 {
      guard case .none = self[parts[5]] else { return .opaque("a storage that is a view of another") }
    }
    guard let dtype = ElementType(storageClass: storageClass) else { return .opaque("a \(storageClass)") }
    return .storage(PickledStorage(key: key, dtype: dtype, count: count))
  }

  /// `(storage, offset, sizes, strides, …)`.
  private func tensor(_ arguments: [PickleReference]) -> PickleValue? {
    guard arguments.count >= 4 else { return nil }
    switch self[arguments[0]] {
    case .opaque(let what):
      return .opaque(what)
    case .storage(let storage):
      guard case .integer(let offset) = self[arguments[1]], let shape = integers(arguments[2]),
        let strides = integers(arguments[3])
      else { return nil }
      return .tensor(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    default:
      return nil
    }
  }

  func integers(_ reference: PickleReference) -> [Int]? {
    guard case .tuple(let parts) = self[reference], parts.count <= Self.mostDimensions else { return nil }
    var integers: [Int] = []
    for part in parts {
      guard case .integer(let value) = self[part] else { return nil }
      integers.append(value)
    }
    return integers
  }

  /// Bytes per element of each storage that was named, by its key.
  func storageWidths() -> [String: Int] {
    var widths: [String: Int] = [:]
    for case .storage(let storage) in allValues { widths[storage.key] = storage.dtype.byteWidth }
    return widths
  }
}
