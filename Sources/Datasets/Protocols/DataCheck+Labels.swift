import Detection
import StrictJSON

/// The rule about labels that go by a file's own order of categories, as mmdetection's do.
extension DataCheck {
  /// Fine-tuning keeps the first rows of the base model, so the training file must list base categories first.
  func baseFirst(_ train: COCODataset) -> [DataFinding] {
    let novel = Set(novelCategories)
    guard !shots.isEmpty, !isNovelOnly,
      let firstNovel = train.categories.firstIndex(where: { novel.contains($0.name) }),
      let late = train.categories.indices.first(where: {
        $0 > firstNovel && !novel.contains(train.categories[$0].name)
      })
    else { return [] }
    return [
      Self.finding(
        train.file, late,
        "the base category \"\(train.categories[late].name)\" after the novel "
          + "\"\(train.categories[firstNovel].name)\"",
        "base categories first, or model.quirks.label_order \"declared\"")
    ]
  }

  /// A trained label is read by its place, so evaluation must list the categories as training does.
  static func labels(of dataset: COCODataset, against train: COCODataset) -> [DataFinding] {
    let own = dataset.categories.map(\.name)
    let wanted = train.categories.map(\.name).filter(Set(own).contains)
    let common = own.indices.filter { wanted.contains(own[$0]) }
    guard let place = common.indices.first(where: { own[common[$0]] != wanted[$0] }) else { return [] }
    return [
      finding(
        dataset.file, common[place], "the category \"\(own[common[place]])\"",
        "\"\(wanted[place])\" as in \(train.file ?? "training"), or model.quirks.label_order \"declared\"")
    ]
  }

  private static func finding(_ file: String?, _ place: Int, _ found: String, _ expected: String) -> DataFinding {
    DataFinding(
      .labelOrder, InputError(file: file, jsonPath: "$.categories[\(place)]", found: found, expected: expected))
  }
}
