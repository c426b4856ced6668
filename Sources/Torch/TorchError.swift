import CTorch
import Glibc

/// libtorch refused a call.
public struct TorchError: Error, CustomStringConvertible, Sendable {
  /// What kind of refusal it was.
  public enum Kind: Sendable {
    /// Shapes, element types, an unknown operator.
    case invalidCall
    /// The device has no memory left.
    case outOfMemory
    /// Something that is not a C++ exception of a known type.
    case unknown
  }
  /// The kind of refusal.
  public let kind: Kind
  /// libtorch's own words.
  public let message: String

  /// libtorch's own words.
  public var description: String { message }
}

/// Throws what the last call on this thread left behind, unless it went well.
func check(_ status: ct_status) throws(TorchError) {
  guard status != CT_OK else { return }
  let kind: TorchError.Kind =
    switch status {
    case CT_OUT_OF_MEMORY: .outOfMemory
    case CT_ERROR: .invalidCall
    default: .unknown
    }
  throw TorchError(kind: kind, message: String(cString: ct_last_error()))
}

/// Ends the process over a failed call: with code 75 (try again) when memory ran out, else as the bug that it is.
func stop(_ error: TorchError, _ call: String, _ file: StaticString, _ line: UInt) -> Never {
  if error.kind == .outOfMemory {
    let text = Array("out of memory in \(call): \(error.message)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(75)
  }
  fatalError("\(call) failed: \(error.message)", file: file, line: line)
}

/// Runs a call that can only fail by a bug of the caller.
@discardableResult
func unfailing<Result>(
  _ call: String, _ file: StaticString = #file, _ line: UInt = #line, _ body: () throws(TorchError) -> Result
) -> Result {
  do throws(TorchError) {
    return try body()
  } catch {
    stop(error, call, file, line)
  }
}
