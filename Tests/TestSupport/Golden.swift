public import Checkpoints
import Foundation
public import StrictJSON
public import Torch

/// Values that PyTorch computed, from `Tests/Fixtures/goldens`; `scripts/make-goldens.py` made them.
public struct Golden {
  private let tensors: [String: StoredTensor]
  private let order: [StoredTensor]

  /// Reads `NAME.safetensors`.
  public init(_ name: String) throws(InputError) {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    order = try Safetensors.read(tests.appending(path: "Fixtures/goldens/\(name).safetensors").path).tensors
    tensors = Dictionary(uniqueKeysWithValues: order.map { ($0.key, $0) })
  }

  /// A tensor, in single precision.
  public func tensor(_ key: String) throws(InputError) -> Tensor {
    guard let stored = tensors[key] else {
      throw InputError(found: "no golden tensor \"\(key)\"", expected: "one of \(tensors.keys.sorted())")
    }
    return Tensor(try stored.floats(), shape: stored.shape)
  }

  /// The tensors under `weights.`, named without it.
  public var weights: [StoredTensor] {
    order.compactMap { tensor in
      tensor.key.hasPrefix("weights.") ? tensor.renamed(String(tensor.key.dropFirst("weights.".count))) : nil
    }
  }
}
