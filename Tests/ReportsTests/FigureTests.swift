import Reports
import StrictJSON
import Testing

@Suite struct FigureTests {
  private func data(
    seeds: [Int] = [0, 1, 2], shots: [Int] = [], variants: [String] = [], _ observations: [Observation] = []
  ) -> FigureData {
    FigureData(
      matrix: ExpectedMatrix(arms: ["full", "encoder"], shots: shots, seeds: seeds, variants: variants),
      styles: [0, 1], observations: observations)
  }

  private func observed(
    _ arm: String, _ values: [Double], subset: String = "all", variant: String? = nil
  ) -> [Observation] {
    values.enumerated().map {
      Observation(variant: variant, arm: arm, shots: nil, seed: $0, metric: "AP", subset: subset, value: $1)
    }
  }

  private let ap = TableLayout.Column(metric: "AP", subset: "all", label: "AP")

  /// The texts of a picture, in their order.
  private func texts(_ figure: Figure) -> [String] {
    figure.svg(standsAlone: true).split(separator: "\n").filter { $0.hasPrefix("<text") }.compactMap { line in
      line.split(separator: ">").dropFirst().first?.split(separator: "<").first.map(String.init)
    }
  }

  /// Differences 0.1, 0.2, 0.3: mean 0.2, sd 0.1, t(2) 4.30265 → 0.2484.
  @Test func aForestHasTheTablesDifferences() throws {
    let figure = try data(observed("full", [0.3, 0.5, 0.7]) + observed("encoder", [0.2, 0.3, 0.4])).forest(
      ap, baseline: try #require(TableLayout.Baseline(arm: "encoder")))
    #expect(texts(figure).contains("+20.0 ± 24.8 (n=3)"), "\(texts(figure))")
    #expect(!texts(figure).contains("encoder"))
    #expect(texts(figure).joined(separator: " ").contains("95 % Student-t interval over seeds 0, 1, 2"))
  }

  @Test func variantsStandAtTheirNumbers() throws {
    var data = data(
      variants: ["64k", "8k"],
      observed("full", [0.3, 0.5, 0.7], variant: "64k") + observed("full", [0.1, 0.1, 0.2], variant: "8k")
        + observed("encoder", [0.1], variant: "8k"))
    data.variantAxes = [.init(title: "pretrain.samples", places: [("64k", 64_000), ("8k", 8000)])]
    let texts = texts(try data.variants(ap))
    let (small, large) = (try #require(texts.firstIndex(of: "8k")), try #require(texts.firstIndex(of: "64k")))
    #expect(small < large && texts.contains("pretrain.samples"))
    let notes = texts.joined(separator: " ")
    #expect(notes.contains("64k, encoder n=0/3; 8k, encoder n=1/3"), "\(notes)")
    #expect(throws: InputError.self) { try self.data().variants(ap) }
  }

  /// Differences at 64k: 0.1, 0.2, 0.3; at 8k: 0.0, 0.1, of which seed 2 is missing.
  @Test func aDoseHasTheVariantsThatChangeNothingElse() throws {
    var data = data(
      variants: ["long", "small", "short"],
      observed("full", [0.3, 0.5, 0.7], variant: "small") + observed("encoder", [0.2, 0.3, 0.4], variant: "small")
        + observed("full", [0.2, 0.3], variant: "long") + observed("encoder", [0.2, 0.2], variant: "long")
        + observed("full", [0.9, 0.9, 0.9], variant: "short"))
    data.variantAxes = [
      .init(title: "pretrain.samples", places: [("long", 1_128_000), ("small", 64_000)]),
      .init(title: "train.iterations", places: [("small", 1000), ("short", 250)]),
    ]
    let plain = texts(try data.variants(ap))
    #expect(plain.contains("variant") && plain.contains("short") && !plain.contains("pretrain.samples"))
    let dose = try data.variants(ap, over: "pretrain.samples", from: "encoder")
    let texts = texts(dose)
    #expect(texts.contains("AP, difference from encoder, by pretrain.samples"))
    let (small, large) = (try #require(texts.firstIndex(of: "64k")), try #require(texts.firstIndex(of: "1128k")))
    #expect(small < large && !texts.contains("short") && !texts.contains("encoder") && texts.contains("full"))
    let notes = texts.joined(separator: " ")
    #expect(notes.contains("Mean of the seed-by-seed differences from encoder with its 95 % Student-t interval over"))
    #expect(notes.contains("Variants that change nothing but pretrain.samples: small, long."), "\(notes)")
    #expect(notes.contains("long, full n=2/3"), "\(notes)")
    let error = #expect(throws: InputError.self) { try data.variants(ap, over: "pretrain.sample") }
    #expect(error?.nearest == "pretrain.samples" && error?.expected == "one of pretrain.samples, train.iterations")
  }

  @Test func notesTellMissingSeedsFromThoseThatNobodyAskedFor() throws {
    var data = data(
      observed("full", [0.3, 0.5], subset: "visible[0,1]") + observed("encoder", [0.2], subset: "visible[0,1]")
        + observed("full", [0.3, 0.5]) + observed("encoder", [0.2]))
    data.matrix.exceptions = [.init(variant: nil, arm: "full", shots: nil, seeds: [0, 1])]
    data.footnotes = ["One base training serves all"]
    let curve = texts(try data.visible(ap, bands: [.init(subset: "visible[0,1]", lower: 0, upper: 1)]))
      .joined(separator: " ")
    #expect(curve.contains("Fewer seeds have a value (hollow points): encoder n=1/3."), "\(curve)")
    #expect(curve.contains("The experiment asks for fewer seeds of some: full n=2."), "\(curve)")
    #expect(curve.contains("One base training serves all."), "\(curve)")
    let baseline = try #require(TableLayout.Baseline(arm: "encoder"))
    let forest = texts(try data.forest(ap, baseline: baseline)).joined(separator: " ")
    #expect(forest.contains("Fewer seeds have a value: full n=1/2."), "\(forest)")
  }

  @Test func bandsStandAtTheirMiddles() throws {
    let data = data(
      observed("full", [0.3, 0.5, 0.7], subset: "visible[0,0.5)")
        + observed("full", [0.6, 0.7, 0.8], subset: "visible[0.5,1]"))
    let figure = try data.visible(
      ap,
      bands: [
        .init(subset: "visible[0.5,1]", lower: 0.5, upper: 1), .init(subset: "visible[0,0.5)", lower: 0, upper: 0.5),
      ])
    #expect(texts(figure).contains("visible fraction of the object"))
    #expect(figure.svg(standsAlone: false).split(separator: "<circle").count == 4)
    #expect(throws: InputError.self) { try data.visible(ap, bands: []) }
  }

  @Test func categoriesAreBarsByName() throws {
    var data = data(seeds: [0])
    data.classes = [("fish", "full", 0.5), ("bird", "full", 0.25), ("bird", "encoder", 0.75)].map {
      category, arm, value in
      .init(
        category: category,
        Observation(arm: arm, shots: nil, seed: 0, metric: "AP", subset: "all", value: value))
    }
    let texts = texts(try data.categories(ap))
    let (bird, fish) = (try #require(texts.firstIndex(of: "bird")), try #require(texts.firstIndex(of: "fish")))
    #expect(bird < fish && texts.contains("–") && texts.contains { $0.contains("–: no value.") })
    data.classes.removeFirst()
    #expect(try !self.texts(data.categories(ap)).contains { $0.contains("–") })
    #expect(texts.joined(separator: " ").contains("Values of seed 0 alone (n=1), so without interval."))
    let error = #expect(throws: InputError.self) {
      try data.categories(TableLayout.Column(metric: "AP", subset: "novel", label: "x"))
    }
    #expect(error?.expected == "one of AP all")
  }

  private func curve(_ arm: String, seed: Int, stage: String, shots: Int, _ values: [Double?]) -> FigureData.Curve {
    FigureData.Curve(
      arm: arm, shots: shots, seed: seed, stage: stage, name: "loss",
      points: values.enumerated().map { .init(step: $0 + 1, value: $1) })
  }

  @Test func whatRunsShareIsDrawnAndCountedOnce() throws {
    var data = data(seeds: [0, 1], shots: [10, 30])
    for (arm, shift) in [("full", 0.0), ("encoder", 1.0)] {
      for (seed, shots) in [(0, 10), (1, 10), (0, 30), (1, 30)] {
        data.curves.append(curve(arm, seed: seed, stage: "pretrain", shots: shots, [3, 2]))
        data.curves.append(curve(arm, seed: seed, stage: "train", shots: shots, [shift + Double(seed), nil]))
        data.curves.append(curve(arm, seed: seed, stage: "fine-tune", shots: shots, [Double(shots), 1]))
      }
    }
    let texts = texts(try data.curves(named: "loss"))
    let titles = texts.filter { $0.hasPrefix("loss, stage") }
    #expect(
      titles == [
        "loss, stage pretrain, all runs", "loss, stage train, all runs", "loss, stage fine-tune, 10 shots",
        "loss, stage fine-tune, 30 shots",
      ])
    #expect(texts.count { $0 == "all arms" } == 3)
    let notes = texts.joined(separator: " ")
    #expect(notes.contains("all arms: full, encoder.") && notes.contains("full: 1 training serves 2 seeds."))
    #expect(notes.contains("Mean over seeds with its 95 % Student-t interval at each step (n=2 unless noted)."))
    #expect(notes.contains("full: 2 values were not finite; they are left out."))
    let error = #expect(throws: InputError.self) { try data.curves(named: "los") }
    #expect(error?.nearest == "loss")
  }

  @Test func runsThatCannotBeComparedAreRefused() throws {
    var data = data(observed("full", [0.3, 0.5, 0.7]) + observed("encoder", [0.2, 0.3, 0.4]))
    data.protocols = RunProtocols(
      ["full", "encoder"].flatMap { arm in
        (0..<3).map { RunProtocols.Run(arm: arm, shots: nil, seed: $0, digest: arm) }
      }
    ) { _, _ in [.init(words: "annotation file a instead of b", isDecisive: true)] }
    #expect(throws: InputError.self) {
      try data.forest(ap, baseline: try #require(TableLayout.Baseline(arm: "encoder")))
    }
  }
}
