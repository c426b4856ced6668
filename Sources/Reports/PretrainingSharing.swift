/// How the seeds of an experiment share pre-trainings, which says whether intervals over seeds cover their chance.
public struct PretrainingSharing: Sendable, Equatable {
  /// A sentence without a full stop.
  public let words: String
  /// Whether no two seeds share one.
  public let isOwn: Bool

  /// - Parameter seeds: Seeds of the pre-trainings that the seeds start from, in their order. Of fewer than two nothing is
  ///   to be said, and the result is nil.
  public init?(_ seeds: [Int]) {
    guard seeds.count > 1 else { return nil }
    let different = Set(seeds).count
    isOwn = different == seeds.count
    words =
      isOwn
      ? "Each seed has a pre-training of its own"
      : different == 1
        ? "One pre-training (seed \(seeds[0])) serves all seeds: intervals do not cover its chance"
        : "\(different) pre-trainings serve \(seeds.count) seeds: intervals cover their chance in part"
  }

  /// What intervals over seeds leave out; nil where each seed has a pre-training of its own.
  public static func limit(of seeds: [Int]) -> String? {
    PretrainingSharing(seeds).flatMap { $0.isOwn ? nil : $0.words }
  }
}
