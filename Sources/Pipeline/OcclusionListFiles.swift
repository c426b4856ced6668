import Foundation
import Spec
import StrictJSON

/// The files of listed objects that an experiment names: their digests for the key, their paths for the worker.
struct OcclusionListFiles {
  /// The content, for the key.
  let contents: [(kind: Subset.Occlusion, content: Digest)]
  /// The paths.
  let resources: [PlannedStage.Resource]

  /// Reads the files for their SHA-256; paths are relative to `folder`.
  init(_ lists: [OcclusionListSpec], folder: String) throws(InputError) {
    var contents: [(kind: Subset.Occlusion, content: Digest)] = []
    var resources: [PlannedStage.Resource] = []
    for list in lists {
      let path = list.path.hasPrefix("/") ? list.path : "\(folder)/\(list.path)"
      contents.append((list.kind, try Digest(ofFile: path)))
      resources.append(PlannedStage.Resource(name: EvaluateConfig.resource(list.kind), path: path))
    }
    (self.contents, self.resources) = (contents, resources)
  }
}
