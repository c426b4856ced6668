import Models
import NN
import Spec
import Torch

/// The detector of an arm, for either task, in its store.
struct ArmModel {
  enum Network {
    case detector(Detector)
    case singleObject(SingleObjectDetector)
  }

  let store: ParameterStore
  let network: Network
  let shape: ModelShape

  /// Where region features come from; nil for a single object, whose region is the whole picture.
  var features: RegionFeatureSource? {
    switch network {
    case .detector(let detector): detector.features.source
    case .singleObject: nil
    }
  }

  /// Builds the arm's architecture with values drawn from the seed.
  init(
    arm: Spec.Arm, task: LearningTask, model: ModelSpec, classes: Int, seed: Int, dropPath: Double = 0, device: Device
  ) {
    let parts = Models.Arm(arm)
    store = ParameterStore(seed: ParameterStore.streamSeed(UInt64(seed), "detector"), device: device)
    shape = ModelShape(model)
    switch task {
    case .detection:
      network = .detector(
        Detector(
          store: store, shape: shape, classes: classes, head: parts.head, features: parts.features,
          settings: DetectorSettings(model), dropPath: dropPath))
    case .singleObject:
      network = .singleObject(
        SingleObjectDetector(
          store: store, shape: shape, classes: classes, head: parts.head, dropPath: dropPath))
    }
  }
}
