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

  /// Builds the arm's architecture with values drawn from the seed and the name of a stream, or with shapes alone.
  init(
    arm: Spec.Arm, task: LearningTask, model: ModelSpec, classes: Int, seed: Int, stream: String = "detector",
    dropPath: Double = 0, device: Device, restsWhenFrozen: Bool = false, shapesOnly: Bool = false
  ) {
    let parts = Models.Arm(arm)
    store = ParameterStore(
      seed: ParameterStore.streamSeed(UInt64(seed), stream), device: device, shapesOnly: shapesOnly)
    shape = ModelShape(model)
    let startsAsMMDetection = model.quirks.outputInit == .reference && parts.head != .decoder
    let outputInit = startsAsMMDetection ? RoIHeadSettings.OutputInit.normal : .torchDefault
    switch task {
    case .detection:
      var settings = DetectorSettings(model)
      if parts.hasWindows { settings = settings.vitDet(WindowedAttention(model)) }
      settings.restsWhenFrozen = restsWhenFrozen
      settings.roiHead.outputInit = outputInit
      network = .detector(
        Detector(
          store: store, shape: shape, classes: classes, head: parts.head, features: parts.features,
          settings: settings, dropPath: dropPath))
    case .singleObject:
      var settings = SingleObjectDetector.Settings()
      settings.positionResize = PositionResize(model.quirks.positionResize)
      settings.outputInit = outputInit
      network = .singleObject(
        SingleObjectDetector(
          store: store, shape: shape, classes: classes, head: parts.head, dropPath: dropPath, settings: settings))
    }
  }
}
