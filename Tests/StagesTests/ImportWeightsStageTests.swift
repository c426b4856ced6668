import Checkpoints
import Foundation
import Models
import NN
import Pipeline
import Spec
import StrictJSON
import Testing

/// MAE files from elsewhere, taken by the built worker.
@Suite struct ImportWeightsStageTests {
  private let scratch: Scratch
  private let mae: [StoredTensor]

  init() throws {
    scratch = try Scratch()
    let store = ParameterStore(seed: 5)
    let (encoder, decoder) = (SmallSpecs.model.backbone.encoder, SmallSpecs.model.backbone.decoder)
    _ = MAE(
      store: store,
      shape: ModelShape(
        imageSize: 32, patchSize: 8,
        encoder: EncoderShape(width: encoder.width, depth: encoder.depth, heads: encoder.heads),
        decoder: DecoderShape(width: decoder.width, depth: decoder.depth, heads: decoder.heads), pyramidChannels: 8,
        roiSize: 2, fcWidth: 16))
    mae = store.stored()
  }

  private func taken(_ tensors: [StoredTensor], digest: Digest? = nil) throws -> WorkerRun {
    let file = scratch("\(UUID().uuidString).safetensors")
    try Safetensors.write(tensors, to: file)
    let config = ImportWeightsConfig(model: SmallSpecs.model.backbone, checkpoint: try digest ?? Digest(ofFile: file))
    return try WorkerRun(
      .importWeights, config.json, resources: [("checkpoint", file)], in: scratch, name: UUID().uuidString)
  }

  private func kept(_ run: WorkerRun) throws -> [StoredTensor] {
    try Safetensors.read(run.output + "/weights.safetensors").tensors
  }

  @Test func theTensorsComeAsTheyAreAndOthersAreLeftOut() throws {
    let head = StoredTensor(key: "head.weight", shape: [2], floats: [1, 2])
    let run = try taken(mae + [head])
    #expect(run.status == 0, "\(run.error)")
    func facts(_ tensors: [StoredTensor]) throws -> [String] {
      try tensors.map { "\($0.key) \(try $0.sha256())" }.sorted()
    }
    #expect(try facts(kept(run)) == facts(mae))
    let source = try JSONDocument(file: run.output + "/source.json").root.value
    #expect(source["left_out"] == ["head.weight"])
  }

  @Test func aFileWithoutADecoderIsTaken() throws {
    let run = try taken(mae.filter { !$0.key.hasPrefix("decoder_") && $0.key != "mask_token" })
    #expect(run.status == 0, "\(run.error)")
    #expect(try kept(run).allSatisfy { !$0.key.hasPrefix("decoder_") })
  }

  @Test func halfADecoderAHalfEncoderAndOtherShapesAreRefused() throws {
    func refusal(_ tensors: [StoredTensor], digest: Digest? = nil) throws -> String {
      let run = try taken(tensors, digest: digest)
      #expect(run.status == 65)
      return run.error
    }
    #expect(try refusal(mae.filter { $0.key != "decoder_embed.weight" }).contains("decoder_embed.weight"))
    #expect(try refusal(mae.filter { $0.key != "blocks.0.attn.qkv.weight" }).contains("blocks.0.attn.qkv.weight"))
    let wrong = mae.map { tensor in
      tensor.key == "norm.weight" ? StoredTensor(key: tensor.key, shape: [4], floats: [0, 0, 0, 0]) : tensor
    }
    let message = try refusal(wrong)
    #expect(message.contains("norm.weight [4] instead of [16]"), "\(message)")
    #expect(message.contains("an encoder of 1 blocks, 16 wide"), "\(message)")
    let infinite = mae.map { tensor in
      tensor.key == "norm.weight"
        ? StoredTensor(key: tensor.key, shape: [16], floats: [Float](repeating: 1, count: 15) + [.nan]) : tensor
    }
    #expect(
      try refusal(infinite).contains("NaN or an infinite number in the tensor \"norm.weight\" [16], at element 15"))
    #expect(try refusal(mae, digest: Digest(of: "another file")).contains("which it had when this was planned"))
  }
}
