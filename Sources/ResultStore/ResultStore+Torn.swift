import GRDB
public import StrictJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ResultStore {
  /// Renames a database that is torn to `<path>.torn`, or with a number behind it, and gives the new name; nil where
  /// the file is no torn database, but whole, absent, or of another program.
  ///
  /// Every page is read, so ask only when something went wrong.
  public static func setAsideIfTorn(_ path: String) throws(InputError) -> String? {
    guard beginsLikeADatabase(path), !isWhole(path) else { return nil }
    var place = "\(path).torn"
    var number = 1
    while access(place, F_OK) == 0 {
      number += 1
      place = "\(path).torn-\(number)"
    }
    // What belongs to the torn file must not be taken for the new one's.
    for ending in ["-wal", "-journal"] where access(path + ending, F_OK) == 0 { rename(path + ending, place + ending) }
    unlink(path + "-shm")
    SharedFile(path).forget()
    guard rename(path, place) == 0 else {
      throw InputError(file: path, found: String(cString: strerror(errno)), expected: "a file that can be renamed")
    }
    return place
  }

  private static func isWhole(_ path: String) -> Bool {
    var configuration = Configuration()
    configuration.readonly = true
    do {
      return try DatabaseQueue(path: path, configuration: configuration).read { database in
        try String.fetchAll(database, sql: "PRAGMA quick_check(1)") == ["ok"]
      }
    } catch let error as DatabaseError {
      // Anything else, such as a lock that is held, says nothing of what the file holds.
      return ![.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR].contains(error.resultCode)
    } catch {
      return true
    }
  }

  private static func beginsLikeADatabase(_ path: String) -> Bool {
    guard let file = fopen(path, "rb") else { return false }
    defer { fclose(file) }
    var start = [UInt8](repeating: 0, count: 16)
    return fread(&start, 1, 16, file) == 16 && start == Array("SQLite format 3\0".utf8)
  }
}
