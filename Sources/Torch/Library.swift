import CTorch

/// Facts about the loaded libtorch and its threads.
public enum TorchLibrary {
  /// Version of the headers that the shim was compiled with.
  public static var compiledVersion: String { String(cString: ct_version()) }

  /// Version of the library that was loaded.
  public static var loadedVersion: String { String(cString: ct_loaded_version()) }

  /// Threads that one operator may use.
  public static var threads: Int {
    get { Int(ct_threads()) }
    set { ct_set_threads(Int32(newValue)) }
  }

  /// Loads the CUDA half of libtorch for a CUDA device, and checks that a card answers. Throws in plain words.
  public static func prepare(_ device: Device) throws(TorchError) {
    guard !device.isCPU else { return }
    guard ct_load_cuda() else {
      let reason = String(cString: ct_last_error())
      throw TorchError(kind: .invalidCall, message: "the CUDA half of libtorch cannot be loaded: \(reason)")
    }
    guard ct_cuda_available() else {
      throw TorchError(kind: .invalidCall, message: "libtorch finds no CUDA card for device \(device)")
    }
  }
}
