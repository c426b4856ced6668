import Foundation

/// The folder of cut-outs that composed data is made from: `IMTED_STAMPS`, else where Debian's package lays them.
enum StampsFolder {
  static let packageName = "tuxpaint-stamps-default"

  static var path: String {
    ProcessInfo.processInfo.environment["IMTED_STAMPS"] ?? "/usr/share/tuxpaint/stamps"
  }

  static var exists: Bool { FileManager.default.fileExists(atPath: path) }
}
