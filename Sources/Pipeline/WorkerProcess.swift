import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A child process that leads its own group, read line by line. For one thread.
final class WorkerProcess {
  /// How a process ended.
  enum End: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  private static let starting = NSLock()

  private let pid: pid_t
  private let output: Int32
  private let lifeline: Int32
  private var pending: [UInt8] = []
  private var isOutputOpen = true
  private var status: Int32?

  /// Starts `program`, its standard error going to a new file `log`.
  init(program: String, arguments: [String], log: String) throws(PipelineError) {
    // Between the making of a pipe and its close-on-exec flag no other worker may start, or it would inherit the pipe.
    Self.starting.lock()
    defer { Self.starting.unlock() }
    let (outputReader, outputWriter) = try Self.pipe()
    let (inputReader, inputWriter) = try Self.pipe()
    defer {
      close(outputWriter)
      close(inputReader)
    }
    try DurableFile.makeFolder((log as NSString).deletingLastPathComponent)
    let logFile = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard logFile >= 0 else { throw DurableFile.failure("create", log) }
    defer { close(logFile) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, inputReader, 0)
    posix_spawn_file_actions_adddup2(&actions, outputWriter, 1)
    posix_spawn_file_actions_adddup2(&actions, logFile, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Own group; and the signals that the runner ignores or blocks act on the worker as usual.
    posix_spawnattr_setpgroup(&attributes, 0)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let result = posix_spawn(&child, program, &actions, &attributes, arguments, environ)
    guard result == 0 else {
      close(outputReader)
      close(inputWriter)
      throw PipelineError("The worker \(program) could not be started: \(String(cString: strerror(result))).")
    }
    pid = child
    output = outputReader
    lifeline = inputWriter
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
  }

  deinit {
    if status == nil {
      kill(-pid, SIGKILL)
      var ignored: Int32 = 0
      waitpid(pid, &ignored, 0)
    }
    close(output)
    close(lifeline)
  }

  /// Whole lines that came within a fifth of a second, possibly none; nil once the process has ended and all it wrote
  /// was given out.
  func nextLines() -> [String]? {
    if let _ = status { return lastLine() }
    if isOutputOpen {
      var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, 200) > 0 { readWhatIsThere() }
    } else {
      usleep(20_000)
    }
    var result: Int32 = 0
    if waitpid(pid, &result, WNOHANG) == pid {
      status = result
      // Grandchildren may still hold the pipe; what they would write later belongs to nobody.
      readWhatIsThere()
    }
    return takeLines()
  }

  /// Sends a signal to the process and all its descendants that stayed in its group.
  func signal(_ number: Int32) { if status == nil { kill(-pid, number) } }

  /// How the process ended, once `nextLines()` has given nil.
  var end: End {
    guard let status else { fatalError("The end of a worker was asked for before it had ended.") }
    return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
  }

  private func readWhatIsThere() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while isOutputOpen {
      let count = read(output, &buffer, buffer.count)
      if count > 0 {
        pending.append(contentsOf: buffer[..<count])
      } else if count == 0 {
        isOutputOpen = false
      } else if errno != EINTR {
        return
      }
    }
  }

  private func takeLines() -> [String] {
    guard let last = pending.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = pending[..<last].split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    pending.removeSubrange(...last)
    return lines
  }

  private func lastLine() -> [String]? {
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    return [String(decoding: pending, as: UTF8.self)]
  }

  private static func pipe() throws(PipelineError) -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [0, 0]
    guard Foundation.pipe(&ends) == 0 else { throw DurableFile.failure("make", "a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
