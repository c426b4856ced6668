import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The steps that make a file appear whole or not at all: a private name beside the target, fsync, rename.
enum WholeFile {
  /// A name beside `path` that no file has. Another process may take it before it is used, so create exclusively.
  static func privateName(for path: String) -> String {
    var attempt = 0
    while true {
      let name = "\(path).\(getpid())-\(attempt).partial"
      if access(name, F_OK) != 0 { return name }
      attempt += 1
    }
  }

  /// Puts the closed file `partial` under `path` durably, over any file of that name.
  static func publish(_ partial: String, as path: String) throws(InputError) {
    try synchronise(partial, reportedAs: path)
    guard rename(partial, path) == 0 else {
      throw InputError(file: path, found: "\"\(reason())\" on renaming", expected: "a writable folder")
    }
    try synchronise(folder(of: path), reportedAs: path)
  }

  /// Removes a partial file; nothing happens when there is none.
  static func discard(_ partial: String) { unlink(partial) }

  /// Why `path` cannot be read as a regular file, if so.
  static func obstacle(to path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return reason() }
    guard status.st_mode & S_IFMT == S_IFREG else { return "not a regular file" }
    guard access(path, R_OK) == 0 else { return reason() }
    return status.st_size == 0 ? "an empty file" : nil
  }

  /// Bytes of memory in this machine.
  static var machineBytes: Int { max(1, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))) }

  private static func synchronise(_ path: String, reportedAs target: String) throws(InputError) {
    let descriptor = open(path, O_RDONLY)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw InputError(
        file: target, found: "\"\(reason())\" on flushing", expected: "a writable disk with space")
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
