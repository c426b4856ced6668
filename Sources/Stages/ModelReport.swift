import Foundation
import Models
import Pipeline
import Spec
import StrictJSON
import Torch

/// Answers `imted show --model`: the layers of an arm's detector as they are really built, without their values.
public enum ModelReport {
  /// Reads a request file and prints one line: the description, or a `WorkerMessage` that says what is wrong with it.
  ///
  /// - Returns: 0, or 65 for bad input.
  public static func run(requestFile: String) -> Int32 {
    func tell(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
    do throws(InputError) {
      tell(try description(of: try JSONDocument(file: requestFile).root).canonicalText)
      return 0
    } catch {
      tell(WorkerMessage.error(code: 65, message: "\(error)").line)
      return 65
    }
  }

  private static func description(of node: JSONNode) throws(InputError) -> JSONValue {
    let reader = try node.object()
    let model = try ModelSpec(try reader.required("model"))
    let task = try reader.required("task").choice(of: LearningTask.self)
    let arm = try reader.arm(for: task)
    let classes = try reader.required("classes").int(in: 1...1_000_000)
    let patch = model.backbone.patchSize
    func side(_ key: String) throws(InputError) -> Int {
      let node = try reader.required(key)
      let pixels = try node.int(in: 1...65_536)
      guard pixels % (2 * patch) == 0 else {
        throw node.error(found: "\(pixels) pixels", expected: "a multiple of \(2 * patch), two patches")
      }
      return pixels
    }
    let (height, width) = (try side("height_px"), try side("width_px"))
    let proposals = try reader.optional("proposals").map { (node) throws(InputError) in try node.int(in: 1...100_000) }
    try reader.finish()
    let built = ArmModel(
      arm: arm, task: task, model: model, classes: classes, seed: 0, device: .cpu, shapesOnly: true)
    let rule: CostRule
    switch built.network {
    case .detector(let detector):
      rule = CostRule(
        shape: built.shape, settings: detector.settings, height: height, width: width,
        proposals: proposals ?? detector.settings.rpn.proposals)
    case .singleObject: rule = CostRule(singleObject: built.shape)
    }
    let description = ModelDescription(built.store, rule)
    return [
      "height_px": .integer(rule.height), "width_px": .integer(rule.width), "regions": .integer(rule.regions),
      "layers": .array(
        description.layers.map {
          [
            "name": .string($0.name), "part": .string($0.part.rawValue), "trained": .integer($0.trained),
            "fixed": .integer($0.fixed), "multiply_adds": .integer($0.multiplyAdds),
          ]
        }),
    ]
  }
}
