import Detection
import StrictJSON

extension SceneComposer {
  /// The whole of `data.json`.
  func summary(splits: [(String, JSONValue)]) throws(InputError) -> JSONValue {
    .object([
      ("format", .string(Self.format)), ("generator", "imted-bench scene composer"),
      ("generator_version", .integer(Self.version)), ("seed", .string(String(seed))),
      ("image_size_px", .integer(settings.imageSize)),
      (
        "objects_per_image",
        [.integer(settings.objectsPerImage.lowerBound), .integer(settings.objectsPerImage.upperBound)]
      ),
      ("object_size", [.number(settings.objectSize.lowerBound), .number(settings.objectSize.upperBound)]),
      ("occlusion", .number(settings.occlusion)), ("rotation_degrees", .number(settings.rotation)),
      ("jitter", .number(settings.jitter)), ("extra_share", .number(settings.extraShare)),
      (
        "categories",
        .array(categories.map { .object([("id", .integer($0.id)), ("name", .string($0.name))]) })
      ),
      ("base", .strings(baseCategories)), ("novel", .strings(novelCategories)), ("splits", .object(splits)),
    ])
  }

  /// A split's part of `data.json`: counts, the shares of visible fractions, and the cut-outs used.
  func summary(of split: SceneSplit, _ dataset: COCODataset) throws(InputError) -> JSONValue {
    let own = exemplars.stamps(of: split)
    let extras = split == .pretrain && settings.extraShare > 0 ? exemplars.pretrainExtras : []
    var perCategory = [Int](repeating: 0, count: categories.count)
    for annotation in dataset.annotations { perCategory[annotation.categoryID - 1] += 1 }
    let visible = dataset.annotations.compactMap(\.visibleFraction)
    func share(below limit: Double) -> JSONValue {
      visible.isEmpty ? .null : .number(Double(visible.count { $0 < limit }) / Double(visible.count))
    }
    return .object([
      ("images", .integer(dataset.images.count)), ("objects", .integer(dataset.annotations.count)),
      ("objects_by_category", .object(zip(categories, perCategory).map { ($0.name, .integer($1)) })),
      (
        "share_of_objects",
        .object([
          ("visible_below_0.25", share(below: 0.25)), ("visible_below_0.5", share(below: 0.5)),
          ("visible_below_0.75", share(below: 0.75)), ("visible_below_1", share(below: 1)),
        ])
      ),
      ("exemplars", .object(zip(categories, own).map { ($0.name, .strings($1.map(\.name))) })),
      ("extra_exemplars", .strings(extras.map(\.name))),
      ("stamps_sha256", .string(try StampDigest.stamps(own.flatMap { $0 } + extras, of: catalogue))),
    ])
  }
}
