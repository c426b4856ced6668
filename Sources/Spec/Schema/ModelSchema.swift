import StrictJSON

/// The section `model`.
struct ModelSchema {
  let term: SchemaTerm

  var section: JSONValue {
    let length = 1...65_536
    return term.object(
      "A detector on a ViT: a preset, any of whose numbers may be written.",
      [
        .init("preset", term.choice("What supplies the rest.", ModelPreset.self), required: true),
        .init("image_size_px", term.integer("Width and height of the MAE's input.", 1...16_384)),
        .init("patch_size", term.integer("Width and height of a patch, in pixels.", 1...16_384)),
        .init("encoder", transformer("The encoder.")),
        .init("decoder", transformer("The decoder.")),
        .init("pyramid_channels", term.integer("Channels of every pyramid level.", length)),
        .init("roi_size", term.integer("Width and height of a region's features, in cells.", 1...64, default: 7)),
        .init("fc_width", term.integer("Width of the linear layers of heads without a decoder.", length)),
        .init("mask_head", term.bool("Whether the detector gives masks too.", default: false)),
        .init("window_size", term.integer("Window of the arm vitdet, in patches.", 1...1_024)),
        .init("quirks", quirks),
      ])
  }

  private func transformer(_ words: String) -> JSONValue {
    term.object(
      words,
      [
        .init("width", term.integer("Length of a token's vector.", 4...65_536)),
        .init("depth", term.integer("Blocks.", 1...1_000)),
        .init("heads", term.integer("Attention heads; they divide the width.", 1...1_024)),
      ])
  }

  private var quirks: JSONValue {
    term.object(
      "Peculiarities of imTED's released code (docs/PROTOCOLS.md).",
      [
        .init(
          "position_resize",
          term.choice("How position tables are resampled.", ModelQuirks.PositionResize.self, default: .reference)),
        .init("pyramid_block", term.integer("The block that the pyramid is made of, from 0.", 0...999)),
        .init(
          "box_divisor", term.choice("What box losses are divided by.", ModelQuirks.BoxDivisor.self, default: .sampled)),
        .init(
          "label_order", term.choice("Which label a category gets.", ModelQuirks.LabelOrder.self, default: .file)),
        .init("output_init", term.choice("How output layers start.", ModelQuirks.OutputInit.self)),
        .init("match_low_quality", term.bool("Whether regions that tie for an object's best are its positives.")),
      ])
  }
}
