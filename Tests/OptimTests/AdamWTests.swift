import NN
import Optim
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct AdamWTests {
    /// Gives a leaf tensor exactly this gradient.
    private func setGradient(_ gradient: Tensor, of parameter: Tensor) {
      parameter.clearGrad()
      (parameter * gradient).sum().backward()
    }

    @Test(arguments: [("decayed", 0.05), ("undecayed", 0)])
    func threeStepsEqualPyTorchs(_ name: String, _ decay: Double) throws {
      let golden = try Golden("optimizer")
      let parameter = try golden.tensor("start")
      parameter.requireGrad()
      let optimizer = AdamW([.init(parameters: [parameter], weightDecay: decay)], betas: (0.9, 0.95))
      for step in 1...3 {
        setGradient(try golden.tensor("gradient.\(step)"), of: parameter)
        optimizer.step(lr: 1e-3)
        expectClose(parameter, try golden.tensor("\(name).\(step)"), 1e-6)
        #expect(parameter.grad == nil)
      }
    }

    @Test func parametersWithoutAGradientStay() {
      let (used, unused) = (Tensor.ones([2]), Tensor.ones([2]))
      used.requireGrad()
      unused.requireGrad()
      let optimizer = AdamW([.init(parameters: [unused, used], weightDecay: 0.1)])
      used.sum().backward()
      optimizer.step(lr: 0.1)
      #expect(unused.floats() == [1, 1])
      #expect(used.floats().allSatisfy { $0 < 1 })
    }

    @Test func groupsScaleTheLearningRate() {
      let (slow, fast) = (Tensor.zeros([1]), Tensor.zeros([1]))
      for tensor in [slow, fast] { tensor.requireGrad() }
      let optimizer = AdamW([
        .init(parameters: [slow], lrScale: 0.1, weightDecay: 0), .init(parameters: [fast], weightDecay: 0),
      ])
      (slow + fast).sum().backward()
      optimizer.step(lr: 0.01)
      #expect(abs(slow.item() + 0.001) < 1e-6)
      #expect(abs(fast.item() + 0.01) < 1e-6)
    }

    @Test func longGradientsAreCutToTheLimit() throws {
      let parameter = Tensor.zeros([2])
      parameter.requireGrad()
      let optimizer = AdamW([.init(parameters: [parameter], weightDecay: 0)])
      setGradient(Tensor([Float(3), 4]), of: parameter)
      #expect(abs(optimizer.clipGradients(to: 10) - 5) < 1e-6)
      expectClose(try #require(parameter.grad), Tensor([Float(3), 4]), 0)
      #expect(abs(optimizer.clipGradients(to: 1) - 5) < 1e-6)
      expectClose(try #require(parameter.grad), Tensor([Float(0.6), 0.8]), 1e-5)
    }
  }

  @Suite struct ParameterGroupsTests {
    private let rule = ParameterGroups(weightDecay: 0.05, layerDecay: 0.75, depth: 12, encoderPrefix: "backbone.")

    @Test(arguments: [
      ("backbone.pos_embed", 13), ("backbone.cls_token", 13), ("backbone.patch_embed.proj.weight", 13),
      ("backbone.blocks.0.attn.qkv.weight", 12), ("backbone.blocks.11.mlp.fc1.bias", 1), ("backbone.fpn1.0.weight", 0),
      ("roi_head.bbox_head.decoder_blocks.0.norm1.weight", 0), ("blocks.0.attn.qkv.weight", 0),
    ])
    func learningRateFallsWithDepth(_ key: String, _ layersAbove: Int) {
      let expected = (0..<layersAbove).reduce(1.0) { scale, _ in scale * 0.75 }
      #expect(abs(rule.lrScale(of: key) - expected) < 1e-12)
    }

    @Test func vectorsTokensAndPositionsDoNotDecay() {
      let store = ParameterStore(seed: 0)
      let shapes: [(String, [Int])] = [
        ("backbone.cls_token", [1, 1, 4]), ("backbone.pos_embed", [1, 5, 4]), ("neck.conv.weight", [4, 4, 1, 1]),
        ("neck.norm.weight", [4]), ("neck.conv.bias", [4]), ("head.weight", [2, 4]),
      ]
      for (key, shape) in shapes { _ = store.parameter(key, shape, .ones) }
      let groups = rule.groups(store)
      #expect(groups.map(\.weightDecay) == [0, 0.05, 0])
      #expect(
        groups.map { $0.parameters.map(\.shape) } == [
          [[1, 1, 4], [1, 5, 4]], [[4, 4, 1, 1], [2, 4]], [[4], [4]],
        ])
    }

    @Test(arguments: [
      ("norm.weight", 9), ("decoder_embed.weight", 9), ("decoder_blocks.0.attn.qkv.weight", 8),
      ("decoder_blocks.7.mlp.fc2.bias", 1), ("decoder_box_norm.weight", 0), ("fc_cls.weight", 0),
    ])
    func theRuleOfFewShotsNumbersTheDecodersBlocks(_ name: String, _ layersAbove: Int) {
      let rule = ParameterGroups(
        weightDecay: 0.05, layerDecay: 0.8, depth: 12, encoderPrefix: "backbone.",
        layerRule: .encoderAndDecoder(decoderDepth: 8))
      let expected = (0..<layersAbove).reduce(1.0) { scale, _ in scale * 0.8 }
      #expect(abs(rule.lrScale(of: "roi_head.bbox_head.\(name)") - expected) < 1e-12)
      #expect(rule.lrScale(of: "roi_head.mfm_fc.weight") == 1)
      let store = ParameterStore(seed: 0)
      for key in ["backbone.blocks.0.w", "roi_head.bbox_head.\(name)"] { _ = store.parameter(key, [2, 2], .ones) }
      #expect(rule.groups(store).flatMap(\.parameters).count == 1)
    }

    @Test(arguments: [
      (ParameterGroups.Undecayed.vectors, [1.0]), (.oneDimensional, [1.0, 1]), (.norms, [1.0, 1, 1]),
      (.nothing, [1.0, 1, 1, 1, 1, 1]),
    ])
    func whatDoesNotDecayFollowsTheRule(_ undecayed: ParameterGroups.Undecayed, _ decayed: [Double]) {
      let store = ParameterStore(seed: 0)
      for (key, shape) in [
        ("pos_embed", [1, 2, 3]), ("norm1.weight", [3]), ("norm1.bias", [3]), ("fc.weight", [3, 3]), ("fc.bias", [3]),
        ("factor", [3]),
      ] { _ = store.parameter(key, shape, .ones) }
      let rule = ParameterGroups(weightDecay: 1, depth: 1, encoderPrefix: "", undecayed: undecayed)
      let found = rule.groups(store).flatMap { group in group.parameters.map { _ in group.weightDecay } }
      #expect(found.filter { $0 > 0 } == decayed)
      #expect(found.count == 6)
    }

    @Test func frozenParametersAreInNoGroup() {
      let store = ParameterStore(seed: 0)
      for key in ["backbone.w", "head.w"] { _ = store.parameter(key, [2, 2], .ones) }
      store.setTrainable(false, prefixes: ["backbone."])
      #expect(rule.groups(store).flatMap(\.parameters).count == 1)
    }
  }
}

@Suite struct LearningRateScheduleTests {
  @Test func warmsUpLinearlyThenFallsLikeACosine() {
    let schedule = LearningRateSchedule(.cosine, totalSteps: 100, warmupShare: 0.1)
    #expect(schedule.factor(0) == 0.1)
    #expect(schedule.factor(9) == 1)
    #expect(schedule.factor(10) == 1)
    #expect(abs(schedule.factor(55) - 0.5) < 1e-12)
    #expect(schedule.factor(99) < 0.001)
    #expect(schedule.factor(200) < 1e-12)
  }

  @Test func stepsFallAtTheirShares() {
    let schedule = LearningRateSchedule(.steps(at: [0.75, 0.9], factor: 0.1), totalSteps: 100)
    #expect([0, 74, 75, 89, 90].map { Int((schedule.factor($0) * 100).rounded()) } == [100, 100, 10, 10, 1])
  }

  @Test func milestonesFallAtTheirStepsAfterAWarmUpInSteps() {
    let schedule = LearningRateSchedule(
      .milestones([700, 900], factor: 0.1), totalSteps: 1000, warmup: .steps(500, from: 0.001))
    #expect(abs(schedule.factor(0) - 0.001) < 1e-12)
    #expect(abs(schedule.factor(250) - 0.5005) < 1e-12)
    #expect([500, 699].allSatisfy { schedule.factor($0) == 1 })
    #expect(schedule.factor(700) == 0.1)
    #expect(abs(schedule.factor(900) - 0.01) < 1e-12)
    // A milestone within the warm-up acts on it.
    let early = LearningRateSchedule(.milestones([5], factor: 0.1), totalSteps: 50, warmup: .steps(10, from: 0))
    #expect(abs(early.factor(6) - 0.06) < 1e-12)
  }

  @Test func constantStaysOne() {
    #expect(LearningRateSchedule(.constant, totalSteps: 5).factor(4) == 1)
  }
}
