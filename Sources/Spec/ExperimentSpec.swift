public import StrictJSON

/// One experiment file: everything that decides its results, and the tables to make of them.
public struct ExperimentSpec: Sendable, Equatable {
  /// The value of `format` that this reader understands.
  public static let format = "imted-bench/experiment/1"

  /// The experiment's name: fit for a file name, unique among the experiments of a results folder.
  public var name: String
  /// One line for people. Changes no key.
  public var title: String
  /// Free text. Changes no key.
  public var notes: String
  /// What is learnt and measured.
  public var task: LearningTask
  /// Where images come from.
  public var data: DataSpec
  /// The model.
  public var model: ModelSpec
  /// MAE pre-training.
  public var pretrain: PretrainSpec
  /// Training of the detector; base training where there are shots.
  public var train: TrainSpec
  /// Training on few shots; there exactly if the matrix has shots.
  public var fineTune: TrainSpec?
  /// The cells.
  public var matrix: MatrixSpec
  /// What is measured.
  public var evaluation: EvaluationSpec
  /// Tables. They change no key.
  public var tables: [TableSpec]
  /// The experiment with the changes of each variant, in the order of `matrix.variants`.
  private var changed: [ExperimentSpec] = []

  /// Reads an experiment from a file and those it extends. Each override is `key.path=value`, the value JSON or else a
  /// bare string, as the option `--set` takes it; it must name a key that experiments have.
  public init(file: String, overrides: [String] = []) throws(InputError) {
    try self.init(try SpecSource(file: file, overrides: overrides))
  }

  /// Reads an experiment from what it was put together of; errors point into the file that a value is from.
  public init(_ source: SpecSource) throws(InputError) {
    do {
      try self.init(document: source.document, overrides: source.overrides)
    } catch {
      throw source.placed(error)
    }
  }

  /// Reads an experiment from a parsed document.
  public init(document: JSONDocument, overrides: [String] = []) throws(InputError) {
    let parsed = try SpecOverride.parse(overrides)
    var changed = document
    for override in parsed { changed = try override.applied(to: changed) }
    do {
      try self.init(changed.root)
    } catch {
      throw SpecOverride.blame(parsed, for: error, in: document)
    }
  }

  /// Reads an experiment from its object.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    // For editors; not read.
    _ = try reader.optional("$schema")?.string()
    let format = try reader.required("format")
    guard try format.string() == Self.format else {
      throw format.error(found: format.foundText, expected: "\"\(Self.format)\"")
    }
    name = try reader.required("name").fileName()
    title = try reader.string("title", default: name)
    notes = try reader.string("notes", default: "")
    task = try reader.choice("task", default: .detection)
    data = try DataSpec(try reader.required("data"))
    model = try ModelSpec(try reader.required("model"))
    pretrain = PretrainSpec()
    if let node = reader.optional("pretrain") { pretrain = try PretrainSpec(node) }
    train = TrainSpec()
    if let node = reader.optional("train") { train = try TrainSpec(node, section: .train) }
    let fineTuneNode = reader.optional("fine_tune")
    fineTune = nil
    if let fineTuneNode { fineTune = try TrainSpec(fineTuneNode, section: .fineTune) }
    let matrixNode = try reader.required("matrix")
    matrix = try MatrixSpec(matrixNode)
    let evaluationNode = reader.optional("evaluation")
    evaluation = EvaluationSpec()
    if let evaluationNode { evaluation = try EvaluationSpec(evaluationNode) }
    tables = []
    if let node = reader.optional("tables") {
      for table in try node.array() {
        let spec = try TableSpec(table, matrix: matrix, evaluation: evaluation)
        guard !tables.contains(where: { $0.name == spec.name }) else {
          throw table.error(
            found: "a second table \"\(spec.name)\"", expected: "a different name for each table")
        }
        tables.append(spec)
      }
    }
    try reader.finish()
    try checkShots(matrixNode, fineTuneNode)
    try checkData(node, evaluationNode)
    try checkTask(node)
    for (place, variant) in matrix.variants.enumerated() {
      let variants = try matrixNode.object().required("variants").array()
      changed.append(try self.changed(by: variant, at: variants[place]))
    }
  }

  /// The experiment that a cell's variant makes of this one; this one for a cell without a variant.
  public func resolved(for cell: Cell) -> ExperimentSpec { resolved(for: cell.variant) }

  /// The experiment that a variant of this name makes of this one; this one if there is none.
  func resolved(for variant: String?) -> ExperimentSpec {
    guard let place = matrix.variants.firstIndex(where: { $0.name == variant }) else { return self }
    return changed[place]
  }

  /// A variant is read from this experiment with every default written out, so that it may change what is not written.
  private func changed(by variant: VariantSpec, at node: JSONNode) throws(InputError) -> ExperimentSpec {
    var base = self
    base.matrix.variants = []
    // Rules name variants; what they add counts in the checks all the same.
    (base.matrix.arms, base.matrix.shots) = (matrix.allArms, matrix.allShots)
    (base.matrix.exclude, base.matrix.include) = ([], [])
    base.tables = []
    do throws(InputError) {
      var document = JSONDocument(value: base.json)
      for (path, value) in variant.settings {
        document = try SpecOverride(path: path, value: value).applied(to: document)
      }
      return try ExperimentSpec(document.root)
    } catch {
      let place = error.jsonPath.map { " for \($0)" } ?? ""
      throw node.error(
        found: "\(error.found)\(place) in the variant \"\(variant.name)\"", expected: error.expected,
        nearest: error.nearest)
    }
  }

  /// The experiment with every default written out. Reading it gives the same experiment.
  public var json: JSONValue {
    var object = JSONObject([
      ("format", .string(Self.format)), ("name", .string(name)), ("title", .string(title)),
      ("notes", .string(notes)),
      ("task", .string(task.rawValue)), ("data", data.json), ("model", model.json),
      ("pretrain", pretrain.json),
      ("train", train.json),
    ])
    object["fine_tune"] = fineTune?.json
    object["matrix"] = matrix.json
    object["evaluation"] = evaluation.json
    object["tables"] = .array(tables.map(\.json))
    return .object(object)
  }

  // MARK: Checks across sections

  private func checkShots(_ matrix: JSONNode, _ fineTune: JSONNode?) throws(InputError) {
    if let fineTune, self.matrix.shots == nil {
      throw fineTune.error(
        found: "fine_tune in an experiment without shots", expected: "matrix.shots, or no fine_tune")
    }
    if self.matrix.setting == .baseTraining, let setting = try matrix.object().optional("setting") {
      if task == .singleObject {
        throw setting.error(found: "\"base\" with the task \"single-object\"", expected: "the task \"detection\"")
      }
      if !data.hasNovelCategories {
        throw setting.error(
          found: "\"base\" in data without novel categories", expected: "novel categories in \"data\", or no setting")
      }
    }
    guard self.matrix.shots != nil, let shots = try matrix.object().optional("shots") else { return }
    if fineTune == nil {
      throw shots.error(
        found: "shots in an experiment without fine_tune", expected: "the section \"fine_tune\"")
    }
    if task == .singleObject {
      throw shots.error(found: "shots with the task \"single-object\"", expected: "the task \"detection\"")
    }
    if !data.hasNovelCategories {
      throw shots.error(
        found: "shots in data without novel categories", expected: "novel categories in \"data\"")
    }
  }

  private func checkTask(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let section = try reader.required("matrix").object()
    for (arm, place) in zip(matrix.arms, try section.required("arms").array()) { try arm.check(task, place) }
    for (rule, place) in zip(matrix.include, try section.optional("include")?.array() ?? []) {
      for arm in rule.arms { try arm.check(task, try place.object().required("arm")) }
    }
    switch task {
    case .detection:
      guard model.backbone.imageSize >= 2 * model.backbone.patchSize else {
        throw try reader.required("model").error(
          found: "image_size_px \(model.backbone.imageSize) with patch_size \(model.backbone.patchSize)",
          expected: "at least two patches in a row, as a detector's pyramid halves them")
      }
      if evaluation.iouTypes.contains(.segm), !model.maskHead {
        let section = try reader.required("evaluation").object()
        throw try section.required("iou_types").error(
          found: "\"segm\" for a model without a mask head", expected: "model.mask_head true, or \"bbox\" alone")
      }
    case .singleObject:
      guard !model.maskHead else {
        let model = try reader.required("model").object()
        throw try model.required("mask_head").error(
          found: "a mask head with the task \"single-object\"",
          expected: "false, as only the task \"detection\" has masks")
      }
      try checkSquares(reader)
      guard case .composed(let data) = data, data.objectsPerImage != 1...1 else { return }
      let dataNode = try reader.required("data")
      let place = try dataNode.object().optional("objects_per_image") ?? dataNode
      throw place.error(
        found: "\(data.objectsPerImage.lowerBound) to \(data.objectsPerImage.upperBound) objects in a picture",
        expected: "[1, 1], as the task is \"single-object\"")
    }
  }

  /// The single-object detector looks at whole squares: padding would be part of its one region.
  private func checkSquares(_ reader: JSONObjectReader) throws(InputError) {
    if train.augmentation != .square, let node = try reader.optional("train")?.object().optional("augmentation") {
      throw node.error(
        found: "the policy \"\(train.augmentation.policy.rawValue)\" with the task \"single-object\"",
        expected: "the policy \"square\"")
    }
    if evaluation.testSize != nil, let node = try reader.optional("evaluation")?.object().optional("test_size") {
      throw node.error(found: "a test size with the task \"single-object\"", expected: "none")
    }
  }

  private func checkData(_ node: JSONNode, _ evaluation: JSONNode?) throws(InputError) {
    let reader = try node.object()
    let dataNode = try reader.required("data")
    func need(_ split: Split, _ why: String) throws(InputError) {
      guard !data.has(split) else { return }
      throw dataNode.error(found: "no \(split.rawValue) images", expected: "some, because \(why)")
    }
    try need(.train, "every arm is trained")
    try need(self.evaluation.split, "evaluation.split is \"\(self.evaluation.split.rawValue)\"")
    if case .composed(let composed) = data, (train.share * Double(composed.images[.train])).rounded() < 1 {
      throw try (reader.optional("train")?.object().optional("share") ?? dataNode).error(
        found: "a share of \(train.share) of \(composed.images[.train]) pictures, which is none",
        expected: "half a picture at least")
    }
    if pretrain.checkpoint != nil, matrix.pretrainSeeds != nil {
      throw try reader.required("matrix").error(
        found: "pretrain_seeds with pretrain.checkpoint", expected: "one of them, as a checkpoint has no seed")
    }
    if pretrain.checkpoint == nil, let arm = matrix.allArms.first(where: \.needsPretraining) {
      try need(.pretrain, "the arm \"\(arm.rawValue)\" starts from a pre-trained model")
    }
    if case .coco(let coco) = data, coco.shots != nil, matrix.shots == nil,
      let shots = try dataNode.object().optional("shots")
    {
      throw shots.error(found: "lists of shots in an experiment without shots", expected: "matrix.shots")
    }
    guard let evaluation else { return }
    for node in try evaluation.object().optional("subsets")?.array() ?? [] {
      let scope = try Subset(node).scope
      if scope == .novel, !data.hasNovelCategories {
        throw node.error(found: "\(node.foundText) in data without novel categories", expected: "novel categories")
      }
      if scope == .base, matrix.setting == .novelOnly {
        throw node.error(
          found: "\(node.foundText) in the setting \"fsod\", whose model knows no base categories",
          expected: "\"novel\" or \"all\", which are the same there")
      }
      if scope == .novel, matrix.setting == .baseTraining {
        throw node.error(
          found: "\(node.foundText) in the setting \"base\", whose model knows no novel categories",
          expected: "\"base\" or \"all\", which are the same there")
      }
    }
  }
}
