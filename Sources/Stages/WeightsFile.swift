import Checkpoints
import Models
import NN
import StrictJSON

/// The weights of an artifact: all tensors of a store, in order, under their keys.
enum WeightsFile {
  static let name = "weights.safetensors"

  /// Writes every tensor of a store.
  static func write(_ store: ParameterStore, to path: String) throws {
    try Safetensors.write(store.stored(), to: path)
  }

  /// Fills a store; a tensor that is missing, too many or of another shape is bad input.
  static func read(_ path: String, into store: ParameterStore) throws {
    try store.load(try Safetensors.read(path).tensors, file: path)
  }
}
