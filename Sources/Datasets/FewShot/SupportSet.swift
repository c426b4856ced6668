public import Detection
import Foundation
import Statistics
public import StrictJSON

/// Published lists of few shots, as read: for each category the pictures that its list names and the boxes on them.
/// Nothing is held against K here; `exactly(_:seed:)` is.
public struct SupportSet: Sendable {
  /// How lists are laid out.
  public enum Format: String, CaseIterable, Sendable {
    /// `full_box_{K}shot_{category}_trainval.json` in one folder, COCO's format.
    case fsdetCOCO = "fsdet-coco"
    /// `box_{K}shot_{category}_train.txt` in one folder: paths of pictures whose boxes the training file has.
    case fsdetVOC = "fsdet-voc"
    /// One COCO file with the boxes of all categories.
    case merged
  }

  /// How boxes become training records.
  public enum Records: Sendable {
    /// One record for each picture, with all its boxes.
    case merged
    /// One record for each box.
    case oneBox
  }

  /// The list of one category.
  public struct List: Sendable {
    /// The category, under the training file's id.
    public let category: Category
    /// The file.
    public let file: String
    /// All pictures that the file names for the category.
    public let images: [ImageRecord]
    /// The boxes of the category, crowds left out, under the training file's category id.
    public let annotations: [Annotation]
    /// The categories as the file has them; empty for VOC.
    public let fileCategories: [Category]
  }

  /// The lists, in the order of the categories asked for.
  public let lists: [List]
  /// How they are laid out.
  public let format: Format

  /// Reads the lists of these categories.
  ///
  /// - Parameters:
  ///   - path: The folder of the lists, or the merged file.
  ///   - format: How they are laid out.
  ///   - shots: K, which is part of the files' names.
  ///   - categories: The categories, as the training file has them.
  ///   - train: The training file.
  ///   - masks: Whether to read the lists' masks.
  /// - Throws: `InputError` for a list that is missing or malformed, or names what is not there.
  public init(
    path: String, format: Format, shots: Int, categories: [Category], train: COCODataset,
    masks: Bool = false
  ) throws(InputError) {
    self.format = format
    var lists: [List] = []
    let merged = format == .merged ? try COCODataset(file: path, masks: masks) : nil
    let stems = format == .fsdetVOC ? PictureStems(train) : nil
    for category in categories {
      if let merged {
        lists.append(try List(category, merged, keepsAllImages: false))
      } else if let stems {
        let file = "\(path)/box_\(shots)shot_\(category.name)_train.txt"
        lists.append(try List(category, vocFile: file, stems))
      } else {
        let file = "\(path)/full_box_\(shots)shot_\(category.name)_trainval.json"
        lists.append(try List(category, try COCODataset(file: file, masks: masks), keepsAllImages: true))
      }
    }
    self.lists = lists
  }

  private init(lists: [List], format: Format) { (self.lists, self.format) = (lists, format) }

  /// The set with exactly K boxes a category. COCO's lists must hold as many. VOC's name whole pictures, which may hold
  /// more: then K of their boxes are drawn, from a stream named by seed and category.
  public func exactly(_ shots: Int, seed: UInt64) throws(InputError) -> SupportSet {
    var exact: [List] = []
    for list in lists {
      let count = list.annotations.count
      guard count == shots || (format == .fsdetVOC && count > shots) else {
        throw InputError(
          file: list.file, jsonPath: format == .fsdetVOC ? nil : "$.annotations",
          found: "\(count) \(count == 1 ? "box" : "boxes") of \"\(list.category.name)\"", expected: "exactly \(shots)")
      }
      guard count > shots else {
        exact.append(list)
        continue
      }
      var stream = RandomStream(seed: seed, name: "voc-shots/\(list.category.name)")
      let kept = Set(stream.permutation(count).prefix(shots))
      exact.append(list.keeping(list.annotations.enumerated().filter { kept.contains($0.offset) }.map(\.element)))
    }
    return SupportSet(lists: exact, format: format)
  }

  /// The training records: pictures in the order of their first list, boxes in the order of the lists. With `oneBox`
  /// pictures are numbered from 1, as one file comes several times.
  public func dataset(_ records: Records) -> COCODataset {
    let categories = lists.map(\.category)
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    var known = Set<Int>()
    for list in lists {
      let byID = Dictionary(list.images.map { ($0.id, $0) }) { first, _ in first }
      for annotation in list.annotations {
        guard let image = byID[annotation.imageID] else { continue }
        switch records {
        case .merged:
          if known.insert(image.id).inserted { images.append(image) }
          annotations.append(annotation)
        case .oneBox:
          let id = images.count + 1
          images.append(ImageRecord(id: id, fileName: image.fileName, width: image.width, height: image.height))
          annotations.append(
            Annotation(
              id: annotation.id, imageID: id, categoryID: annotation.categoryID, box: annotation.box,
              area: annotation.area, mask: annotation.mask, visibleFraction: annotation.visibleFraction))
        }
      }
    }
    return COCODataset(images: images, categories: categories, annotations: annotations, file: lists.first?.file)
  }

  /// The choice as `split.json` records it, under the lists' own picture and annotation ids.
  public func split(shots: Int, seed: UInt64) -> KShotSplit {
    let merged = dataset(.merged)
    let pictures = merged.images.enumerated().map { place, image in
      KShotSplit.Picture(imageID: image.id, annotationIDs: merged.annotations(ofImageAt: place).map(\.id))
    }
    return KShotSplit(shots: shots, seed: seed, categories: lists.map(\.category.name), pictures: pictures)
  }
}

extension SupportSet.List {
  fileprivate init(
    _ category: Category, _ dataset: COCODataset, keepsAllImages: Bool
  ) throws(InputError) {
    let id = try dataset.category(named: category.name).id
    let own = dataset.annotations.filter { $0.categoryID == id && !$0.isCrowd }
    let named = Set(own.map(\.imageID))
    self.init(
      category: category, file: dataset.file ?? "",
      images: keepsAllImages ? dataset.images : dataset.images.filter { named.contains($0.id) },
      annotations: own.map { $0.moved(to: category.id) }, fileCategories: dataset.categories)
  }

  fileprivate init(_ category: Category, vocFile file: String, _ stems: PictureStems) throws(InputError) {
    let text = String(decoding: try FileBytes.read(file), as: UTF8.self)
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let name = line.trimmingCharacters(in: .whitespaces)
      if name.isEmpty { continue }
      guard let place = stems[name] else {
        throw InputError(
          file: file, line: number + 1, found: "\"\(name)\", which is no picture to train on",
          expected: "pictures of \(stems.dataset.file ?? "the training file")")
      }
      if images.contains(where: { $0.id == stems.dataset.images[place].id }) { continue }
      images.append(stems.dataset.images[place])
      annotations += stems.dataset.annotations(ofImageAt: place).filter {
        $0.categoryID == category.id && !$0.isCrowd
      }
    }
    self.init(category: category, file: file, images: images, annotations: annotations, fileCategories: [])
  }

  fileprivate func keeping(_ annotations: [Annotation]) -> SupportSet.List {
    SupportSet.List(
      category: category, file: file, images: images, annotations: annotations, fileCategories: fileCategories)
  }
}

extension Annotation {
  fileprivate func moved(to categoryID: Int) -> Annotation {
    Annotation(
      id: id, imageID: imageID, categoryID: categoryID, box: box, area: area, isCrowd: isCrowd, mask: mask,
      visibleFraction: visibleFraction)
  }
}

/// Pictures by the names of their files without folder and ending.
private struct PictureStems {
  let dataset: COCODataset
  private let places: [String: Int]

  init(_ dataset: COCODataset) {
    self.dataset = dataset
    places = Dictionary(dataset.images.enumerated().map { (Self.stem($1.fileName), $0) }) { first, _ in first }
  }

  subscript(path: String) -> Int? { places[Self.stem(path)] }

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    return String(name.lastIndex(of: ".").map { name[..<$0] } ?? name)
  }
}
