import Detection
import Foundation
public import StrictJSON

/// The pictures of a data set, decoded once and kept as bytes, as many as a memory budget allows; the others are
/// decoded whenever they are asked for. Which are kept depends on sizes and order only.
public final class PictureStore: Sendable {
  /// The data set.
  public let dataset: COCODataset
  /// The folder that file names are relative to.
  public let folder: String
  /// How many pictures, from the first on, are held in memory.
  public var heldCount: Int { held.count }
  private let held: [ImageBuffer]

  /// Checks that every picture file is there, and decodes those that fit the budget.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - folder: The folder of the pictures.
  ///   - memoryBudget: Bytes of pixels to hold.
  ///   - threads: Threads to decode with; nil for all cores.
  /// - Throws: `InputError` at the place in the annotation file for a picture that is missing or of another size than
  ///   is written there, and for one that cannot be decoded.
  public init(
    dataset: COCODataset, folder: String, memoryBudget: Int = 2 << 30, threads: Int? = nil
  ) throws {
    let threads = threads ?? ParallelLoop.defaultThreads
    for (index, image) in dataset.images.enumerated() {
      let path = folder + "/" + image.fileName
      if access(path, R_OK) != 0 {
        throw dataset.error(
          forImageAt: index, key: "file_name",
          found: "\"\(image.fileName)\", but \(path) cannot be read (\(String(cString: strerror(errno))))",
          expected: "a picture file")
      }
    }
    var bytes = 0
    var count = 0
    for image in dataset.images {
      bytes += image.width * image.height * 3
      if bytes > memoryBudget { break }
      count += 1
    }
    self.dataset = dataset
    self.folder = folder
    held = try ParallelLoop.map(count: count, threads: threads) { index in
      try Self.decode(index, dataset, folder)
    }
  }

  /// The picture at a position of the data set's `images`.
  public func picture(at index: Int) throws(InputError) -> ImageBuffer {
    if index < held.count { return held[index] }
    return try Self.decode(index, dataset, folder)
  }

  /// The picture at a position of the data set's `images`, with its objects and, if asked for, their masks. Boxes are
  /// cut at the picture's edges, and those with no area left are dropped.
  public func labeledImage(at index: Int, masks: Bool = false) throws(InputError) -> LabeledImage {
    let image = try picture(at: index)
    var objects: [LabeledBox] = []
    for annotation in dataset.annotations(ofImageAt: index) {
      let box = annotation.box.clipped(width: Double(image.width), height: Double(image.height))
      if box.isEmpty { continue }
      objects.append(
        LabeledBox(
          box: box, categoryID: annotation.categoryID, annotationID: annotation.id,
          isCrowd: annotation.isCrowd, mask: masks ? annotation.mask : nil))
    }
    return LabeledImage(image: image, objects: objects)
  }

  private static func decode(
    _ index: Int, _ dataset: COCODataset, _ folder: String
  ) throws(InputError) -> ImageBuffer {
    let record = dataset.images[index]
    let image = try ImageBuffer(file: folder + "/" + record.fileName)
    guard image.width == record.width, image.height == record.height else {
      throw dataset.error(
        forImageAt: index, key: image.width == record.width ? "height" : "width",
        found: "\(record.width) x \(record.height) pixels for \"\(record.fileName)\"",
        expected: "\(image.width) x \(image.height), as the file has")
    }
    return image
  }
}
