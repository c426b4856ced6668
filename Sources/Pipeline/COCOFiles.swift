import Foundation
import Spec
import StrictJSON

/// The files of a COCO data set: their digests for the key, their paths for the worker.
struct COCOFiles {
  /// The content, for the key.
  let config: ImportDataConfig
  /// The paths, named `train.images`, `train.annotations` and so on.
  let resources: [PlannedStage.Resource]
  /// The data set, paths absolute.
  let data: COCODataSpec

  /// Reads annotation files for their SHA-256 and image folders for names and sizes.
  init(_ data: COCODataSpec) throws(InputError) {
    var splits: [(split: Split, content: ImportDataConfig.Content)] = []
    var resources: [PlannedStage.Resource] = []
    var folders: [String: Digest] = [:]
    for split in Split.allCases {
      guard let source = data.source(of: split) else { continue }
      let images: Digest
      if let known = folders[source.images] {
        images = known
      } else {
        images = try Self.listing(source.images)
      }
      folders[source.images] = images
      resources.append(PlannedStage.Resource(name: "\(split.rawValue).images", path: source.images))
      var annotations: Digest?
      if let file = source.annotations {
        annotations = try Digest(ofFile: file)
        resources.append(PlannedStage.Resource(name: "\(split.rawValue).annotations", path: file))
      }
      splits.append((split, ImportDataConfig.Content(images: images, annotations: annotations)))
    }
    self.data = data
    config = ImportDataConfig(splits: splits, novelCategories: data.novelCategories)
    self.resources = resources
  }

  /// Digest of the relative names and sizes of all files in a folder, sorted by name. Contents are not read: that
  /// would take minutes for COCO, and images of one name and size do not change under an annotation file.
  private static func listing(_ folder: String) throws(InputError) -> Digest {
    let files: [FileTree.File]
    do { files = try FileTree.files(in: folder, followingLinks: true) } catch {
      throw InputError(file: folder, found: "no folder that can be read", expected: "a folder of images")
    }
    guard !files.isEmpty else { throw InputError(file: folder, found: "an empty folder", expected: "images") }
    return Digest(of: files.map { "\($0.path)\t\($0.bytes)\n" }.joined())
  }
}
