import Detection
public import StrictJSON

extension COCODataset {
  /// Refuses a data set, read with masks, in which an object has none.
  public func requireMasks() throws(InputError) {
    guard let index = annotations.firstIndex(where: { $0.mask == nil }) else { return }
    let (found, expected) = ("an object without segmentation", "polygons or run lengths, as masks are measured")
    guard let file else { throw InputError(found: found, expected: expected) }
    // The file is parsed once more for the place, which only happens when something is wrong anyway.
    let node = try JSONDocument(file: file).root.object().required("annotations").array()[index]
    throw node.error(found: found, expected: expected)
  }

  /// Refuses a data set, read with masks, in which an object to train on has none. Crowds, which are not trained on, need
  /// none.
  public func requireMasksToTrain() throws(InputError) {
    let places = annotations.indices.filter { !annotations[$0].isCrowd && annotations[$0].mask == nil }
    guard let first = places.first else { return }
    let more = places.count == 1 ? "" : ", one of \(places.count)"
    throw InputError(
      file: file, jsonPath: "$.annotations[\(first)]",
      found: "the annotation \(annotations[first].id) without \"segmentation\"\(more)",
      expected: "a mask for every object, as model.mask_head is true")
  }
}
