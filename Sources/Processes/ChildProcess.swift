import Foundation
import Glibc

/// A program started by `posix_spawn` and nothing else, for one thread.
///
/// Foundation's `Process` waits by a run loop whose sockets need a loopback interface; containers and cluster nodes
/// without any network have none, and it hangs there. This one needs pipes only.
public final class ChildProcess {
  /// What the program reads.
  public enum Input: Sendable {
    /// Nothing.
    case nothing
    /// A pipe that stays empty and closes when this process ends, however it ends, or `closeInput()` is called.
    case lifeline
  }

  /// Where the program's output goes.
  public enum Output: Sendable, Equatable {
    /// Nowhere.
    case discarded
    /// To this process.
    case pipe
    /// To a file, which is made or emptied.
    case file(String)
  }

  /// How a program ended.
  public enum End: Sendable, Equatable {
    /// With a status.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)

    /// The status as a shell gives it: 128 and the number of the signal that ended the program.
    public var status: Int32 {
      switch self {
      case .exited(let code): code
      case .signalled(let number): 128 + number
      }
    }
  }

  private static let starting = NSLock()

  /// The process's number.
  public let id: Int32
  /// How it ended; nil as far as `poll` and `wait` know.
  public private(set) var end: End?
  /// Its standard output and error, where they are pipes.
  let output: PipeReader?
  let errors: PipeReader?
  private var lifeline: Int32?
  private let leadsGroup: Bool

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What follows its name.
  ///   - environment: Its whole environment; nil for this process's.
  ///   - leadsGroup: Whether it leads a process group of its own, which `signal` then reaches as a whole.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil, input: Input = .nothing,
    output: Output = .pipe, errors: Output = .discarded, leadsGroup: Bool = false
  ) throws(SpawnError) {
    // Between the making of a pipe and its close-on-exec flag no other program may start, or it would inherit the pipe.
    Self.starting.lock()
    defer { Self.starting.unlock() }
    let actions = FileActions()
    var lifeline: Pipe?
    switch input {
    case .nothing: actions.open("/dev/null", O_RDONLY, as: 0)
    case .lifeline:
      let pipe = try Pipe()
      actions.duplicate(pipe.reader, as: 0)
      lifeline = pipe
    }
    let outputPipe = try actions.direct(output, as: 1)
    let errorPipe = try actions.direct(errors, as: 2)
    id = try actions.spawn(program, arguments, environment, leadsGroup: leadsGroup)
    self.leadsGroup = leadsGroup
    self.lifeline = lifeline?.takeWriter()
    self.output = outputPipe.map { PipeReader($0.takeReader()) }
    self.errors = errorPipe.map { PipeReader($0.takeReader()) }
  }

  deinit {
    closeInput()
    guard poll() == nil else { return }
    signal(SIGKILL)
    _ = wait()
  }

  /// Whether it has not ended yet.
  public var isRunning: Bool { poll() == nil }

  /// Ends its standard input.
  public func closeInput() {
    if let lifeline { close(lifeline) }
    lifeline = nil
  }

  /// Sends a signal to it, and to its group where it leads one, if it has not ended.
  public func signal(_ number: Int32) {
    if end == nil { kill(leadsGroup ? -id : id, number) }
  }

  /// How it ended, nil if it has not.
  public func poll() -> End? { look(WNOHANG) }

  /// Waits for its end. What it writes to a pipe that nobody reads may keep it from ending.
  public func wait() -> End {
    while true { if let end = look(0) { return end } }
  }

  /// Bytes that it has written to its standard output, waiting for some at most so long; empty when none came, nil
  /// after the last. For a program whose output is a pipe.
  public func read(milliseconds: Int32) -> [UInt8]? {
    guard let output else { fatalError("the output of process \(id) is no pipe") }
    return output.read(milliseconds: milliseconds)
  }

  private func look(_ options: Int32) -> End? {
    if let end { return end }
    var status: Int32 = 0
    guard waitpid(id, &status, options) == id else { return nil }
    end = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    return end
  }
}
