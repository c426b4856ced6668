import Detection
import Foundation
import StrictJSON

extension COCODataset {
  /// The pictures of a folder without annotations, for pre-training: all JPEG and PNG files below it, sorted by the
  /// bytes of their paths, ids from 1, sizes from their headers. Throws for a folder that cannot be read or holds no
  /// pictures, and for a file that is no picture.
  public init(pictureFolder folder: String, threads: Int? = nil) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let tree = FileManager.default.enumerator(
        atPath: URL(fileURLWithPath: folder).resolvingSymlinksInPath().path)
    else { throw InputError(file: folder, found: "no such folder", expected: "a folder of pictures") }
    var names: [String] = []
    while let name = tree.nextObject() as? String {
      let lower = name.lowercased()
      guard [".png", ".jpg", ".jpeg"].contains(where: lower.hasSuffix) else { continue }
      // A folder may be called so too; what is in it comes by itself.
      if tree.fileAttributes?[.type] as? FileAttributeType != .typeDirectory { names.append(name) }
    }
    guard !names.isEmpty else {
      throw InputError(
        file: folder, found: "a folder without JPEG or PNG files", expected: "a folder of pictures")
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let sorted = names
    let images = try ParallelLoop.map(count: sorted.count, threads: threads ?? ParallelLoop.defaultThreads) {
      index in
      let header = try ImageHeader(file: folder + "/" + sorted[index])
      return ImageRecord(id: index + 1, fileName: sorted[index], width: header.width, height: header.height)
    }
    self.init(images: images, categories: [], annotations: [])
  }

  /// An error about one picture's entry, at its place in the annotation file. The file is parsed once more for the
  /// place, which only happens when something is wrong anyway.
  func error(forImageAt index: Int, key: String, found: String, expected: String) -> InputError {
    guard let file else { return InputError(file: images[index].fileName, found: found, expected: expected) }
    do {
      let entry = try JSONDocument(file: file).root.object().required("images").array()[index].object()
      return try entry.required(key).error(found: found, expected: expected)
    } catch {
      return InputError(file: file, jsonPath: "$.images[\(index)].\(key)", found: found, expected: expected)
    }
  }
}
