public import Detection
import Statistics
public import StrictJSON

/// Lays occluders over the objects of a picture, each so that a drawn share of its object's mask is hidden.
///
/// An occluder covers, of the object's box widened by a tenth, the side that faces a drawn direction, up to a straight
/// edge across it. It hides other objects too where it reaches them, and what is hidden is counted for all of them: an
/// annotation's new mask is its given one less every occluder, `visible_fraction` is new over given pixels, box and
/// area are the new mask's. An occluder that would hide the last pixel of any object is not laid.
public struct Occluder: Sendable {
  /// What occluders look like.
  public enum Texture: String, CaseIterable, Sendable {
    /// Every pixel a colour of its own.
    case noise
    /// A cut-out, as large as the occluder, on grey.
    case stamps
    /// Grey: 128 in all channels.
    case gray
  }

  /// Smallest and largest share of an object's mask that its own occluder hides.
  public let fraction: ClosedRange<Double>
  /// What occluders look like.
  public let texture: Texture
  /// The seed of directions, shares and textures.
  public let seed: UInt64
  private let stamps: [StampImage]

  /// An occluder.
  ///
  /// - Parameters:
  ///   - fraction: Smallest and largest share of a mask to hide, 0...1.
  ///   - texture: What occluders look like.
  ///   - seed: The seed.
  ///   - stampFolder: Where cut-outs are; needed for the texture `stamps` alone.
  /// - Throws: `InputError` for a folder without cut-outs, or one of them that cannot be read.
  public init(
    fraction: ClosedRange<Double>, texture: Texture, seed: UInt64, stampFolder: String? = nil
  ) throws(InputError) {
    guard fraction.lowerBound >= 0, fraction.upperBound <= 1 else {
      fatalError("The share of a mask to hide must be within 0...1, not \(fraction).")
    }
    (self.fraction, self.texture, self.seed) = (fraction, texture, seed)
    guard texture == .stamps else {
      stamps = []
      return
    }
    guard let stampFolder else {
      throw InputError(found: "no folder of cut-outs", expected: "one for the texture \"stamps\"")
    }
    let catalogue = try StampCatalogue(root: stampFolder)
    var stamps: [StampImage] = []
    for stamp in catalogue.entries.flatMap(\.stamps) + catalogue.others {
      if let image = StampImage(try AlphaImageBuffer(file: catalogue.path(of: stamp)), largestSide: 256) {
        stamps.append(image)
      }
    }
    guard !stamps.isEmpty else {
      throw InputError(file: stampFolder, found: "no cut-outs", expected: "at least one")
    }
    self.stamps = stamps
  }

  /// The picture with occluders, and its annotations with what is left of their masks.
  ///
  /// - Parameters:
  ///   - image: The picture.
  ///   - annotations: Its objects, all with masks of the picture's size. Crowds get no occluder of their own.
  public func occlude(_ image: ImageBuffer, _ annotations: [Annotation]) -> (ImageBuffer, [Annotation]) {
    let (width, height) = (image.width, image.height)
    let masks = annotations.map { annotation in
      guard let mask = annotation.mask, mask.width == width, mask.height == height else {
        fatalError("The annotation \(annotation.id) was to be occluded without a mask of its picture's size.")
      }
      return mask.mask()
    }
    var visible = masks.map { mask in mask.reduce(0) { $0 + Int($1) } }
    let given = visible
    var covered = [Bool](repeating: false, count: width * height)
    var out = image
    for (place, annotation) in annotations.enumerated() where !annotation.isCrowd && given[place] > 0 {
      var stream = RandomStream(seed: seed, name: "occluder/\(annotation.imageID)/\(annotation.id)")
      let share = stream.uniform(in: fraction)
      let region = Region(mask: masks[place], width: width, height: height, share: share, &stream)
      let fresh = region.pixels.filter { !covered[$0] }
      var left = visible
      for (other, mask) in masks.enumerated() {
        for pixel in fresh where mask[pixel] != 0 { left[other] -= 1 }
      }
      guard zip(left, given).allSatisfy({ $0 > 0 || $1 == 0 }) else { continue }
      visible = left
      for pixel in fresh { covered[pixel] = true }
      paint(region, fresh, on: &out, &stream)
    }
    let changed = annotations.enumerated().map { place, annotation in
      guard given[place] > 0 else { return annotation }
      var pixels = masks[place]
      for pixel in pixels.indices where covered[pixel] { pixels[pixel] = 0 }
      let mask = RLE(mask: pixels, height: height, width: width)
      var result = annotation
      result.mask = mask
      result.box = mask.boundingBox
      result.area = Double(mask.area)
      result.visibleFraction = Double(visible[place]) / Double(given[place])
      return result
    }
    return (out, changed)
  }

  private func paint(_ region: Region, _ pixels: [Int], on image: inout ImageBuffer, _ stream: inout RandomStream) {
    switch texture {
    case .gray:
      for pixel in pixels { for channel in 0..<3 { image.pixels[pixel * 3 + channel] = 128 } }
    case .noise:
      for pixel in pixels {
        for channel in 0..<3 { image.pixels[pixel * 3 + channel] = UInt8(truncatingIfNeeded: stream.next() >> 56) }
      }
    case .stamps:
      let stamp = stamps[stream.integer(in: 0..<stamps.count)]
      let side = Double(max(region.width, region.height))
      let sprite = Sprite(stamp, pose: StampPose(side: side, isFlipped: stream.uniform() < 0.5, angle: 0))
      let (offsetX, offsetY) = (
        region.x + (region.width - sprite.width) / 2, region.y + (region.height - sprite.height) / 2
      )
      for pixel in pixels {
        let (x, y) = (pixel % image.width - offsetX, pixel / image.width - offsetY)
        let isInside = x >= 0 && y >= 0 && x < sprite.width && y < sprite.height
        let color = isInside ? sprite.pixels[y * sprite.width + x] : .zero
        for channel in 0..<3 {
          let value = color[channel] + 128 * (1 - color.w)
          image.pixels[pixel * 3 + channel] = UInt8(min(255, max(0, value + 0.5)))
        }
      }
    }
  }

  /// The pixels of one occluder.
  private struct Region {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    /// Positions in the picture, row by row.
    let pixels: [Int]

    /// Hides the share of the mask that lies furthest in a drawn direction.
    init(mask: [UInt8], width: Int, height: Int, share: Double, _ stream: inout RandomStream) {
      let (dx, dy) = (stream.integer(in: -8..<9), stream.integer(in: -8..<9))
      // Whole numbers, so that no rounding of another machine moves a pixel; a tie goes by position.
      let (u, v) = dx == 0 && dy == 0 ? (1, 0) : (dx, dy)
      var reach: [Int] = []
      var (left, right, top, bottom) = (width, -1, height, -1)
      for at in mask.indices where mask[at] != 0 {
        let (column, row) = (at % width, at / width)
        reach.append(column * u + row * v)
        (left, right, top, bottom) = (min(left, column), max(right, column), min(top, row), max(bottom, row))
      }
      reach.sort(by: >)
      let count = Int((share * Double(reach.count)).rounded())
      let margin = max(right - left, bottom - top) / 10
      let columns = max(0, left - margin)..<min(width, right + margin + 1)
      let rows = max(0, top - margin)..<min(height, bottom + margin + 1)
      var pixels: [Int] = []
      if count > 0 {
        let edge = reach[count - 1]
        for row in rows {
          for column in columns where column * u + row * v >= edge { pixels.append(row * width + column) }
        }
      }
      (x, y, self.width, self.height) = (columns.lowerBound, rows.lowerBound, columns.count, rows.count)
      self.pixels = pixels
    }
  }
}
