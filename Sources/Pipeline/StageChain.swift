import Spec
import StrictJSON

/// The way from an experiment's data to the measures of one cell.
struct StageChain {
  private let spec: ExperimentSpec
  private let data: Digest
  private let checkpoint: (digest: Digest, path: String)?
  private let resources: [PlannedStage.Resource]
  private let occlusionLists: OcclusionListFiles
  private let files: COCOFiles?

  /// Lays the data stage, which all runs share.
  init(_ spec: ExperimentSpec, folder: String, in graph: inout StageGraph) throws(InputError) {
    self.spec = spec
    if let path = spec.pretrain.checkpoint {
      let absolute = path.hasPrefix("/") ? path : AbsolutePath.of(folder) + "/" + path
      checkpoint = (try Digest(ofFile: absolute), absolute)
    } else {
      checkpoint = nil
    }
    occlusionLists = try OcclusionListFiles(spec.evaluation.occlusionLists, folder: AbsolutePath.of(folder))
    switch spec.data {
    case .composed(let data):
      (resources, files) = ([], nil)
      self.data = graph.add(.composeData, "compose data", ComposeDataConfig(data: data).json)
    case .coco(let data):
      let source = try COCOFiles(data.resolved(against: AbsolutePath.of(folder)))
      (resources, files) = (source.resources, source)
      self.data = graph.add(.importData, "import data", source.config.json, resources: resources)
    }
  }

  /// Lays the stages of one cell.
  func steps(of cell: Cell, in graph: inout StageGraph) throws(InputError) -> [PlannedRun.Step] {
    var steps = [PlannedRun.Step(role: .data, key: data)]
    func step(_ role: StageRole, _ key: Digest) -> Digest {
      steps.append(PlannedRun.Step(role: role, key: key))
      return key
    }
    let variant = cell.variant.map { ", " + $0 } ?? ""
    let baseSeed = spec.matrix.baseSeed(of: cell.seed)
    let name = "\(cell.arm.rawValue)\(variant), seed \(baseSeed)"
    let lastSpace = spec.matrix.labelSpace
    let firstSpace = cell.shots == nil ? lastSpace : .base
    let shotSeed = spec.matrix.shotSeed(of: cell.seed)
    let lists = try files?.lists(shots: cell.shots, seed: baseSeed, shotSeed: shotSeed) ?? TrainingLists()
    let dataInput = PlannedStage.Input(name: "data", key: data)

    var transferInputs = spec.data.categoryCount(firstSpace) == nil ? [dataInput] : []
    if cell.arm.needsPretraining, let checkpoint {
      let config = ImportWeightsConfig(model: spec.model.backbone, checkpoint: checkpoint.digest)
      let imported = step(
        .pretrain,
        graph.add(
          .importWeights, "import weights\(variant)", config.json,
          resources: [PlannedStage.Resource(name: "checkpoint", path: checkpoint.path)]))
      transferInputs.append(PlannedStage.Input(name: "pretrained", key: imported))
    } else if cell.arm.needsPretraining {
      var pretrain = spec.pretrain
      if let seed = spec.matrix.pretrainSeed(of: cell.seed) { pretrain.seed = seed }
      let label = "pretrain\(variant)" + (spec.matrix.pretrainSeeds == nil ? "" : ", seed \(pretrain.seed)")
      let config = PretrainConfig(model: spec.model.backbone, pretrain: pretrain)
      let pretrained = step(
        .pretrain, graph.add(.pretrain, label, config.json, inputs: [dataInput], resources: resources))
      transferInputs.append(PlannedStage.Input(name: "pretrained", key: pretrained))
    }
    let transfer = TransferConfig(
      arm: cell.arm, task: spec.task, model: spec.model, seed: baseSeed, labelSpace: firstSpace,
      categoryCount: spec.data.categoryCount(firstSpace))
    var weights = step(
      .transfer,
      graph.add(.transfer, "transfer \(name)", transfer.json, inputs: transferInputs, resources: resources))

    let base = TrainConfig(
      phase: spec.task == .singleObject ? .singleObject : .base, arm: cell.arm, model: spec.model,
      train: spec.train, seed: baseSeed, shots: nil, labelSpace: firstSpace, imageIDs: lists.imageIDs)
    weights = step(
      .train, add(.train, "train \(name)", base.json, weights, resources: lists.baseResources, in: &graph))
    if let shots = cell.shots, let fineTune = spec.fineTune {
      var config = TrainConfig(
        phase: .fineTune, arm: cell.arm, model: spec.model, train: fineTune, seed: cell.seed, shots: shots,
        labelSpace: lastSpace, shotList: lists.shotList, imageIDs: lists.shotList == nil ? lists.imageIDs : nil)
      if lists.shotList == nil, shotSeed != cell.seed { config.shotSeed = shotSeed }
      weights = step(
        .fineTune,
        add(
          .train, "fine-tune \(cell)", config.json, weights,
          resources: lists.shotList == nil ? lists.baseResources : lists.shotResources, in: &graph))
    }

    let predict = PredictConfig(
      task: spec.task, arm: cell.arm, model: spec.model, evaluation: spec.evaluation, labelSpace: lastSpace)
    let detections = step(.predict, add(.predict, "predict \(cell)", predict.json, weights, in: &graph))
    if spec.evaluation.features {
      let config = ExtractFeaturesConfig(
        task: spec.task, arm: cell.arm, model: spec.model, split: spec.evaluation.split, labelSpace: lastSpace,
        testSize: spec.evaluation.testSize)
      _ = step(
        .extractFeatures,
        add(.extractFeatures, "extract features \(cell)", config.json, weights, in: &graph))
    }
    let evaluate = EvaluateConfig(
      task: spec.task, split: spec.evaluation.split, subsets: spec.evaluation.subsets, labelSpace: lastSpace,
      iouTypes: spec.evaluation.iouTypes, visibleCurve: spec.evaluation.visibleCurve, voc: spec.evaluation.voc,
      occlusionLists: occlusionLists.contents)
    _ = step(
      .evaluate,
      graph.add(
        .evaluate, "evaluate \(cell)", evaluate.json,
        inputs: [PlannedStage.Input(name: "data", key: data), PlannedStage.Input(name: "detections", key: detections)],
        resources: resources + occlusionLists.resources + lists.shotResources))
    return steps
  }

  /// Adds a stage that reads the data and, as given, weights.
  private func add(
    _ kind: StageKind, _ label: String, _ config: JSONValue, _ weights: Digest?,
    resources extra: [PlannedStage.Resource] = [], in graph: inout StageGraph
  ) -> Digest {
    var inputs = [PlannedStage.Input(name: "data", key: data)]
    if let weights { inputs.append(PlannedStage.Input(name: "weights", key: weights)) }
    return graph.add(kind, label, config, inputs: inputs, resources: resources + extra)
  }
}
