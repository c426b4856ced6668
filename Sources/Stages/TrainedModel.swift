import Datasets
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

  /// Builds the arm's architecture, fills it with the input `weights`, and opens the split of the input `data`.
  init(
    _ request: StageRequest, arm: Spec.Arm, task: LearningTask, model spec: ModelSpec, split: Split, space: LabelSpace
  ) throws {
    device = try StageDevice.prepare(request)
    let index = try DatasetIndex(request)
    dataset = try index.dataset(split)
    labels = try LabelMap(space, index: index, dataset: dataset)
    if task == .singleObject { try SingleObjectPictures.check(labels.keepingOwn(dataset)) }
    model = ArmModel(arm: arm, task: task, model: spec, classes: labels.count, seed: 0, device: device)
    try WeightsFile.read("\(request.input("weights"))/\(WeightsFile.name)", into: model.store)
    side = spec.backbone.imageSize
    batches = try EvaluationBatches(
      dataset: dataset, imageFolder: index.images(split), side: side, threads: request.threads)
  }

  /// Between the pixels of a picture of the split and those of the model's input.
  func scale(ofImageAt index: Int) -> PictureScale { PictureScale(dataset.images[index], side: side) }
}
