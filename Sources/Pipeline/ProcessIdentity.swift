import Foundation
public import StrictJSON

/// Which process of which machine: enough to say for certain, on the same machine, whether it still lives.
public struct ProcessIdentity: Sendable, Hashable, CustomStringConvertible {
  /// What can be said of a process from here.
  public enum Life: Sendable, Hashable {
    /// It lives.
    case living
    /// It is gone, and no other will be taken for it.
    case gone
    /// It is of another machine, or of another start of this one.
    case unknown
  }

  /// The machine's name.
  public let host: String
  /// The id of the machine's start, of Linux's `/proc/sys/kernel/random/boot_id`.
  public let boot: String
  /// The space that `pid` counts in: containers have their own.
  public let space: String
  /// The process's number.
  public let pid: Int
  /// When it was started, in clock ticks since the machine's start: no clock that is set can move it.
  public let startTicks: Int

  /// An identity from its parts.
  public init(host: String, boot: String, space: String, pid: Int, startTicks: Int) {
    (self.host, self.boot, self.space, self.pid, self.startTicks) = (host, boot, space, pid, startTicks)
  }

  /// This process.
  public static let own = ProcessIdentity(
    host: kernelText("hostname"), boot: kernelText("random/boot_id"), space: processSpace(), pid: Int(getpid()),
    startTicks: startTicks(ofProcess: Int(getpid())) ?? 0)

  /// Whether the process lives, as far as it can be said from here. Only what is of the same machine, start and space
  /// of numbers can be said to be gone.
  public var life: Life {
    guard !boot.isEmpty, host == Self.own.host, boot == Self.own.boot, space == Self.own.space else { return .unknown }
    return Self.startTicks(ofProcess: pid) == startTicks ? .living : .gone
  }

  /// `HOST pid NUMBER`.
  public var description: String { "\(host) pid \(pid)" }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    host = try reader.required("host").string()
    boot = try reader.required("boot").string()
    space = try reader.required("space").string()
    pid = try reader.required("pid").int(in: 0...Int.max)
    startTicks = try reader.required("start_ticks").int(in: 0...Int.max)
    try reader.finish()
  }

  /// All of it as one object.
  public var json: JSONValue {
    [
      "host": .string(host), "boot": .string(boot), "space": .string(space), "pid": .integer(pid),
      "start_ticks": .integer(startTicks),
    ]
  }

  /// The text of a file of the kernel; empty where there is none.
  private static func kernelText(_ name: String) -> String {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/\(name)", encoding: .utf8)) ?? ""
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func processSpace() -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
  }

  /// Field 22 of `/proc/<pid>/stat`, proc(5); nil for a process that has ended, its entry waiting for its parent or
  /// not.
  private static func startTicks(ofProcess pid: Int) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    // The name, field 2, may hold spaces and brackets; fields 3 and following come after the last one.
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }
}
