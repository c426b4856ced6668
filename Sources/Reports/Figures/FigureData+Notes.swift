/// What stands below figures.
extension FigureData {
  /// How intervals were computed, what they leave out, and which rows have fewer seeds.
  ///
  /// - Parameters:
  ///   - arm: The arm that differences are from; nil where values are shown.
  ///   - mark: How a value over fewer seeds than there should be looks, in brackets; empty where it looks like others.
  func notes(
    _ table: ResultTable, shots: Int?, variants: [String?], from arm: String? = nil, mark: String = " (hollow points)"
  ) -> [String] {
    let what = arm.map { "seed-by-seed differences from \($0)" }
    let first =
      matrix.seeds.count == 1
      ? "\(what == nil ? "Values" : "Differences") of seed \(matrix.seeds[0]) alone (n=1), so without interval."
      : "Mean \(what.map { "of the \($0) " } ?? "")with its 95 % Student-t interval over seeds \(seedList)"
        + " (n=\(matrix.seeds.count) unless noted)\(what == nil ? "." : ", not corrected for the number of comparisons.")"
    let rows = table.rows.filter { $0.shots == shots && variants.contains($0.variant) && $0.arm != arm }
    return [first] + limits + gaps(rows, ofDifferences: arm != nil, namesVariants: variants.count > 1, mark: mark)
      + protocolNotes(table)
  }

  /// What the intervals of all seeds leave out, as pre-trainings or base trainings that seeds share.
  var limits: [String] {
    guard matrix.seeds.count > 1 else { return [] }
    return ([PretrainingSharing.limit(of: matrix.pretrainSeeds)].compactMap(\.self) + footnotes).map { $0 + "." }
  }

  /// Which rows have fewer seeds than the experiment: because they are not there yet, and because it asks for fewer.
  func gaps(
    _ rows: [ResultTable.Row], ofDifferences: Bool, namesVariants: Bool, namesShots: Bool = false, mark: String
  ) -> [String] {
    func told(_ seeds: (TableCell) -> String?) -> [String] {
      rows.compactMap { row in
        let counts = Set(row.cells.compactMap(seeds))
        guard !counts.isEmpty else { return nil }
        let name = [
          namesVariants ? row.variant : nil, row.arm, namesShots ? row.shots.map { Self.words(nil, $0) } : nil,
        ].compactMap(\.self).joined(separator: ", ")
        return "\(name) n=\(counts.sorted().joined(separator: " or "))" + (row.cells.count > 1 ? " in places" : "")
      }
    }
    func count(_ cell: TableCell) -> (found: Int, expected: Int) {
      ofDifferences
        ? (cell.difference?.n ?? 0, cell.expectedDifferenceCount) : (cell.values.count, cell.expectedCount)
    }
    let missing = told { cell in
      let (found, expected) = count(cell)
      return found < expected ? "\(found)/\(expected)" : nil
    }
    let fewer = told { cell in
      let (found, expected) = count(cell)
      return found == expected && expected < matrix.seeds.count ? "\(found)" : nil
    }
    return (missing.isEmpty ? [] : ["Fewer seeds have a value\(mark): \(missing.joined(separator: "; "))."])
      + (fewer.isEmpty ? [] : ["The experiment asks for fewer seeds of some: \(fewer.joined(separator: "; "))."])
  }

  func protocolNotes(_ table: ResultTable) -> [String] {
    table.protocolNotes.map {
      "Another protocol, \($0.rows.joined(separator: "; ")): \($0.differences.joined(separator: ", "))."
    }
  }
}
