import Glibc

/// A program run to its end, and what it wrote.
public struct FinishedProcess: Sendable {
  /// Its status; 128 and more when a signal ended it.
  public let status: Int32
  /// What it wrote to its standard output.
  public let output: String
  /// What it wrote to its standard error.
  public let errors: String

  /// Runs a program to its end. Both outputs are read side by side, so it may write as much as it likes to either.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What follows its name.
  ///   - environment: Its whole environment; nil for this process's.
  ///   - input: What it reads.
  public init(
    _ program: String, _ arguments: [String], environment: [String: String]? = nil,
    input: ChildProcess.Input = .nothing
  ) throws(SpawnError) {
    let process = try ChildProcess(
      program, arguments, environment: environment, input: input, output: .pipe, errors: .pipe)
    guard let first = process.output, let second = process.errors else { fatalError("a pipe was asked for") }
    var (output, errors): ([UInt8], [UInt8]) = ([], [])
    while first.isOpen || second.isOpen {
      var wishes = [first, second].filter(\.isOpen).map {
        pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
      }
      poll(&wishes, nfds_t(wishes.count), -1)
      if let bytes = first.read(milliseconds: 0) { output += bytes }
      if let bytes = second.read(milliseconds: 0) { errors += bytes }
    }
    status = process.wait().status
    self.output = String(decoding: output, as: UTF8.self)
    self.errors = String(decoding: errors, as: UTF8.self)
  }
}
