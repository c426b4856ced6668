import Foundation

/// The pipe that a runner keeps open for as long as it lives. A worker whose runner was killed must not go on: nobody
/// would take what it makes.
enum Lifeline {
  /// Ends this process when the pipe on the standard input closes; without a pipe there nothing is watched.
  static func watch() {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
    let thread = Thread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { _exit(75) }
      }
    }
    thread.stackSize = 64 << 10
    thread.start()
  }
}
