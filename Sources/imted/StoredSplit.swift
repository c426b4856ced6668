import Datasets
import Detection
import Foundation
import Pipeline
import Plots
import Spec
import StrictJSON

/// The pictures and annotations that a stored stage worked on.
struct StoredSplit {
  let dataset: COCODataset
  private let folder: String

  /// Opens the split that a stage of a run read. Data that is not in the store any more, as with imported records, throws.
  init(_ split: Split, of stage: StoredArtifact, masks: Bool = false) throws(InputError) {
    let data: StoredArtifact
    do { data = try stage.input("data") } catch {
      throw InputError(
        file: error.file, found: "no data beside the results, so no pictures",
        expected: "the data of the run: `imted run` on the machine that has it, or `imted import` of whole results")
    }
    let index = try DatasetIndex(folder: data.folder, resources: stage.record.resources)
    dataset = try COCODataset(file: index.annotations(split), masks: masks)
    folder = try index.images(split)
  }

  /// Where the pictures lie, in the order of the data set.
  var paths: [String] { dataset.images.map { "\(folder)/\($0.fileName)" } }

  /// A picture to be shown, at most `longest` pixels long. Its space is that of the annotations.
  ///
  /// JPEGs are written anew: viewers turn pictures by marks in them that boxes take no notice of.
  func picture(_ record: ImageRecord, longest: Int) throws(InputError) -> EmbeddedPicture {
    let path = "\(folder)/\(record.fileName)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(file: path, found: "no readable file", expected: "the picture of the id \(record.id)")
    }
    let bytes = Array(data)
    let (width, height) = (Double(record.width), Double(record.height))
    let header = try ImageHeader(bytes: bytes, file: path)
    let scale = Double(longest) / Double(max(header.width, header.height))
    if scale >= 1, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      return EmbeddedPicture(width: width, height: height, format: .png, bytes: bytes)
    }
    var image = try ImageBuffer(bytes: bytes, file: path)
    if scale < 1 {
      func side(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
      image = image.resized(width: side(header.width), height: side(header.height))
    }
    return EmbeddedPicture(width: width, height: height, format: .jpeg, bytes: image.jpeg())
  }
}
