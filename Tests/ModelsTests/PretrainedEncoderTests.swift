import Checkpoints
import Models
import NN
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct PretrainedEncoderTests {
    @Test func sizesAreReadFromTheTensorsOfAnMAE() throws {
      let golden = try Golden("mae")
      let encoder = try ViTEncoder.pretrained(golden.weights, heads: 3)
      #expect(encoder.shape.encoder == goldenShape.encoder)
      #expect(encoder.shape.imageSize == 32)
      #expect(encoder.shape.patchSize == 8)
      #expect(encoder.shape.mlpRatio == 4)
      let store = ParameterStore(seed: 0)
      let mae = MAE(store: store, shape: goldenShape)
      try store.load(golden.weights)
      let images = try golden.tensor("input.images")
      let tokens = encoder.tokens(images, .evaluation)
      #expect(tokens.bytes() == mae.encoder.tokens(images, .evaluation).bytes())
      #expect(!tokens.requiresGrad)
    }

    @Test func missingNormIsRefused() throws {
      let tensors = try Golden("mae").weights.filter { $0.key != "norm.weight" }
      let error = try #require(throws: InputError.self) {
        try ViTEncoder.pretrained(tensors, heads: 3, file: "mae.pth")
      }
      #expect(error.file == "mae.pth")
      #expect(error.found == "1 missing tensor (norm.weight)")
    }

    @Test func weightsThatAreNotFiniteAreRefused() throws {
      let tensors = try Golden("mae").weights.map { tensor in
        guard tensor.key == "norm.weight" else { return tensor }
        var values = try tensor.floats()
        values[2] = .infinity
        return StoredTensor(key: tensor.key, shape: tensor.shape, floats: values)
      }
      let error = try #require(throws: InputError.self) { try ViTEncoder.pretrained(tensors, heads: 3) }
      #expect(error.found.contains("\"norm.weight\"") && error.found.hasSuffix("element 2"))
    }

    @Test func blocksBeyondAGapAreRefused() throws {
      let tensors = try Golden("mae").weights.map { tensor in
        tensor.key.hasPrefix("blocks.1.") ? tensor.renamed("blocks.2." + tensor.key.dropFirst(9)) : tensor
      }
      let error = try #require(throws: InputError.self) { try ViTEncoder.pretrained(tensors, heads: 3) }
      #expect(error.found.hasPrefix("12 unexpected tensors (blocks.2."))
    }

    @Test func fileOfAnotherKindIsRefused() throws {
      let tensors = [StoredTensor(key: "patch_embed.proj.wieght", shape: [1], floats: [0])]
      let error = try #require(throws: InputError.self) { try ViTEncoder.pretrained(tensors, heads: 3) }
      #expect(error.nearest == "patch_embed.proj.wieght")
    }

    @Test func headsMustDivideTheWidth() throws {
      let tensors = try Golden("mae").weights
      #expect(throws: InputError.self) { try ViTEncoder.pretrained(tensors, heads: 5) }
      #expect(throws: InputError.self) { try ViTEncoder.pretrained(tensors, heads: 0) }
    }
  }
}
