public import StrictJSON

/// What of a protocol differs from run to run by design: K, the seed and the lists that belong to them.
public struct OwnProtocol: Sendable, Equatable {
  /// The objects that were fine-tuned on.
  public struct Support: Sendable, Equatable {
    /// SHA-256 of `split.json`, the list of the objects.
    public var list: Digest
    /// Number of their pictures.
    public var pictures: Int
    /// How many of those are evaluated pictures too; nil if that was not looked at.
    public var evaluatedPictures: Int?

    /// Support objects from their facts.
    public init(list: Digest, pictures: Int, evaluatedPictures: Int?) {
      (self.list, self.pictures, self.evaluatedPictures) = (list, pictures, evaluatedPictures)
    }
  }

  /// The seed of the training that was evaluated.
  public var seed: Int
  /// K; nil without shots.
  public var shots: Int?
  /// SHA-256 of the training annotations.
  public var trainAnnotations: Digest
  /// The objects that were fine-tuned on; nil without shots.
  public var support: Support?
  /// The lists that the shots are from; nil if they were drawn.
  public var shotList: ShotListConfig?
  /// The list of pictures that base training saw; nil for all.
  public var imageIDs: ImageIDsConfig?
  /// The share of the training pictures that base training saw; 1 for all.
  public var trainShare: Double
  /// What overlaps were measured between. More of them change no number of the others, so models with and without masks
  /// follow one protocol.
  public var iouTypes: [IoUType]
  /// Whether VOC's AP was measured too.
  public var voc: Bool

  /// A protocol from its parts.
  public init(
    seed: Int, shots: Int?, trainAnnotations: Digest, support: Support? = nil, shotList: ShotListConfig? = nil,
    imageIDs: ImageIDsConfig? = nil, trainShare: Double = 1, iouTypes: [IoUType] = [.bbox], voc: Bool = false
  ) {
    (self.seed, self.shots, self.trainAnnotations) = (seed, shots, trainAnnotations)
    (self.support, self.shotList, self.imageIDs, self.trainShare) = (support, shotList, imageIDs, trainShare)
    (self.iouTypes, self.voc) = (iouTypes, voc)
  }

  /// Reads the form that `json` writes.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    seed = try reader.required("seed").int(in: 0...Int.max)
    shots = try reader.optional("shots").map { (node) throws(InputError) in try node.int(in: 1...Int.max) }
    trainAnnotations = try reader.required("train_annotations").digest()
    support = try reader.optional("support").map { (node) throws(InputError) in try Support(node) }
    shotList = try reader.optional("shot_list").map { (node) throws(InputError) in try ShotListConfig(node) }
    imageIDs = try reader.optional("image_ids").map { (node) throws(InputError) in try ImageIDsConfig(node) }
    trainShare = try reader.double("train_share", default: 1, in: 0...1)
    iouTypes = try reader.required("iou_types").list { (node) throws(InputError) in try node.choice(of: IoUType.self) }
    voc = try reader.bool("voc", default: false)
    try reader.finish()
  }

  /// What there is; absent parts are left out.
  public var json: JSONValue {
    var object = JSONObject([("seed", .integer(seed))])
    object["shots"] = shots.map { .integer($0) }
    object["train_annotations"] = .string(trainAnnotations.hex)
    object["support"] = support?.json
    object["shot_list"] = shotList?.json
    object["image_ids"] = imageIDs?.json
    if trainShare != 1 { object["train_share"] = .number(trainShare) }
    object["iou_types"] = .strings(iouTypes.map(\.rawValue))
    if voc { object["voc"] = true }
    return .object(object)
  }

  /// The facts in words, those that there are.
  public var facts: [ProtocolFact] {
    var facts = [ProtocolFact("seed", seed)]
    if let shots { facts.append(ProtocolFact("shots", shots)) }
    facts.append(ProtocolFact("training annotations", trainAnnotations))
    if let support {
      facts.append(ProtocolFact("support objects", support.list))
      facts.append(ProtocolFact("support pictures", support.pictures))
      facts.append(
        ProtocolFact(
          "of them evaluated", support.evaluatedPictures.map { .integer($0) } ?? .null,
          words: support.evaluatedPictures.map { $0 == 0 ? "none" : "\($0)" } ?? "not checked"))
    }
    if let shotList {
      facts.append(ProtocolFact("shot lists", shotList.content))
      facts.append(ProtocolFact("seed of the lists", shotList.seed))
    }
    if let imageIDs {
      facts.append(ProtocolFact("list of training pictures", imageIDs.content))
      if let percent = imageIDs.percent { facts.append(ProtocolFact("share asked of that list", "\(percent) %")) }
    }
    if trainShare != 1 { facts.append(ProtocolFact("share of training pictures", trainShare)) }
    facts.append(ProtocolFact("IoU types", iouTypes.map(\.rawValue).joined(separator: ", ")))
    if voc { facts.append(ProtocolFact("VOC's AP", "measured")) }
    return facts
  }
}

extension OwnProtocol.Support {
  var json: JSONValue {
    [
      "list": .string(list.hex), "pictures": .integer(pictures),
      "evaluated_pictures": evaluatedPictures.map { .integer($0) } ?? .null,
    ]
  }

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    list = try reader.required("list").digest()
    pictures = try reader.required("pictures").int(in: 0...Int.max)
    let found = try reader.required("evaluated_pictures")
    evaluatedPictures = found.isNull ? nil : try found.int(in: 0...Int.max)
    try reader.finish()
  }
}
