import CHDF5
import Synchronization

/// The one door to the serial HDF5 library, which must not be entered by two threads at a time.
enum H5Library {
  private static let door = Mutex(())

  /// Runs `body` while no other thread is in the library. Do not nest.
  static func alone<Result: Sendable, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try door.withLock { (_) throws(Failure) -> Result in
      guard chdf5_enter() >= 0 else { fatalError("The HDF5 library did not start.") }
      return try body()
    }
  }

  /// The reasons of the last failure. Call it inside the same `alone` as the failing call.
  static func lastError() -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      chdf5_error_text(buffer.baseAddress, buffer.count)
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: bytes, as: UTF8.self)
      return text.isEmpty ? "the HDF5 library gave no reason" : text
    }
  }
}
