public import Checkpoints
public import NN
import StrictJSON
import Torch

/// Fills a detector of base and novel categories from one that was trained on the base categories alone, as few-shot
/// fine-tuning starts.
///
/// Classification rows: the base ones and the background row (the last) are copied, the novel ones keep the values
/// they were drawn with. Box rows, four a category: with `.copied` the base ones are copied likewise; with
/// `.restarted`, what imTED's code does, all of them keep their drawn values (the shapes differ, and it loads only
/// what fits).
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

  /// An expansion from so many base categories.
  public init(baseClasses: Int, regressionRows: RegressionRows = .copied) {
    self.baseClasses = baseClasses
    self.regressionRows = regressionRows
  }

  /// Copies the base model's tensors into `store`, the output layers row by row. `file` names the checkpoint in errors.
  ///
  /// - Throws: `InputError` for a tensor that is missing, unexpected or of another shape.
  public func load(_ tensors: [StoredTensor], file: String, into store: ParameterStore) throws {
    let outputs = ["fc_cls.weight", "fc_cls.bias", "fc_reg.weight", "fc_reg.bias"]
    let isOutput = { (key: String) in outputs.contains { key.hasSuffix("bbox_head.\($0)") } }
    try store.load(tensors.filter { !isOutput($0.key) }, file: file, except: isOutput)
    for tensor in tensors where isOutput(tensor.key) {
      guard let entry = store[tensor.key] else {
        throw InputError(file: file, found: "a tensor \(tensor.key)", expected: "only tensors of the detector")
      }
      try copyRows(of: tensor, into: entry.tensor, file: file)
    }
  }

  private func copyRows(of source: StoredTensor, into target: Tensor, file: String) throws {
    let isClassifier = source.key.contains("fc_cls")
    let rows = isClassifier ? baseClasses + 1 : 4 * baseClasses
    guard source.shape == [rows] + target.shape.dropFirst() else {
      throw InputError(
        file: file, found: "\(source.key) of shape \(source.shape)",
        expected: "\([rows] + target.shape.dropFirst()), for \(baseClasses) base categories")
    }
    let values = try Tensor(source)
    withoutGradients {
      if isClassifier {
        target.narrow(0, 0, baseClasses).copyInPlace(from: values.narrow(0, 0, baseClasses))
        let last = target.size(0) - 1
        target.narrow(0, last, 1).copyInPlace(from: values.narrow(0, baseClasses, 1))
      } else if regressionRows == .copied {
        target.narrow(0, 0, rows).copyInPlace(from: values)
      }
    }
  }
}
