import CImageCodecs
public import StrictJSON

/// Width and height of a picture file, read from its header.
public struct ImageHeader: Sendable, Equatable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Whether the file can hold transparency.
  public let mayBeTransparent: Bool

  /// Reads the header of a JPEG or PNG file; throws if it is neither.
  public init(file: String) throws(InputError) {
    try self.init(bytes: FileBytes.read(file), file: file)
  }

  /// Reads the header of a JPEG or PNG file without reading all of it, if its beginning tells.
  init(headOf file: String) throws(InputError) {
    let (head, whole) = (1 << 14, Int.max)
    do throws(InputError) { try self.init(bytes: FileBytes.read(file, limit: head), file: file) } catch {
      // Long comments or small previews may stand before the size.
      try self.init(bytes: FileBytes.read(file, limit: whole), file: file)
    }
  }

  /// Reads the header of the bytes of a JPEG or PNG file; `file` only names them in errors.
  public init(bytes: [UInt8], file: String? = nil) throws(InputError) {
    var picture = imc_picture()
    let message = call { imc_probe(bytes, bytes.count, &picture, $0) }
    if let message { throw unreadablePicture(message, file) }
    width = Int(picture.width)
    height = Int(picture.height)
    mayBeTransparent = picture.channels == 4
  }
}

extension ImageBuffer {
  /// Pictures of more pixels than this are refused: 2^28, about 16,000 x 16,000.
  public static let maximumPixels = 1 << 28

  /// Decodes a JPEG or PNG file of any kind (grey, palette, 16 bits, CMYK, interlaced) to RGB. Transparency is laid
  /// over white. Orientation marks are not applied, as COCO's boxes ignore them. A damaged or cut file throws.
  public init(file: String) throws(InputError) {
    try self.init(bytes: FileBytes.read(file), file: file)
  }

  /// Decodes the bytes of a JPEG or PNG file; `file` only names them in errors.
  public init(bytes: [UInt8], file: String? = nil) throws(InputError) {
    let decoded = try decode(bytes, channels: 3, file: file)
    self.init(width: decoded.width, height: decoded.height, pixels: decoded.pixels)
  }

  /// The picture as the bytes of a PNG file. `level` is zlib's, 0 (fast) to 9 (small).
  public func png(level: Int = 6) -> [UInt8] { encodePNG(pixels, width, height, channels: 3, level: level) }

  /// The picture as the bytes of a baseline JPEG file, colours at half resolution, quality 1 to 100.
  public func jpeg(quality: Int = 92) -> [UInt8] {
    precondition((1...100).contains(quality), "JPEG quality \(quality)")
    var out = imc_bytes()
    let message = call { imc_encode_jpeg(pixels, Int32(width), Int32(height), Int32(quality), &out, $0) }
    if let message { fatalError("a JPEG of \(width) x \(height) could not be written: \(message)") }
    return takeOver(out)
  }

  /// Writes a PNG file.
  public func write(png path: String) throws(FileWriteError) { try FileBytes.write(png(), to: path) }

  /// Writes a JPEG file.
  public func write(jpeg path: String, quality: Int = 92) throws(FileWriteError) {
    try FileBytes.write(jpeg(quality: quality), to: path)
  }
}

extension AlphaImageBuffer {
  /// Decodes a JPEG or PNG file; what has no transparency is opaque.
  public init(file: String) throws(InputError) {
    try self.init(bytes: FileBytes.read(file), file: file)
  }

  /// Decodes the bytes of a JPEG or PNG file; `file` only names them in errors.
  public init(bytes: [UInt8], file: String? = nil) throws(InputError) {
    let decoded = try decode(bytes, channels: 4, file: file)
    self.init(width: decoded.width, height: decoded.height, pixels: decoded.pixels)
  }

  /// The picture as the bytes of a PNG file with alpha.
  public func png(level: Int = 6) -> [UInt8] { encodePNG(pixels, width, height, channels: 4, level: level) }

  /// Writes a PNG file with alpha.
  public func write(png path: String) throws(FileWriteError) { try FileBytes.write(png(), to: path) }
}

/// Runs one codec function with room for its message; nil when it worked.
private func call(_ body: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(IMC_MESSAGE_SIZE)) { buffer in
    buffer.initialize(repeating: 0)
    guard let message = buffer.baseAddress else { return "no room for a message" }
    return body(message) == 0 ? nil : String(cString: message)
  }
}

private func unreadablePicture(_ message: String, _ file: String?) -> InputError {
  InputError(
    file: file, found: "a picture that cannot be decoded (\(message))", expected: "a whole JPEG or PNG file")
}

private func decode(_ bytes: [UInt8], channels: Int, file: String?) throws(InputError) -> (
  width: Int, height: Int, pixels: [UInt8]
) {
  var picture = imc_picture()
  let limit = Int64(ImageBuffer.maximumPixels)
  let message = call { imc_decode(bytes, bytes.count, Int32(channels), limit, &picture, $0) }
  if let message { throw unreadablePicture(message, file) }
  defer { imc_free(picture.pixels) }
  let (width, height) = (Int(picture.width), Int(picture.height))
  let pixels = [UInt8](UnsafeBufferPointer(start: picture.pixels, count: width * height * channels))
  return (width, height, pixels)
}

private func encodePNG(_ pixels: [UInt8], _ width: Int, _ height: Int, channels: Int, level: Int) -> [UInt8] {
  precondition((0...9).contains(level), "PNG level \(level)")
  var out = imc_bytes()
  let message = call {
    imc_encode_png(pixels, Int32(width), Int32(height), Int32(channels), Int32(level), &out, $0)
  }
  if let message { fatalError("a PNG of \(width) x \(height) could not be written: \(message)") }
  return takeOver(out)
}

private func takeOver(_ out: imc_bytes) -> [UInt8] {
  defer { imc_free(out.bytes) }
  return [UInt8](UnsafeBufferPointer(start: out.bytes, count: out.count))
}
