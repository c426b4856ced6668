public import Detection

/// One object of a picture in memory.
public struct LabeledBox: Sendable, Hashable {
  /// The box, in the picture's pixels.
  public var box: Box
  /// Id of its category.
  public var categoryID: Int
  /// Id of its annotation.
  public var annotationID: Int
  /// Whether it stands for a crowd, which training leaves out.
  public var isCrowd: Bool
  /// Its pixels, a mask of the picture's size; nil where none is annotated, or none was asked for.
  public var mask: RLE?

  /// An object.
  public init(box: Box, categoryID: Int, annotationID: Int, isCrowd: Bool = false, mask: RLE? = nil) {
    self.box = box
    self.categoryID = categoryID
    self.annotationID = annotationID
    self.isCrowd = isCrowd
    self.mask = mask
  }
}

/// A picture with its objects, moved together.
public struct LabeledImage: Sendable, Equatable {
  /// The pixels.
  public var image: ImageBuffer
  /// The objects.
  public var objects: [LabeledBox]

  /// A picture with its objects.
  public init(image: ImageBuffer, objects: [LabeledBox]) {
    self.image = image
    self.objects = objects
  }

  /// The mirror image: a box from x1 to x2 comes to lie from width - x2 to width - x1.
  public func flipped() -> LabeledImage {
    let width = Double(image.width)
    return LabeledImage(
      image: image.flipped(),
      objects: objects.map { object in
        var object = object
        let box = object.box
        object.box = Box(x: width - box.x2, y: box.y, width: box.width, height: box.height)
        object.mask = object.mask?.flipped()
        return object
      })
  }

  /// The picture stretched to `width` x `height` (Pillow's bilinear filter), boxes with it, masks by the nearest pixel.
  public func resized(width: Int, height: Int, filter: ResizeFilter = .bilinear) -> LabeledImage {
    let across = Double(width) / Double(image.width)
    let down = Double(height) / Double(image.height)
    return LabeledImage(
      image: image.resized(width: width, height: height, filter: filter),
      objects: objects.map { object in
        var object = object
        let box = object.box
        object.box = Box(
          x: box.x * across, y: box.y * down, width: box.width * across, height: box.height * down)
        object.mask = object.mask?.resized(height: height, width: width)
        return object
      })
  }

  /// The part of the picture inside `area`. Boxes are cut at its edges, and objects whose box keeps no area are dropped.
  public func cropped(to area: PixelArea) -> LabeledImage {
    LabeledImage(
      image: image.cropped(to: area),
      objects: objects.compactMap { object in
        var object = object
        let box = object.box
        object.box = Box(
          x: box.x - Double(area.x), y: box.y - Double(area.y), width: box.width, height: box.height
        ).clipped(width: Double(area.width), height: Double(area.height))
        guard !object.box.isEmpty else { return nil }
        object.mask = object.mask?.cropped(x: area.x, y: area.y, width: area.width, height: area.height)
        return object
      })
  }
}
