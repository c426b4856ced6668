import StrictJSON

/// The protocols of a table's rows: refuses those that cannot be compared, and finds what must be told of the others.
struct TableProtocols {
  /// The digests of each row, in the order of its seeds, each once.
  let digests: [[String]]
  /// The protocol that the others are compared with: the baseline's, else the first row's.
  let reference: String?
  /// What must be told of rows with another protocol.
  let notes: [ProtocolNote]
  /// Names of the rows with runs of which no protocol is known, while others' is.
  let unknown: [String]

  /// - Parameters:
  ///   - rows: The rows' places in the matrix, in the table's order.
  ///   - baselines: For each row the place of the one that it is compared with, if any.
  init(
    _ protocols: RunProtocols, layout: TableLayout, seeds: [Int], rows: [RowCoordinates],
    baselines: [RowCoordinates?]
  ) throws(InputError) {
    var known: [RowCoordinates: [Int: String?]] = [:]
    for run in protocols.runs {
      known[RowCoordinates(variant: run.variant, arm: run.arm, shots: run.shots), default: [:]][run.seed] =
        .some(run.digest)
    }
    func digest(_ row: RowCoordinates, _ seed: Int) -> String? { known[row]?[seed] ?? nil }
    func name(_ row: RowCoordinates) -> String { row.name(layout) }

    for (row, baseline) in zip(rows, baselines) {
      let first = seeds.compactMap { digest(row, $0) }.first
      for seed in seeds {
        guard let own = digest(row, seed) else { continue }
        try Self.refuse(own, first, protocols, layout, "seed \(seed) of \(name(row)) beside its other seeds")
        guard let baseline else { continue }
        try Self.refuse(
          own, digest(baseline, seed), protocols, layout, "\(name(row)) compared with \(name(baseline))")
      }
    }

    let digests = rows.map { row in Self.unique(seeds.compactMap { digest(row, $0) }) }
    self.digests = digests
    let baselineRows = zip(rows, digests).filter { row, _ in
      layout.baseline?.holds(arm: row.arm, variant: row.variant) ?? false
    }
    let reference = baselineRows.flatMap(\.1).first ?? digests.joined().first
    self.reference = reference
    guard let reference else {
      (notes, unknown) = ([], [])
      return
    }
    notes = Self.unique(Array(digests.joined())).filter { $0 != reference }.map { other in
      let names = zip(rows, digests).filter { $0.1.contains(other) }.map { row, own in
        let some = seeds.filter { digest(row, $0) == other }.map { "\($0)" }.joined(separator: ", ")
        return own.count == 1 ? name(row) : "\(name(row)) (seed \(some))"
      }
      return ProtocolNote(
        digest: other, rows: names, differences: protocols.differences(other, reference).map(\.words))
    }
    unknown = rows.filter { row in seeds.contains { known[row]?[$0] == .some(nil) } }.map(name)
  }

  private static func refuse(
    _ own: String, _ other: String?, _ protocols: RunProtocols, _ layout: TableLayout, _ what: String
  ) throws(InputError) {
    guard let other, own != other else { return }
    let decisive = protocols.differences(own, other).filter(\.isDecisive).map(\.words)
    guard !decisive.isEmpty else { return }
    throw InputError(
      found: "in table \"\(layout.name)\" \(what), whose protocols differ: \(decisive.joined(separator: ", "))",
      expected: "one protocol where numbers are averaged or subtracted: run all seeds on the same files, and compare "
        + "with a baseline that was measured alike, or with none")
  }

  private static func unique(_ digests: [String]) -> [String] {
    var seen: Set<String> = []
    return digests.filter { seen.insert($0).inserted }
  }
}

extension RowCoordinates {
  /// The row's name by the axes that it stands under: `64k, full-transfer, 10 shots`.
  func name(_ layout: TableLayout) -> String {
    let names = layout.rows.compactMap { axis -> String? in
      switch axis {
      case .variant: variant
      case .arm: arm
      case .shots: shots.map { $0 == 1 ? "1 shot" : "\($0) shots" }
      }
    }
    return names.isEmpty ? arm : names.joined(separator: ", ")
  }
}
