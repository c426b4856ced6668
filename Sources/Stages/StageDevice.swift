import Pipeline
import StrictJSON
import Torch

/// The device and threads of a request, made ready.
enum StageDevice {
  /// Sets the number of threads and loads what the device needs.
  static func prepare(_ request: StageRequest) throws -> Device {
    try prepare(name: request.device, threads: request.threads)
  }

  /// Sets the number of threads and loads what the device of that name needs.
  static func prepare(name: String, threads: Int) throws -> Device {
    guard let device = Device(name) else {
      throw InputError(found: "the device \"\(name)\"", expected: "cpu, cuda or cuda: and a number")
    }
    TorchLibrary.threads = threads
    TorchLibrary.keepFreedMemory()
    do {
      try TorchLibrary.prepare(device)
    } catch {
      throw InputError(found: "the device \(device), and \(error)", expected: "a device that this machine has")
    }
    return device
  }
}
