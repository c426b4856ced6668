import Checkpoints
import Models
import NN
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct TransferPlanTests {
    /// The parts of a detector that matter here, in an arm's shape.
    private func detector(_ arm: Arm, seed: UInt64 = 5, shape: ModelShape = goldenShape) -> ParameterStore {
      let store = ParameterStore(seed: seed)
      let root = Scope(store)
      let head = root / "roi_head" / "bbox_head"
      if arm.hasWindows {
        let windows = WindowedAttention(window: 2, globalGrid: 4)
        _ = WindowedEncoder(root / "backbone", shape, windows: windows, dropPath: 0)
      } else {
        _ = ViTEncoder(root / "backbone", shape, dropPath: 0, trainablePositions: true, finalNorm: false)
      }
      _ = SimpleFPN(
        backbone: root / "backbone", neck: root / "neck", shape: shape, levels: [.quadruple, .double, .same],
        style: arm.hasWindows ? .narrowing : .even)
      switch arm.head {
      case .decoder: _ = DecoderHead(head, shape: shape)
      case .fullyConnected: _ = FullyConnectedHead(head, inputChannels: 8, roiSize: 7, width: 12)
      case .convolutional, .channelNormedConvolutional:
        _ = ConvolutionalHead(
          head, inputChannels: 8, channels: 8, roiSize: 7, width: 12,
          normsChannels: arm.head == .channelNormedConvolutional)
      }
      _ = Linear(head / "fc_cls", arm.hasDecoderHead ? 16 : 12, 6)
      return store
    }

    private func mae() throws -> [String: StoredTensor] {
      Dictionary(uniqueKeysWithValues: try Golden("mae").weights.map { ($0.key, $0) })
    }

    private func bytes(_ store: ParameterStore, _ key: String) throws -> [UInt8] {
      try #require(store[key]).tensor.bytes()
    }

    @Test(arguments: Arm.allCases) func proofMakesTheArm(_ arm: Arm) throws {
      let store = detector(arm)
      let proof = try TransferPlan(arm: arm).apply(
        to: store, features: arm.features, from: arm == .scratch ? [:] : try mae())
      #expect(proof.declared == arm)
      #expect(proof.derived == arm)
      #expect(proof.records.map(\.key) == store.entries.map(\.key))
      let isEncoder = { (key: String) in
        key.hasPrefix("backbone.") && !key.contains("fpn") && !key.contains("rel_pos")
      }
      let decoderNames = ["norm.", "decoder_embed.", "decoder_pos_embed", "decoder_blocks."]
      let isDecoder = { (key: String) in
        decoderNames.contains { key.hasPrefix("roi_head.bbox_head.\($0)") }
      }
      for record in proof.records {
        let claimed = arm.loadsEncoder && isEncoder(record.key) || arm.loadsDecoder && isDecoder(record.key)
        #expect(record.isLoaded == claimed, "\(record.key)")
      }
    }

    @Test(arguments: [Arm.fullTransfer, .randomDecoder, .encoderOnly])
    func recordsNameKeyAndDigestOfWhatWasLoaded(_ arm: Arm) throws {
      let (store, mae) = (detector(arm), try mae())
      let proof = try TransferPlan(arm: arm).apply(to: store, features: arm.features, from: mae)
      for record in proof.records {
        guard case .loaded(let key, let digest) = record.source else { continue }
        let source = try #require(mae[key])
        #expect(record.key.hasSuffix(key))
        #expect(digest == (try source.sha256()))
        #expect(try bytes(store, record.key) == source.bytes())
      }
    }

    @Test func randomDecoderTakesNothingOfTheDecoder() throws {
      let (fresh, store, mae) = (detector(.randomDecoder), detector(.randomDecoder), try mae())
      try TransferPlan(arm: .randomDecoder).apply(to: store, features: .integral, from: mae)
      let head = store.entries.map(\.key).filter { $0.hasPrefix("roi_head.") }
      #expect(head.count > 30)
      for key in head { #expect(try bytes(store, key) == bytes(fresh, key), "\(key)") }
      #expect(try bytes(store, "roi_head.bbox_head.decoder_embed.weight") != mae["decoder_embed.weight"]?.bytes())
    }

    @Test func armsShareWhatIsDrawnFromOneSeed() throws {
      let stores = try Arm.allCases.map { arm in
        let store = detector(arm)
        try TransferPlan(arm: arm).apply(to: store, features: arm.features, from: arm == .scratch ? [:] : try mae())
        return store
      }
      // ViTDet's enlarged levels are narrower.
      let even = zip(Arm.allCases, stores).filter { !$0.0.hasWindows }.map(\.1)
      for (key, own) in [("backbone.fpn1.0.weight", even), ("neck.fpn_convs.1.conv.weight", stores)] {
        let values = try own.map { try bytes($0, key) }
        #expect(Set(values).count == 1, "\(key)")
      }
      let decoder = "roi_head.bbox_head.decoder_blocks.0.attn.qkv.weight"
      let (random, scratch) = (detector(.randomDecoder), detector(.scratch))
      #expect(try bytes(random, decoder) == bytes(scratch, decoder))
      #expect(try bytes(detector(.scratch, seed: 6), decoder) != bytes(scratch, decoder))
    }

    @Test func scratchNeedsNoCheckpointAndLoadsNone() throws {
      let proof = try TransferPlan(arm: .scratch).apply(
        to: detector(.scratch), features: .integral, from: try mae(), fileDigest: "ab")
      #expect(proof.records.filter(\.isLoaded).isEmpty)
      #expect(proof.fileDigest == nil)
    }

    @Test(arguments: ["decoder_pos_embed", "norm.bias", "decoder_blocks.1.mlp.fc2.weight", "blocks.0.norm1.weight"])
    func missingTensorIsRefused(_ key: String) throws {
      let store = detector(.fullTransfer)
      var mae = try mae()
      mae[key] = nil
      let error = try #require(throws: InputError.self) {
        try TransferPlan(arm: .fullTransfer).apply(to: store, features: .integral, from: mae, file: "mae.pth")
      }
      #expect(error.file == "mae.pth")
      #expect(error.found == "no tensor \"\(key)\"")
      #expect(error.expected.hasPrefix("one of shape ["))
      #expect(!store.entries.contains { if case .loaded = $0.source { true } else { false } })
    }

    @Test func misshapedTensorIsRefused() throws {
      var mae = try mae()
      mae["decoder_embed.weight"] = StoredTensor(
        key: "decoder_embed.weight", shape: [24, 16], floats: [Float](repeating: 0, count: 24 * 16))
      let error = try #require(throws: InputError.self) {
        try TransferPlan(arm: .fullTransfer).apply(to: detector(.fullTransfer), features: .integral, from: mae)
      }
      #expect(error.found == "the tensor \"decoder_embed.weight\" of shape [24, 16]")
      #expect(error.expected.hasPrefix("shape [16, 24]"))
      let proof = try TransferPlan(arm: .randomDecoder).apply(
        to: detector(.randomDecoder), features: .integral, from: mae)
      #expect(proof.derived == .randomDecoder)
    }

    @Test func deeperMAEIsRefusedAndNotCutOff() throws {
      var shape = goldenShape
      shape.decoder.depth = 1
      let mae = try mae()
      let error = try #require(throws: InputError.self) {
        try TransferPlan(arm: .fullTransfer).apply(
          to: detector(.fullTransfer, shape: shape), features: .integral, from: mae)
      }
      #expect(error.found.hasPrefix("the tensor \"decoder_blocks.1."))
      #expect(throws: Never.self) {
        try TransferPlan(arm: .randomDecoder).apply(
          to: detector(.randomDecoder, shape: shape), features: .integral, from: mae)
      }
    }

    @Test func detectorOfAnotherShapeIsNotTheArm() throws {
      let mae = try mae()
      let error = try #require(throws: InputError.self) {
        try TransferPlan(arm: .fullTransfer).apply(to: detector(.encoderOnly), features: .integral, from: mae)
      }
      #expect(error.found.contains("encoder-only") || error.found.contains("no place"))
      #expect(throws: InputError.self) {
        try TransferPlan(arm: .encoderOnly).apply(to: detector(.randomDecoder), features: .pyramid, from: mae)
      }
    }

    @Test func featuresFromElsewhereMakeAnotherArm() throws {
      let mae = try mae()
      for (features, arm) in [
        (RegionFeatureSource.pyramid, Arm.decoderOnFPN), (.lastMap, .fullTransferSingleScale),
        (.integral, .fullTransfer),
      ] {
        let proof = try TransferPlan(arm: arm).apply(to: detector(arm), features: features, from: mae)
        #expect(proof.derived == arm && proof.features == features)
        let other: Arm = arm == .fullTransfer ? .decoderOnFPN : .fullTransfer
        #expect(throws: InputError.self) {
          try TransferPlan(arm: other).apply(to: detector(other), features: features, from: mae)
        }
      }
    }

    @Test func vitDetLeavesTheClassTokenAndStartsRelativePositionsAtZero() throws {
      var mae = try mae()
      let proof = try TransferPlan(arm: .vitDet).apply(to: detector(.vitDet), features: .pyramid, from: mae)
      #expect(proof.unused == ["cls_token"])
      let relative = proof.records.filter { $0.key.contains("rel_pos") }
      #expect(relative.count == 4 && relative.allSatisfy { $0.source == .fixed("zeros") })
      let json = try JSONDocument(text: proof.json.canonicalText).root
      #expect(try TransferProof(json) == proof && proof.json["unused"] == ["cls_token"])
      // It is not needed; everything else of the encoder is.
      mae["cls_token"] = nil
      #expect(try TransferPlan(arm: .vitDet).apply(to: detector(.vitDet), features: .pyramid, from: mae).unused.isEmpty)
      for key in ["pos_embed", "patch_embed.proj.bias", "blocks.1.attn.qkv.weight"] {
        var less = mae
        less[key] = nil
        let error = #expect(throws: InputError.self) {
          try TransferPlan(arm: .vitDet).apply(to: detector(.vitDet), features: .pyramid, from: less)
        }
        #expect(error?.found == "no tensor \"\(key)\"")
      }
      // Other arms have a place for it.
      #expect(throws: InputError.self) {
        try TransferPlan(arm: .encoderOnly).apply(to: detector(.encoderOnly), features: .pyramid, from: mae)
      }
    }

    @Test func windowsAndNormsTellVitDetFromItsLikes() throws {
      let mae = try mae()
      for (arm, other) in [(Arm.vitDet, Arm.encoderOnlyConvolutional), (.encoderOnlyConvolutional, .vitDet)] {
        #expect(throws: InputError.self) {
          try TransferPlan(arm: arm).apply(to: detector(other), features: .pyramid, from: mae)
        }
      }
    }

    @Test func singleObjectsHaveNoChoiceOfFeatures() throws {
      let mae = try mae()
      for arm in [Arm.fullTransfer, .randomDecoder, .encoderOnly, .encoderOnlyConvolutional] {
        #expect(try TransferPlan(arm: arm).apply(to: detector(arm), features: nil, from: mae).derived == arm)
      }
    }
  }
}
