/// The kinds of stage. A raw value is the `kind` of a request and of `stage.json`.
public enum StageKind: String, CaseIterable, Sendable, Hashable {
  /// Composes scenes from cut-outs into a COCO data set.
  case composeData = "compose-data"
  /// Checks COCO files that are there already.
  case importData = "import-data"
  /// Trains an MAE.
  case pretrain
  /// Takes an MAE that was trained elsewhere.
  case importWeights = "import-weights"
  /// Builds the detector of an arm from the MAE and the seed.
  case transfer
  /// Trains a detector: base training, fine-tuning, or the single-object task.
  case train
  /// Runs a detector over a split.
  case predict
  /// Writes RoI features of a detector over a split.
  case extractFeatures = "extract-features"
  /// Measures detections.
  case evaluate

  /// Part of every key of the kind. Raise it when the stage comes to leave other content for the same configuration.
  public var version: Int { 1 }

  /// Whether the stage runs alone, with all threads: the two that everything else waits for.
  public var isExclusive: Bool { self == .composeData || self == .pretrain }

  /// Whether results depend on the tensor library.
  var usesTensors: Bool {
    switch self {
    case .pretrain, .transfer, .train, .predict, .extractFeatures: true
    case .composeData, .importData, .importWeights, .evaluate: false
    }
  }
}

/// What a stage is to a run. Base training and fine-tuning are one kind in two roles.
public enum StageRole: String, CaseIterable, Sendable, Hashable {
  /// The data set.
  case data
  /// The pre-trained MAE.
  case pretrain
  /// The detector's starting values.
  case transfer
  /// The (base) trained detector.
  case train
  /// The detector after few shots.
  case fineTune = "fine-tune"
  /// Detections.
  case predict
  /// Features.
  case extractFeatures = "extract-features"
  /// Measures.
  case evaluate
}
