import Foundation
import Spec
import StrictJSON

/// Takes another results folder's runs, labels and artifacts into a store. Whatever is torn, foreign or contradicts what
/// is here is named and left out; the rest is taken. Doing it again takes nothing.
public struct ResultsMerge: Sendable {
  /// What of the artifacts is taken.
  public enum Scope: Sendable {
    /// All that are whole.
    case everything
    /// Only measures: those of the stage `evaluate` of the runs that are taken.
    case records
  }

  /// Something that was left out.
  public struct Refusal: Sendable, Equatable {
    /// What it is, such as `run 0123456789abcdef`.
    public let subject: String
    /// Why.
    public let reason: String
  }

  /// Runs that were not here, by id.
  public private(set) var runs: [RunFile] = []
  /// Runs that were here already, by id.
  public private(set) var presentRuns: [RunFile] = []
  /// Ids of runs whose labels changed, sorted.
  public private(set) var labelledRuns: [String] = []
  /// Artifacts that were not here, or of which files were not.
  public private(set) var artifacts = 0
  /// Artifacts that were here already.
  public private(set) var presentArtifacts = 0
  /// Bytes of the artifacts taken.
  public private(set) var bytes = 0
  /// What was left out.
  public private(set) var refusals: [Refusal] = []

  private let source: String
  private let store: ArtifactStore
  private let leftOut: Set<String>
  private var refusedKeys: Set<Digest> = []

  /// Takes what is in `source`, which is only read.
  ///
  /// - Parameters:
  ///   - source: The other results folder; it needs no database.
  ///   - store: Where to take it.
  ///   - scope: What of the artifacts is taken.
  ///   - leftOut: Files that are not taken with their artifacts, by their paths in them. They can come later.
  ///   - isWanted: Which runs to take; with `records` also which artifacts.
  /// - Throws: `InputError` when the source is no results folder, `PipelineError` when the store cannot be written.
  public init(
    from source: String, into store: ArtifactStore, scope: Scope, leavingOut leftOut: Set<String> = [],
    where isWanted: (RunFile) -> Bool = { _ in true }
  ) throws {
    self.source = AbsolutePath.of(source)
    self.store = store
    self.leftOut = leftOut
    guard ["runs", "objects"].contains(where: { FileManager.default.fileExists(atPath: "\(source)/\($0)") }) else {
      throw InputError(file: source, found: "neither runs nor objects", expected: "a results folder")
    }
    let found = try RunFolders(root: self.source)
    for fault in found.faults { refuse("run \(fault.name)", fault.reason) }
    let wanted = found.runs.filter(isWanted).filter { mayCome($0) }
    for key in try keys(of: wanted, scope) { try take(key) }
    for run in wanted {
      if try take(run) { try takeLabels(of: run) }
    }
  }

  private mutating func refuse(_ subject: String, _ reason: String) {
    refusals.append(Refusal(subject: subject, reason: reason))
  }

  /// Whether nothing here contradicts a run.
  private mutating func mayCome(_ run: RunFile) -> Bool {
    let file = "\(store.root)/runs/\(run.id)/run.json"
    guard FileManager.default.fileExists(atPath: file) else { return true }
    do {
      if try RunFile(file: file) == run { return true }
      refuse("run \(run.id)", "another run is here under the same id: \(file)")
    } catch {
      refuse("run \(run.id)", "what is here under its id cannot be read: \(error)")
    }
    return false
  }

  /// The keys of the artifacts to take, sorted.
  private func keys(of runs: [RunFile], _ scope: Scope) throws -> [Digest] {
    let other = ArtifactStore(lookingInto: source)
    switch scope {
    case .records:
      let measured = runs.flatMap(\.steps).filter { $0.role == .evaluate }.map(\.key)
      return Set(measured).filter { FileManager.default.fileExists(atPath: other.folder(of: $0)) }.sorted()
    case .everything:
      guard FileManager.default.fileExists(atPath: other.objects) else { return [] }
      var keys: [Digest] = []
      for prefix in try other.names(in: other.objects) where prefix.utf8.count == 2 {
        keys += try other.names(in: "\(other.objects)/\(prefix)").compactMap { Digest(hex: $0) }
      }
      return keys
    }
  }

  private mutating func take(_ key: Digest) throws {
    let folder = ArtifactStore(lookingInto: source).folder(of: key)
    switch try ArtifactCopy(key: key, folder: folder, store: store, leftOut: leftOut).take() {
    case .taken(let bytes):
      artifacts += 1
      self.bytes += bytes
    case .present: presentArtifacts += 1
    case .refused(let reason):
      refusedKeys.insert(key)
      refuse("artifact \(key)", reason)
    }
  }

  private func isHere(_ key: Digest) -> Bool {
    if case .present = store.lookup(key) { true } else { false }
  }

  /// Takes a run whose measures are here; says whether it is here now.
  private mutating func take(_ run: RunFile) throws -> Bool {
    if let key = run.steps.first(where: { $0.role == .evaluate })?.key {
      guard !refusedKeys.contains(key) else {
        refuse("run \(run.id)", "its measures were left out")
        return false
      }
      guard run.status != .done || isHere(key) else {
        refuse("run \(run.id)", "its measures are not there")
        return false
      }
    }
    do { _ = try RunRecord(run, in: store) } catch {
      refuse("run \(run.id)", "its measures cannot be read: \(error)")
      return false
    }
    if FileManager.default.fileExists(atPath: "\(store.root)/runs/\(run.id)/run.json") {
      presentRuns.append(run)
    } else {
      try run.write(to: store.root)
      runs.append(run)
    }
    return true
  }

  /// Joins the tags of both sides; a note of here stays.
  private mutating func takeLabels(of run: RunFile) throws {
    let theirs: RunLabels
    do { theirs = try RunLabels(of: run.id, in: source) } catch {
      refuse("labels of run \(run.id)", "\(error)")
      return
    }
    guard !theirs.isEmpty else { return }
    do {
      let before = try RunLabels(of: run.id, in: store.root)
      let after = try RunLabels.change(of: run.id, in: store.root) { labels in
        for tag in theirs.tags { try labels.add(tag) }
        if labels.note == nil, let note = theirs.note { labels.setNote(note) }
      }
      if after != before { labelledRuns.append(run.id) }
      if let note = theirs.note, after.note != note {
        refuse("note of run \(run.id)", "another note is here")
      }
    } catch let error as InputError {
      refuse("labels of run \(run.id)", "\(error)")
    }
  }
}
