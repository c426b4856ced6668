#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What kind of file system a folder lies on.
public enum FileSystemKind {
  /// The environment variable that decides in the place of the system: `yes` or `no`.
  public static let variable = "IMTED_NETWORK_FOLDER"
  /// A file of this name in a folder says that it was used over a network before, and is to be used so by all.
  public static let markName = ".network"

  /// File systems that several machines can see at once. On these, SQLite's write-ahead log can lose data, since it
  /// needs memory that all users share, and a lock of one machine may not be seen by another.
  private static let shared: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "ceph", "gpfs", "beegfs", "glusterfs", "9p", "afs",
  ]

  /// Whether the folder `path` may be seen by several machines: as the variable says, else if it has the mark, else by
  /// its file system; false where the system does not say.
  public static func isShared(_ path: String) -> Bool {
    if let word = getenv(variable) {
      switch String(cString: word) {
      case "yes": return true
      case "no": return false
      default: break
      }
    }
    if access("\(path)/\(markName)", F_OK) == 0 { return true }
    guard let resolved = realpath(path, nil) else { return false }
    defer { free(resolved) }
    guard let mounts = text(of: "/proc/self/mountinfo") else { return false }
    guard let kind = kind(of: String(cString: resolved), mounts: mounts) else { return false }
    return shared.contains(kind) || kind.hasPrefix("fuse.")
  }

  /// The type of the file system that the absolute `path` lies on, from the lines of Linux's `mountinfo`, proc(5):
  /// `36 35 98:0 /root /mount/point options … - type source options`.
  public static func kind(of path: String, mounts: String) -> String? {
    var best: (length: Int, kind: String)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count, dash > 4 else { continue }
      // Spaces in mount points are written as octal escapes.
      let point = fields[4].split(separator: "\\040", omittingEmptySubsequences: false).joined(separator: " ")
      guard path == point || path.hasPrefix(point == "/" ? "/" : point + "/") else { continue }
      // Of mounts over each other, the later line is the one in view.
      if point.utf8.count >= best?.length ?? 0 { best = (point.utf8.count, String(fields[dash + 1])) }
    }
    return best?.kind
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
