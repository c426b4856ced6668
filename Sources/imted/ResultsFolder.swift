import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// Where the parts of a results folder lie.
struct ResultsFolder {
  let root: String

  /// The folder at a path.
  init(root: String) { self.root = root }

  /// The folder that `--results` names, for a command that has nothing to do where there is none. Throws if it is not
  /// there.
  init(existing path: String) throws(InputError) {
    root = URL(fileURLWithPath: path).path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
      throw InputError(file: "--results", found: "no folder \(root)", expected: "a results folder")
    }
  }

  /// The database.
  var database: String { root + "/history.sqlite" }

  /// Opens the database, for one process at a time where several machines see the folder.
  func openDatabase(_ access: ResultStore.Access = .readWrite) throws(InputError) -> ResultStore {
    let lock = BriefLock(".database", of: root)
    return try ResultStore(path: database, access: access) { body in
      try lock.hold(canDoWithout: access == .readOnly, body)
    }
  }

  /// Where the pictures, the features and the database of a plan lie, a line each.
  func describe(_ plan: ExperimentPlan, _ store: ArtifactStore) -> [String] {
    var lines: [String] = []
    if let data = plan.runs.first?[.data] { lines.append("pictures: \(store.folder(of: data))") }
    for run in plan.runs {
      guard let key = run[.extractFeatures], case .present = store.lookup(key) else { continue }
      lines.append("features: \(store.folder(of: key))/features.h5 (\(run.cell))")
    }
    return lines + ["runs:     \(root)/runs", "database: \(database)"]
  }
}
