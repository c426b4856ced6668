import StrictJSON

/// The sections `pretrain`, `train` and `fine_tune`.
struct TrainingSchema {
  let term: SchemaTerm

  var pretrain: JSONValue {
    term.oneOf(
      "MAE pre-training, or a checkpoint in its stead.",
      [
        term.object(
          "An MAE that was trained elsewhere.",
          [.init("checkpoint", term.string("safetensors, or .pth as MAE publishes it.", pattern: "."), required: true)]),
        term.object(
          "MAE pre-training.",
          [
            .init("seed", term.integer("Seed of initial values, order, crops and masks.", 0...Int.max, default: 0)),
            .init("samples", term.integer("Pictures shown in all.", 1...Int.max, default: 282_000)),
            .init("batch_size", batchSize(128)),
            .init("lr", term.positive("Peak learning rate.", default: 0.001)),
            .init("weight_decay", term.number("AdamW's weight decay.", 0...1, default: 0.05)),
            .init("warmup_share", term.number("Share of the steps in which the rate rises.", 0...1, default: 0.05)),
            .init("mask_ratio", term.number("Share of the patches that are hidden.", 0.01...0.99, default: 0.75)),
            .init("norm_pix_loss", term.bool("Whether targets are normalised patch by patch.", default: true)),
            .init("crop_scale", term.pair("Shares of the area in a crop.", of: term.number("A share.", 0.01...1))),
            .init("precision", precision),
          ] + optimizer),
      ])
  }

  func train(_ section: TrainSpec.Section) -> JSONValue {
    let rates = Arm.allCases.map { SchemaTerm.Member($0.rawValue, term.positive("Its peak learning rate.")) }
    var members: [SchemaTerm.Member] = [
      .init("epochs", term.integer("Passes over the data; or iterations.", 1...1_000_000)),
      .init("iterations", term.integer("Steps; or epochs.", 1...1_000_000_000)),
      .init("batch_size", batchSize(32)),
      .init("lr", term.positive("Peak learning rate.", default: 0.001)),
      .init("lr_by_arm", term.object("Rates of arms that need another one.", rates)),
      .init("weight_decay", term.number("AdamW's weight decay.", 0...1, default: 0.05)),
      .init("warmup_share", term.number("Share of the steps in which the rate rises.", 0...1, default: 0.05)),
      .init("schedule", term.choice("How the rate falls after that.", Schedule.self, default: .cosine)),
      .init("layer_decay", term.positive("Factor of the rate from layer to layer.", atMost: 1, default: 1)),
      .init("drop_path", term.number("Stochastic depth of the last block.", 0...0.99, default: 0)),
      .init("freeze_encoder", term.bool("Whether the encoder keeps its values.", default: false)),
      .init("flip", term.number("Probability of a mirrored picture.", 0...1, default: 0.5)),
      .init("color_jitter", term.number("Strength of random colours.", 0...1, default: 0.4)),
      .init("gradient_clip", term.number("Largest norm of all gradients; 0 for none.", 0...1e9, default: 0)),
      .init("precision", precision),
      .init(
        "layer_decay_rule", term.choice("How layers are numbered.", LayerDecayRule.self, default: .encoder)),
      .init("milestones", milestones),
      .init("gamma", term.number("Factor of the rate at a milestone.", 0...1, default: 0.1)),
      .init("augmentation", augmentation),
    ]
    if section == .train {
      members.append(.init("share", term.positive("Share of the pictures to learn from.", atMost: 1, default: 1)))
    }
    return term.object(
      section == .train ? "Training of a detector." : "Training on few shots.",
      members + optimizer + [.init("quirks", quirks(section))])
  }

  private func quirks(_ section: TrainSpec.Section) -> JSONValue {
    let frozen = SchemaTerm.Member(
      "frozen_statistics",
      term.choice("What a frozen encoder's statistics do.", TrainQuirks.FrozenStatistics.self, default: .moving))
    let rows = SchemaTerm.Member(
      "regression_rows",
      term.choice("What becomes of base categories' box rows.", TrainQuirks.RegressionRows.self, default: .restarted))
    return term.object(
      "Peculiarities of imTED's released code (docs/PROTOCOLS.md).", section == .train ? [frozen] : [rows, frozen])
  }

  private var milestones: JSONValue {
    let places: JSONValue = [
      "type": "array", "description": "Rising numbers.", "items": ["type": "integer", "minimum": 1],
    ]
    return term.oneOf(
      "Where the schedule step falls.",
      ["epochs", "iterations"].map { term.object("After so many.", [.init($0, places, required: true)]) })
  }

  private var augmentation: JSONValue {
    let side = term.integer("Pixels.", 1...100_000)
    let short = SchemaTerm.Member("short_side_px", term.list("Lengths of the short side.", of: side))
    let long = SchemaTerm.Member("long_side_px", term.integer("Most of the long side.", 1...100_000, default: 1333))
    func form(_ policy: AugmentationSpec.Policy, _ members: [SchemaTerm.Member]) -> JSONValue {
      term.object("A policy.", [.init("policy", term.only(policy.rawValue), required: true)] + members)
    }
    return term.oneOf(
      "How training pictures are brought to their size.",
      [
        form(.square, []),
        form(.multiScale, [short, long]),
        form(
          .multiScaleCrop,
          [
            short, long, .init("crop_short_side_px", term.list("Lengths before the crop.", of: side)),
            .init("crop_px", term.pair("Shortest and longest side of the crop.", of: side)),
          ]),
        form(
          .largeScaleJitter,
          [
            .init("scale", term.pair("Smallest and largest factor.", of: term.number("A factor.", 0.01...10))),
            .init("size_px", term.integer("Side of the square.", 1...100_000, default: 1024)),
          ]),
      ])
  }

  private var optimizer: [SchemaTerm.Member] {
    [
      .init("betas", term.pair("AdamW's decay rates.", of: term.number("A rate.", 0...0.999_999))),
      .init("eps", term.positive("AdamW's epsilon.", default: 1e-8)),
      .init("no_decay", term.choice("Which parameters do not decay.", UndecayedParameters.self, default: .vectors)),
      .init("accumulate_steps", term.integer("Pieces of a step's batch.", 1...1_000_000, default: 1)),
      .init("checkpoint_encoder", term.bool("Whether blocks run again in the backward pass.", default: false)),
      .init("warmup_iterations", term.integer("Steps of a warm-up on top of the schedule.", 1...1_000_000_000)),
      .init("warmup_start", term.number("Factor at which it starts.", 0...1, default: 0.001)),
    ]
  }

  private var precision: JSONValue {
    term.choice("Number format of activations.", Precision.self, default: .float32)
  }

  private func batchSize(_ value: Int) -> JSONValue {
    term.integer("Pictures in a step.", 1...1_000_000, default: value)
  }
}
