import Datasets
import Detection
import StrictJSON

/// The rule of training with masks: every object has one.
enum MaskedObjects {
  /// Refuses a data set with an object whose mask is not annotated, and names it. Crowds, which are not trained on, need
  /// none.
  static func check(_ dataset: COCODataset) throws(InputError) {
    guard let object = dataset.annotations.first(where: { !$0.isCrowd && $0.mask == nil }) else { return }
    throw InputError(
      file: dataset.file, jsonPath: "$.annotations",
      found: "the annotation \(object.id) without \"segmentation\"",
      expected: "a mask for every object, as model.mask_head is true")
  }
}
