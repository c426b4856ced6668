public import Detection
import Foundation
public import StrictJSON

/// A folder of Pascal VOC's kind: `Annotations/*.xml`, `JPEGImages/`, `ImageSets/Main/{set}.txt`.
public struct VOCFolder: Sendable {
  /// Pascal VOC's categories in the order of their ids, which count from 1.
  public static let categories = [
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog",
    "horse",
    "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
  ].enumerated().map { Category(id: $0 + 1, name: $1) }

  /// What becomes of objects that are marked as difficult.
  public enum Difficult: String, CaseIterable, Sendable {
    /// Objects like any other, as detectors are trained. VOC's own measures leave them out all the same, as the data set
    /// says which they are.
    case keep
    /// Crowds: finding one is neither a gain nor a fault, also by COCO's measures.
    case crowd
  }

  /// The folder.
  public let path: String
  /// The set of pictures, such as `trainval`.
  public let set: String

  /// A set of a folder.
  public init(path: String, set: String) {
    self.path = path
    self.set = set
  }

  /// Several sets as one data set. A picture's id is its name's digits (`000005` is 5, `2008_000008` is 2008000008),
  /// its file `{folder}/JPEGImages/{name}`, relative to the folder above the VOC folder. Boxes count pixels from 0 and
  /// include the last one: VOC's `xmin` 1 and `xmax` 3 are x 0 and width 3. Object ids count from 1 over all sets.
  ///
  /// - Throws: `InputError` for a missing or malformed file, an unknown category, a box outside its picture, and a
  ///   picture that two sets have.
  public static func dataset(_ folders: [VOCFolder], difficult: Difficult = .keep) throws(InputError) -> COCODataset {
    var images: [ImageRecord] = []
    var annotations: [Annotation] = []
    var ids = Set<Int>()
    for folder in folders {
      let list = "\(folder.path)/ImageSets/Main/\(folder.set).txt"
      let lines = String(decoding: try FileBytes.read(list), as: UTF8.self).split(
        omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      for (number, line) in lines.enumerated() {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard let name = words.first.map(String.init) else { continue }
        func failure(_ found: String, _ expected: String) -> InputError {
          InputError(file: list, line: number + 1, found: found, expected: expected)
        }
        guard words.count == 1 else {
          throw failure(
            "\"\(line)\", as in the lists of one category",
            "a list of pictures, such as \(folder.set.split(separator: "_").last ?? "test")")
        }
        guard let id = Int(name.filter { $0 != "_" }), id > 0, name.allSatisfy({ $0.isASCII }) else {
          throw failure("\"\(name)\"", "a picture's name of digits, such as 000005 or 2008_000008")
        }
        guard ids.insert(id).inserted else { throw failure("the picture \(name) a second time", "each picture once") }
        let file = "\(folder.path)/Annotations/\(name).xml"
        let root = try MarkupElement(bytes: try FileBytes.read(file), file: file)
        let reader = VOCAnnotation(root: root, file: file)
        let parent = URL(fileURLWithPath: folder.path).standardized.lastPathComponent
        let image = try reader.image(id: id, folder: "\(parent)/JPEGImages", name: name)
        images.append(image)
        annotations += try reader.annotations(of: image, firstID: annotations.count + 1, difficult)
      }
    }
    return COCODataset(images: images, categories: categories, annotations: annotations)
  }
}

/// One annotation file.
private struct VOCAnnotation {
  let root: MarkupElement
  let file: String

  func image(id: Int, folder: String, name: String) throws(InputError) -> ImageRecord {
    let size = try child("size", of: root)
    let (width, height) = (try number("width", of: size), try number("height", of: size))
    guard let width = Int(exactly: width), let height = Int(exactly: height), width > 0, height > 0 else {
      throw failure(size, "a size of \(width) x \(height)", "whole numbers above 0")
    }
    let picture = root["filename"]?.text ?? ""
    return ImageRecord(
      id: id, fileName: "\(folder)/\(picture.isEmpty ? name + ".jpg" : picture)", width: width, height: height)
  }

  func annotations(
    of image: ImageRecord, firstID: Int, _ difficult: VOCFolder.Difficult
  ) throws(InputError) -> [Annotation] {
    var annotations: [Annotation] = []
    for object in root.children where object.name == "object" {
      let name = try child("name", of: object)
      guard let category = VOCFolder.categories.first(where: { $0.name == name.text }) else {
        let names = VOCFolder.categories.map(\.name)
        var error = failure(name, "the category \"\(name.text)\"", "one of VOC's 20")
        error.nearest = NearestName.to(name.text, among: names)
        throw error
      }
      let node = try child("bndbox", of: object)
      let (x1, y1) = (try number("xmin", of: node) - 1, try number("ymin", of: node) - 1)
      let (x2, y2) = (try number("xmax", of: node), try number("ymax", of: node))
      let slack = COCODataset.boxTolerance
      guard x2 > x1, y2 > y1, x1 >= -slack - 0.5, y1 >= -slack - 0.5, x2 <= Double(image.width) + slack,
        y2 <= Double(image.height) + slack
      else {
        throw failure(
          node, "a box from (\(x1 + 1), \(y1 + 1)) to (\(x2), \(y2))",
          "a box inside its picture of \(image.width) x \(image.height) pixels, counted from 1")
      }
      let (left, top) = (max(0, x1), max(0, y1))
      let isDifficult = object["difficult"]?.text == "1"
      annotations.append(
        Annotation(
          id: firstID + annotations.count, imageID: image.id, categoryID: category.id,
          box: Box(x: left, y: top, width: x2 - left, height: y2 - top), isCrowd: isDifficult && difficult == .crowd,
          isDifficult: isDifficult))
    }
    return annotations
  }

  private func child(_ name: String, of element: MarkupElement) throws(InputError) -> MarkupElement {
    guard let child = element[name] else {
      throw failure(element, "<\(element.name)> without <\(name)>", "one")
    }
    return child
  }

  private func number(_ name: String, of element: MarkupElement) throws(InputError) -> Double {
    let node = try child(name, of: element)
    guard let value = Double(node.text), value.isFinite else {
      throw failure(node, "\"\(node.text)\" as \(name)", "a number")
    }
    return value
  }

  private func failure(_ element: MarkupElement, _ found: String, _ expected: String) -> InputError {
    InputError(file: file, line: element.line, found: found, expected: expected)
  }
}
