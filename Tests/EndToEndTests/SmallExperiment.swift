import Foundation
import StrictJSON

/// An experiment file of this repository cut down to seconds: few pictures of drawn cut-outs, the smallest model, a few
/// steps, one seed. Arms, variants, subsets and tables stay as they are.
enum SmallExperiment {
  /// Reads a file and writes the small form into a folder; gives its path.
  static func write(_ name: String, into scratch: Scratch) throws -> String {
    var spec = try JSONDocument(file: Repository.path(name)).root.value
    spec.put("data.image_size_px", 32)
    spec.put("data.images", ["pretrain": 16, "train": 24, "development": 2, "test": 8])
    let hasNovel = spec.at("data.categories.novel") != nil
    spec.put(
      "data.categories", hasNovel ? ["base": ["bird", "fruit"], "novel": ["fish"]] : ["base": ["bird", "fruit"]])
    spec.put(
      "model",
      [
        "preset": "tiny", "image_size_px": 32, "patch_size": 8, "encoder": ["width": 16, "depth": 2, "heads": 2],
        "decoder": ["width": 16, "depth": 1, "heads": 2], "pyramid_channels": 16, "roi_size": 3, "fc_width": 16,
        "mask_head": spec.at("model.mask_head") ?? false,
      ])
    spec.put("pretrain", ["samples": 16, "batch_size": 8])
    spec.put("train", ["iterations": 2, "batch_size": 4])
    if spec.at("fine_tune") != nil {
      spec.put("fine_tune", ["iterations": 2, "batch_size": 2, "freeze_encoder": true])
      spec.put("matrix.shots", [1, 2])
    }
    spec.put("matrix.seeds", [0])
    if spec.at("matrix.pretrain_seeds") != nil { spec.put("matrix.pretrain_seeds", [0]) }
    if case .array(let variants)? = spec.at("matrix.variants") {
      spec.put("matrix.variants", .array(variants.prefix(2).enumerated().map { small($1, number: $0) }))
      // What is left out is of variants and seeds that are not here.
      if spec.at("matrix.exclude") != nil { spec.put("matrix.exclude", []) }
    }
    spec.put("evaluation.score_threshold", 0)
    spec.put("evaluation.max_detections", 20)
    return try scratch.write("\(UUID().uuidString).json", spec)
  }

  /// A variant that still changes what it names, but to little.
  private static func small(_ variant: JSONValue, number: Int) -> JSONValue {
    guard case .object(let changes)? = variant["set"] else { return variant }
    var variant = variant
    variant.put(
      "set",
      .object(
        changes.keys.map { key in
          switch key {
          case "pretrain.samples": (key, .integer(Int64(16 + 8 * number)))
          case "train.iterations": (key, .integer(Int64(2 + number)))
          case "train.share": (key, .number(0.25 + 0.25 * Double(number)))
          default: (key, changes[key] ?? .null)
          }
        }))
    return variant
  }
}

extension JSONValue {
  /// The value at keys joined by dots.
  fileprivate func at(_ path: String) -> JSONValue? {
    path.split(separator: ".").reduce(Optional(self)) { $0?[String($1)] }
  }

  /// Sets the value at keys joined by dots; all but the last must be there.
  fileprivate mutating func put(_ path: String, _ value: JSONValue) {
    let key = String(path.prefix { $0 != "." })
    guard case .object(var object) = self else { fatalError("no object to set \(path) in") }
    if key.count == path.count {
      object[key] = value
    } else {
      var inner = object[key] ?? .null
      inner.put(String(path.dropFirst(key.count + 1)), value)
      object[key] = inner
    }
    self = .object(object)
  }
}
