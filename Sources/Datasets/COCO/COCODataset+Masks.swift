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
}
