import Detection

/// Between a picture's own pixels and those of the model's input.
struct PictureScale {
  private let x: Double
  private let y: Double
  private let width: Double
  private let height: Double

  init(_ record: ImageRecord, inputWidth: Int, inputHeight: Int) {
    x = Double(inputWidth) / Double(record.width)
    y = Double(inputHeight) / Double(record.height)
    width = Double(record.width)
    height = Double(record.height)
  }

  /// A box of the picture, in the input's pixels.
  func toInput(_ box: Box) -> Box { Box(x: box.x * x, y: box.y * y, width: box.width * x, height: box.height * y) }

  /// A box of the input, in the picture's pixels and inside it.
  func toPicture(_ box: Box) -> Box {
    Box(x: box.x / x, y: box.y / y, width: box.width / x, height: box.height / y).clipped(width: width, height: height)
  }
}
