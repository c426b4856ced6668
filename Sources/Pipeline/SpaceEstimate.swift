public import Spec

/// How much a plan will write, before anything is written: sizes of the stored stages most like those to come, else
/// what is known from settings.
public struct SpaceEstimate: Sendable, Equatable {
  /// Bytes of the artifacts to come.
  public private(set) var artifactBytes = 0
  /// Bytes of checkpoints that lie beside them at the worst moment.
  public private(set) var checkpointBytes = 0
  /// Stages of which no size is known; they count as nothing.
  public private(set) var unknown = 0

  /// Bytes in all.
  public var bytes: Int { artifactBytes + checkpointBytes }

  /// The estimate for a plan's stages that have to run.
  ///
  /// - Parameters:
  ///   - explanation: Names the stored stage most like each.
  ///   - spec: The experiment.
  ///   - jobs: Stages at a time: so many trainings have checkpoints at once.
  public init(_ explanation: PlanExplanation, spec: ExperimentSpec, jobs: Int) {
    let weights = Self.weightBytes(spec.model.backbone)
    var trainings = 0
    for reason in explanation.reasons {
      let stored = reason.nearest.map { record in record.files.reduce(0) { $0 + $1.bytes } }
      let known: Int?
      switch reason.stage.kind {
      case .pretrain, .train:
        trainings += 1
        known = weights
      case .transfer, .importWeights: known = weights
      case .composeData: known = Self.pictureBytes(spec.data)
      case .importData, .predict, .extractFeatures, .evaluate: known = nil
      }
      // The stored one may be of a smaller model or of fewer pictures.
      guard let bytes = [stored, known].compactMap(\.self).max() else {
        unknown += 1
        continue
      }
      artifactBytes += bytes
    }
    // Two checkpoints and the one being written, each weights with two moments.
    checkpointBytes = min(trainings, max(1, jobs)) * 3 * 3 * weights
  }

  /// Four bytes for each parameter of encoder and decoder, of which a block of width w has about 12 w².
  private static func weightBytes(_ backbone: BackboneSpec) -> Int {
    [backbone.encoder, backbone.decoder].reduce(0) { $0 + 4 * 12 * $1.width * $1.width * $1.depth }
  }

  /// Two bytes for each pixel, a third less than raw.
  private static func pictureBytes(_ data: DataSpec) -> Int? {
    guard case .composed(let data) = data else { return nil }
    return data.images.values.reduce(0, +) * data.imageSize * data.imageSize * 2
  }
}
