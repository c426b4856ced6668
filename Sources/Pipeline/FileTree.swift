import Foundation

/// The files below a folder.
enum FileTree {
  /// A plain file.
  struct File: Sendable, Equatable {
    /// Its path from the folder, parts joined by `/`.
    let path: String
    /// Its size.
    let bytes: Int
  }

  /// All files below `folder`, sorted by the bytes of their paths. Special files are refused, and so are links unless
  /// they are to be followed: in an artifact they would make it depend on what is outside.
  static func files(in folder: String, followingLinks: Bool = false) throws(PipelineError) -> [File] {
    var files: [File] = []
    try collect(folder, "", followingLinks, into: &files)
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// All folders below `folder`, itself included, deepest last.
  static func folders(in folder: String, of files: [File]) -> [String] {
    var folders = [folder]
    var seen = Set<String>()
    for file in files {
      var parts = file.path.split(separator: "/").dropLast()
      while !parts.isEmpty {
        let path = parts.joined(separator: "/")
        if seen.insert(path).inserted { folders.append(folder + "/" + path) }
        parts = parts.dropLast()
      }
    }
    return folders
  }

  private static func collect(
    _ root: String, _ prefix: String, _ followingLinks: Bool, into files: inout [File]
  ) throws(PipelineError) {
    let folder = prefix.isEmpty ? root : root + "/" + prefix
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw PipelineError("The folder \(folder) could not be read: \(error.localizedDescription)")
    }
    for name in names {
      let path = prefix.isEmpty ? name : prefix + "/" + name
      var status = stat()
      let result = followingLinks ? stat(root + "/" + path, &status) : lstat(root + "/" + path, &status)
      guard result == 0 else { throw DurableFile.failure("read", root + "/" + path) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: try collect(root, path, followingLinks, into: &files)
      case S_IFREG: files.append(File(path: path, bytes: Int(status.st_size)))
      default: throw PipelineError("\(root)/\(path) is neither a file nor a folder.")
      }
    }
  }
}
