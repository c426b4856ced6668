import Foundation

/// The most memory that this process has held at a time.
enum PeakMemory {
  /// Resident bytes at their highest, as the kernel counts them; nil where it does not say.
  static var bytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }
}
