import Spec
import StrictJSON

/// The way from an experiment's data to the measures of one cell.
struct StageChain {
  private let spec: ExperimentSpec
  private let data: Digest
  private let resources: [PlannedStage.Resource]
  private let files: COCOFiles?

  /// Lays the data stage, which all runs share.
  init(_ spec: ExperimentSpec, folder: String, in graph: inout StageGraph) throws(InputError) {
    self.spec = spec
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
    let name = "\(cell.arm.rawValue), seed \(cell.seed)"
    let firstSpace: LabelSpace = cell.shots == nil ? .all : .base
    let lastSpace: LabelSpace = cell.shots == nil ? .all : spec.matrix.setting.labelSpace
    let lists = try files?.lists(shots: cell.shots, seed: cell.seed) ?? TrainingLists()
    let dataInput = PlannedStage.Input(name: "data", key: data)

    var transferInputs = spec.data.categoryCount(firstSpace) == nil ? [dataInput] : []
    if cell.arm.needsPretraining {
      let config = PretrainConfig(model: spec.model.backbone, pretrain: spec.pretrain)
      let pretrained = step(
        .pretrain, graph.add(.pretrain, "pretrain", config.json, inputs: [dataInput], resources: resources))
      transferInputs.append(PlannedStage.Input(name: "pretrained", key: pretrained))
    }
    let transfer = TransferConfig(
      arm: cell.arm, task: spec.task, model: spec.model, seed: cell.seed, labelSpace: firstSpace,
      categoryCount: spec.data.categoryCount(firstSpace))
    var weights = step(
      .transfer,
      graph.add(.transfer, "transfer \(name)", transfer.json, inputs: transferInputs, resources: resources))

    let base = TrainConfig(
      phase: spec.task == .singleObject ? .singleObject : .base, arm: cell.arm, model: spec.model,
      train: spec.train,
      seed: cell.seed, shots: nil, labelSpace: firstSpace, imageIDs: lists.imageIDs)
    weights = step(
      .train, add(.train, "train \(name)", base.json, weights, resources: lists.baseResources, in: &graph))
    if let shots = cell.shots, let fineTune = spec.fineTune {
      let config = TrainConfig(
        phase: .fineTune, arm: cell.arm, model: spec.model, train: fineTune, seed: cell.seed, shots: shots,
        labelSpace: lastSpace, shotList: lists.shotList, imageIDs: lists.shotList == nil ? lists.imageIDs : nil)
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
        task: spec.task, arm: cell.arm, model: spec.model, split: spec.evaluation.split, labelSpace: lastSpace)
      _ = step(
        .extractFeatures,
        add(.extractFeatures, "extract features \(cell)", config.json, weights, in: &graph))
    }
    let evaluate = EvaluateConfig(
      task: spec.task, split: spec.evaluation.split, subsets: spec.evaluation.subsets, labelSpace: lastSpace)
    _ = step(.evaluate, add(.evaluate, "evaluate \(cell)", evaluate.json, nil, detections, in: &graph))
    return steps
  }

  /// Adds a stage that reads the data and, as given, weights and detections.
  private func add(
    _ kind: StageKind, _ label: String, _ config: JSONValue, _ weights: Digest?, _ detections: Digest? = nil,
    resources extra: [PlannedStage.Resource] = [], in graph: inout StageGraph
  ) -> Digest {
    var inputs = [PlannedStage.Input(name: "data", key: data)]
    if let weights { inputs.append(PlannedStage.Input(name: "weights", key: weights)) }
    if let detections { inputs.append(PlannedStage.Input(name: "detections", key: detections)) }
    return graph.add(kind, label, config, inputs: inputs, resources: resources + extra)
  }
}
