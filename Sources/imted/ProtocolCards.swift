import Reports
import ResultStore
import Spec
import StrictJSON

/// The protocols that runs follow, read from the database.
struct ProtocolCards {
  /// The protocols with their digests, in the order of the runs.
  let cards: [(digest: String, shared: SharedProtocol)]

  init(of runs: [RunRow], in database: ResultStore) throws(InputError) {
    var digests: [String] = []
    for run in runs {
      if let digest = run.protocolDigest, !digests.contains(digest) { digests.append(digest) }
    }
    let rows = try database.protocols(digests)
    var cards: [(digest: String, shared: SharedProtocol)] = []
    for digest in digests {
      guard let row = rows.first(where: { $0.digest == digest }) else { continue }
      let document = try JSONDocument(text: row.cardJSON)
      cards.append((digest, try SharedProtocol(document.root)))
    }
    self.cards = cards
  }

  /// What a table has to know of the runs.
  func protocols(of runs: [RunRow]) -> RunProtocols {
    let cards = cards
    return RunProtocols(
      runs.map {
        RunProtocols.Run(
          variant: $0.variant, arm: $0.arm, shots: $0.shots, seed: $0.seed, digest: $0.protocolDigest)
      }
    ) { digest, other in
      guard let own = cards.first(where: { $0.digest == digest })?.shared,
        let others = cards.first(where: { $0.digest == other })?.shared
      else { return [] }
      return own.differences(from: others).map { .init(words: $0.words, isDecisive: $0.fact.isDecisive) }
    }
  }

  /// The cards in Markdown, a list each.
  var markdown: [String] {
    cards.isEmpty
      ? ["No protocol card: these runs were made before there were any."]
      : cards.map { digest, shared in
        "**Protocol `\(digest)`**\n\n" + Self.lines(shared.facts).map { "- \($0.name): \($0.words)\n" }.joined()
      }
  }

  /// Facts in words, without those that another fact's words have too.
  static func lines(_ facts: [ProtocolFact]) -> [(name: String, words: String)] {
    facts.compactMap { fact in fact.words.map { (fact.name, $0) } }
  }
}
