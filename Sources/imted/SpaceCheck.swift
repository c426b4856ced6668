import FileSystems
import Pipeline
import Spec
import StrictJSON

/// Holds what a plan will write against the room there is, before hours are spent.
enum SpaceCheck {
  /// Throws an `InputError` where the disk is too small, and warns where it will be nearly full.
  static func check(_ status: PlanStatus, of plan: ExperimentPlan, in store: ArtifactStore, jobs: Int) throws {
    guard status.willRunCount > 0, let free = FreeSpace.bytes(at: store.root) else { return }
    let explanation = PlanExplanation(status, stored: try store.storedRecords())
    let need = SpaceEstimate(explanation, spec: plan.spec, jobs: jobs)
    let words = words(need)
    guard need.bytes <= free else {
      throw InputError(
        file: store.root, found: "\(FileSize.text(free)) free",
        expected: "room for \(words); free some (imted gc), choose another --results, or --ignore-space")
    }
    if need.bytes > free / 10 * 8 {
      Console.error("the disk of \(store.root) will be nearly full: \(FileSize.text(free)) free, \(words) to come")
    }
  }

  /// `about 1.2 GB (0.3 GB of it checkpoints)`.
  static func words(_ need: SpaceEstimate) -> String {
    let size = "about \(FileSize.text(need.bytes)) (\(FileSize.text(need.checkpointBytes)) of it checkpoints)"
    return need.unknown == 0 ? size : size + ", and \(need.unknown) stages of unknown size"
  }
}
