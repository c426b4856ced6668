#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A database's file where several machines see it, and what tells that this machine sees it as its last user left it.
///
/// Such file systems may show sizes, pages and the journal as they were a second ago, though names are always true when a
/// folder is listed. So who changes the database leaves SQLite's count of changes as the name of a file in the folder
/// `.database.state`, and who comes next waits until the database has come so far. While it is changed there is a file
/// `busy`; without it, the journal must be empty, and is not taken for that of a process that was killed.
///
/// All is done by one process at a time; see ``ResultStore/Exclusion``.
struct SharedFile {
  private let path: String
  private let folder: String

  /// The database `path`.
  init(_ path: String) {
    self.path = path
    folder = (path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".") + "/.database.state"
  }

  /// Waits until the file is seen as it was left. What is not seen within half a minute is not there any more: the
  /// database was removed or another put in its place.
  func settle() {
    let names = names()
    let count = names.compactMap { UInt32($0) }.max()
    // After a kill there is nothing to wait for but what was seen before it.
    let patience: Duration = names.contains("busy") ? .seconds(3) : .seconds(30)
    let end = ContinuousClock.now.advanced(by: patience)
    while !isSeen(upTo: count) || !isJournalEmpty {
      guard ContinuousClock.now < end else { return }
      usleep(50_000)
    }
  }

  /// Says that the file is about to be changed.
  func begin() {
    mkdir(folder, 0o777)
    make("busy")
  }

  /// Says how far it was changed. A journal that could not be emptied, as on a full disk, is left to who comes next as that
  /// of a process that was killed.
  func end() {
    defer { if isJournalEmpty { unlink("\(folder)/busy") } }
    guard let count = header?.count else { return }
    make("\(count)")
    for name in names() where UInt32(name) != nil && name != "\(count)" { unlink("\(folder)/\(name)") }
  }

  /// Says that there is no database any more.
  func forget() {
    for name in names() { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  private func make(_ name: String) {
    let descriptor = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor >= 0 { close(descriptor) }
  }

  private func isSeen(upTo count: UInt32?) -> Bool {
    guard let count else { return true }
    guard let header else { return false }
    return header.count >= count && header.size >= header.pages * header.pageSize
  }

  /// What the start of an SQLite file says (https://sqlite.org/fileformat.html, 1.3), and the file's size in bytes.
  private var header: (count: UInt32, pages: Int, pageSize: Int, size: Int)? {
    guard let (start, size) = start(of: path), start.count == 100 else { return nil }
    func number(_ place: Int, _ bytes: Int) -> UInt32 {
      start[place..<place + bytes].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let pageSize = number(16, 2)
    return (number(24, 4), Int(number(28, 4)), pageSize == 1 ? 65536 : Int(pageSize), size)
  }

  /// Whether the journal has nothing to take back.
  private var isJournalEmpty: Bool {
    guard let (start, _) = start(of: path + "-journal") else { return true }
    return start.prefix(8).allSatisfy { $0 == 0 }
  }

  /// The first 100 bytes of a file and its size, as a newly opened file has them; nil if it is not there.
  private func start(of path: String) -> (bytes: [UInt8], size: Int)? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    var status = stat()
    guard count >= 0, fstat(descriptor, &status) == 0 else { return nil }
    return (Array(bytes.prefix(count)), Int(status.st_size))
  }

  private func names() -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}
