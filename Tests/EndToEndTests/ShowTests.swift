import StrictJSON
import Testing

extension EndToEnd {
  @Suite struct ShowTests {
    /// The parts of what it prints, by name.
    private func table(_ arguments: String...) throws -> [String: JSONNode] {
      let run = try IMTED.start(["show", "--json"] + arguments).outcome()
      #expect(run.status == 0, "\(run.errors)")
      let parts = try JSONDocument(text: run.output).root.object().required("parts").array()
      return Dictionary(uniqueKeysWithValues: try parts.map { (try $0.object().required("name").string(), $0) })
    }

    private func number(
      _ table: [String: JSONNode], _ part: String, _ name: String = "parameters"
    ) throws -> Double {
      try #require(table[part]).object().required(name).double()
    }

    /// Millions of parameters of the reference's detectors, counted from its code: encoder, resampling, neck, RPN, MFM,
    /// head, positions, outputs, all.
    @Test(arguments: [
      ("vit-s", [21.66, 1.77, 2.76, 0.59, 0.10, 3.26, 0.05, 0.10], 30.30),
      ("vit-b", [85.80, 7.08, 3.15, 0.59, 0.20, 25.61, 0.10, 0.21], 122.74),
      ("vit-l", [303.30, 12.59, 3.41, 0.59, 0.26, 25.75, 0.10, 0.21], 346.21),
    ])
    func parametersAreTheReferences(model: String, parts: [Double], total: Double) throws {
      let table = try table("--model", model)
      let names = ["encoder", "resampling", "neck", "rpn", "mfm", "head", "positions", "outputs"]
      for (name, expected) in zip(names, parts) {
        let found = try number(table, name) / 1e6
        #expect(abs(found - expected) <= 0.006, "\(name): \(found)")
      }
      let all = try names.reduce(0) { $0 + (try number(table, $1)) } / 1e6
      #expect(abs(all - total) <= 0.005, "\(all)")
    }

    @Test(arguments: [("vit-s", 32.94), ("vit-b", 125.39), ("vit-l", 348.85)])
    func aMaskHeadAddsWhatTheReferencesDoes(model: String, total: Double) throws {
      let run = try IMTED.run("show", "--model", model, "--masks")
      let line = run.output.split(separator: "\n").last { $0.hasPrefix("total") }
      let millions = line?.split(separator: " ").compactMap { Double($0) }.first
      #expect(millions.map { abs($0 - total) <= 0.0101 } == true, "\(run.output) \(run.errors)")
    }

    /// Published multiply-adds of the plain ViTs at 224 pixels, in billions; they count norms too, for 0.3 % at most.
    @Test(arguments: [("vit-s", 4.61), ("vit-b", 17.58), ("vit-l", 61.60)])
    func encodersCostWhatIsKnownOfThem(model: String, billions: Double) throws {
      let table = try table("--model", model, "--image-size", "224x224")
      let found = try number(table, "encoder", "multiply_adds") / 1e9
      #expect(found < billions && found > 0.997 * billions)
    }

    @Test func theConvolutionalHeadHasItsKnownSize() throws {
      let table = try table("--model", "vit-b", "--arm", "encoder-only-4conv1fc")
      let found = try number(table, "head") + number(table, "outputs")
      #expect(abs(found / 1e6 - 15.62) < 0.005)
    }

    /// Every part of ViTDet's detector worked out from the shapes of its layers, for ViT-B and 80 classes.
    @Test func vitDetsPartsAreTheSumsOfTheirLayers() throws {
      let table = try table("--model", "vit-b", "--arm", "vitdet")
      let (d, c) = (768.0, 256.0)
      let block = 4 * d + (3 * d * d + 3 * d) + (d * d + d) + (4 * d * d + 4 * d) + (4 * d * d + d)
      // Heads of 64; eight blocks with windows of 14, four over a map of 64.
      let relative = 64.0 * 2 * (8 * 27 + 4 * 127)
      let normed = 4 * (9 * c * c + 2 * c)
      let expected: [String: Double] = [
        "encoder": 197 * d + (3 * 256 * d + d) + 12 * block + relative,
        "resampling": (4 * d * d / 2 + d / 2) + d + (4 * d / 2 * d / 4 + d / 4) + (4 * d * d / 2 + d / 2),
        "neck": c * (d / 4 + d / 2 + d + d) + 4 * 2 * c + normed,
        "rpn": 2 * (9 * c * c + c) + (3 * c + 3) + (12 * c + 12),
        "head": normed + (49 * c * 1024 + 1024),
        "outputs": (1024 * 81 + 81) + (1024 * 320 + 320),
      ]
      #expect(Set(table.keys) == Set(expected.keys))
      for (part, count) in expected { #expect(try number(table, part) == count, "\(part)") }
      // Three quarters of the blocks see 50 x 84 patches in 4 x 6 windows.
      let plain = try self.table("--model", "vit-b", "--arm", "encoder-only-4conv1fc")
      #expect(try number(table, "encoder", "multiply_adds") < 0.8 * number(plain, "encoder", "multiply_adds"))
    }

    @Test func printsATableOfPartsOrLayers() throws {
      let parts = try IMTED.run("show", "--model", "vit-b")
      let total = parts.output.split(separator: "\n").last { $0.hasPrefix("total") }
      #expect(total?.contains(" 122.74 ") == true, "\(parts.output)")
      let layers = try IMTED.run("show", "--model", "vit-b", "--layers")
      #expect(layers.output.contains("\nbackbone.blocks.11.mlp.fc2 "))
    }

    @Test func refusesWhatNoModelCanTake() throws {
      #expect(try IMTED.run("show", "--model", "vit-b", "--image-size", "800").status == 64)
      let size = try IMTED.run("show", "--model", "vit-b", "--image-size", "801x1344")
      #expect(size.status == 65)
      #expect(size.errors.contains("a multiple of 32"), "\(size.errors)")
      for sides in ["100000000x1000000000", "800x801", "-800x1344"] {
        expectOneSentence(
          try IMTED.start(["show", "--model", "vit-s", "--image-size=\(sides)"]).outcome(),
          naming: ["imted: --image-size: ", sides])
      }
      let arm = try IMTED.run("show", "--model", "tiny", "--task", "single-object", "--arm", "decoder-on-fpn")
      #expect(arm.status == 65)
      let pyramid = try IMTED.run("show", "--model", "tiny", "--task", "single-object", "--arm", "vitdet")
      #expect(pyramid.errors.contains("imted: --arm: "), "\(pyramid.errors)")
      let run = try IMTED.run("show", "abc", "--arm", "vitdet")
      #expect(run.status == 64 && run.errors.contains("--arm goes with --model"), "\(run.errors)")
      #expect(pyramid.status == 65 && pyramid.errors.contains("without a pyramid"), "\(pyramid.errors)")
    }
  }
}
