import Datasets
import Detection
import StrictJSON

/// The rule of the single-object task: each picture shows exactly one object, whose box covers some of it.
enum SingleObjectPictures {
  /// Refuses a data set with a picture that breaks the rule, and names the picture. Crowds do not count as objects;
  /// boxes do as far as they lie inside their picture.
  static func check(_ dataset: COCODataset) throws(InputError) {
    for (place, image) in dataset.images.enumerated() {
      let objects = dataset.objects(ofImageAt: place)
      guard objects.count == 1 else {
        throw InputError(
          file: dataset.file, jsonPath: "$.images[\(place)]",
          found: "the picture \"\(image.fileName)\" with \(objects.isEmpty ? "no object" : "\(objects.count) objects")",
          expected: "exactly one, as the task single-object needs")
      }
    }
  }
}
