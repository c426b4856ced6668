import Checkpoints
import Datasets
import Detection
import StrictJSON

/// The published pickles of Occluded COCO and Separated COCO: a list whose items are picture, category name, annotation
/// id, box and compressed mask.
enum PublishedOcclusionList {
  /// Reads a pickle; nothing in it is run.
  static func read(_ file: String) throws(InputError) -> [OcclusionList.Published] {
    let top = try PlainPickle.read(file)
    guard case .array(let items) = top else {
      throw InputError(file: file, jsonPath: "$", found: top.text, expected: "a list of objects")
    }
    var published: [OcclusionList.Published] = []
    for (index, item) in items.enumerated() {
      func failure(_ part: Int, _ value: PlainValue, _ expected: String) -> InputError {
        InputError(file: file, jsonPath: "$[\(index)][\(part)]", found: value.text, expected: expected)
      }
      guard case .array(let parts) = item, parts.count >= 5 else {
        throw InputError(
          file: file, jsonPath: "$[\(index)]", found: item.text,
          expected: "picture, category, annotation id, box and mask")
      }
      guard case .string(let image) = parts[0] else { throw failure(0, parts[0], "the name of a picture file") }
      guard case .string(let category) = parts[1] else { throw failure(1, parts[1], "the name of a category") }
      guard let id = parts[2].double.flatMap(Int.init(exactly:)) else {
        throw failure(2, parts[2], "the id of an annotation")
      }
      guard let box = numbers(parts[3]), box.count == 4 else { throw failure(3, parts[3], "four numbers") }
      guard let mask = mask(parts[4]) else { throw failure(4, parts[4], "compressed run lengths with their size") }
      published.append(OcclusionList.Published(image: image, category: category, id: id, box: box, mask: mask))
    }
    return published
  }

  private static func numbers(_ value: PlainValue) -> [Double]? {
    guard case .array(let values) = value else { return nil }
    let numbers = values.compactMap(\.double)
    return numbers.count == values.count ? numbers : nil
  }

  private static func mask(_ value: PlainValue) -> RLE? {
    guard let size = value["size"].flatMap(numbers), size.count == 2, let height = Int(exactly: size[0]),
      let width = Int(exactly: size[1])
    else { return nil }
    switch value["counts"] {
    case .string(let text): return RLE(compressed: text, height: height, width: width)
    case .bytes(let bytes):
      return RLE(compressed: String(decoding: bytes, as: UTF8.self), height: height, width: width)
    default: return nil
    }
  }
}
