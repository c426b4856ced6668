import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writing that survives a power cut: content reaches the disk before the name does.
enum DurableFile {
  /// Writes `text` to `path` through a temporary file beside it, and syncs file and folder.
  static func write(_ text: String, to path: String) throws(PipelineError) {
    let temporary = "\(path).\(getpid()).tmp"
    try create(text, at: temporary)
    guard rename(temporary, path) == 0 else { throw failure("rename", temporary) }
    try sync((path as NSString).deletingLastPathComponent)
  }

  /// Writes a new file and syncs it.
  static func create(_ text: String, at path: String) throws(PipelineError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("create", path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
  }

  /// Syncs a file or folder.
  static func sync(_ path: String) throws(PipelineError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("sync", path) }
  }

  /// Syncs many files: one by one, or past a few hundred all that is unwritten at once, which is faster. Linux waits
  /// for that to finish.
  static func sync(_ paths: [String]) throws(PipelineError) {
    #if os(Linux)
      if paths.count > 256 {
        Glibc.sync()
        return
      }
    #endif
    for path in paths { try sync(path) }
  }

  /// Makes a folder and those above it. One that another machine has made is taken as the file system says when it is
  /// asked to make it, though it may not be seen yet.
  static func makeFolder(_ path: String) throws(PipelineError) {
    var reason = made(path)
    if reason == ENOENT {
      let parent = (path as NSString).deletingLastPathComponent
      if !parent.isEmpty, parent != path { try makeFolder(parent) }
      reason = made(path)
    }
    guard reason != 0 else { return }
    var status = stat()
    let isSeen = stat(path, &status) == 0
    guard isSeen ? status.st_mode & S_IFMT == S_IFDIR : reason == EEXIST else {
      let words = reason == EEXIST ? "there is a file of that name" : String(cString: strerror(reason))
      throw PipelineError("The folder \(path) could not be made: \(words).")
    }
  }

  /// 0 if a folder was made, else the reason why not.
  private static func made(_ path: String) -> Int32 { mkdir(path, 0o777) == 0 ? 0 : errno }

  static func failure(_ verb: String, _ path: String) -> PipelineError {
    PipelineError("Could not \(verb) \(path): \(String(cString: strerror(errno))).")
  }
}
