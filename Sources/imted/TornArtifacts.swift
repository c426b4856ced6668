import Pipeline
import Spec
import StrictJSON

/// What is in the place of artifacts and is none.
enum TornArtifacts {
  /// Moves all of them to `objects/.torn`, names each on the standard error, and gives key, place and reason of each.
  /// One that a runner is at stays: that runner sets it aside itself.
  static func setAside(in store: ArtifactStore) throws(PipelineError) -> [JSONValue] {
    var moved: [JSONValue] = []
    for (key, damage) in try store.tornArtifacts() {
      guard let claim = try store.claim(key) else {
        Console.error("left in its place, as a runner is at it: \(damage)")
        continue
      }
      let place = try claim.setAside()
      Console.error("set aside an artifact as \(place): \(damage)")
      moved.append(["key": .string(key.hex), "place": .string(place), "reason": .string(damage)])
    }
    return moved
  }
}
