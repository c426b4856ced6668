import Foundation
import Spec
import StrictJSON

extension ArtifactClaim {
  /// Turns the content of `folder`, which has the files of `record` and nothing else, into the artifact: writes
  /// `stage.json` last, syncs everything and renames the folder into place.
  func adopt(_ folder: String, _ record: StageRecord) throws(PipelineError) {
    try DurableFile.sync(record.files.map { folder + "/" + $0.path })
    try DurableFile.create(record.json.prettyText() + "\n", at: folder + "/" + StageRecord.fileName)
    let files = try FileTree.files(in: folder)
    for inner in FileTree.folders(in: folder, of: files).reversed() { try DurableFile.sync(inner) }
    try settle(folder)
  }
}
