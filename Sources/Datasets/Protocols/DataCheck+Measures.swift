public import Detection
public import Evaluation
import StrictJSON

/// The rules about what evaluation looks at beside boxes, and about masks to train on.
extension DataCheck {
  /// What is measured on a split beside boxes.
  public struct Measures: Sendable, Equatable {
    /// Whether masks are measured, so that every object needs one.
    public var masks = false
    /// Lists of hidden objects.
    public var lists: [String] = []
    /// Kinds of occlusion that no list tells.
    public var kinds: [OcclusionKind] = []
    /// Bands of visible fractions.
    public var bands: [VisibleBand] = []

    /// Boxes alone.
    public init() {}

    /// Whether masks have to be read.
    var readsMasks: Bool { masks || !kinds.isEmpty }

    /// What of a split's annotations the measures cannot use.
    func findings(_ dataset: COCODataset) -> [DataFinding] {
      var findings: [DataFinding] = []
      if masks {
        do throws(InputError) { try dataset.requireMasks() } catch { findings.append(DataFinding(.masks, error)) }
      }
      for list in lists {
        do throws(InputError) { _ = try OcclusionList(file: list).objects(in: dataset) } catch {
          findings.append(DataFinding(.readable, error))
        }
      }
      func warn(_ found: String, _ expected: String) {
        findings.append(
          DataFinding(
            .emptySubset,
            InputError(file: dataset.file, jsonPath: "$.annotations", found: found, expected: expected)))
      }
      let own = dataset.annotations.filter { !$0.isCrowd }
      for kind in kinds where !own.contains(where: { $0.occlusion == kind }) {
        warn(
          "no object that is \(kind.rawValue)",
          "objects with \"segmentation\" and \"visible_fraction\" that are, or evaluation.occlusion_lists")
      }
      let isKnown = own.contains { $0.visibleFraction != nil }
      for band in bands where !own.contains(where: { band.contains($0.visibleFraction) }) {
        warn(
          "no object in \(band)\(isKnown ? "" : ", as none has a \"visible_fraction\"")",
          "some, as the subset has no value without")
      }
      return findings
    }
  }

  /// Objects to train on that lack the mask that they are trained by.
  static func unmasked(_ dataset: COCODataset) -> [DataFinding] {
    do throws(InputError) { try dataset.requireMasksToTrain() } catch { return [DataFinding(.masks, error)] }
    return []
  }

  /// The pictures of a data set that are missing, are none, or have another size than is written: the first of them.
  static func pictures(of dataset: COCODataset, below folder: String) -> [DataFinding] {
    guard case let (first, count)?? = try? dataset.pictureFault(below: folder) else { return [] }
    var error = first
    if count > 1 { error.found += ", one of \(count) faulty pictures" }
    return [DataFinding(.pictures, error)]
  }
}
