import Foundation
import Spec
import StrictJSON

/// Takes one artifact from another results folder into a store, proven, or not at all. Where one side has fewer files of
/// the same artifact, as records without cells have, the store ends with those of both.
struct ArtifactCopy {
  /// How it came out.
  enum Outcome {
    /// It was taken; so many bytes.
    case taken(bytes: Int)
    /// All that it has was here already, file for file.
    case present
    /// It was left out; a sentence says why.
    case refused(String)
  }

  let key: Digest
  /// The artifact's folder in the other results folder.
  let folder: String
  let store: ArtifactStore
  /// Files that are not taken, by their paths in the artifact.
  var leftOut: Set<String> = []

  /// Takes the artifact. Throws only when this store cannot be written.
  func take() throws(PipelineError) -> Outcome {
    var record: StageRecord
    do { record = try StageRecord(file: "\(folder)/\(StageRecord.fileName)") } catch { return .refused("\(error)") }
    if let flaw = flaw(of: record) { return .refused(flaw) }
    record.files.removeAll { leftOut.contains($0.path) }
    guard !record.files.isEmpty else { return .refused("it has no file but those that are left out") }
    if case .present(let own) = store.lookup(key), let outcome = compare(own, record) { return outcome }
    guard let claim = try store.claim(key) else { return .refused("another process works on it here") }
    switch store.lookup(key) {
    case .present(let own):
      if let outcome = compare(own, record) { return outcome }
      return try supplement(own, with: record)
    case .torn: _ = try claim.setAside()
    case .absent: break
    }
    let place = try claim.begin()
    defer { claim.discard(place) }
    for file in record.files {
      if let flaw = try copy(file, to: place) { return .refused(flaw) }
    }
    try claim.adopt(place, record)
    return .taken(bytes: record.files.reduce(0) { $0 + $1.bytes })
  }

  /// What is wrong with what `stage.json` says; nil if it may be believed so far.
  private func flaw(of record: StageRecord) -> String? {
    guard record.key == key else { return "its stage.json is of the key \(record.key)" }
    guard record.keyOfContent == key else { return "its key is not that of its configuration and inputs" }
    guard !record.files.isEmpty else { return "its stage.json lists no file" }
    for file in record.files where !Self.isInside(file.path) {
      return "its stage.json lists the path \(JSONValue.string(file.path).canonicalText)"
    }
    return nil
  }

  /// Whether a path stays inside the artifact's folder.
  private static func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return path != StageRecord.fileName && !path.utf8.contains(0)
      && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// What becomes of an artifact that is here already; nil when the other has all of its files and more.
  private func compare(_ own: StageRecord, _ other: StageRecord) -> Outcome? {
    if other.files.allSatisfy(own.files.contains) { return .present }
    return own.files.allSatisfy(other.files.contains) ? nil : .refused("other content is here under the same key")
  }

  /// Brings the files that the artifact lacks here. They are of it only when `stage.json`, replaced last, lists them, so
  /// whoever reads meanwhile finds it whole.
  private func supplement(_ own: StageRecord, with other: StageRecord) throws(PipelineError) -> Outcome {
    let place = store.folder(of: key)
    let missing = other.files.filter { !own.files.contains($0) }
    for file in missing {
      let target = "\(place)/\(file.path)"
      if FileManager.default.fileExists(atPath: target) {
        do { try FileManager.default.removeItem(atPath: target) } catch {
          throw PipelineError("\(target) could not be replaced: \(error.localizedDescription)")
        }
      }
      if let flaw = try copy(file, to: place) { return .refused(flaw) }
    }
    try DurableFile.sync(missing.map { "\(place)/\($0.path)" })
    for folder in FileTree.folders(in: place, of: try FileTree.files(in: place)).reversed() {
      try DurableFile.sync(folder)
    }
    try DurableFile.write(other.json.prettyText() + "\n", to: "\(place)/\(StageRecord.fileName)")
    return .taken(bytes: missing.reduce(0) { $0 + $1.bytes })
  }

  /// Copies a file and proves the copy, so that nothing can change in between; gives what is wrong with it.
  private func copy(_ file: StageRecord.File, to place: String) throws(PipelineError) -> String? {
    let (source, target) = ("\(folder)/\(file.path)", "\(place)/\(file.path)")
    var status = stat()
    guard lstat(source, &status) == 0 else { return "\(file.path) is missing" }
    guard status.st_mode & S_IFMT == S_IFREG else { return "\(file.path) is no plain file" }
    guard Int(status.st_size) == file.bytes else {
      return "\(file.path) has \(status.st_size) bytes instead of \(file.bytes)"
    }
    try DurableFile.makeFolder((target as NSString).deletingLastPathComponent)
    do { try FileManager.default.copyItem(atPath: source, toPath: target) } catch {
      throw PipelineError("\(source) could not be copied to \(target): \(error.localizedDescription)")
    }
    guard (try? Digest(ofFile: target)) == file.digest else { return "\(file.path) differs from its SHA-256" }
    return nil
  }
}

extension StageRecord {
  /// The key that configuration, inputs, environment, kind and version make.
  var keyOfContent: Digest {
    Digest(
      of: [
        "kind": .string(kind.rawValue), "version": .integer(version), "config": config, "inputs": inputs,
        "environment": environment,
      ])
  }
}
