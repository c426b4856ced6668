import Checkpoints
import Foundation
import Models
import Pipeline
import Spec
import StrictJSON
import Torch

/// The checkpoints of one training, `<step>.safetensors` in the key's own folder. The last good one stays while the next
/// is written; each is whole or refused, by a digest over all that it holds.
struct TrainingCheckpoints {
  static let format = "imted-bench/training/1"
  private let place: StageRequest.Checkpoints
  private let key: Digest
  private let reporter: StageReporter

  /// Nil where the request names no place. What a killed writer left there is removed.
  init?(_ request: StageRequest, _ reporter: StageReporter) throws {
    guard let place = request.checkpoints else { return nil }
    (self.place, key, self.reporter) = (place, request.key, reporter)
    do {
      try FileManager.default.createDirectory(atPath: place.folder, withIntermediateDirectories: true)
    } catch {
      throw InputError(file: place.folder, found: "no folder that can be made", expected: "a place for checkpoints")
    }
    for name in try names() where !name.hasSuffix(Self.ending) { remove(name) }
  }

  /// Seconds from one checkpoint to the next.
  var seconds: Double { place.seconds }

  /// Saves a state. A state that is not finite is left out, so that the last good one stays.
  func save(_ state: TrainingState) throws {
    guard state.isFinite else { return }
    let tensors = state.tensors.map { named in
      StoredTensor(
        key: named.name, dtype: ElementType(named.tensor.dtype), shape: named.tensor.shape, bytes: named.tensor.bytes())
    }
    let text = state.json.canonicalText
    let name = String(repeating: "0", count: max(0, 12 - "\(state.step)".count)) + "\(state.step)\(Self.ending)"
    try Safetensors.write(
      tensors,
      metadata: [
        "format": Self.format, "key": key.hex, "state": text, "sha256": try Self.digest(text, tensors).hex,
      ], to: "\(place.folder)/\(name)")
    for old in try checkpoints().dropLast(2) { remove(old) }
  }

  /// Goes on from the newest checkpoint that is whole and of this training. Others are named and removed.
  func restore(_ state: TrainingState, of steps: Int) throws {
    for name in try checkpoints().reversed() {
      do throws(InputError) {
        try restore(state, from: "\(place.folder)/\(name)")
        reporter.message("goes on from step \(state.step) of \(steps)")
        return
      } catch {
        reporter.message("the checkpoint \(name) cannot be used and is removed: \(error)")
        remove(name)
      }
    }
  }

  private func restore(_ state: TrainingState, from file: String) throws(InputError) {
    let contents = try Safetensors.read(file)
    func metadata(_ name: String, _ expected: String? = nil) throws(InputError) -> String {
      guard let text = contents.metadata[name], text == expected ?? text else {
        throw InputError(
          file: file, found: contents.metadata[name].map { "the \(name) \($0)" } ?? "no \(name)",
          expected: expected ?? "a training's checkpoint")
      }
      return text
    }
    _ = try metadata("format", Self.format)
    _ = try metadata("key", key.hex)
    let text = try metadata("state")
    let stored = Dictionary(contents.tensors.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    _ = try metadata("sha256", try Self.digest(text, contents.tensors).hex)
    let own = state.tensors
    var values: [Tensor] = []
    for (name, tensor) in own {
      guard let value = stored[name], value.shape == tensor.shape, value.dtype == ElementType(tensor.dtype) else {
        throw InputError(
          file: file, found: stored[name].map { "\(name) of shape \($0.shape)" } ?? "no tensor \(name)",
          expected: "\(name) of shape \(tensor.shape)")
      }
      values.append(
        try value.bytes().withUnsafeBytes { Tensor(bytes: $0, shape: tensor.shape, dtype: tensor.dtype) })
    }
    guard stored.count == own.count else {
      throw InputError(file: file, found: "\(stored.count) tensors", expected: "\(own.count)")
    }
    try state.restore(values, try JSONDocument(text: text, file: file).root)
  }

  private static let ending = ".safetensors"

  /// One digest for the state's text and all tensors, whatever their order.
  private static func digest(_ text: String, _ tensors: [StoredTensor]) throws(InputError) -> Digest {
    var lines = [text]
    for tensor in tensors.sorted(by: { $0.key < $1.key }) { lines.append("\(tensor.key) \(try tensor.sha256())") }
    return Digest(of: lines.joined(separator: "\n"))
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.folder).sorted()
  }

  /// Whole files, oldest first.
  private func checkpoints() throws -> [String] { try names().filter { $0.hasSuffix(Self.ending) } }

  private func remove(_ name: String) { try? FileManager.default.removeItem(atPath: "\(place.folder)/\(name)") }
}
