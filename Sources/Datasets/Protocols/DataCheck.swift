import Detection
import Foundation
import StrictJSON

/// Looks through the data of an experiment for what would make its results wrong, without computing anything: all
/// findings at once, in a fixed order.
public struct DataCheck: Sendable, Equatable {
  /// A folder of pictures and, but for pre-training, an annotation file.
  public struct Source: Sendable, Equatable {
    /// The pictures.
    public var images: String
    /// The annotations.
    public var annotations: String?

    /// A source from its paths.
    public init(images: String, annotations: String?) { (self.images, self.annotations) = (images, annotations) }
  }

  /// What is evaluated on.
  public struct Evaluated: Sendable, Equatable {
    /// The split's name.
    public var name: String
    /// Its labelled pictures.
    public var source: Source
    /// What is measured on it; nil for a split that is not measured now.
    public var measures: Measures?

    /// A split from its parts.
    public init(name: String, source: Source) { (self.name, self.source) = (name, source) }
  }

  /// A list of pictures to train on.
  public struct IDs: Sendable, Equatable {
    /// The file.
    public var file: String
    /// The share to ask a file of many lists for.
    public var percent: String?
    /// The seed to ask it for.
    public var seed: Int?

    /// A list from its parts.
    public init(file: String, percent: String?, seed: Int?) {
      (self.file, self.percent, self.seed) = (file, percent, seed)
    }
  }

  /// Lists of shots of one K and seed.
  public struct Shots: Sendable, Equatable {
    /// K.
    public var shots: Int
    /// The seed.
    public var seed: Int
    /// The folder of the lists, or the merged file.
    public var path: String

    /// Lists from their parts.
    public init(shots: Int, seed: Int, path: String) { (self.shots, self.seed, self.path) = (shots, seed, path) }
  }

  /// Unlabelled pictures.
  public var pretrain: Source?
  /// Labelled pictures to train on.
  public var train: Source
  /// Labelled pictures to evaluate on.
  public var evaluated: [Evaluated]
  /// Names of the novel categories.
  public var novelCategories: [String] = []
  /// Whether novel categories alone are fine-tuned.
  public var isNovelOnly = false
  /// Whether labels go by each file's own order of categories.
  public var takesFileOrder = false
  /// Whether pictures must show one object.
  public var isSingleObject = false
  /// Whether masks are trained on.
  public var trainsMasks = false
  /// Whether picture files are looked at, each of them.
  public var opensPictures = false
  /// Lists of pictures to train on.
  public var ids: [IDs] = []
  /// The share of the listed pictures to train on, up to 1.
  public var share = 1.0
  /// How lists of shots are laid out; nil if shots are drawn.
  public var format: SupportSet.Format?
  /// The lists of shots, by seed and rising K; drawn shots have an empty path.
  public var shots: [Shots] = []
  /// The folder of the shots' pictures; nil for that of training.
  public var shotImages: String?

  /// A check of training and evaluation; what else there is is set afterwards.
  public init(train: Source, evaluated: [Evaluated]) {
    (self.train, self.evaluated) = (train, evaluated)
  }

  /// All findings: files in the order pre-training, training, shots, evaluation.
  public func findings() -> [DataFinding] {
    var findings: [DataFinding] = []
    guard let trainSet = load(train, masks: trainsMasks, &findings) else { return findings }
    let lists = idLists(trainSet, &findings)
    let trained = lists.isEmpty ? trainSet : ImageIDList(ids: lists.flatMap(\.ids)).subset(of: trainSet)
    for name in novelCategories {
      do throws(InputError) { _ = try trainSet.category(named: name) } catch {
        findings.append(DataFinding(.unknownCategory, error))
      }
    }
    findings += emptyShare(lists.map(\.ids.count).min() ?? trainSet.images.count, trainSet.file)
    if takesFileOrder { findings += baseFirst(trainSet) }
    findings += baseFindings(trained)
    if isSingleObject { findings += Self.singleObject(trained) }
    if trainsMasks { findings += Self.unmasked(trained) }
    if opensPictures { findings += Self.pictures(of: trained, below: train.images) }
    let support = format == nil ? [] : supportFindings(trainSet, &findings)
    if format == nil { findings += availability(trained) }
    for split in evaluated {
      guard let dataset = load(split.source, masks: split.measures?.readsMasks ?? false, &findings) else { continue }
      findings += Self.categories(of: dataset, against: trainSet)
      if takesFileOrder { findings += Self.labels(of: dataset, against: trainSet) }
      if isSingleObject { findings += Self.singleObject(dataset) }
      if let measures = split.measures { findings += measures.findings(dataset) }
      if opensPictures { findings += Self.pictures(of: dataset, below: split.source.images) }
      let overlap = PictureOverlap(folder: split.source.images, names: dataset.images.map(\.fileName))
      findings += overlaps(dataset, overlap, trained, support)
    }
    return findings + developmentIsTest()
  }

  private func load(_ source: Source, masks: Bool, _ findings: inout [DataFinding]) -> COCODataset? {
    do throws(InputError) {
      guard let file = source.annotations else { return nil }
      return try COCODataset(file: file, masks: masks)
    } catch {
      findings.append(DataFinding(.readable, error))
      return nil
    }
  }

  /// Choosing and reporting on the same pictures.
  private func developmentIsTest() -> [DataFinding] {
    guard evaluated.count == 2, let file = evaluated[0].source.annotations, file == evaluated[1].source.annotations
    else { return [] }
    return [
      DataFinding(
        .developmentIsTest,
        InputError(
          file: file, found: "the annotations of both \(evaluated[0].name) and \(evaluated[1].name)",
          expected: "pictures to choose by that are not reported on"))
    ]
  }

  /// The lists of pictures to train on, those that can be read.
  private func idLists(_ train: COCODataset, _ findings: inout [DataFinding]) -> [ImageIDList] {
    var lists: [ImageIDList] = []
    for list in ids {
      do throws(InputError) {
        lists.append(try ImageIDList(file: list.file, percent: list.percent, seed: list.seed, for: train))
      } catch { findings.append(DataFinding(.readable, error)) }
    }
    return lists
  }

  /// A share of so many pictures, the fewest of a list or all, that comes to none.
  private func emptyShare(_ pictures: Int, _ file: String?) -> [DataFinding] {
    guard share < 1 else { return [] }
    do throws(InputError) {
      try ImageIDList.count(percent: 100 * share, of: pictures, in: file)
      return []
    } catch { return [DataFinding(.emptyShare, error)] }
  }

  private func baseFindings(_ train: COCODataset) -> [DataFinding] {
    guard format != nil, !novelCategories.isEmpty else { return [] }
    let novel = Set(train.categories.filter { novelCategories.contains($0.name) }.map(\.id))
    let places = train.annotations.indices.filter { novel.contains(train.annotations[$0].categoryID) }
    guard let first = places.first else { return [] }
    return [
      DataFinding(
        .novelInBase,
        InputError(
          file: train.file, jsonPath: "$.annotations[\(first)]",
          found: "\(places.count) objects of novel categories in the file of base training",
          expected: "to drop them, which base training does: their pictures stay, the objects as background"))
    ]
  }

  /// K boxes of every category that shots are drawn of.
  private func availability(_ train: COCODataset) -> [DataFinding] {
    guard let most = shots.map(\.shots).max() else { return [] }
    var short: [(name: String, count: Int)] = []
    for category in train.categories where !isNovelOnly || novelCategories.contains(category.name) {
      let count = train.annotations.count { $0.categoryID == category.id && !$0.isCrowd && !$0.box.isEmpty }
      if count < most { short.append((category.name, count)) }
    }
    guard let first = short.first else { return [] }
    let more = short.count == 1 ? "" : ", and too few of \(short.count - 1) more"
    return [
      DataFinding(
        .boxesAvailable,
        InputError(
          file: train.file, jsonPath: "$.annotations",
          found: "\(first.count) \(first.count == 1 ? "box" : "boxes") of the category \"\(first.name)\"\(more)",
          expected: "at least \(most) for a \(most)-shot split"))
    ]
  }

  private func overlaps(
    _ dataset: COCODataset, _ overlap: PictureOverlap, _ train: COCODataset, _ support: [SupportSet]
  ) -> [DataFinding] {
    var findings: [DataFinding] = []
    func told(_ rule: DataRule, _ folder: String, _ names: [String], _ what: String) -> Set<String> {
      let common = overlap.common(folder: folder, names: names).map { names[$0] }
      guard let first = common.first else { return [] }
      let own = PictureOverlap(folder: folder, names: [first])
        .common(folder: self.folder(of: dataset), names: dataset.images.map(\.fileName)).first
      let more = common.count == 1 ? "" : ", one of \(common.count)"
      findings.append(
        DataFinding(
          rule,
          InputError(
            file: dataset.file, jsonPath: own.map { "$.images[\($0)].file_name" } ?? "$.images",
            found: "\"\(own.map { dataset.images[$0].fileName } ?? first)\"\(more), which is also a \(what) picture",
            expected: "pictures that training does not see")))
      return Set(common)
    }
    _ = told(.trainTestOverlap, self.train.images, train.images.map(\.fileName), "training")
    var names: [String] = []
    var seen = Set<String>()
    for set in support {
      for image in set.lists.flatMap(\.images) where seen.insert(image.fileName).inserted {
        names.append(image.fileName)
      }
    }
    _ = told(.supportTestOverlap, shotImages ?? self.train.images, names, "few-shot")
    if let pretrain, pretrain.images != self.train.images || self.train.images != folder(of: dataset) {
      _ = told(.pretrainTestOverlap, pretrain.images, Self.pictures(below: pretrain.images), "pre-training")
    }
    return findings
  }

  private func folder(of dataset: COCODataset) -> String {
    evaluated.first { $0.source.annotations == dataset.file }?.source.images ?? ""
  }

  /// All picture files below a folder, sorted.
  private static func pictures(below folder: String) -> [String] {
    guard let tree = FileManager.default.enumerator(atPath: folder) else { return [] }
    var names: [String] = []
    while let name = tree.nextObject() as? String {
      let lower = name.lowercased()
      if [".png", ".jpg", ".jpeg"].contains(where: lower.hasSuffix) { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func categories(of dataset: COCODataset, against train: COCODataset) -> [DataFinding] {
    let own = Set(dataset.categories.map(\.name))
    let missing = train.categories.map(\.name).filter { !own.contains($0) }
    guard let first = missing.first else { return [] }
    let more = missing.count == 1 ? "" : ", nor \(missing.count - 1) more"
    return [
      DataFinding(
        .testCategories,
        InputError(
          file: dataset.file, jsonPath: "$.categories", found: "no category \"\(first)\"\(more)",
          expected: "all \(train.categories.count) categories of training, also those without objects",
          nearest: NearestName.to(first, among: dataset.categories.map(\.name))))
    ]
  }

  private static func singleObject(_ dataset: COCODataset) -> [DataFinding] {
    var wrong: [(place: Int, count: Int)] = []
    for place in dataset.images.indices {
      let count = dataset.objects(ofImageAt: place).count
      if count != 1 { wrong.append((place, count)) }
    }
    guard let first = wrong.first else { return [] }
    let objects = first.count == 0 ? "no object" : "\(first.count) objects"
    let more = wrong.count == 1 ? "" : " and \(wrong.count - 1) more like it"
    return [
      DataFinding(
        .singleObject,
        InputError(
          file: dataset.file, jsonPath: "$.images[\(first.place)]",
          found: "the picture \"\(dataset.images[first.place].fileName)\" with \(objects)\(more)",
          expected: "exactly one, as the task single-object needs"))
    ]
  }
}
