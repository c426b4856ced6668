public import StrictJSON

extension StoredTensor {
  /// Throws `InputError`, which names the tensor and the first element's place, for a tensor with an element that is
  /// NaN or infinite as float32: nothing that is computed from such weights says anything.
  public func requireFinite(file: String?) throws(InputError) {
    guard let place = try floats().firstIndex(where: { !$0.isFinite }) else { return }
    throw InputError(
      file: file, found: "NaN or an infinite number in the tensor \"\(key)\" \(shape), at element \(place)",
      expected: "finite weights")
  }
}
