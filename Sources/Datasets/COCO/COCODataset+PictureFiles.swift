import Detection
import Foundation
public import StrictJSON

extension COCODataset {
  /// Looks at the head of every picture file: whether it is there, is a JPEG or PNG, and has the size that is written.
  ///
  /// - Returns: The first fault, at its place in the annotation file, and how many there are; nil for none.
  public func pictureFault(below folder: String, threads: Int? = nil) throws -> (first: InputError, count: Int)? {
    let images = images
    let faults = try ParallelLoop.map(count: images.count, threads: threads ?? ParallelLoop.defaultThreads) { index in
      PictureFault(of: images[index], file: "\(folder)/\(images[index].fileName)")
    }
    guard let place = faults.firstIndex(where: { $0 != nil }), let fault = faults[place] else { return nil }
    let error = error(forImageAt: place, key: fault.key, found: fault.found, expected: fault.expected)
    return (error, faults.count { $0 != nil })
  }
}

/// What is wrong with one picture file.
private struct PictureFault {
  let key: String
  let found: String
  let expected: String

  /// nil where nothing is.
  init?(of image: ImageRecord, file: String) {
    guard access(file, R_OK) == 0 else {
      key = "file_name"
      found = "\"\(image.fileName)\", but \(file) cannot be read (\(String(cString: strerror(errno))))"
      expected = "a picture file"
      return
    }
    do throws(InputError) {
      let header = try ImageHeader(headOf: file)
      guard (header.width, header.height) != (image.width, image.height) else { return nil }
      key = header.width == image.width ? "height" : "width"
      found = "\(image.width) x \(image.height) pixels for \"\(image.fileName)\""
      expected = "\(header.width) x \(header.height), as the file has"
    } catch {
      key = "file_name"
      found = "\"\(image.fileName)\", but \(file) is no whole picture (\(error.found))"
      expected = "a JPEG or PNG file"
    }
  }
}
