/// The numbers of a region proposal network.
public struct RPNSettings: Sendable, Equatable {
  /// The anchors of each level.
  public var anchors: AnchorGenerator
  /// Which anchors are positive.
  public var matcher: Matcher
  /// How many anchors of a picture are trained on.
  public var sampler: Sampler
  /// Best anchors of a level that become proposals in training, before suppression.
  public var candidatesInTraining: Int
  /// Best anchors of a level that become proposals in evaluation, before suppression.
  public var candidates: Int
  /// Proposals of a picture that stay in training, over all levels.
  public var proposalsInTraining: Int
  /// Proposals of a picture that stay in evaluation, over all levels.
  public var proposals: Int
  /// IoU above which the worse of two proposals of a level is dropped.
  public var nmsIoU: Double
  /// Convolutions of 3 x 3 cells before objectness and differences are read.
  public var convolutions = 1

  /// All numbers.
  public init(
    anchors: AnchorGenerator, matcher: Matcher = .anchors, sampler: Sampler, candidatesInTraining: Int,
    candidates: Int, proposalsInTraining: Int, proposals: Int, nmsIoU: Double = 0.7
  ) {
    self.anchors = anchors
    self.matcher = matcher
    self.sampler = sampler
    self.candidatesInTraining = candidatesInTraining
    self.candidates = candidates
    self.proposalsInTraining = proposalsInTraining
    self.proposals = proposals
    self.nmsIoU = nmsIoU
  }

  /// As in imTED's configurations, for pictures of about 1333 x 800 pixels.
  public static let reference = RPNSettings(
    anchors: AnchorGenerator(), sampler: Sampler(count: 256, positiveFraction: 0.5), candidatesInTraining: 2000,
    candidates: 1000, proposalsInTraining: 1000, proposals: 1000)

  /// For pictures of about 100 x 100 pixels with a few objects: anchors of 4 strides, a tenth of the proposals.
  public static let small = RPNSettings(
    anchors: AnchorGenerator(scales: [4]), sampler: Sampler(count: 128, positiveFraction: 0.5),
    candidatesInTraining: 200, candidates: 100, proposalsInTraining: 100, proposals: 100)
}
