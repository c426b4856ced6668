import Foundation
public import StrictJSON

/// One cut-out: a PNG file whose alpha channel outlines an object.
public struct Stamp: Sendable, Hashable {
  /// Path below the catalogue's root, such as `animals/birds/owl.png`; the stamp's identity.
  public let name: String
  /// The category it is listed under, or nil.
  public let category: String?
}

/// The cut-outs of a folder, sorted into categories.
///
/// A folder laid out like Debian's `tuxpaint-stamps-default` (it has `animals/birds`) is sorted by a built-in table of
/// twenty categories; see `TuxPaintStamps`. In any other folder each direct subfolder is a category of its name.
public struct StampCatalogue: Sendable {
  /// A category and its cut-outs.
  public struct Entry: Sendable {
    /// The category's name.
    public let name: String
    /// Its cut-outs, sorted by name.
    public let stamps: [Stamp]
  }

  /// The folder.
  public let root: String
  /// The categories, in the order of the table or sorted by name.
  public let entries: [Entry]
  /// Cut-outs outside every category, sorted by name.
  public let others: [Stamp]

  /// Looks through a folder. Throws if it cannot be read or holds no cut-outs.
  public init(root: String) throws(InputError) {
    self.root = root
    let files = try StampFolder.pngFiles(below: root)
    guard !files.isEmpty else {
      throw InputError(file: root, found: "a folder without PNG files", expected: "a folder of cut-outs")
    }
    var members: [String: [String]] = [:]
    var names: [String] = []
    let table = TuxPaintStamps.isLayout(of: files) ? TuxPaintStamps.categories : nil
    var rest: [String] = []
    var owner: [String: String] = [:]
    for category in table ?? [] {
      names.append(category.name)
      for file in files where category.holds(file) { owner[file] = category.name }
    }
    for file in files where table == nil || TuxPaintStamps.isUsable(file) {
      let parts = file.split(separator: "/")
      let name = table == nil ? (parts.count > 1 ? String(parts[0]) : nil) : owner[file]
      guard let name else {
        rest.append(file)
        continue
      }
      if table == nil && !names.contains(name) { names.append(name) }
      members[name, default: []].append(file)
    }
    entries = names.map { name in
      Entry(name: name, stamps: (members[name] ?? []).map { Stamp(name: $0, category: name) })
    }
    others = rest.map { Stamp(name: $0, category: nil) }
  }

  /// The names of the categories.
  public var categories: [String] { entries.map(\.name) }

  /// The cut-outs of a category, or an error with the nearest name.
  public func stamps(of category: String) throws(InputError) -> [Stamp] {
    if let entry = entries.first(where: { $0.name == category }) { return entry.stamps }
    throw InputError(
      file: root, found: "no category \"\(category)\" among the cut-outs",
      expected: "one of \(categories.joined(separator: ", "))",
      nearest: NearestName.to(category, among: categories))
  }

  /// The file of a cut-out.
  public func path(of stamp: Stamp) -> String { root + "/" + stamp.name }
}

/// The PNG files of a folder tree.
enum StampFolder {
  /// Paths below `root`, sorted by their bytes. Links are not followed.
  static func pngFiles(below root: String) throws(InputError) -> [String] {
    var isFolder: ObjCBool = false
    let folder = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let tree = FileManager.default.enumerator(atPath: folder)
    else {
      throw InputError(file: root, found: "no such folder", expected: "a folder of cut-outs")
    }
    var files: [String] = []
    while let path = tree.nextObject() as? String {
      guard path.lowercased().hasSuffix(".png") else { continue }
      let type = tree.fileAttributes?[.type] as? FileAttributeType
      if type == .typeRegular { files.append(path) }
    }
    return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
