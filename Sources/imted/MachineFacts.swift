import Foundation
import Processes

/// What a result's record says of the machine and the code.
enum MachineFacts {
  /// Processor and number of cores.
  static var description: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let name = text.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    return "\(name ?? "unknown processor"), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// The commit of the working folder, with a mark when files are changed; nil outside a repository.
  static var commit: String? {
    guard let id = git(["rev-parse", "HEAD"]), !id.isEmpty else { return nil }
    let changes = git(["status", "--porcelain"]) ?? ""
    return changes.isEmpty ? id : id + "+changes"
  }

  private static func git(_ arguments: [String]) -> String? {
    guard let git = try? FinishedProcess("/usr/bin/env", ["git"] + arguments), git.status == 0 else { return nil }
    return git.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
