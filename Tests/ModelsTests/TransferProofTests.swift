import Models
import NN
import StrictJSON
import Testing

@Suite struct TransferProofTests {
  private let drawn = ParameterSource.drawn(seed: .max, stream: "s", distribution: "normal(0.02)")
  private let loaded = ParameterSource.loaded(key: "k", digest: "00ff")

  private func proof(_ sources: [(String, ParameterSource)], declared: Arm = .fullTransfer) -> TransferProof {
    TransferProof(declared: declared, records: sources.map { .init(key: $0.0, shape: [2, 3], source: $0.1) })
  }

  @Test func halfAnEncoderIsNoArm() {
    let proof = proof([
      ("backbone.cls_token", loaded), ("backbone.pos_embed", drawn), ("roi_head.bbox_head.norm.bias", drawn),
    ])
    #expect(proof.derived == nil)
    #expect(throws: InputError.self) { try proof.verify() }
  }

  @Test func decoderWithoutEncoderIsNoArm() {
    #expect(proof([("backbone.cls_token", drawn), ("roi_head.bbox_head.decoder_embed.bias", loaded)]).derived == nil)
  }

  @Test func loadedTensorThatNoMAEHasIsNoArm() {
    let start = [("backbone.cls_token", loaded), ("roi_head.bbox_head.norm.bias", drawn)]
    #expect(proof(start).derived == .randomDecoder)
    for key in ["neck.w", "roi_head.bbox_head.decoder_box_norm.bias", "backbone.norm.bias", "backbone.fpn1.0.bias"] {
      #expect(proof(start + [(key, loaded)]).derived == nil, "\(key)")
    }
  }

  @Test func declarationDoesNotMatterToTheDerivedArm() {
    let proof = proof([("backbone.cls_token", loaded), ("roi_head.bbox_head.shared_fcs.0.bias", drawn)])
    #expect(proof.derived == .encoderOnly)
    #expect(
      throws: InputError(found: "a detector whose tensors make the arm encoder-only", expected: "the arm full-transfer")
    ) {
      try proof.verify()
    }
  }

  @Test func windowsWithAnotherHeadAreNoArm() {
    let zeros = ParameterSource.fixed("zeros")
    let start = [("backbone.pos_embed", loaded), ("backbone.blocks.0.attn.rel_pos_h", zeros)]
    let head = "roi_head.bbox_head.shared_convs.0"
    #expect(proof(start + [("\(head).ln.bias", zeros)]).derived == .vitDet)
    #expect(proof(start + [("\(head).bn.bias", zeros)]).derived == nil)
    #expect(proof([start[0], ("\(head).ln.bias", zeros)]).derived == nil)
    #expect(proof([start[0], ("\(head).bn.bias", zeros)]).derived == .encoderOnlyConvolutional)
    // No MAE has relative positions.
    #expect(proof([start[0], (start[1].0, loaded), ("\(head).ln.bias", zeros)]).derived == nil)
  }

  @Test func jsonComesBack() throws {
    let proof = TransferProof(
      declared: .randomDecoder, features: .integral, fileDigest: "abc",
      records: [
        .init(key: "backbone.cls_token", shape: [1, 1, 4], source: loaded),
        .init(key: "roi_head.bbox_head.norm.bias", shape: [], source: .fixed("zeros")),
        .init(key: "neck.w", shape: [2, 5], source: drawn),
      ])
    let json = proof.json
    #expect(json["derived_arm"] == "random-decoder")
    #expect(json["region_features"] == "integral")
    #expect(json["numbers"] == ["loaded": 4, "drawn": 10, "fixed": 1])
    let document = try JSONDocument(bytes: Array(json.prettyText().utf8), file: "transfer.json")
    #expect(try TransferProof(document.root) == proof)
  }

  @Test func jsonOfATimeWithoutRegionFeaturesIsRead() throws {
    let text = proof([("backbone.cls_token", loaded), ("roi_head.bbox_head.norm.bias", loaded)]).json.canonicalText
    let old = text.replacing("\"region_features\":null,", with: "")
    #expect(old != text)
    let proof = try TransferProof(try JSONDocument(bytes: Array(old.utf8), file: "transfer.json").root)
    #expect(proof.features == nil && proof.derived == .fullTransfer)
  }

  @Test func jsonWithAnotherOriginIsRefused() throws {
    let text = proof([("a", drawn)]).json.canonicalText.replacing("\"drawn\",\"seed\"", with: "\"drewn\",\"seed\"")
    let document = try JSONDocument(bytes: Array(text.utf8), file: "transfer.json")
    #expect(throws: InputError.self) { try TransferProof(document.root) }
  }
}
