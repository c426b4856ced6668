import CTorch

/// One argument of a boxed call. libtorch wants the exact kind: an int is not a double.
enum OperatorArgument {
  case none
  case tensor(Tensor)
  case optional(Tensor?)
  case int(Int)
  case double(Double)
  case bool(Bool)
  case ints([Int])
  case doubles([Double])
  case tensors([Tensor])
  case optionals([Tensor?])
  case string(String)
  case device(Device)
  case generator(Generator)
}

/// The arguments of one call in the shim's form, with the memory that their lists need.
struct BoxedArguments: ~Copyable {
  private(set) var values: [ct_value] = []
  private var memory: [UnsafeMutableRawPointer] = []

  init(_ arguments: [OperatorArgument]) {
    values.reserveCapacity(arguments.count)
    for argument in arguments { append(argument) }
  }

  deinit { for block in memory { block.deallocate() } }

  private mutating func append(_ argument: OperatorArgument) {
    var value = ct_value()
    switch argument {
    case .none: value.kind = kind(CT_NONE)
    case .tensor(let tensor), .optional(.some(let tensor)):
      value.kind = kind(CT_TENSOR)
      value.handle = tensor.handle.impl
    case .optional(nil): value.kind = kind(CT_NONE)
    case .int(let number):
      value.kind = kind(CT_INT)
      value.integer = Int64(number)
    case .double(let number):
      value.kind = kind(CT_DOUBLE)
      value.real = number
    case .bool(let flag):
      value.kind = kind(CT_BOOL)
      value.integer = flag ? 1 : 0
    case .ints(let numbers): list(&value, CT_INTS, numbers.map { Int64($0) })
    case .doubles(let numbers): list(&value, CT_DOUBLES, numbers)
    case .tensors(let tensors): list(&value, CT_TENSORS, tensors.map { $0.handle })
    case .optionals(let tensors): list(&value, CT_OPTIONAL_TENSORS, tensors.map { $0?.handle ?? ct_tensor() })
    case .string(let text): list(&value, CT_STRING, Array(text.utf8))
    case .device(let device): list(&value, CT_DEVICE, Array(device.name.utf8))
    case .generator(let generator):
      value.kind = kind(CT_GENERATOR)
      value.handle = generator.handle.impl
    }
    values.append(value)
  }

  private func kind(_ kind: ct_kind) -> Int32 { Int32(kind.rawValue) }

  private mutating func list<Element>(_ value: inout ct_value, _ listKind: ct_kind, _ elements: [Element]) {
    value.kind = kind(listKind)
    value.count = Int64(elements.count)
    let bytes = max(elements.count, 1) * MemoryLayout<Element>.stride
    let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: MemoryLayout<Element>.alignment)
    elements.withUnsafeBytes { if let base = $0.baseAddress { block.copyMemory(from: base, byteCount: $0.count) } }
    value.list = UnsafeRawPointer(block)
    memory.append(block)
  }
}
