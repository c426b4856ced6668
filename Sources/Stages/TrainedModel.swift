import Datasets
import Detection
import Pipeline
import Spec
import Torch

/// A trained detector and the split that it is run over: what `predict` and `extract-features` start from.
struct TrainedModel {
  let device: Device
  let dataset: COCODataset
  let labels: LabelMap
  let model: ArmModel
  let batches: EvaluationBatches
  private let side: Int
  private let testSize: TestSizeSpec?

  /// Builds the arm's architecture, fills it with the input `weights`, and opens the split of the input `data`.
  init(
    _ request: StageRequest, arm: Spec.Arm, task: LearningTask, model spec: ModelSpec, split: Split, space: LabelSpace,
    testSize: TestSizeSpec? = nil
  ) throws {
    device = try StageDevice.prepare(request)
    let index = try DatasetIndex(request)
    dataset = try index.dataset(split)
    labels = try LabelMap(space, index: index, dataset: dataset, order: spec.quirks.labelOrder)
    if task == .singleObject { try SingleObjectPictures.check(labels.keepingOwn(dataset)) }
    model = ArmModel(arm: arm, task: task, model: spec, classes: labels.count, seed: 0, device: device)
    try WeightsFile.read("\(request.input("weights"))/\(WeightsFile.name)", into: model.store)
    side = spec.backbone.imageSize
    self.testSize = testSize
    batches = try EvaluationBatches(
      dataset: dataset, imageFolder: index.images(split), side: side, testSize: testSize,
      multiple: spec.backbone.sideMultiple, threads: request.threads)
  }

  /// Between the pixels of a picture of the split and those of the model's input.
  func scale(ofImageAt index: Int) -> PictureScale {
    let record = dataset.images[index]
    guard let testSize else { return PictureScale(record, inputWidth: side, inputHeight: side) }
    let size = ScaledPicture.ShortSide(short: [testSize.short], long: testSize.long)
      .size(width: record.width, height: record.height, short: testSize.short)
    return PictureScale(record, inputWidth: size.width, inputHeight: size.height)
  }
}
