import Datasets
import Detection
import Evaluation
import Foundation
import Pipeline
import Spec
import StrictJSON

/// The data of an experiment, looked at before anything runs.
enum ExperimentData {
  /// The folder that an experiment's paths are relative to.
  static func folder(of spec: String) -> String { URL(fileURLWithPath: spec).deletingLastPathComponent().path }

  /// Refuses an experiment whose data has errors, each told in one line; else tells the warnings.
  static func check(_ experiment: ExperimentSpec, in folder: String) throws {
    let findings = findings(of: experiment, in: folder)
    let errors = findings.filter { $0.rule.severity == .error }
    for finding in errors { Console.error(finding.text) }
    if !errors.isEmpty { throw ExitStatus.badInput }
    for finding in findings { Console.error("warning: \(finding.text)") }
  }

  /// All findings, over all variants, each once.
  static func findings(
    of experiment: ExperimentSpec, in folder: String, opensPictures: Bool = false
  ) -> [DataFinding] {
    // Variants of the same files may still ask other things of them, such as another order of labels.
    var checked: [DataCheck] = []
    var all: [DataFinding] = []
    for cell in experiment.matrix.cells {
      guard let own = ownCheck(of: experiment.resolved(for: cell), in: folder) else { continue }
      var check = own.check
      check.opensPictures = opensPictures
      let isNew = !checked.contains(check)
      if isNew { checked.append(check) }
      for finding in own.unnamed + (isNew ? check.findings() : []) where !all.contains(finding) { all.append(finding) }
    }
    return all
  }

  /// What is to be checked for one variant, and the findings about files whose names could not be told. Composed data
  /// needs no check: the composer keeps its splits apart.
  private static func ownCheck(
    of experiment: ExperimentSpec, in folder: String
  ) -> (check: DataCheck, unnamed: [DataFinding])? {
    guard case .coco(let relative) = experiment.data else { return nil }
    let data = relative.resolved(against: folder)
    var findings: [DataFinding] = []
    var check = DataCheck(
      train: source(data.train),
      evaluated: [Split.development, .test].compactMap { split in
        data.source(of: split).map { own in
          var evaluated = DataCheck.Evaluated(name: split.rawValue, source: source(own))
          if split == experiment.evaluation.split { evaluated.measures = measures(experiment.evaluation, in: folder) }
          return evaluated
        }
      })
    check.trainsMasks = experiment.model.maskHead
    // Pictures that nobody pre-trains on cannot leak.
    if experiment.matrix.allArms.contains(where: \.needsPretraining) { check.pretrain = data.pretrain.map(source) }
    check.novelCategories = data.novelCategories
    check.takesFileOrder = experiment.model.quirks.labelOrder == .file
    check.isNovelOnly = experiment.matrix.setting == .novelOnly
    check.share = experiment.train.share
    check.isSingleObject = experiment.task == .singleObject
    let seeds = experiment.matrix.seeds.sorted()
    if let ids = data.train.ids {
      for seed in seeds {
        let list = DataCheck.IDs(
          file: ids.path(runSeed: seed), percent: ids.percent, seed: ids.seedInFile(runSeed: seed))
        if !check.ids.contains(list) { check.ids.append(list) }
      }
    }
    check.format = data.shots?.format.support
    check.shotImages = data.shots?.images
    for seed in Set(seeds.map(experiment.matrix.shotSeed)).sorted() {
      for shots in (experiment.matrix.allShots ?? []).sorted() {
        var entry = DataCheck.Shots(shots: shots, seed: seed, path: "")
        if let spec = data.shots {
          do throws(InputError) {
            let files = try ShotFiles(spec, shots: shots, runSeed: seed)
            (entry.path, entry.seed) = (files.path, files.seed)
          } catch {
            let finding = DataFinding(.readable, error)
            if !findings.contains(finding) { findings.append(finding) }
            continue
          }
        }
        if !check.shots.contains(entry) { check.shots.append(entry) }
      }
    }
    return (check, findings)
  }

  /// What the evaluation looks at beside boxes.
  private static func measures(_ evaluation: EvaluationSpec, in folder: String) -> DataCheck.Measures {
    var measures = DataCheck.Measures()
    measures.masks = evaluation.iouTypes.contains(.segm)
    let kinds = Subset.Occlusion.allCases.filter { kind in evaluation.subsets.contains { $0.occlusion == kind } }
    for kind in kinds {
      if let list = evaluation.occlusionLists.first(where: { $0.kind == kind }) {
        measures.lists.append(list.path.hasPrefix("/") ? list.path : "\(folder)/\(list.path)")
      } else if let own = OcclusionKind(rawValue: kind.rawValue) {
        measures.kinds.append(own)
      }
    }
    measures.bands = evaluation.subsets.compactMap { $0.visible.map { VisibleBand($0) } }
    // Of the many bands of a curve some may well be empty, but not all.
    if evaluation.visibleCurve != nil { measures.bands.append(VisibleBand(0...1)) }
    return measures
  }

  private static func source(_ source: COCODataSpec.Source) -> DataCheck.Source {
    DataCheck.Source(images: source.images, annotations: source.annotations)
  }
}

extension ShotListFormat {
  /// The reader's name of this format.
  var support: SupportSet.Format {
    switch self {
    case .fsdetCOCO: .fsdetCOCO
    case .fsdetVOC: .fsdetVOC
    case .merged: .merged
    }
  }
}
