extension PickleMachine {
  /// What a call gives in a pickle of plain values: those that NumPy and Python themselves write for numbers, arrays
  /// and byte strings. Every other name gives an object that stays closed.
  mutating func plainOutcome(ofCalling name: String, _ arguments: [PickleReference]) -> PickleValue {
    switch name {
    case "collections.OrderedDict" where arguments.isEmpty: return newMapping()
    case "builtins.bytes" where arguments.isEmpty, "__builtin__.bytes" where arguments.isEmpty: return .bytes([])
    case "_codecs.encode":
      // How protocol 2 writes byte strings: as text of the characters 0 to 255.
      guard arguments.count == 2, case .string(let text) = self[arguments[0]],
        case .string("latin1") = self[arguments[1]], text.unicodeScalars.allSatisfy({ $0.value < 256 })
      else { return .object(name) }
      return .bytes(text.unicodeScalars.map { UInt8($0.value) })
    case "numpy.dtype":
      guard let first = arguments.first, case .string(let code) = self[first] else { return .object(name) }
      return .numpyType(NumPyType(code: code))
    case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct":
      return .numpyArray(NumPyArray())
    case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar":
      guard arguments.count == 2, case .numpyType(let type) = self[arguments[0]],
        case .bytes(let bytes) = self[arguments[1]], let value = type.value(bytes[...])
      else { return .object(name) }
      switch value {
      case .bool(let value): return .bool(value)
      case .integer(let value): return .integer(value)
      case .number(let value): return .float(value)
      case .string(let value): return .string(value)
      default: return .object(name)
      }
    case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer":
      guard arguments.count == 4, case .bytes(let bytes) = self[arguments[0]],
        case .numpyType(let type) = self[arguments[1]], let shape = integers(arguments[2])
      else { return .object(name) }
      return .numpyArray(NumPyArray(shape: shape, type: type, bytes: bytes))
    default: return .object(name)
    }
  }

  /// An object with the state that a pickle gives it; nil where it stays what it is.
  func built(_ value: PickleValue, state: PickleReference) -> PickleValue? {
    guard case .tuple(let parts) = self[state] else { return nil }
    switch value {
    case .numpyType(var type):
      guard parts.count > 1, case .string(let order) = self[parts[1]] else { return nil }
      type.isBigEndian = order == ">"
      return .numpyType(type)
    case .numpyArray:
      guard parts.count == 5, let shape = integers(parts[1]), case .numpyType(let type) = self[parts[2]],
        case .bytes(let bytes) = self[parts[4]]
      else { return .opaque("an array of a kind that is not read") }
      return .numpyArray(NumPyArray(shape: shape, type: type, bytes: bytes))
    default: return nil
    }
  }
}
