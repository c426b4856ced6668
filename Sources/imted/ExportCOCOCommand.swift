import ArgumentParser
import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// `imted export coco`: the detections of a run as COCO's result list.
struct ExportCOCOCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coco", abstract: "Write a run's detections as a COCO result list (JSON).",
    discussion: "The ids of pictures and categories are those of the evaluated annotation file, which is named.")

  @Argument(help: "A run's id, or the first digits of it.") var runID: String
  @Option(help: "Folder of artifacts, runs and the database.") var results = "results"
  @Option(help: "JSON file to write.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      let run = try StoredRun.found(runID, results: results)
      let file = try StoredFile("detections.json", roles: [.predict], of: run, results: results)
      try OutputFile.write(file.bytes, to: out)
      OutputFile.tell("written: \(out) (SHA-256 \(file.digest))", of: out)
      guard let data = run.stages.first(where: { $0.role == StageRole.data.rawValue }),
        let key = Digest(hex: data.stage.key)
      else { return }
      let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
      Console.print("annotations: of the data in \(store.folder(of: key))")
    }
  }
}
