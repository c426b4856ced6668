import StrictJSON

/// A run as people name it: by its id, or by the first digits of it when only one run has them.
enum RunChoice {
  /// The id meant by `text`; none or several are an `InputError` about `place`.
  static func id(_ text: String, among ids: [String], in place: String) throws(InputError) -> String {
    if ids.contains(text) { return text }
    let found = ids.filter { $0.hasPrefix(text) }
    if found.count == 1 { return found[0] }
    let some = found.prefix(5).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
    throw InputError(
      file: place,
      found: found.isEmpty ? "no run \"\(text)\"" : "\(found.count) runs that begin with \"\(text)\"",
      expected: found.isEmpty ? "the id of a run, as `imted history` lists them" : "more digits: \(some)",
      nearest: found.isEmpty ? NearestName.to(text, among: ids) : nil)
  }
}
