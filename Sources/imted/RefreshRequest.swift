import Pipeline
import Spec
import StrictJSON

/// The stages that `imted run --refresh` makes anew, with what is said of them and what is refused.
struct RefreshRequest {
  private let roles: [StageRole]
  private let refreshing: Refreshing

  /// Looks at what making `roles` of `plan` anew means in `store`; nothing is moved.
  init(_ roles: [StageRole], of plan: ExperimentPlan, in store: ArtifactStore) {
    (self.roles, refreshing) = (roles, Refreshing(roles, of: plan, in: store))
  }

  /// The stages, in plan order.
  var stages: [PlannedStage] { refreshing.stages }

  /// Their keys.
  var keys: Set<Digest> { refreshing.keys }

  /// How many artifacts there are to set aside, after which `deed` is said; nil where nothing is to be made anew.
  func sentence(_ deed: String) -> String? {
    roles.isEmpty ? nil : Self.sentence(refreshing.artifactCount, deed)
  }

  /// `35 artifacts set aside in objects/.torn, to be made anew`.
  static func sentence(_ count: Int, _ deed: String) -> String {
    "\(count) \(count == 1 ? "artifact" : "artifacts") \(deed) in objects/.torn, to be made anew"
  }

  /// Throws where what is made anew would read stages that are not there and that `--refresh` does not name: setting
  /// the only copy of measures aside must not lead to trainings that nobody asked for.
  func refuseLoss() throws(InputError) {
    guard let first = refreshing.missingRoles.first, let last = refreshing.missingRoles.last else { return }
    let names = roles.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw InputError(
      file: "--refresh", found: "\(names) without what it is made from: \(ExplanationText.counts(refreshing.missing))",
      expected: "its inputs, which a folder of records has not; --until \(last.rawValue) makes them first and sets "
        + "nothing aside, --refresh \(first.rawValue) makes everything from there on anew")
  }
}
