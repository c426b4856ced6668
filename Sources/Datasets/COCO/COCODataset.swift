public import Detection
public import StrictJSON

/// A data set in COCO's annotation format: pictures, categories and annotated objects, checked against each other.
///
/// What a value of this type always holds: ids are unique, every annotation names a picture and a category that are
/// there, sizes are finite and not negative. Order is the file's.
public struct COCODataset: Sendable {
  /// The pictures, in file order.
  public let images: [ImageRecord]
  /// The categories, in file order.
  public let categories: [Category]
  /// The objects, in file order, crowds included.
  public let annotations: [Annotation]
  /// The annotation file, or nil for a data set made in memory.
  public let file: String?

  private let imageIndices: [Int: Int]
  private let firstAnnotation: [Int]
  private let annotationIndices: [Int]

  /// A data set from its parts. Duplicate ids and annotations without picture or category are programming errors
  /// here; `init(file:)` is the reader that throws for them.
  public init(
    images: [ImageRecord], categories: [Category], annotations: [Annotation], file: String? = nil
  ) {
    var indices: [Int: Int] = [:]
    indices.reserveCapacity(images.count)
    for (index, image) in images.enumerated() where indices.updateValue(index, forKey: image.id) != nil {
      fatalError("Two pictures of a data set have the id \(image.id).")
    }
    let categoryIDs = Set(categories.map(\.id))
    guard categoryIDs.count == categories.count else {
      fatalError("Two categories of a data set have one id.")
    }
    // Annotations grouped by picture: counted, then laid behind one another in file order.
    var first = [Int](repeating: 0, count: images.count + 1)
    var owners: [Int] = []
    owners.reserveCapacity(annotations.count)
    for annotation in annotations {
      guard let image = indices[annotation.imageID], categoryIDs.contains(annotation.categoryID) else {
        fatalError("The annotation \(annotation.id) names a picture or a category that its data set lacks.")
      }
      owners.append(image)
      first[image + 1] += 1
    }
    for index in 0..<images.count { first[index + 1] += first[index] }
    var next = first
    var grouped = [Int](repeating: 0, count: annotations.count)
    for (index, owner) in owners.enumerated() {
      grouped[next[owner]] = index
      next[owner] += 1
    }
    self.images = images
    self.categories = categories
    self.annotations = annotations
    self.file = file
    imageIndices = indices
    firstAnnotation = first
    annotationIndices = grouped
  }

  /// Position in `images` of the picture with this id.
  public func imageIndex(id: Int) -> Int? { imageIndices[id] }

  /// The objects of the picture at a position of `images`, in file order.
  public func annotations(ofImageAt index: Int) -> [Annotation] {
    annotationIndices[firstAnnotation[index]..<firstAnnotation[index + 1]].map { annotations[$0] }
  }

  /// Those of them that can be found: no crowds, and some of the box lies inside the picture.
  public func objects(ofImageAt index: Int) -> [Annotation] {
    let (width, height) = (Double(images[index].width), Double(images[index].height))
    return annotations(ofImageAt: index).filter {
      !$0.isCrowd && !$0.box.clipped(width: width, height: height).isEmpty
    }
  }

  /// The category of this name, or an error with the nearest name.
  public func category(named name: String) throws(InputError) -> Category {
    if let category = categories.first(where: { $0.name == name }) { return category }
    let names = categories.map(\.name)
    throw InputError(
      file: file, jsonPath: "$.categories", found: "no category \"\(name)\"",
      expected: names.count > 30
        ? "one of the \(names.count) categories" : "one of \(names.joined(separator: ", "))",
      nearest: NearestName.to(name, among: names))
  }

  /// The same pictures with only the categories and objects of these ids; objects of other categories become
  /// unlabelled background. Category order stays the file's.
  public func keeping(categoryIDs: Set<Int>) -> COCODataset {
    COCODataset(
      images: images, categories: categories.filter { categoryIDs.contains($0.id) },
      annotations: annotations.filter { categoryIDs.contains($0.categoryID) }, file: file)
  }

  /// The data set without pictures that have a side shorter than so many pixels.
  public func withoutImages(sideBelow side: Int) -> COCODataset {
    let kept = images.filter { min($0.width, $0.height) >= side }
    let ids = Set(kept.map(\.id))
    return COCODataset(
      images: kept, categories: categories, annotations: annotations.filter { ids.contains($0.imageID) },
      file: file)
  }

  /// The data set without pictures on which no object, crowds aside, is annotated.
  public func withoutEmptyImages() -> COCODataset {
    var kept: [ImageRecord] = []
    for (index, image) in images.enumerated() {
      let objects = annotationIndices[firstAnnotation[index]..<firstAnnotation[index + 1]]
      if objects.contains(where: { !annotations[$0].isCrowd }) { kept.append(image) }
    }
    let ids = Set(kept.map(\.id))
    return COCODataset(
      images: kept, categories: categories, annotations: annotations.filter { ids.contains($0.imageID) },
      file: file)
  }
}
