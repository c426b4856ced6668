import Reports
import StrictJSON
import Testing

/// Tables of runs that were not all measured alike.
@Suite struct ProtocolTableTests {
  /// Two variants, two arms, two seeds. Protocols that begin with another letter differ decisively.
  private func table(
    _ digests: [String: [String?]], baseline: TableLayout.Baseline? = nil
  ) throws -> ResultTable {
    let arms = ["full", "encoder"]
    var observations: [Observation] = []
    var runs: [RunProtocols.Run] = []
    for (variant, arm) in [("8k", "full"), ("8k", "encoder"), ("64k", "full"), ("64k", "encoder")] {
      for seed in [0, 1] {
        observations.append(
          Observation(
            variant: variant, arm: arm, shots: nil, seed: seed, metric: "AP", subset: "novel", value: 0.1))
        let own = digests["\(variant) \(arm)"] ?? digests[variant] ?? ["a"]
        runs.append(
          RunProtocols.Run(variant: variant, arm: arm, shots: nil, seed: seed, digest: own[seed % own.count]))
      }
    }
    return try ResultTable(
      layout: TableLayout(
        name: "main", title: "T", rows: [.variant, .arm], columns: [novelAP], baseline: baseline),
      observations: observations,
      expected: ExpectedMatrix(arms: arms, seeds: [0, 1], variants: ["8k", "64k"]),
      protocols: RunProtocols(runs) { digest, other in
        digest.first == other.first
          ? [.init(words: "score threshold \(digest) instead of \(other)", isDecisive: false)]
          : [
            .init(words: "annotation file \(digest) instead of \(other)", isDecisive: true),
            .init(words: "pictures 8 instead of 9", isDecisive: false),
          ]
      })
  }

  @Test func runsThatWereMeasuredAlikeNeedNoWord() throws {
    let table = try table([:], baseline: .init(arm: "encoder"))
    #expect(table.protocolDigest == "a" && table.protocolNotes.isEmpty && table.rowsWithoutProtocol.isEmpty)
    #expect(!table.markdown.contains("protocol") && !table.markdown.contains("‡"))
  }

  @Test func rowsWithOtherSettingsAreMarkedAndNamed() throws {
    let table = try table(["64k full": ["a2"]], baseline: .init(variant: "8k"))
    #expect(table.protocolNotes.map(\.digest) == ["a2"])
    #expect(table.protocolNotes.map(\.rows) == [["64k, full"]])
    #expect(table.protocolNotes.map(\.differences) == [["score threshold a2 instead of a"]])
    #expect(table.markdown.contains("| 64k     | full ‡  |"), "\(table.markdown)")
    #expect(table.markdown.contains("| 64k     | encoder |"))
    #expect(table.markdown.contains("‡ another protocol, 64k, full: score threshold a2 instead of a."))
    #expect(table.latex.contains("64k & full $^\\ddagger$ &"))
    #expect(table.csv.contains(",a2,\r\n"))
    guard case .array(let notes)? = table.json["other_protocols"] else {
      Issue.record("no other_protocols")
      return
    }
    #expect(table.json["protocol"] == "a")
    #expect(notes.map { $0["digest"] } == ["a2"])
  }

  @Test func aBaselineOnOtherDataIsRefusedByName() throws {
    let error = #expect(throws: InputError.self) { try table(["64k": ["b"]], baseline: .init(variant: "8k")) }
    #expect(
      error?.found
        == "in table \"main\" 64k, full compared with 8k, full, whose protocols differ: "
        + "annotation file b instead of a")
  }

  @Test func whatIsComparedWithinAVariantOrNotAtAllMayDifferAndIsNamed() throws {
    for baseline in [TableLayout.Baseline(arm: "encoder"), nil] {
      let table = try self.table(["64k": ["b"]], baseline: baseline)
      #expect(table.protocolNotes.map(\.rows) == [["64k, full", "64k, encoder"]])
      #expect(
        table.markdown.contains(
          "‡ another protocol, 64k, full; 64k, encoder: annotation file b instead of a, pictures 8 instead of 9"))
    }
  }

  @Test func seedsOfOneRowOnOtherDataAreRefused() throws {
    let error = #expect(throws: InputError.self) { try table(["64k full": ["a", "b"]]) }
    #expect(error?.found.contains("seed 1 of 64k, full beside its other seeds") == true)
    let footnoted = try table(["64k full": ["a", "a2"]])
    #expect(footnoted.protocolNotes.map(\.rows) == [["64k, full (seed 1)"]])
  }

  @Test func runsWithoutACardAreNamedOnlyBesideOthers() throws {
    let some = try table(["8k full": [nil]], baseline: .init(arm: "encoder"))
    #expect(some.rowsWithoutProtocol == ["8k, full"])
    #expect(some.markdown.contains("Without a protocol card, so perhaps measured otherwise: 8k, full."))
    let none = try table(["8k": [nil], "64k": [nil]])
    #expect(none.protocolDigest == nil && none.rowsWithoutProtocol.isEmpty)
    #expect(!none.markdown.contains("protocol") && none.json["protocol"] == nil)
  }
}
