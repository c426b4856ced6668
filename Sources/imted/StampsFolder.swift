import Foundation

/// The folder of cut-outs that composed data is made from: `IMTED_STAMPS`, else where Debian's package lays them.
enum StampsFolder {
  static let packageName = "tuxpaint-stamps-default"

  static var path: String {
    if let given = ProcessInfo.processInfo.environment["IMTED_STAMPS"], !given.isEmpty { return given }
    return "/usr/share/tuxpaint/stamps"
  }

  static var exists: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
