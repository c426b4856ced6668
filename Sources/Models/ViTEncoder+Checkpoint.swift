public import Checkpoints
import NN
public import StrictJSON
public import Torch

extension ViTEncoder {
  /// The encoder of an MAE file, with its final norm and positions that are not trained, sized by the tensors.
  ///
  /// The heads cannot be told from the tensors and must be given. The decoder's tensors are passed over; any other
  /// tensor that the encoder lacks is refused. Throws `InputError`, which names `file`, when a tensor is missing,
  /// unexpected, misshaped or not finite.
  public static func pretrained(
    _ tensors: [StoredTensor], heads: Int, file: String? = nil, device: Device = .cpu,
    positionResize: PositionResize = .reference
  ) throws(InputError) -> ViTEncoder {
    let own = tensors.filter { $0.key != "mask_token" && !$0.key.hasPrefix("decoder_") }
    let shape = try inferredShape(own, heads: heads, file)
    let store = ParameterStore(seed: 0, device: device)
    let encoder = ViTEncoder(
      Scope(store), shape, dropPath: 0, trainablePositions: false, finalNorm: true, positionResize: positionResize)
    for tensor in own { try tensor.requireFinite(file: file) }
    try store.load(own, file: file)
    store.setTrainable(false, prefixes: [""])
    return encoder
  }

  /// Width, depth, patch size and grid as the encoder's tensors have them; the sizes of other parts are 0.
  private static func inferredShape(
    _ tensors: [StoredTensor], heads: Int, _ file: String?
  ) throws(InputError) -> ModelShape {
    let shapes = Dictionary(tensors.map { ($0.key, $0.shape) }, uniquingKeysWith: { first, _ in first })
    func shape(_ key: String, like pattern: String, where fits: ([Int]) -> Bool) throws(InputError) -> [Int] {
      guard let shape = shapes[key] else {
        throw InputError(
          file: file, found: "no tensor \"\(key)\"", expected: "a ViT encoder as MAE's files hold it",
          nearest: NearestName.to(key, among: tensors.map(\.key)))
      }
      guard shape.allSatisfy({ $0 > 0 }), fits(shape) else {
        throw InputError(file: file, found: "the tensor \"\(key)\" of shape \(shape)", expected: "shape \(pattern)")
      }
      return shape
    }
    let patches = try shape("patch_embed.proj.weight", like: "[width, 3, patch, patch], 4 dividing the width") {
      $0.count == 4 && $0[1] == 3 && $0[2] == $0[3] && $0[0] % 4 == 0
    }
    let width = patches[0]
    func side(_ cells: Int) -> Int { Int(Double(cells).squareRoot().rounded()) }
    let positions = try shape("pos_embed", like: "[1, 1 + grid * grid, \(width)]") {
      $0.count == 3 && $0[0] == 1 && $0[1] > 1 && $0[2] == width && side($0[1] - 1) * side($0[1] - 1) == $0[1] - 1
    }
    let hidden = try shape("blocks.0.mlp.fc1.weight", like: "[a multiple of \(width), \(width)]") {
      $0.count == 2 && $0[1] == width && $0[0] % width == 0
    }
    guard heads > 0, width % heads == 0 else {
      throw InputError(file: file, found: "an encoder of width \(width)", expected: "one that \(heads) heads divide")
    }
    var depth = 0
    while shapes["blocks.\(depth).norm1.weight"] != nil { depth += 1 }
    let none = TransformerShape(width: 0, depth: 0, heads: 0)
    return ModelShape(
      imageSize: side(positions[1] - 1) * patches[2], patchSize: patches[2],
      encoder: EncoderShape(width: width, depth: depth, heads: heads), decoder: none, pyramidChannels: 0,
      roiSize: 0, fcWidth: 0, mlpRatio: hidden[0] / width)
  }
}
