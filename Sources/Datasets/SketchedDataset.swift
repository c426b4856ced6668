public import Detection
import Foundation
import Statistics

/// A data set of drawn ellipses in the shape of a real one: its categories, its files, pictures of its size. Experiments
/// can be tried with it before the real data is there; what is learnt from it means nothing.
public struct SketchedDataset: Sendable {
  /// The categories; objects go through them in turn.
  public var categories: [Category]
  /// Pictures to draw.
  public var pictures: Int
  /// Objects of each.
  public var objects: Int
  /// Width of a picture in pixels.
  public var width: Int
  /// Height of a picture in pixels.
  public var height: Int
  /// Seed of places, shapes and colours. Sets of different seeds have no picture or id in common.
  public var seed: Int

  /// Pictures of one set at most, so that ids of different seeds differ.
  public static let maximumPictures = 100_000

  /// A data set from its numbers.
  public init(categories: [Category], pictures: Int, objects: Int, width: Int, height: Int, seed: Int) {
    guard pictures <= Self.maximumPictures else { fatalError("\(pictures) sketches in one set") }
    self.categories = categories
    self.pictures = pictures
    self.objects = objects
    self.width = width
    self.height = height
    self.seed = seed
  }

  /// Draws everything into a folder: `images/` and `annotations.json`, with a mask for every object.
  public func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/images", withIntermediateDirectories: true)
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    for number in 0..<pictures {
      let id = seed * Self.maximumPictures + number + 1
      let name = "sketch-\(seed)-\(number).jpg"
      var stream = RandomStream(seed: UInt64(seed), name: "sketch/\(number)")
      var picture = ImageBuffer(width: width, height: height, red: 120, green: 120, blue: 120)
      for place in 0..<objects {
        let ellipse = Ellipse(width: width, height: height, &stream)
        let mask = ellipse.paint(over: &picture)
        let category = categories[(number * objects + place) % categories.count]
        annotations.append(
          Annotation(
            id: seed * Self.maximumPictures * 100 + annotations.count + 1, imageID: id, categoryID: category.id,
            box: mask.boundingBox, area: Double(mask.area), mask: mask))
      }
      try FileBytes.write(picture.jpeg(), to: "\(folder)/images/\(name)")
      images.append(ImageRecord(id: id, fileName: name, width: width, height: height))
    }
    try COCODataset(images: images, categories: categories, annotations: annotations)
      .write(to: "\(folder)/annotations.json")
  }
}

/// A filled ellipse inside a picture.
private struct Ellipse {
  let center: (x: Double, y: Double)
  let radius: (x: Double, y: Double)
  let color: [UInt8]
  let size: (width: Int, height: Int)

  init(width: Int, height: Int, _ stream: inout RandomStream) {
    size = (width, height)
    let share = 0.08...0.3
    radius = (
      max(2, Double(width) * stream.uniform(in: share)), max(2, Double(height) * stream.uniform(in: share))
    )
    center = (
      stream.uniform(in: radius.x...(Double(width) - radius.x)),
      stream.uniform(in: radius.y...(Double(height) - radius.y))
    )
    color = (0..<3).map { _ in UInt8(stream.integer(in: 0..<256)) }
  }

  /// Paints it and gives its mask.
  func paint(over picture: inout ImageBuffer) -> RLE {
    var mask = [UInt8](repeating: 0, count: size.width * size.height)
    for y in 0..<size.height {
      let dy = (Double(y) + 0.5 - center.y) / radius.y
      guard abs(dy) < 1 else { continue }
      for x in 0..<size.width {
        let dx = (Double(x) + 0.5 - center.x) / radius.x
        guard dx * dx + dy * dy < 1 else { continue }
        let at = y * size.width + x
        mask[at] = 1
        for channel in 0..<3 { picture.pixels[3 * at + channel] = color[channel] }
      }
    }
    return RLE(mask: mask, height: size.height, width: size.width)
  }
}
