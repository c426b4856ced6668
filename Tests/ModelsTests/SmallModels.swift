import Models
import NN
import TestSupport
import Torch

/// Sizes of the goldens' models.
let goldenShape = ModelShape(
  imageSize: 32, patchSize: 8, encoder: EncoderShape(width: 24, depth: 2, heads: 3),
  decoder: DecoderShape(width: 16, depth: 2, heads: 2), pyramidChannels: 8, roiSize: 7, fcWidth: 12)

extension ParameterStore {
  /// The gradient of a parameter.
  func gradient(_ key: String) -> Tensor? { self[key]?.tensor.grad }
}
