import Detection
import Models
import NN
import Statistics
import Torch

/// The loss of one training step and its named parts, whichever the task.
struct StepLosses {
  let total: Tensor
  let parts: [(name: String, value: Float)]
}

extension ArmModel {
  /// The losses of a batch. `images` is `[B, 3, H, W]`, normalised; there is one list of objects a picture, for the
  /// single-object task of one object each, as `SingleObjectPictures` makes sure.
  func losses(
    _ images: Tensor, _ targets: [DetectionTarget], sizes: [PictureSize]? = nil, anchorSizes: [PictureSize]? = nil,
    _ context: ForwardContext, _ sampling: inout RandomStream
  ) -> StepLosses {
    switch network {
    case .detector(let detector):
      let losses = detector.losses(
        images: images, targets: targets, sizes: sizes, anchorSizes: anchorSizes, context: context,
        sampling: &sampling)
      return StepLosses(total: losses.total, parts: losses.values)
    case .singleObject(let detector):
      let losses = detector.losses(
        images: images, boxes: targets.map { $0.boxes[0] }, labels: targets.map { $0.labels[0] }, context: context)
      return StepLosses(total: losses.total, parts: losses.values)
    }
  }

  /// The detections of a batch of pictures, best first, in the pixels of the model's input. With a single object, where
  /// every class has one box and all share it, there is nothing to suppress.
  /// `sizes` is what each picture fills of a padded batch.
  func predict(_ images: Tensor, _ settings: PredictionSettings, sizes: [PictureSize]? = nil) -> [[ScoredBox]] {
    switch network {
    case .detector(let detector): detector.predict(images: images, sizes: sizes, settings: settings)
    case .singleObject(let detector):
      detector.predict(images: images).map { boxes in
        Array(boxes.filter { $0.score >= settings.scoreThreshold }.prefix(settings.maxDetections))
      }
    }
  }

  /// What the head makes of each box of each picture before the output layers: `[K, width]`, picture by picture. The
  /// single-object head sees the whole picture, so there it is one row a picture, whatever the boxes.
  func regionFeatures(_ images: Tensor, _ boxes: [[Box]]) -> Tensor {
    switch network {
    case .detector(let detector): detector.regionFeatures(images: images, boxes: boxes)
    case .singleObject(let detector): detector.regionFeatures(images: images)
    }
  }

  /// The best class of each row of `regionFeatures`.
  func bestClasses(_ features: Tensor) -> BestClasses {
    switch network {
    case .detector(let detector): detector.bestClasses(features)
    case .singleObject(let detector): detector.bestClasses(features)
    }
  }

  /// Numbers in a row of `regionFeatures`.
  var featureWidth: Int {
    switch network {
    case .detector(let detector): detector.featureWidth
    case .singleObject(let detector): detector.featureWidth
    }
  }
}
