import CTorch

extension Operator {
  /// The schema's name before the overload, e.g. `aten::add`.
  var name: String { String(signature.prefix { $0 != "." }) }

  /// The overload, e.g. `Tensor`; empty for most.
  var overload: String { signature.contains(".") ? String(signature.drop { $0 != "." }.dropFirst()) : "" }

  private var signature: Substring { rawValue.prefix { $0 != "(" } }

  /// The schema as the loaded library states it.
  public func loadedSchema() throws(TorchError) -> String {
    var found = ct_operator()
    try check(ct_operator_find(name, overload, &found))
    var text = [CChar](repeating: 0, count: 4096)
    try check(ct_operator_schema(found, &text, 4096))
    return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  /// Calls the operator and gives all its tensors; undefined ones are nil.
  func results(_ arguments: [OperatorArgument], _ file: StaticString = #file, _ line: UInt = #line) -> [Tensor?] {
    guard let found = handles[self] else { fatalError("operator \(rawValue) is not loaded") }
    let boxed = BoxedArguments(arguments)
    return withUnsafeTemporaryAllocation(of: ct_tensor.self, capacity: capacity) { outs in
      var made: Int64 = 0
      let status = boxed.values.withUnsafeBufferPointer { values in
        ct_operator_call(
          found.handle, values.baseAddress, Int64(values.count), outs.baseAddress, Int64(capacity), &made)
      }
      do throws(TorchError) {
        try check(status)
      } catch {
        stop(error, "\(name)(\(arguments.map(describe).joined(separator: ", ")))", file, line)
      }
      withExtendedLifetime(arguments) {}
      return (0..<Int(made)).map { outs[$0].impl == nil ? nil : Tensor(owning: outs[$0]) }
    }
  }

  /// Calls the operator and gives its first tensor.
  @discardableResult
  func callAsFunction(
    _ arguments: [OperatorArgument], _ file: StaticString = #file, _ line: UInt = #line
  ) -> Tensor {
    guard let first = results(arguments, file, line).first, let tensor = first else {
      fatalError("\(name) gave no tensor", file: file, line: line)
    }
    return tensor
  }

  private var capacity: Int { 1024 }

  private func describe(_ argument: OperatorArgument) -> String {
    switch argument {
    case .tensor(let tensor): "\(tensor)"
    case .optional(let tensor): tensor.map { "\($0)" } ?? "none"
    case .tensors(let tensors): "\(tensors.prefix(4).map { "\($0)" })"
    case .optionals(let tensors): "\(tensors.prefix(4).map { $0.map { "\($0)" } ?? "none" })"
    case .none: "none"
    case .int(let number): "\(number)"
    case .double(let number): "\(number)"
    case .bool(let flag): "\(flag)"
    case .ints(let numbers): "\(numbers)"
    case .doubles(let numbers): "\(numbers)"
    case .string(let text): text
    case .device(let device): device.name
    case .generator: "generator"
    }
  }
}

/// libtorch's operator handles are immutable and live as long as the process.
private struct OperatorHandle: @unchecked Sendable {
  let handle: ct_operator
}

private let handles: [Operator: OperatorHandle] = {
  var table: [Operator: OperatorHandle] = [:]
  for op in Operator.allCases {
    var found = ct_operator()
    if ct_operator_find(op.name, op.overload, &found) == CT_OK { table[op] = OperatorHandle(handle: found) }
  }
  return table
}()
