#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that are about to be written by giving a finished one their name.
public enum TargetFile {
  /// Why no file should get the name `path`, if so: the folder is missing, or the name is that of a device, a pipe or a
  /// folder, which would be replaced.
  public static func obstacle(to path: String) -> String? {
    var status = stat()
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: return nil
      case S_IFDIR: return "a folder"
      default: return "a device or pipe, which holds no file"
      }
    }
    let folder = folder(of: path)
    guard stat(folder, &status) == 0 else { return "no folder \(folder)" }
    return status.st_mode & S_IFMT == S_IFDIR ? nil : "\(folder), which is no folder"
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
