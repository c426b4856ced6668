import ResultStore
import StrictJSON
import Testing

@Suite struct ConditionFuzzTests {
  private let scratch: Scratch
  private let store: ResultStore
  private let runs: [Sample]

  /// A run as the language sees it.
  private struct Sample {
    let id: String
    let arm: String
    let shots: Int?
    let seed: Int
    let novel: Double?
    let tags: [String]
  }

  init() throws {
    var random = Draws(state: 1)
    runs = (0..<60).map { index in
      Sample(
        id: "run-\(index)", arm: random.pick(["full-transfer", "scratch", "vitdet"]),
        shots: random.pick([nil, 1, 5, 10]), seed: random.below(4),
        novel: random.pick([nil, 0.1, 0.2, 0.25, 0.9]), tags: random.pick([[], ["x"], ["x", "y"]]))
    }
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample())
    try store.record(
      runs.map {
        RunRecord(
          run: .sample($0.id, arm: $0.arm, shots: $0.shots, seed: $0.seed),
          metrics: [MetricRow(name: "AP", subset: "novel", value: $0.novel, n: 1)],
          labels: RunLabelRows(tags: $0.tags))
      })
  }

  /// Draws that are the same in every run.
  private struct Draws {
    var state: UInt64

    mutating func below(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
  }

  private static let words = [
    "arm", "seed", "shots", "metrics", ".", "nAP", "AP", "\"AP novel\"", "'full-transfer'", "'", "\"", "0.2", "1",
    "-3", "1e400", "99999999999999999999", "=", "!=", "<", ">=", "in", "like", "is", "null", "not", "and", "or", "(",
    ")", ",", "between", "has", "tag", "note", "experiment", "--", "\n", "ä", "\u{0}", "🦤", ";", "?", "%", "status",
    "'finished'",
  ]

  private func expectAnswerOrPlace(_ text: String) throws {
    do {
      let condition = try HistoryCondition.sample(text)
      // What parses is a statement that the database understands.
      _ = try store.history(HistoryQuery(condition: condition, limit: 3))
      _ = try store.seedGroups(HistoryQuery(condition: condition, limit: 3), measures: [])
    } catch let error as InputError {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(error.file == "--where", "\(text.debugDescription): \(error)")
      #expect((1...lines.count).contains(error.line ?? 0), "\(text.debugDescription): \(error)")
      #expect((1...text.unicodeScalars.count + 1).contains(error.column ?? 0), "\(text.debugDescription): \(error)")
    }
  }

  @Test func noMixtureOfWordsTraps() throws {
    var random = Draws(state: 2)
    for _ in 0..<4000 {
      let (count, separator) = (random.below(14), random.pick(["", " "]))
      let words = (0..<count).map { _ in random.pick(Self.words) }
      try expectAnswerOrPlace(words.joined(separator: separator))
    }
  }

  @Test func noDamageToAConditionTraps() throws {
    var random = Draws(state: 3)
    let whole = "not (arm = 'full-transfer' and metrics.\"AP novel\" > 0.2) or tag in ('x', 'y') and shots is not null"
    for _ in 0..<4000 {
      var scalars = Array(whole.unicodeScalars)
      for _ in 0...random.below(3) {
        let place = random.below(scalars.count)
        switch random.below(3) {
        case 0: scalars.remove(at: place)
        case 1: scalars.insert(random.pick(Array("'\"().,=<>-0é\n x".unicodeScalars)), at: place)
        default: scalars.swapAt(place, random.below(scalars.count))
        }
      }
      try expectAnswerOrPlace(String(String.UnicodeScalarView(scalars)))
    }
  }

  /// A drawn condition with what it says of a run: nil is unknown.
  private struct Drawn {
    let text: String
    let holds: (Sample) -> Bool?

    init(_ text: String, _ holds: @escaping (Sample) -> Bool?) { (self.text, self.holds) = (text, holds) }
  }

  private func draw(_ random: inout Draws, depth: Int) -> Drawn {
    switch depth == 0 ? random.below(6) : random.below(10) {
    case 0:
      let arm = random.pick(["full-transfer", "scratch"])
      return Drawn("arm = '\(arm)'") { $0.arm == arm }
    case 1:
      let bound = random.below(12)
      return Drawn("shots < \(bound)") { $0.shots.map { $0 < bound } }
    case 2:
      let bound = random.pick([0.1, 0.2, 0.5])
      return Drawn("metrics.nAP >= \(bound)") { $0.novel.map { $0 >= bound } }
    case 3: return Drawn("metrics.\"AP novel\" is null") { $0.novel == nil }
    case 4:
      let tag = random.pick(["x", "y", "z"])
      return Drawn("tag = '\(tag)'") { $0.tags.contains(tag) }
    case 5: return Drawn("seed in (1, 3)") { [1, 3].contains($0.seed) }
    case 6:
      let inner = draw(&random, depth: depth - 1)
      return Drawn("not (\(inner.text))") { inner.holds($0).map { !$0 } }
    case 7, 8:
      let (a, b) = (draw(&random, depth: depth - 1), draw(&random, depth: depth - 1))
      return Drawn("(\(a.text) and \(b.text))") { run in
        let (first, second) = (a.holds(run), b.holds(run))
        if first == false || second == false { return false }
        return first == nil || second == nil ? nil : true
      }
    default:
      let (a, b) = (draw(&random, depth: depth - 1), draw(&random, depth: depth - 1))
      return Drawn("(\(a.text) or \(b.text))") { run in
        let (first, second) = (a.holds(run), b.holds(run))
        if first == true || second == true { return true }
        return first == nil || second == nil ? nil : false
      }
    }
  }

  @Test func drawnConditionsFindWhatTheySay() throws {
    var random = Draws(state: 4)
    for _ in 0..<300 {
      let drawn = draw(&random, depth: 4)
      let found = try store.history(HistoryQuery(condition: .sample(drawn.text))).map(\.id)
      #expect(Set(found) == Set(runs.filter { drawn.holds($0) == true }.map(\.id)), "\(drawn.text)")
    }
  }
}
