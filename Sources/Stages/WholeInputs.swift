import Foundation
import Pipeline
import Spec
import StrictJSON

/// What a stage reads must be what another one wrote: a weight that changed on the disk would give numbers that look
/// like any other.
enum WholeInputs {
  /// Reads the tensors and documents of all inputs once more and compares them with the SHA-256 in their `stage.json`.
  /// Pictures are left out: there are many, and a damaged one does not decode. A folder without `stage.json`, as tests
  /// of a stage make it, is taken as it is.
  static func check(_ request: StageRequest) throws(InputError) {
    for input in request.inputs {
      let recordFile = "\(input.folder)/\(StageRecord.fileName)"
      guard FileManager.default.fileExists(atPath: recordFile) else { continue }
      for file in try StageRecord(file: recordFile).files where isChecked(file.path) {
        let path = "\(input.folder)/\(file.path)"
        guard try Digest(ofFile: path) == file.digest else {
          throw InputError(
            file: path, found: "another content than the stage left there",
            expected: "the SHA-256 that \(recordFile) tells; delete \(input.folder) to have it made again")
        }
      }
    }
  }

  private static func isChecked(_ path: String) -> Bool {
    [".safetensors", ".json", ".h5"].contains(where: path.hasSuffix)
  }
}
