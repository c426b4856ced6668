import Foundation
import StrictJSON
import Synchronization

/// A temporary folder that goes away with the value that holds it, or at the latest with the process.
final class Scratch: Sendable {
  let path: String
  private static let open = Mutex<Set<String>>([])
  private static let isWatched: Bool = {
    atexit { for path in Scratch.open.withLock(\.self) { try? FileManager.default.removeItem(atPath: path) } }
    return true
  }()

  init() throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = folder.appendingPathComponent("imted-end-to-end-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if Self.isWatched { _ = Self.open.withLock { [path] in $0.insert(path) } }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
    _ = Self.open.withLock { [path] in $0.remove(path) }
  }

  /// The path of a name below the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, making the folders above it, and gives its path.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let file = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  @discardableResult
  func write(_ name: String, _ json: JSONValue) throws -> String { try write(name, json.prettyText()) }
}

/// Files and folders as the tests look at them.
enum Files {
  /// The paths of all files below a folder, sorted.
  static func below(_ folder: String) -> [String] {
    guard let tree = FileManager.default.enumerator(atPath: folder) else { return [] }
    var paths: [String] = []
    while let name = tree.nextObject() as? String { paths.append(folder + "/" + name) }
    return paths.sorted()
  }

  /// The files of a name below a folder, sorted.
  static func named(_ name: String, below folder: String) -> [String] {
    below(folder).filter { $0.hasSuffix("/" + name) }
  }

  static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Adds a text at the end of a file, which is made if there is none.
  static func append(_ text: String, to path: String) throws {
    if !exists(path) { try Data().write(to: URL(fileURLWithPath: path)) }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}

/// The repository that these tests are in.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func path(_ name: String) -> String { root + "/" + name }

  /// An experiment file, to be changed.
  static func experiment(_ name: String) throws -> JSONObject {
    guard case .object(let spec) = try JSONDocument(file: path(name)).root.value else {
      fatalError("\(name) is no object")
    }
    return spec
  }
}
