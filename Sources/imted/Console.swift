import Foundation

/// Lines to the person at the terminal.
enum Console {
  /// A line on the standard output.
  static func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  /// One line on the standard error, whatever breaks the text has.
  static func error(_ text: String) {
    let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: " ")
    FileHandle.standardError.write(Data("imted: \(line)\n".utf8))
  }

  /// Whether the standard error is a terminal, where a line may be drawn over.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
