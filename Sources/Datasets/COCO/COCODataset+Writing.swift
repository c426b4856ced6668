public import Detection
public import StrictJSON

extension COCODataset {
  /// The data set as the text of a COCO annotation file: one line for each picture, category and object.
  ///
  /// - Parameters:
  ///   - info: Members of the `info` object.
  ///   - extra: Further members for an annotation, such as `amodal_bbox`.
  public func text(
    info: JSONObject = JSONObject(), extra: (Annotation) -> [(String, JSONValue)] = { _ in [] }
  ) -> String {
    var text = "{\n\"info\": \(JSONValue.object(info).canonicalText),\n\"categories\": ["
    Self.append(categories, to: &text) { category in
      var members: [(String, JSONValue)] = [("id", .integer(category.id)), ("name", .string(category.name))]
      if let parent = category.supercategory { members.append(("supercategory", .string(parent))) }
      return members
    }
    text += "],\n\"images\": ["
    Self.append(images, to: &text) { image in
      [
        ("id", .integer(image.id)), ("file_name", .string(image.fileName)), ("width", .integer(image.width)),
        ("height", .integer(image.height)),
      ]
    }
    text += "],\n\"annotations\": ["
    Self.append(annotations, to: &text) { annotation in
      var members: [(String, JSONValue)] = [
        ("id", .integer(annotation.id)), ("image_id", .integer(annotation.imageID)),
        ("category_id", .integer(annotation.categoryID)), ("bbox", COCOBox.json(annotation.box)),
        ("area", COCOBox.number(annotation.area)), ("iscrowd", .integer(annotation.isCrowd ? 1 : 0)),
      ]
      if let mask = annotation.mask { members.append(("segmentation", COCOSegmentation.json(mask))) }
      if let share = annotation.visibleFraction { members.append(("visible_fraction", .number(share))) }
      if annotation.isDifficult { members.append(("difficult", .integer(1))) }
      return members + extra(annotation)
    }
    return text + "]\n}\n"
  }

  /// Writes a COCO annotation file; see `text(info:extra:)`.
  public func write(
    to path: String, info: JSONObject = JSONObject(),
    extra: (Annotation) -> [(String, JSONValue)] = { _ in [] }
  ) throws(FileWriteError) {
    try FileBytes.write(text(info: info, extra: extra).utf8, to: path)
  }

  private static func append<Element>(
    _ elements: [Element], to text: inout String, _ members: (Element) -> [(String, JSONValue)]
  ) {
    for (index, element) in elements.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += JSONValue.object(JSONObject(members(element))).canonicalText
    }
    if !elements.isEmpty { text += "\n" }
  }
}
