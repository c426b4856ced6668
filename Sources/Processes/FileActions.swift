import Glibc

/// What happens to files between the making of a process and its program's start.
final class FileActions {
  private var actions = posix_spawn_file_actions_t()

  init() { posix_spawn_file_actions_init(&actions) }

  deinit { posix_spawn_file_actions_destroy(&actions) }

  func open(_ path: String, _ flags: Int32, as descriptor: Int32) {
    posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o644)
  }

  func duplicate(_ source: Int32, as descriptor: Int32) {
    posix_spawn_file_actions_adddup2(&actions, source, descriptor)
  }

  /// Sends a descriptor where it should go; gives the pipe if that is one.
  func direct(_ output: ChildProcess.Output, as descriptor: Int32) throws(SpawnError) -> Pipe? {
    switch output {
    case .discarded: open("/dev/null", O_WRONLY, as: descriptor)
    case .file(let path): open(path, O_WRONLY | O_CREAT | O_TRUNC, as: descriptor)
    case .pipe:
      let pipe = try Pipe()
      duplicate(pipe.writer, as: descriptor)
      return pipe
    }
    return nil
  }

  /// Starts a program. Signals that this process ignores or blocks act on it as usual.
  func spawn(
    _ program: String, _ arguments: [String], _ environment: [String: String]?, leadsGroup: Bool
  ) throws(SpawnError) -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    if leadsGroup {
      posix_spawnattr_setpgroup(&attributes, 0)
      flags |= POSIX_SPAWN_SETPGROUP
    }
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let words = CStrings([program] + arguments)
    let variables = environment.map { CStrings($0.map { "\($0)=\($1)" }.sorted()) }
    var child = pid_t()
    let result = posix_spawn(
      &child, program, &actions, &attributes, words.start, variables?.start ?? environ)
    guard result == 0 else {
      throw SpawnError(description: "\(program) could not be started: \(String(cString: strerror(result))).")
    }
    return child
  }
}

/// A list of texts as C programs take them.
private final class CStrings {
  let start: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ texts: [String]) {
    count = texts.count
    start = .allocate(capacity: count + 1)
    for (place, text) in texts.enumerated() { start[place] = strdup(text) }
    start[count] = nil
  }

  deinit {
    for place in 0..<count { free(start[place]) }
    start.deallocate()
  }
}
