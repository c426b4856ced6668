import Detection
import Models
import NN
import Torch

/// The loss of one training step and its named parts, whichever the task.
struct StepLosses {
  let total: Tensor
  let parts: [(name: String, value: Tensor)]
}

extension ArmModel {
  /// The losses of a batch. `images` is `[B, 3, H, W]`, normalised; there is one list of objects a picture.
  func losses(
    _ images: Tensor, _ targets: [DetectionTarget], _ context: ForwardContext, _ sampling: Generator
  ) -> StepLosses {
    switch network {
    case .detector(let detector):
      let losses = detector.losses(images: images, targets: targets, context: context, sampling: sampling)
      return StepLosses(
        total: losses.total,
        parts: [
          ("rpn_class", losses.rpnClass), ("rpn_box", losses.rpnBox), ("class", losses.classification),
          ("box", losses.box),
        ])
    case .singleObject(let detector):
      let losses = detector.losses(
        images: images, boxes: targets.map { $0.boxes[0] }, labels: targets.map { $0.labels[0] }, context: context)
      return StepLosses(total: losses.total, parts: [("class", losses.classification), ("box", losses.box)])
    }
  }

  /// The detections of a batch of pictures, best first, in the pixels of the model's input.
  func predict(_ images: Tensor, _ thresholds: PredictionThresholds) -> [[ScoredBox]] {
    withoutGradients {
      switch network {
      case .detector(let detector): detector.predict(images, thresholds)
      case .singleObject(let detector): detector.predict(images)
      }
    }
  }

  /// What the head makes of each box of each picture before the output layers: `[K, width]`, picture by picture.
  func regionFeatures(_ images: Tensor, _ boxes: [[Box]]) -> Tensor {
    withoutGradients {
      switch network {
      case .detector(let detector): detector.regionFeatures(images, boxes)
      case .singleObject(let detector): detector.regionFeatures(images)
      }
    }
  }
}
