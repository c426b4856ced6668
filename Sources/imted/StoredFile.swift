import Foundation
import Pipeline
import ResultStore
import Spec
import StrictJSON

/// A file that a run's stage left, its content checked against the digest that was taken when it was made.
struct StoredFile {
  /// Where it lies.
  let path: String
  /// What it holds.
  let bytes: [UInt8]
  /// Its digest.
  let digest: Digest

  /// Finds the file `name` of the first of `roles` that the run has.
  ///
  /// Throws when the run has none of these stages, when the artifact or the file is not there, or when its content is not
  /// what the stage wrote.
  init(_ name: String, roles: [StageRole], of run: StoredRun, results: String) throws(InputError) {
    let stages = roles.compactMap { role in run.stages.first { $0.role == role.rawValue } }
    guard let stage = stages.first, let key = Digest(hex: stage.stage.key) else {
      try Self.refuseRecords(roles, of: run, results: results)
      throw InputError(
        found: "run \(run.run.id) without a stage \(roles.map(\.rawValue).joined(separator: " or "))",
        expected: "a run that has it; this one has \(run.stages.map(\.role).joined(separator: ", "))")
    }
    let store = ArtifactStore(lookingInto: URL(fileURLWithPath: results).path)
    path = "\(store.folder(of: key))/\(name)"
    guard case .present(let record) = store.lookup(key), let file = record.files.first(where: { $0.path == name })
    else {
      throw InputError(file: path, found: "no such file of a whole artifact", expected: "one: `imted run` makes it")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(file: path, found: "no readable file", expected: "a file")
    }
    bytes = Array(data)
    digest = Digest(of: bytes)
    guard digest == file.digest else {
      throw InputError(
        file: path, found: "content of the digest \(digest.short)", expected: "\(file.digest.short), as it was made")
    }
  }

  /// Throws when the run went through one of these stages but what it left is not here, as of runs that came as records.
  private static func refuseRecords(
    _ roles: [StageRole], of run: StoredRun, results: String
  ) throws(InputError) {
    let file = "\(URL(fileURLWithPath: results).path)/runs/\(run.run.id)/run.json"
    guard let steps = try? RunFile(file: file).steps,
      let role = roles.first(where: { role in
        steps.contains { $0.role == role }
      })
    else { return }
    throw InputError(
      found: "run \(run.run.id) without what its stage \(role.rawValue) left, which was not imported",
      expected: "its artifact: `imted import` without --records brings it from where it was made, `imted run` with the"
        + " experiment \(run.run.experiment) and --refresh \(role.rawValue) makes it again")
  }
}
