import Datasets
import Detection
import Evaluation
import Pipeline
import Spec
import StrictJSON

/// The protocol that an evaluation follows, from the files that it read and the records of the stages before it. Their
/// configurations are part of the evaluation's key, so for one key there is one card.
struct EvaluatedProtocol {
  private let config: EvaluateConfig
  private let request: StageRequest
  private let index: DatasetIndex
  private let dataset: COCODataset
  private let prediction: PredictConfig
  private let training: StoredArtifact
  private let trained: TrainConfig
  private let baseTrained: TrainConfig

  /// Goes back from the detections to base training. Throws where a stage on the way has left the store.
  init(
    _ config: EvaluateConfig, _ request: StageRequest, index: DatasetIndex, dataset: COCODataset
  ) throws(InputError) {
    (self.config, self.request, self.index, self.dataset) = (config, request, index, dataset)
    let detections = try StoredArtifact(folder: request.input("detections"))
    prediction = try PredictConfig(JSONDocument(value: detections.record.config).root)
    training = try detections.input("weights")
    trained = try TrainConfig(JSONDocument(value: training.record.config).root)
    baseTrained =
      trained.phase == .fineTune
      ? try TrainConfig(JSONDocument(value: training.input("weights").record.config).root) : trained
  }

  /// The card.
  func card() throws(InputError) -> ProtocolCard {
    let shots = trained.shots.map { _ in
      SharedProtocol.Shots(
        setting: trained.labelSpace == .novel ? .novelOnly : .generalized,
        lists: trained.shotList.map { .init(format: $0.format, boxRecords: $0.boxRecords) })
    }
    let labels = try LabelMap(
      prediction.labelSpace, index: index, dataset: dataset, order: prediction.model.quirks.labelOrder)
    let names = Dictionary(dataset.categories.map { ($0.id, $0.name) }) { first, _ in first }
    return ProtocolCard(
      shared: SharedProtocol(
        task: config.task,
        evaluated: .init(
          split: config.split, annotations: try Digest(ofFile: index.annotations(config.split)),
          pictures: dataset.images.count, objects: dataset.annotations.count { !$0.isCrowd },
          categories: dataset.categories.count),
        labels: .init(
          space: prediction.labelSpace, order: labels.categoryIDs.compactMap { names[$0] }, base: index.base,
          novel: index.novel),
        shots: shots, prediction: .init(prediction),
        measures: .init(
          config, maxDetections: COCOEvaluation.caps, singleObject: SingleObjectScore.definition,
          evaluator: "imted-bench/evaluate/\(StageKind.evaluate.version)")),
      own: OwnProtocol(
        seed: trained.seed, shots: trained.shots, trainAnnotations: try Digest(ofFile: index.annotations(.train)),
        support: try support(), shotList: trained.shotList, imageIDs: baseTrained.imageIDs,
        trainShare: baseTrained.train.share, iouTypes: config.iouTypes, voc: config.voc))
  }

  /// The objects that were fine-tuned on, held against the evaluated pictures.
  private func support() throws(InputError) -> OwnProtocol.Support? {
    guard trained.shots != nil else { return nil }
    let file = "\(training.folder)/\(TrainStage.splitFile)"
    var ids: [Int] = []
    for node in try JSONDocument(file: file).root.object().required("images").array() {
      ids.append(try node.object().required("image_id").int())
    }
    var found: Int?
    if let pictures = try supportPictures(ids) {
      let evaluated = PictureOverlap(
        folder: try index.images(config.split), names: dataset.images.map(\.fileName))
      found = evaluated.common(folder: pictures.folder, names: pictures.names).count
    }
    return .init(list: try Digest(ofFile: file), pictures: ids.count, evaluatedPictures: found)
  }

  /// The files of the support pictures; nil where lists were trained from that the request does not name.
  private func supportPictures(_ ids: [Int]) throws(InputError) -> (folder: String, names: [String])? {
    let train = try index.dataset(.train)
    let folder = try index.images(.train)
    guard let list = trained.shotList else {
      return (folder, ids.compactMap { train.imageIndex(id: $0).map { train.images[$0].fileName } })
    }
    guard let path = request.resource("shots"), let shots = trained.shots else { return nil }
    let labels = try LabelMap(
      trained.labelSpace, index: index, dataset: train, order: trained.model.quirks.labelOrder)
    let support = try SupportSet(
      path: path, format: list.format.support, shots: shots, categories: labels.keepingOwn(train).categories,
      train: train
    ).exactly(shots, seed: UInt64(list.seed))
    return (request.resource("shots.images") ?? folder, support.dataset(.merged).images.map(\.fileName))
  }
}
