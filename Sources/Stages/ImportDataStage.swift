import Datasets
import Detection
import Pipeline
import Spec
import StrictJSON

/// Checks COCO files that are there already, and notes where they lie.
///
/// Checked: every annotation file reads without fault, every picture it names is there, all splits that are labelled
/// know the novel categories, and no picture file is in both training and evaluation.
struct ImportDataStage {
  let config: ImportDataConfig

  func run(_ request: StageRequest, _ reporter: StageReporter) throws {
    var places: [Split: DatasetIndex.Place] = [:]
    var names: [String] = []
    for (done, split) in config.splits.map(\.split).enumerated() {
      guard let images = request.resource("\(split.rawValue).images") else {
        fatalError("the stage import-data was planned without the folder of \(split.rawValue)")
      }
      let annotations = request.resource("\(split.rawValue).annotations")
      places[split] = DatasetIndex.Place(images: images, annotations: annotations)
      if let annotations {
        let dataset = try COCODataset(file: annotations)
        _ = try PictureStore(dataset: dataset, folder: images, memoryBudget: 0, threads: request.threads)
        for name in config.novelCategories { _ = try dataset.category(named: name) }
        if split == .train { names = dataset.categories.sorted { $0.id < $1.id }.map(\.name) }
      }
      reporter.progress(done + 1, of: config.splits.count, unit: "split", note: split.rawValue)
    }
    try DatasetIndex(
      base: names.filter { !config.novelCategories.contains($0) }, novel: config.novelCategories, places: places,
      folder: request.output
    ).write()
  }
}
