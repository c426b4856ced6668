import StrictJSON

/// The names of devices that stages compute on. Whether there is such a device, the worker says.
enum DeviceName {
  /// Throws unless `name` is `cpu`, `cuda` or `cuda:` and a number.
  static func check(_ name: String) throws(InputError) {
    let isNumbered = name.hasPrefix("cuda:") && Int(name.dropFirst(5)).map { $0 >= 0 } == true
    guard name != "cpu", name != "cuda", !isNumbered else { return }
    // Who writes gpu means a card, though cpu is fewer letters away.
    let isCard = name.lowercased().hasPrefix("gpu")
    throw InputError(
      file: "--device", found: "\"\(name)\"", expected: "cpu, cuda, or cuda: and the number of a card",
      nearest: isCard ? "cuda" : NearestName.to(name, among: ["cpu", "cuda", "cuda:0"]))
  }
}
