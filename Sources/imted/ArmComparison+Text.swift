import Foundation
import Spec
import Statistics
import StrictJSON

extension ArmComparison {
  /// The comparison for people, a line each.
  var lines: [String] {
    let cell = [variant, shots.map { $0 == 1 ? "1 shot" : "\($0) shots" }].compactMap(\.self)
    let names = sides.map { side in
      variant == side.variant
        ? side.arm.rawValue : [side.arm.rawValue, side.variant].compactMap(\.self).joined(separator: " in ")
    }
    let heading = ["\(measure): \(names[0]) minus \(names[1])"] + cell
    return [heading.joined(separator: ", ")] + facts.map { "  " + Self.padded($0.name) + $0.words }
  }

  private var facts: [(name: String, words: String)] {
    guard let paired else { return [("seeds", "the arms share no seed with a value")] }
    let level = Self.percent(settings.confidence)
    var facts = [
      ("seeds", paired.pairs.map { "\($0)" }.joined(separator: ", ") + " (n=\(paired.summary.n))"),
      ("difference", Self.signed(paired.summary.mean)),
    ]
    if let halfWidth {
      facts.append(
        (
          "t interval",
          "\(Self.range(paired.summary.mean - halfWidth, paired.summary.mean + halfWidth)), \(level) % over seeds"
        ))
    } else {
      facts.append(("t interval", "none from a single seed"))
    }
    if let interaction { facts.append(("interaction", words(of: interaction))) }
    for method in BootstrapInterval.Method.allCases {
      guard let interval = overSeeds(method) else {
        let few = "of fewer than \(BootstrapInterval.fewestValues) seeds"
        facts.append(("\(method.rawValue) bootstrap", "none \(few)"))
        continue
      }
      facts.append(("\(method.rawValue) bootstrap", "\(Self.range(interval.lower, interval.upper)), over seeds alone"))
    }
    facts += resamplingFacts
    if let caution { facts.append(("caution", caution)) }
    facts += categoryFacts
    if let sharedPretrainings, paired.summary.n > 1 { facts.append(("pre-trainings", sharedPretrainings)) }
    if let sharedBases, paired.summary.n > 1 { facts.append(("base trainings", sharedBases.words)) }
    if let repeats {
      let (sets, trainings) = (repeats.supportSets, repeats.trainings)
      let whole = sets + trainings
      facts.append(
        (
          "support sets",
          whole > 0
            ? "\(Self.plain(sets / whole)) % of the variance between seeds, trainings on one support set"
              + " \(Self.plain(trainings / whole)) % (\(repeats.supportSetCount) support sets,"
              + " \(repeats.trainingCount) trainings)"
            : "no variance between seeds"
        ))
    }
    let chance = "\(Self.percent(settings.power)) %"
    if let detectable {
      facts.append(
        (
          "detectable",
          "\(Self.signed(detectable)) with a chance of \(chance), by \(paired.summary.n) seeds, tested at"
            + " \(Self.percent(1 - settings.confidence)) %"
        ))
      facts.append(
        (
          "seeds to settle",
          (seedsToSettle.map { "\($0)" } ?? "more than 10000")
            + ", if the true difference is \(Self.signed(paired.summary.mean))"
        ))
    }
    return facts
  }

  private func words(of interaction: PairedDifference<Int>) -> String {
    let summary = interaction.summary
    let interval = summary.interval(confidence: settings.confidence).map {
      " \(Self.range(summary.mean - $0, summary.mean + $0))"
    }
    let arms = sides.map(\.arm.rawValue).joined(separator: " minus ")
    let variants = sides.map { $0.variant ?? "" }
    return "\(Self.signed(summary.mean))\(interval ?? "") (n=\(summary.n)): \(arms) in \(variants[0]), less that in"
      + " \(variants[1])"
  }

  private var categoryFacts: [(name: String, words: String)] {
    guard let categories else { return [] }
    let all = categories.categories
    let shown = all.prefix(all.count <= 6 ? all.count : 3).map { "\($0.name) \(Self.signed($0.mean))" }
    let rest = categories.withoutHeaviest
    let interval = rest.interval(confidence: settings.confidence).map {
      " \(Self.range(rest.mean - $0, rest.mean + $0))"
    }
    return [
      ("categories", shown.joined(separator: ", ") + (shown.count < all.count ? ", … (of \(all.count))" : "")),
      ("without \(categories.heaviest.name)", Self.signed(rest.mean) + (interval ?? "") + ", of the others"),
    ]
  }

  /// Whether nothing but pictures can vary in the resamples.
  private var isOfOneSeed: Bool { paired?.summary.n == 1 }

  private var resamplingFacts: [(name: String, words: String)] {
    guard let resampled else { return whyNot.map { [("hierarchical", "none: \($0)")] } ?? [] }
    let interval = resampled.hierarchical.interval
    let range = "\(Self.range(interval.lower, interval.upper)), \(resampled.resamples) resamples"
    guard !isOfOneSeed else {
      return [
        (
          "pictures alone",
          "\(range) of \(resampled.pictures) pictures (seed \(settings.seed)); says nothing of other trainings"
        )
      ]
    }
    var facts = [
      (
        "hierarchical",
        "\(range) of seeds and of \(resampled.pictures) pictures (seed \(settings.seed))"
      )
    ]
    if let shares = resampled.split?.shares {
      let seedPart = shots == nil ? "training" : "support set and training"
      facts.append(
        (
          "variance",
          "seeds (\(seedPart)) \(Self.plain(shares.seeds)) %, test pictures"
            + " \(Self.plain(shares.pictures)) %, test pictures of one seed \(Self.plain(shares.picturesOfSeed)) %"
        ))
    }
    return facts
  }

  /// The comparison as one object; numbers are 0...1, variances their squares.
  var json: JSONValue {
    func interval(_ interval: BootstrapInterval?) -> JSONValue {
      interval.map { ["lower": .finiteOrNull($0.lower), "upper": .finiteOrNull($0.upper)] } ?? .null
    }
    var object = JSONObject([
      ("measure", .string(measure)), ("arms", .strings(sides.map(\.arm.rawValue))),
      ("variant", variant.map { .string($0) } ?? .null),
      ("shots", shots.map { .integer(Int64($0)) } ?? .null),
      ("seeds", .array((paired?.pairs ?? []).map { .integer(Int64($0)) })),
      ("differences", .array((paired?.differences ?? []).map { .number($0) })),
      ("difference", .finiteOrNull(paired?.summary.mean)), ("confidence", .number(settings.confidence)),
      ("t_half_width", .finiteOrNull(halfWidth)), ("percentile", interval(overSeeds(.percentile))),
      ("bca", interval(overSeeds(.bca))), ("hierarchical", .null), ("variance", .null),
      ("power", .number(settings.power)), ("detectable_difference", .finiteOrNull(detectable)),
      ("seeds_to_settle", seedsToSettle.map { .integer(Int64($0)) } ?? .null),
    ])
    if let resampled {
      object[isOfOneSeed ? "pictures_alone" : "hierarchical"] = [
        "lower": .finiteOrNull(resampled.hierarchical.interval.lower),
        "upper": .finiteOrNull(resampled.hierarchical.interval.upper),
        "standard_error": .finiteOrNull(resampled.hierarchical.standardError),
        "resamples": .integer(Int64(resampled.resamples)), "pictures": .integer(Int64(resampled.pictures)),
        "seed": .integer(Int64(settings.seed)),
      ]
      object["variance"] =
        resampled.split.map {
          [
            "seeds": .number($0.seeds), "pictures": .number($0.pictures),
            "pictures_of_seed": .number($0.picturesOfSeed), "of_mean": .number($0.ofMean),
          ]
        } ?? .null
    }
    if let categories {
      object["categories"] = .array(
        categories.categories.map { ["category": .string($0.name), "difference": .number($0.mean)] })
      object["without_heaviest"] = [
        "category": .string(categories.heaviest.name), "difference": .number(categories.withoutHeaviest.mean),
        "t_half_width": .finiteOrNull(categories.withoutHeaviest.interval(confidence: settings.confidence)),
      ]
    }
    object["repeats"] = repeats.map {
      [
        "support_set_variance": .number($0.supportSets), "training_variance": .number($0.trainings),
        "support_sets": .integer(Int64($0.supportSetCount)), "trainings": .integer(Int64($0.trainingCount)),
      ]
    }
    if sides[0].variant != sides[1].variant {
      object["variants"] = .array(sides.map { $0.variant.map { .string($0) } ?? .null })
    }
    object["interaction"] = interaction.map {
      [
        "difference": .number($0.summary.mean),
        "t_half_width": .finiteOrNull($0.summary.interval(confidence: settings.confidence)),
        "seeds": .array($0.pairs.map { .integer(Int64($0)) }),
        "differences": .array($0.differences.map { .number($0) }),
      ]
    }
    object["shared_pretrainings"] = sharedPretrainings.map { .string($0) }
    object["shared_base_trainings"] = sharedBases.map { .string($0.words) }
    object["caution"] = caution.map { .string($0) }
    object["without_resampling"] = whyNot.map { .string($0) }
    return .object(object)
  }

  private static func signed(_ value: Double) -> String { String(format: "%+.1f", value * 100) }
  /// As many digits as tell it from 100.
  private static func percent(_ share: Double) -> String { String(format: "%.10g", share * 100) }
  private static func plain(_ share: Double) -> String { String(format: "%.0f", share * 100) }
  private static func range(_ lower: Double, _ upper: Double) -> String { "[\(signed(lower)), \(signed(upper))]" }
  private static func padded(_ name: String) -> String { name.padding(toLength: 22, withPad: " ", startingAt: 0) }
}
