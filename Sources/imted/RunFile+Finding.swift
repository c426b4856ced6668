import Pipeline
import StrictJSON

extension RunFile {
  /// The run of an id in a results folder, or the only one whose id begins so.
  static func one(_ id: String, in root: String) throws -> RunFile { try one(id, among: all(in: root), in: root) }

  /// The run of an id among some, or the only one whose id begins so.
  static func one(_ id: String, among runs: [RunFile], in root: String) throws(InputError) -> RunFile {
    let found = runs.filter { $0.id.hasPrefix(id) }
    if let run = found.first(where: { $0.id == id }) ?? (found.count == 1 ? found.first : nil) { return run }
    let some = found.prefix(5).map(\.id).joined(separator: ", ") + (found.count > 5 ? ", …" : "")
    throw InputError(
      file: "\(root)/runs",
      found: found.isEmpty ? "no run \"\(id)\"" : "\(found.count) runs that begin with \"\(id)\"",
      expected: found.isEmpty ? "the id of a run, as `imted history` lists them" : "more digits: \(some)")
  }
}
