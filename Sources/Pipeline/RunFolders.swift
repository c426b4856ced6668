import Foundation
import StrictJSON

/// The run folders of a results folder: those that can be read, and those that cannot.
public struct RunFolders: Sendable, Equatable {
  /// A folder that holds no run that this program can read.
  public struct Fault: Sendable, Equatable {
    /// Its name below `runs/`.
    public let name: String
    /// What is wrong with it, in a sentence.
    public let reason: String

    /// A fault from its parts.
    public init(name: String, reason: String) { (self.name, self.reason) = (name, reason) }
  }

  /// The runs, sorted by id.
  public private(set) var runs: [RunFile] = []
  /// Folders whose `run.json` is torn, of another format, or of another run than the folder's name says; by name.
  public private(set) var faults: [Fault] = []

  /// Reads all run folders. Names that begin with a dot are none, nor are folders without `run.json`: a runner may be
  /// about to write it.
  public init(root: String) throws {
    let read = try Self.names(in: root).concurrentMap { name in (name, Self.read(name, in: root)) }
    for (name, outcome) in read {
      switch outcome {
      case .success(let run): if let run { runs.append(run) }
      case .failure(let error): faults.append(Fault(name: name, reason: "\(error)"))
      }
    }
  }

  /// The run of a folder; nil without a `run.json`.
  private static func read(_ name: String, in root: String) -> Result<RunFile?, InputError> {
    let file = "\(root)/runs/\(name)/run.json"
    guard FileManager.default.fileExists(atPath: file) else { return .success(nil) }
    return Result { () throws(InputError) in
      let run = try RunFile(file: file)
      guard run.id == name else {
        throw InputError(file: file, found: "the run \(run.id)", expected: "the run \(name), as the folder is called")
      }
      return run
    }
  }

  /// The names of the folders that hold a run file, readable or not, sorted: the ids of all runs.
  public static func ids(in root: String) throws -> [String] {
    try names(in: root).filter { FileManager.default.fileExists(atPath: "\(root)/runs/\($0)/run.json") }
  }

  /// Moves a folder to `runs/.torn/`, where it can be looked at, and gives its new place.
  public static func setAside(_ name: String, in root: String) throws -> String {
    let torn = root + "/runs/.torn"
    try DurableFile.makeFolder(torn)
    var place = "\(torn)/\(name)"
    var number = 1
    while FileManager.default.fileExists(atPath: place) {
      number += 1
      place = "\(torn)/\(name)-\(number)"
    }
    guard rename("\(root)/runs/\(name)", place) == 0 else {
      throw DurableFile.failure("set aside", "\(root)/runs/\(name)")
    }
    try DurableFile.sync(root + "/runs")
    return place
  }

  private static func names(in root: String) throws -> [String] {
    let folder = root + "/runs"
    guard FileManager.default.fileExists(atPath: folder) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
  }
}
