import Foundation
public import Spec
public import StrictJSON

/// The files of published shot lists for one number of shots and one seed.
public struct ShotFiles: Sendable, Equatable {
  /// The folder that holds a list for each category, or the one file of all.
  public let path: String
  /// The lists, absolute, in the order of their names' bytes.
  public let files: [String]
  /// The seed they are of.
  public let seed: Int

  /// Finds the lists. The folder of seed N is `seed{N}` below the spec's folder; seed 0 may also lie in that folder
  /// itself, where TFA has it. A folder or a list that is not there is an `InputError`.
  public init(_ spec: ShotListSpec, shots: Int, runSeed: Int) throws(InputError) {
    seed = spec.seed ?? runSeed
    guard let prefix = Self.prefix(spec.format, shots) else {
      path = spec.path.replacingOccurrences(of: "{shots}", with: String(shots))
        .replacingOccurrences(of: "{seed}", with: String(seed))
      files = [path]
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw InputError(file: path, found: "no readable file", expected: "the list of \(shots) shots of seed \(seed)")
      }
      return
    }
    let own = "\(spec.path)/seed\(seed)"
    let flat = seed == 0 ? ((try? FileManager.default.contentsOfDirectory(atPath: spec.path)) ?? []) : []
    // TFA has seed 0 in the folder itself, DeFRCN in one of its own: the same lists, where nothing went wrong.
    let folders = (spec.path, own)
    let other = flat.filter { $0.hasPrefix(prefix) }.sorted().first { name in
      Self.isFolder(own)
        && !FileManager.default.contentsEqual(atPath: "\(folders.0)/\(name)", andPath: "\(folders.1)/\(name)")
    }
    if let other {
      throw InputError(
        file: "\(own)/\(other)", found: "another list of seed 0 than \(spec.path)/\(other)",
        expected: "the same, or one of the two")
    }
    path = seed == 0 && !Self.isFolder(own) ? spec.path : own
    guard Self.isFolder(path), let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw InputError(file: path, found: "no such folder", expected: "the shot lists of seed \(seed)")
    }
    let folder = path
    files = names.filter { $0.hasPrefix(prefix) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { "\(folder)/\($0)" }
    guard !files.isEmpty else {
      throw InputError(file: path, found: "no list of \(shots) shots", expected: "files named \(prefix)…")
    }
  }

  /// SHA-256 over names and digests of the lists; a merged file's name is left out, as it may be called anything.
  func content() throws(InputError) -> Digest {
    var text = ""
    for file in files {
      let name = file == path ? "" : (file as NSString).lastPathComponent
      text += "\(name)\t\(try Digest(ofFile: file).hex)\n"
    }
    return Digest(of: text)
  }

  private static func prefix(_ format: ShotListFormat, _ shots: Int) -> String? {
    switch format {
    case .fsdetCOCO: "full_box_\(shots)shot_"
    case .fsdetVOC: "box_\(shots)shot_"
    case .merged: nil
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}

extension ImageIDsSpec {
  /// The file for a run's seed.
  public func path(runSeed: Int) -> String {
    file.replacingOccurrences(of: "{seed}", with: String(seed ?? runSeed))
  }

  /// The seed to ask the file for; nil where the file holds one list.
  public func seedInFile(runSeed: Int) -> Int? { percent == nil ? nil : seed ?? runSeed }
}

/// The lists that one cell trains from: by content for keys, by path for the worker.
struct TrainingLists {
  var imageIDs: ImageIDsConfig?
  var baseResources: [PlannedStage.Resource] = []
  var shotList: ShotListConfig?
  var shotResources: [PlannedStage.Resource] = []
}

extension COCOFiles {
  /// The lists of a cell of seed `seed`, whose shots are those of `shotSeed`. Files are read for their digests.
  func lists(shots: Int?, seed: Int, shotSeed: Int) throws(InputError) -> TrainingLists {
    var lists = TrainingLists()
    if let ids = data.train.ids {
      let file = ids.path(runSeed: seed)
      lists.imageIDs = ImageIDsConfig(
        content: try Digest(ofFile: file), percent: ids.percent, seed: ids.seedInFile(runSeed: seed))
      lists.baseResources = [PlannedStage.Resource(name: "train.ids", path: file)]
    }
    if let shots, let spec = data.shots {
      let files = try ShotFiles(spec, shots: shots, runSeed: shotSeed)
      lists.shotList = ShotListConfig(
        format: spec.format, boxRecords: spec.boxRecords, seed: files.seed, content: try files.content())
      lists.shotResources = [PlannedStage.Resource(name: "shots", path: files.path)]
      if let images = spec.images {
        lists.shotResources.append(PlannedStage.Resource(name: "shots.images", path: images))
      }
    }
    return lists
  }
}
