import Foundation
import ResultStore
import StrictJSON

extension RunRecord {
  /// The run of an id, or the only one whose id begins so.
  static func found(_ id: String, results: String) throws(InputError) -> RunRecord {
    let database = try ResultStore(
      path: ResultsFolder(root: URL(fileURLWithPath: results).path).database, access: .readOnly)
    return try RunDescription(id, in: database).record
  }
}
