import Glibc

/// Both ends of a pipe, which no other program inherits; those that nobody took are closed with it.
final class Pipe {
  let reader: Int32
  let writer: Int32
  private var taken: Set<Int32> = []

  init() throws(SpawnError) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw SpawnError(description: "A pipe could not be made: \(String(cString: strerror(errno))).")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reader, writer) = (ends[0], ends[1])
  }

  deinit { for end in [reader, writer] where !taken.contains(end) { close(end) } }

  func takeReader() -> Int32 { take(reader) }
  func takeWriter() -> Int32 { take(writer) }

  private func take(_ end: Int32) -> Int32 {
    taken.insert(end)
    return end
  }
}

/// The end of a pipe that is read.
final class PipeReader {
  let descriptor: Int32
  private(set) var isOpen = true

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// What is there, waiting for some at most so long; nil once all writers have gone.
  func read(milliseconds: Int32) -> [UInt8]? {
    guard isOpen else { return nil }
    var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    if milliseconds != 0, poll(&wish, 1, milliseconds) <= 0 { return [] }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes.append(contentsOf: buffer[..<count])
      } else if count == 0 {
        isOpen = false
        return bytes.isEmpty ? nil : bytes
      } else if errno != EINTR {
        return bytes
      }
    }
  }
}
