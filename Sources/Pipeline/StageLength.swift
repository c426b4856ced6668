import Spec
import StrictJSON

/// How much a training has to do against another, as far as their configurations and those of their data tell.
struct StageLength {
  /// The configuration of a stage.
  let config: JSONValue
  /// That of the data it learns from; nil if it is not known.
  let data: JSONValue?

  /// By what factor it is longer than another; 1 where that cannot be told.
  func ratio(to other: StageLength) -> Double {
    if let own = examples, let theirs = other.examples, theirs > 0 { return own / theirs }
    // An epoch of few shots is as long as there are shots.
    let shots =
      Self.ratio(config["shots"], other.config["shots"]) ?? (config["shots"] == other.config["shots"] ? 1 : nil)
    let epochs = Self.ratio(config["train"]?["epochs"], other.config["train"]?["epochs"])
    guard let shots, let epochs else { return 1 }
    return shots * epochs
  }

  /// The pictures that it learns from, each as often as it is seen.
  private var examples: Double? {
    if let samples = Self.number(config["pretrain"]?["samples"]) { return samples }
    let train = config["train"]
    if let steps = Self.number(train?["iterations"]), let batch = Self.number(train?["batch_size"]) {
      return steps * batch
    }
    guard let epochs = Self.number(train?["epochs"]), config["shots"] == .null,
      let pictures = Self.number(data?["images"]?["train"])
    else { return nil }
    return epochs * pictures * (Self.number(train?["share"]) ?? 1)
  }

  private static func ratio(_ value: JSONValue?, _ other: JSONValue?) -> Double? {
    guard let value = number(value), let other = number(other), other > 0 else { return nil }
    return value / other
  }

  private static func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}
