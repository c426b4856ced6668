import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  /// Models of full size against transformers and plain torch, filled on both sides from one seed by parameter name;
  /// `scripts/make-full-size-goldens.py` says how.
  @Suite struct FullSizeTests {
    static let seed: UInt64 = 20_230_813
    static let shapes: [String: ModelShape] = [
      "vit_s": shape((384, 12, 6), (256, 4, 8)), "vit_b": shape((768, 12, 12), (512, 8, 16)),
      "vit_l": shape((1024, 24, 16), (512, 8, 16)),
    ]

    private static func shape(_ encoder: (Int, Int, Int), _ decoder: (Int, Int, Int)) -> ModelShape {
      ModelShape(
        imageSize: 224, patchSize: 16, encoder: EncoderShape(width: encoder.0, depth: encoder.1, heads: encoder.2),
        decoder: DecoderShape(width: decoder.0, depth: decoder.1, heads: decoder.2), pyramidChannels: 256,
        fcWidth: 1024)
    }

    private func stream(_ name: String) -> Generator { Generator(seed: ParameterStore.streamSeed(Self.seed, name)) }

    private func noise(_ name: String, _ shape: [Int]) -> Tensor {
      (stream(name).uniform(shape) * 2 - 1) * 3.0.squareRoot()
    }

    /// Gives every parameter but positions the values of its name.
    private func fill(_ store: ParameterStore) {
      withoutGradients {
        for entry in store.entries where !entry.isBuffer {
          let shape = entry.tensor.shape
          let drawn = noise(entry.key, shape)
          let values: Tensor
          if shape.count > 1 {
            values = drawn / Double(shape.dropFirst().reduce(1, *)).squareRoot()
          } else {
            values = drawn * 0.2 + (entry.key.hasSuffix(".weight") ? 1 : 0)
          }
          entry.tensor.copyInPlace(from: values)
        }
      }
    }

    private func sampled(_ tensor: Tensor) -> Tensor {
      let flat = tensor.reshape(-1)
      return flat.slice(0, 0, flat.count, step: max(1, flat.count / 256))
    }

    @Test(arguments: ["vit_s", "vit_b", "vit_l"]) func encoderAndMAEEqualTransformers(name: String) throws {
      let golden = try Golden("full_size_\(name)")
      let store = ParameterStore(seed: 1)
      let mae = MAE(store: store, shape: try #require(Self.shapes[name]))
      fill(store)
      try withoutGradients {
        let images = noise("images", [1, 3, 224, 224])
        expectClose(sampled(mae.encoder.tokens(images, .evaluation)), try golden.tensor("encoder.tokens"), 1e-4)
        let outcome = mae.loss(
          images: images, noise: stream("mask").uniform([1, 196]), maskRatio: 0.75, normPixLoss: true)
        let loss = try golden.tensor("mae.loss").item()
        #expect(abs(outcome.loss.item() - loss) <= 1e-5 * max(1, loss))
        expectClose(sampled(outcome.prediction), try golden.tensor("mae.prediction"), 1e-4)
      }
    }

    @Test(arguments: ["vit_s", "vit_b", "vit_l"]) func partsOfTheDetectorEqualTorchs(name: String) throws {
      let golden = try Golden("full_size_\(name)")
      let shape = try #require(Self.shapes[name])
      let (settings, store) = (DetectorSettings.reference, ParameterStore(seed: 1))
      let root = Scope(store)
      let pyramid = SimpleFPN(
        backbone: root / "backbone", neck: root / "neck", shape: shape, levels: settings.levels, extraLevel: true)
      let rpn = RPN(root / "rpn_head", channels: 256, strides: pyramid.strides, settings: settings.rpn)
      let features = RegionFeatures(
        root / "roi_head", shape: shape, source: .integral, align: RoIAlign(),
        strides: Array(pyramid.strides.prefix(4)),
        finestScale: settings.finestScale, isProjected: true)
      let scope = root / "roi_head" / "bbox_head"
      let head = RoIHead(scope, head: .decoder(DecoderHead(scope, shape: shape)), classes: 80, settings: .reference)
      fill(store)
      let rows = try golden.tensor("boxes").floats()
      let boxes = stride(from: 0, to: rows.count, by: 5).map {
        Corners(rows[$0 + 1], rows[$0 + 2], rows[$0 + 3], rows[$0 + 4])
      }
      try withoutGradients {
        let last = noise("map", [1, shape.encoder.width, 8, 10])
        let maps = pyramid(last, .evaluation)
        for (level, map) in maps.enumerated() {
          expectClose(sampled(map), try golden.tensor("pyramid.\(level)"), 1e-4)
        }
        let proposed = rpn(maps)
        expectClose(sampled(proposed.logits), try golden.tensor("rpn.logits"), 1e-4)
        expectClose(sampled(proposed.deltas), try golden.tensor("rpn.deltas"), 1e-4)
        let regions = features(lastMap: last, pyramid: Array(maps.prefix(4)), regions: [boxes])
        expectClose(sampled(regions.contiguous()), try golden.tensor("mfm.regions"), 1e-4)
        expectClose(sampled(head.vectors(regions, .evaluation)), try golden.tensor("head.vectors"), 1e-4)
        let output = head(regions, .evaluation)
        expectClose(output.logits, try golden.tensor("head.classes"), 1e-4)
        expectClose(output.deltas, try golden.tensor("head.boxes"), 1e-4)
      }
    }
  }

  @Suite struct FullSizeAssignmentTests {
    private func boxes(_ golden: Golden, _ key: String) throws -> [Corners] {
      let values = try golden.tensor(key).floats()
      return stride(from: 0, to: values.count, by: 4).map {
        Corners(values[$0], values[$0 + 1], values[$0 + 2], values[$0 + 3])
      }
    }

    @Test func anchorsThatSamplersChooseFromAreTorchs() throws {
      let golden = try Golden("full_size_assignment")
      let generator = AnchorGenerator()
      let anchors = [4, 8, 16, 32, 64].flatMap { (stride: Int) in
        generator.anchors(rows: (800 + stride - 1) / stride, columns: 1344 / stride, stride: Double(stride))
      }
      #expect([anchors.count] == (try golden.tensor("anchor_count").integers()))
      let matches = Matcher.anchors.match(anchors, to: try boxes(golden, "objects"))
      let positives = matches.indices.filter { matches[$0] >= 0 }
      #expect(positives == (try golden.tensor("anchor.positives").integers()))
      #expect(positives.map { Int(matches[$0]) } == (try golden.tensor("anchor.objects").integers()))
      #expect([matches.count { $0 == Matcher.background }] == (try golden.tensor("anchor.negative_count").integers()))
      #expect([matches.count { $0 == Matcher.ignored }] == (try golden.tensor("anchor.ignored_count").integers()))
    }

    @Test func proposalsThatSamplersChooseFromAreTorchs() throws {
      let golden = try Golden("full_size_assignment")
      let (proposals, objects) = (try boxes(golden, "proposals"), try boxes(golden, "objects"))
      var matcher = Matcher.proposals
      #expect(
        matcher.match(proposals, to: objects).map { Int($0) } == (try golden.tensor("proposal.matches").integers()))
      matcher.matchesLowQuality = true
      let low = try golden.tensor("proposal.matches_low_quality").integers()
      #expect(matcher.match(proposals, to: objects).map { Int($0) } == low)
    }
  }
}
