import Datasets
import Detection
import Evaluation
import Pipeline
import Spec
import StrictJSON

/// Which categories and objects of a data set the subsets of an experiment stand for.
struct EvaluatedObjects {
  private let labels: LabelMap
  /// Objects by the kind of their occlusion, as listed, or as the annotations' masks and visible fractions say.
  private var occluded: [Subset.Occlusion: [Annotation]] = [:]
  /// All objects, where their masks were read.
  private let masked: [Annotation]?

  /// Reads the lists that the configuration names and looks at masks for the other words that it uses. `masks` says
  /// whether the masks were read.
  init(
    _ config: EvaluateConfig, _ request: StageRequest, dataset: COCODataset, labels: LabelMap, masks: Bool
  ) throws(InputError) {
    self.labels = labels
    masked = masks ? dataset.annotations : nil
    for kind in Subset.Occlusion.allCases where config.subsets.contains(where: { $0.occlusion == kind }) {
      guard config.occlusionLists.contains(where: { $0.kind == kind }) else {
        occluded[kind] = dataset.annotations.filter { $0.occlusion?.rawValue == kind.rawValue }
        continue
      }
      let name = EvaluateConfig.resource(kind)
      guard let path = request.resource(name) else {
        throw InputError(found: "no resource \"\(name)\"", expected: "the list that the configuration names")
      }
      occluded[kind] = try OcclusionList(file: path).objects(in: dataset)
    }
  }

  /// A subset as the evaluator takes it.
  func subset(_ subset: Subset) -> EvaluationSubset {
    EvaluationSubset(
      name: subset.name, categoryIDs: categoryIDs(subset.scope), visible: band(subset),
      annotationIDs: subset.occlusion.map { Set((occluded[$0] ?? []).map(\.id)) })
  }

  /// The objects of a subset with a kind of occlusion, one for each item of its list.
  func toFind(_ subset: Subset) -> [Annotation] {
    let ids = categoryIDs(subset.scope)
    let band = band(subset)
    return (subset.occlusion.flatMap { occluded[$0] } ?? []).filter {
      ids.contains($0.categoryID) && (band?.contains($0.visibleFraction) ?? true)
    }
  }

  /// Ids of the objects of a kind of occlusion; nil where neither a subset nor a mask tells.
  func ids(of kind: OcclusionKind) -> Set<Int>? {
    if let kind = Subset.Occlusion(rawValue: kind.rawValue), let listed = occluded[kind] {
      return Set(listed.map(\.id))
    }
    return masked.map { Set($0.filter { $0.occlusion == kind }.map(\.id)) }
  }

  /// Ids of a scope's categories.
  func categoryIDs(_ scope: Subset.Scope) -> Set<Int> {
    switch scope {
    case .all: Set(labels.categoryIDs)
    case .base: Set(labels.categoryIDs.prefix(labels.baseCount))
    case .novel: Set(labels.categoryIDs.dropFirst(labels.baseCount))
    }
  }

  /// A subset's band as the evaluator takes it.
  func band(_ subset: Subset) -> VisibleBand? {
    subset.visible.map { band in
      band.includesUpper ? VisibleBand(band.lower...band.upper) : VisibleBand(band.lower..<band.upper)
    }
  }
}
