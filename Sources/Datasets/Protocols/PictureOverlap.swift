import Detection
import Foundation

/// Pictures of one folder to look others up in: by path, and by what their names and contents say.
///
/// COCO names one picture `COCO_train2014_000000000009.jpg` and `000000000009.jpg`, in other folders. So two pictures
/// are taken for the same if their files are one, or if the last digits of their names (else the names) are equal,
/// their sizes in bytes are, and their bytes are.
public struct PictureOverlap {
  private let paths: Set<String>
  private let byName: [String: [String]]

  /// The pictures to look up in; `names` are relative to the folder.
  public init(folder: String, names: [String]) {
    var paths = Set<String>()
    var byName: [String: [String]] = [:]
    for name in names {
      let path = Self.path(folder, name)
      guard paths.insert(path).inserted else { continue }
      byName[Self.key(name), default: []].append(path)
    }
    (self.paths, self.byName) = (paths, byName)
  }

  /// The positions of names that are pictures of this folder too.
  public func common(folder: String, names: [String]) -> [Int] {
    names.indices.filter { place in
      let path = Self.path(folder, names[place])
      if paths.contains(path) { return true }
      guard let others = byName[Self.key(names[place])], let size = Self.size(path) else { return false }
      return others.contains { other in
        Self.size(other) == size && FileManager.default.contentsEqual(atPath: other, andPath: path)
      }
    }
  }

  private static func path(_ folder: String, _ name: String) -> String {
    URL(fileURLWithPath: "\(folder)/\(name)").standardized.path
  }

  private static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  private static func key(_ name: String) -> String {
    let file = name.split(separator: "/").last ?? ""
    let stem = file.lastIndex(of: ".").map { file[..<$0] } ?? file
    let digits = stem.reversed().prefix { $0.isASCII && $0.isNumber }
    return digits.count >= 6 ? String(digits.reversed()) : String(stem)
  }
}
