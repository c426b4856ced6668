import Pipeline
import StrictJSON

extension RunFile {
  /// The run of an id in a results folder, or the only one whose id begins so.
  static func one(_ id: String, in root: String) throws -> RunFile {
    let chosen = try RunChoice.id(id, among: RunFolders.ids(in: root), in: "\(root)/runs")
    return try RunFile(file: "\(root)/runs/\(chosen)/run.json")
  }
}
