#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What kind of file system a database lies on.
enum FileSystemKind {
  /// File systems that several machines can see at once. SQLite's write-ahead log needs memory that all users share,
  /// so on these it can lose data.
  private static let shared: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "lustre", "ceph", "gpfs", "beegfs", "glusterfs", "9p", "afs",
  ]

  /// Whether the folder `path` may be seen by several machines; false where the system does not say.
  static func isShared(_ path: String) -> Bool {
    guard let resolved = realpath(path, nil) else { return false }
    defer { free(resolved) }
    guard let mounts = text(of: "/proc/self/mountinfo") else { return false }
    guard let kind = kind(of: String(cString: resolved), mounts: mounts) else { return false }
    return shared.contains(kind) || kind.hasPrefix("fuse.")
  }

  /// The type of the file system that the absolute `path` lies on, from the lines of Linux's `mountinfo`, proc(5):
  /// `36 35 98:0 /root /mount/point options … - type source options`.
  static func kind(of path: String, mounts: String) -> String? {
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
