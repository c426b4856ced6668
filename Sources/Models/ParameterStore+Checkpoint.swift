public import Checkpoints
public import NN
public import StrictJSON
public import Torch

/// How the tensors of a file differ from those of a model.
public struct CheckpointMismatch: Sendable, Equatable {
  /// A tensor that is in both, in different shapes.
  public struct Misshaped: Sendable, Equatable {
    /// Name of the tensor.
    public let key: String
    /// Its shape in the file.
    public let found: [Int]
    /// Its shape in the model.
    public let expected: [Int]
  }
  /// Keys of the model that the file lacks, in the model's order.
  public let missing: [String]
  /// Keys of the file that the model lacks, in the file's order.
  public let unexpected: [String]
  /// Tensors in both, in different shapes.
  public let misshaped: [Misshaped]

  /// Whether there is no difference.
  public var isEmpty: Bool { missing.isEmpty && unexpected.isEmpty && misshaped.isEmpty }

  /// The differences in words: `2 missing tensors (a, b), 1 unexpected tensor (c)`.
  public var words: String {
    func part(_ kind: String, _ names: [String]) -> String? {
      guard !names.isEmpty else { return nil }
      let shown = names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", …" : "")
      return "\(names.count) \(kind) tensor\(names.count == 1 ? "" : "s") (\(shown))"
    }
    let shapes = misshaped.map { "\($0.key) \($0.found) instead of \($0.expected)" }
    return [part("missing", missing), part("unexpected", unexpected), part("misshaped", shapes)]
      .compactMap(\.self).joined(separator: ", ")
  }
}

extension ParameterStore {
  /// All tensors with their present values, buffers too, in order of creation; what a checkpoint of the model holds.
  public func stored() -> [StoredTensor] { entries.map { $0.stored() } }

  /// Compares keys and shapes with a file's.
  public func mismatch(with tensors: [StoredTensor]) -> CheckpointMismatch {
    let found = Dictionary(tensors.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    return CheckpointMismatch(
      missing: entries.map(\.key).filter { found[$0] == nil },
      unexpected: tensors.map(\.key).filter { self[$0] == nil },
      misshaped: entries.compactMap { entry in
        guard let tensor = found[entry.key], tensor.shape != entry.tensor.shape else { return nil }
        return .init(key: entry.key, found: tensor.shape, expected: entry.tensor.shape)
      })
  }

  /// Overwrites the values with a file's, and notes for each tensor where it came from.
  ///
  /// A misshaped tensor is refused; a missing or unexpected one is refused if `strict`, else left alone and reported.
  /// `file` is for the error. Nothing is changed when keys or shapes are refused.
  @discardableResult
  public func load(_ tensors: [StoredTensor], file: String? = nil, strict: Bool = true) throws(InputError)
    -> CheckpointMismatch
  {
    let mismatch = mismatch(with: tensors)
    guard mismatch.misshaped.isEmpty, mismatch.isEmpty || !strict else {
      throw InputError(
        file: file, found: mismatch.words, expected: "the tensors of this model: \(entries.count) of them")
    }
    for tensor in tensors where self[tensor.key] != nil { try load(tensor, into: tensor.key) }
    return mismatch
  }

  /// Overwrites one tensor, whose shape is known to fit, and notes its source: the stored tensor's own key and the
  /// SHA-256 of what now lies here.
  func load(_ tensor: StoredTensor, into key: String) throws(InputError) {
    guard let entry = self[key] else { fatalError("no parameter is named \(key)") }
    let values = Tensor(try tensor.floats(), shape: tensor.shape)
    withoutGradients { entry.tensor.copyInPlace(from: values) }
    setSource(.loaded(key: tensor.key, digest: try entry.stored().sha256()), of: key)
  }
}

extension ParameterStore.Entry {
  /// The tensor with its present values.
  func stored() -> StoredTensor {
    StoredTensor(key: key, dtype: ElementType(tensor.dtype), shape: tensor.shape, bytes: tensor.bytes())
  }
}

extension ElementType {
  /// The type in files of a tensor's element type.
  public init(_ dtype: DType) {
    self =
      switch dtype {
      case .uint8: .uint8
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .int64: .int64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      case .bool: .bool
      case .bfloat16: .bfloat16
      }
  }
}
