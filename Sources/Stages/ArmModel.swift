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

  /// Builds the arm's architecture with values drawn from the seed.
  init(
    arm: Spec.Arm, task: LearningTask, model: ModelSpec, classes: Int, seed: Int, dropPath: Double = 0, device: Device
  ) {
    store = ParameterStore(seed: ParameterStore.streamSeed(UInt64(seed), "detector"), device: device)
    shape = ModelShape(model)
    switch task {
    case .detection:
      network = .detector(
        Detector(
          store: store, shape: shape, classes: classes, head: arm.hasDecoderHead ? .decoder : .fullyConnected,
          features: arm.hasDecoderHead ? .integral : .pyramid, settings: DetectorSettings(model), dropPath: dropPath))
    case .singleObject:
      network = .singleObject(
        SingleObjectDetector(
          store: store, shape: shape, classes: classes, head: arm.hasDecoderHead ? .decoder : .fullyConnected,
          dropPath: dropPath))
    }
  }
}
