import Foundation
import Spec
public import StrictJSON

/// An artifact of a store as a stage sees it: its folder, and from its record the way back to what it was made from.
public struct StoredArtifact: Sendable {
  /// The folder.
  public let folder: String
  /// What its `stage.json` says.
  public let record: StageRecord

  /// The artifact in a folder; one without `stage.json` is an `InputError`.
  public init(folder: String) throws(InputError) {
    self.folder = folder
    record = try StageRecord(file: "\(folder)/\(StageRecord.fileName)")
  }

  /// What the artifact was made from under a name. That it is not in the store any more is an `InputError`.
  public func input(_ name: String) throws(InputError) -> StoredArtifact {
    let recordFile = "\(folder)/\(StageRecord.fileName)"
    guard case .string(let text)? = record.inputs[name], let key = Digest(hex: text) else {
      throw InputError(file: recordFile, found: "a \(record.kind.rawValue) without \(name)", expected: "the key of one")
    }
    let objects = URL(fileURLWithPath: folder).deletingLastPathComponent().deletingLastPathComponent().path
    return try StoredArtifact(folder: "\(objects)/\(key.hex.prefix(2))/\(key.hex)")
  }
}
