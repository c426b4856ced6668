public import Checkpoints
public import NN
public import StrictJSON
import Torch

/// Fills a detector of base and novel categories from one that was trained on the base categories alone, as few-shot
/// fine-tuning starts.
///
/// Classification rows: the base ones and the background row (the last) are copied, the novel ones keep the values
/// they were drawn with. Box rows, four a category: with `.copied` the base ones are copied likewise; with
/// `.restarted`, what imTED's code does, all of them keep their drawn values (the shapes differ, and it loads only
/// what fits). Masks, one a category: the base ones are copied.
public struct LabelSpaceExpansion {
  /// What happens to the base categories' box regression.
  public enum RegressionRows: String, Sendable, CaseIterable {
    /// Copied from the base model.
    case copied
    /// Drawn anew with those of the novel categories.
    case restarted
  }

  /// Categories of the base model; their labels come first in both.
  public let baseClasses: Int
  /// What happens to the base categories' box regression.
  public let regressionRows: RegressionRows

  /// Whether the new detector knows the base categories too. Without them only the background row is copied.
  public let keepsBase: Bool

  /// An expansion from so many base categories.
  public init(baseClasses: Int, regressionRows: RegressionRows = .copied, keepsBase: Bool = true) {
    self.baseClasses = baseClasses
    self.keepsBase = keepsBase
    self.regressionRows = regressionRows
  }

  /// Copies the base model's tensors into `store`, the output layers row by row. `file` names the checkpoint in errors.
  ///
  /// - Throws: `InputError` for a tensor that is missing, unexpected or of another shape.
  public func load(_ tensors: [StoredTensor], file: String, into store: ParameterStore) throws(InputError) {
    var expanded: [StoredTensor] = []
    for tensor in tensors { expanded.append(try self.expanded(tensor, in: store, file)) }
    try store.load(expanded, file: file)
  }

  /// A tensor in the shape that the larger detector has: an output layer's rows among those drawn there.
  private func expanded(
    _ tensor: StoredTensor, in store: ParameterStore, _ file: String
  ) throws(InputError) -> StoredTensor {
    let isClassifier = tensor.key.contains("bbox_head.fc_cls.")
    let isMask = tensor.key.contains("mask_head.conv_logits.")
    guard isClassifier || isMask || tensor.key.contains("bbox_head.fc_reg."), let entry = store[tensor.key] else {
      return tensor
    }
    let rows = isClassifier ? baseClasses + 1 : isMask ? baseClasses : 4 * baseClasses
    let width = entry.tensor.shape.dropFirst().reduce(1, *)
    guard tensor.shape == [rows] + entry.tensor.shape.dropFirst() else {
      throw InputError(
        file: file, found: "the tensor \"\(tensor.key)\" of shape \(tensor.shape)",
        expected: "shape \([rows] + entry.tensor.shape.dropFirst()), for \(baseClasses) base categories")
    }
    let source = try tensor.floats()
    var values = entry.tensor.floats()
    if isClassifier {
      if keepsBase { values.replaceSubrange(0..<baseClasses * width, with: source[0..<baseClasses * width]) }
      values.replaceSubrange((values.count - width)..., with: source[(source.count - width)...])
    } else if keepsBase, isMask || regressionRows == .copied {
      values.replaceSubrange(0..<source.count, with: source)
    }
    return StoredTensor(key: tensor.key, shape: entry.tensor.shape, floats: values)
  }
}
