import Datasets
import Detection
import Foundation
import Pipeline
import Spec
import StrictJSON

/// Checks COCO files that are there already, and notes where they lie.
///
/// Checked: every annotation file reads without fault, every picture it names is there, is a picture and has
/// the size that is written (by its head; whether the rest is whole shows when it is decoded), all labelled splits know all
/// categories of the training split and the novel ones, and no picture file is in both training and evaluation.
struct ImportDataStage {
  let config: ImportDataConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    var places: [Split: DatasetIndex.Place] = [:]
    var labelled: [(split: Split, folder: String, dataset: COCODataset)] = []
    for (done, split) in config.splits.map(\.split).enumerated() {
      let (imagesName, annotationsName) = ("\(split.rawValue).images", "\(split.rawValue).annotations")
      guard let images = request.resource(imagesName) else {
        fatalError("the stage import-data was planned without the folder of \(split.rawValue)")
      }
      places[split] = DatasetIndex.Place(images: .resource(imagesName), annotations: nil)
      if let annotations = request.resource(annotationsName) {
        places[split]?.annotations = .resource(annotationsName)
        let dataset = try COCODataset(file: annotations)
        if let fault = try dataset.pictureFault(below: images, threads: request.threads) { throw fault.first }
        labelled.append((split, images, dataset))
      }
      reporter.progress(done + 1, of: config.splits.count, unit: "split", note: split.rawValue)
    }
    guard let train = labelled.first(where: { $0.split == .train }) else {
      fatalError("the stage import-data was planned without annotations to train on")
    }
    let names = train.dataset.categories.sorted { $0.id < $1.id }.map(\.name)
    let pictures = Set(Self.pictures(train.folder, train.dataset))
    for (split, folder, dataset) in labelled {
      for name in names + config.novelCategories { _ = try dataset.category(named: name) }
      guard split != .train else { continue }
      for (place, picture) in Self.pictures(folder, dataset).enumerated() where pictures.contains(picture) {
        throw InputError(
          file: dataset.file, jsonPath: "$.images[\(place)].file_name",
          found: "\"\(dataset.images[place].fileName)\", which is also a training picture",
          expected: "pictures that training does not see")
      }
    }
    try DatasetIndex(
      base: names.filter { !config.novelCategories.contains($0) }, novel: config.novelCategories, places: places,
      folder: request.output
    ).write()
  }

  /// The files of a data set's pictures, without detours in their paths.
  private static func pictures(_ folder: String, _ dataset: COCODataset) -> [String] {
    dataset.images.map { URL(fileURLWithPath: "\(folder)/\($0.fileName)").standardized.path }
  }
}
