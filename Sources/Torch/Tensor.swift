import CTorch
import Synchronization

/// A libtorch tensor, owned through ARC. Not Sendable: one compute thread a process.
///
/// Operators keep libtorch's names and argument names; they live in `Tensor+….swift`. A failed call is a bug of the
/// caller and ends the process with the operator, shapes and libtorch's words; a device out of memory ends it with
/// exit code 75.
public final class Tensor {
  let handle: ct_tensor

  /// Tensors alive in this process that Swift holds. For leak tests.
  public static var liveCount: Int { liveTensors.load(ordering: .relaxed) }

  /// Takes over a handle that the shim has just made.
  init(owning handle: ct_tensor) {
    self.handle = handle
    liveTensors.add(1, ordering: .relaxed)
  }

  deinit {
    ct_tensor_release(handle)
    liveTensors.subtract(1, ordering: .relaxed)
  }

  /// Sizes of the dimensions.
  public var shape: [Int] { (0..<ct_tensor_dims(handle)).map { Int(ct_tensor_size(handle, $0)) } }

  /// Number of dimensions.
  public var rank: Int { Int(ct_tensor_dims(handle)) }

  /// Number of elements.
  public var count: Int { Int(ct_tensor_count(handle)) }

  /// Size of one dimension; negative counts from the last.
  public func size(_ dim: Int) -> Int {
    let at = dim < 0 ? dim + rank : dim
    guard at >= 0 && at < rank else { fatalError("dimension \(dim) of a tensor of shape \(shape)") }
    return Int(ct_tensor_size(handle, Int64(at)))
  }

  /// Type of the elements.
  public var dtype: DType {
    let number = ct_tensor_dtype(handle)
    guard let type = DType(rawValue: number) else { fatalError("element type \(number) is not one we use") }
    return type
  }

  /// Where the elements lie.
  public var device: Device {
    var text = [CChar](repeating: 0, count: 32)
    unfailing("device") { () throws(TorchError) in try check(ct_tensor_device(handle, &text, 32)) }
    return Device(unchecked: text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" })
  }
}

private let liveTensors = Atomic<Int>(0)

extension Tensor: CustomStringConvertible {
  /// `[2, 3] float32 on cpu`.
  public var description: String { "\(shape) \(dtype) on \(device)" }
}
