import Pipeline
import StrictJSON
import Torch

/// The device and threads of a request, made ready.
enum StageDevice {
  /// Sets the number of threads and loads what the device needs.
  static func prepare(_ request: StageRequest) throws -> Device {
    guard let device = Device(request.device) else {
      throw InputError(found: "the device \"\(request.device)\"", expected: "cpu, cuda or cuda: and a number")
    }
    TorchLibrary.threads = request.threads
    do {
      try TorchLibrary.prepare(device)
    } catch {
      throw InputError(found: "the device \(device), and \(error)", expected: "a device that this machine has")
    }
    return device
  }
}
