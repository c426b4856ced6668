#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Room on a file system.
public enum FreeSpace {
  /// Bytes that this user may still write below a folder that is there; nil where the system does not say.
  public static func bytes(at folder: String) -> Int? {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    let (bytes, isTooMany) = Int(clamping: facts.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: facts.f_frsize))
    return isTooMany ? .max : bytes
  }

  /// Whether what a program said of a failure comes down to a full disk or an exhausted quota.
  public static func isShortage(_ words: String) -> Bool {
    [ENOSPC, EDQUOT].contains { words.contains(String(cString: strerror($0))) }
      // SQLite's and Foundation's words.
      || words.contains("database or disk is full") || words.contains("enough space")
  }
}
