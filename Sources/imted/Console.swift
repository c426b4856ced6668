import Foundation

/// Lines to the person at the terminal.
enum Console {
  /// A line on the standard output.
  static func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  /// A line on the standard error.
  static func error(_ text: String) { FileHandle.standardError.write(Data(("imted: " + text + "\n").utf8)) }

  /// Whether the standard error is a terminal, where a line may be drawn over.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
