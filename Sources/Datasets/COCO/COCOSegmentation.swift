import Detection
import StrictJSON

/// A mask as COCO writes it: polygons, plain run lengths, or compressed run lengths.
enum COCOSegmentation {
  /// Reads any of the three forms as a mask of a picture of this size. A size of 0 x 0 says that the picture's is not
  /// known: run lengths then have the size they tell, and polygons none.
  static func read(_ node: JSONNode, height: Int, width: Int) throws(InputError) -> RLE {
    if case .array = node.value { return try readPolygons(node, height: height, width: width) }
    let reader: JSONObjectReader
    do { reader = try node.object() } catch {
      throw node.error(found: node.foundText, expected: "polygons or run lengths")
    }
    let sizeNode = try reader.required("size")
    let size = try sizeNode.array()
    let (height, width) =
      height == 0 && width == 0 && size.count == 2
      ? (try size[0].int(in: 1...1_000_000), try size[1].int(in: 1...1_000_000)) : (height, width)
    guard size.count == 2, try size[0].int() == height, try size[1].int() == width else {
      throw sizeNode.error(
        found: "the mask size \(sizeNode.value.canonicalText)",
        expected: "[\(height), \(width)], height and width of the picture")
    }
    let counts = try reader.required("counts")
    let mask: RLE?
    if case .string(let text) = counts.value {
      mask = RLE(compressed: text, height: height, width: width)
    } else {
      var runs: [UInt32] = []
      for run in try counts.array() { runs.append(UInt32(try run.int(in: 0...Int(UInt32.max)))) }
      mask = RLE(checking: runs, height: height, width: width)
    }
    guard let mask else {
      throw counts.error(
        found: "run lengths that do not cover the mask",
        expected: "runs of \(height) x \(width) pixels in all")
    }
    return mask
  }

  private static func readPolygons(_ node: JSONNode, height: Int, width: Int) throws(InputError) -> RLE {
    let nodes = try node.array()
    guard height > 0, width > 0 else {
      throw node.error(
        found: "polygons on a picture without width and height", expected: "both in the picture's entry")
    }
    guard !nodes.isEmpty else { throw node.error(found: node.foundText, expected: "at least one polygon") }
    // Corners far outside would only cost time; anything within a few picture sizes is drawn as it is.
    let reach = 4 * Double(max(height, width)) + 16
    var polygons: [[Double]] = []
    for node in nodes {
      let corners = try node.array()
      guard corners.count >= 6, corners.count.isMultiple(of: 2) else {
        throw node.error(
          found: "a polygon of \(corners.count) numbers",
          expected: "an even number of coordinates, at least 6")
      }
      var polygon: [Double] = []
      for corner in corners { polygon.append(try corner.double(in: -reach...reach)) }
      polygons.append(polygon)
    }
    return RLE(polygons: polygons, height: height, width: width)
  }

  /// Compressed run lengths, as COCO's tools write them.
  static func json(_ mask: RLE) -> JSONValue {
    .object([
      ("size", .array([.integer(mask.height), .integer(mask.width)])), ("counts", .string(mask.compressed)),
    ])
  }
}
