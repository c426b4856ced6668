import ResultStore
import StrictJSON
import Testing

@Suite struct ConditionTests {
  private let scratch: Scratch
  private let store: ResultStore

  init() throws {
    scratch = try Scratch()
    store = try ResultStore(path: scratch.path("history.sqlite"))
    try store.record(.sample("few-shot"))
    try store.record(ExperimentRow(id: "occ-1", name: "occlusion", digest: "d", specJSON: "{}", createdAt: "t"))
    try store.record([
      record("a", arm: "full-transfer", seed: 0, novel: 0.31, base: 0.5, tags: ["final", "paper-1"], note: "the best"),
      record("b", arm: "full-transfer", seed: 1, novel: nil, base: 0.2, tags: ["final"]),
      record("c", arm: "encoder-only", seed: 0, novel: 0.25, base: 0.1, seconds: 90),
      record("d", arm: "encoder-only", seed: 10, shots: nil, novel: 0.2, base: 0.4),
      record("e", experiment: "occ-1", arm: "o'clock", seed: 5, status: .failed, novel: nil, base: nil),
    ])
  }

  private func record(
    _ id: String, experiment: String = "few-shot", arm: String, seed: Int, shots: Int? = 10,
    status: RunStatus = .finished, novel: Double?, base: Double?, seconds: Double? = nil, tags: [String] = [],
    note: String? = nil
  ) -> RunRecord {
    RunRecord(
      run: .sample(
        id, experiment: experiment, arm: arm, shots: shots, seed: seed, status: status, wallSeconds: seconds),
      metrics: status == .failed
        ? []
        : [
          MetricRow(name: "AP", subset: "novel", value: novel, n: 7),
          MetricRow(name: "AP", subset: "base", value: base, n: 9),
          MetricRow(name: "AP", subset: "novel", iouType: "segm", value: 0.01, n: 7),
          MetricRow(name: "AP50", subset: "novel visible[0,0.5)", value: base, n: 7),
        ], labels: RunLabelRows(tags: tags, note: note))
  }

  private func ids(_ condition: String) throws -> String {
    try store.history(HistoryQuery(condition: .sample(condition), sort: .id, descending: false)).map(\.id).joined()
  }

  /// Conditions with the runs they find.
  private static let found: [(String, String)] = [
    ("arm = 'full-transfer' and metrics.nAP > 0.2", "a"),
    ("metrics.nAP >= 0.2", "acd"),
    ("0.2 < metrics.nAP", "ac"),
    ("metrics.\"AP novel\" > metrics.bAP", "c"),
    ("metrics.\"segm AP novel\" < 0.5 and metrics.\"AP50 novel visible[0,0.5)\" = 0.5", "a"),
    ("metrics.nAP is null", "be"),
    ("metrics.nAP is not null", "acd"),
    ("not metrics.nAP > 0.2", "d"),
    ("metrics.nAP != 0.25", "ad"),
    ("metrics.nAP in (0.25, 0.31)", "ac"),
    ("metrics.nAP between 0.2 and 0.3", "cd"),
    ("metrics.nAP not between 0.2 and 0.3", "a"),
    ("metrics.bAP > 0.15 or metrics.nAP > 0.3 and seed = 7", "abd"),
    ("(metrics.bAP > 0.15 or metrics.nAP > 0.3) and seed = 1", "b"),
    ("experiment = 'few-shot'", "abcd"),
    ("experiment = 'occlusion'", "e"),
    ("experiment = 'occ-1'", "e"),
    ("experiment != 'few-shot'", "e"),
    ("experiment in ('occlusion', 'nothing')", "e"),
    ("experiment like 'occ%'", "e"),
    ("tag = 'final'", "ab"),
    ("tag != 'final'", "cde"),
    ("tag = 'final' and not tag = 'paper-1'", "b"),
    ("tag in ('paper-1', 'x')", "a"),
    ("tag like 'paper%'", "a"),
    ("has tag", "ab"),
    ("not has tag", "cde"),
    ("has tag 'paper-1'", "a"),
    ("tag is null", "cde"),
    ("note like '%best%'", "a"),
    ("note is null", "bcde"),
    ("shots is null", "d"),
    ("shots = 10", "abce"),
    ("shots = '10'", "abce"),
    ("seed >= 5", "de"),
    ("seed in (0, 10) AND arm LIKE 'ENCODER%'", "cd"),
    ("arm not in ('full-transfer', 'encoder-only')", "e"),
    ("arm not like '%-%'", "e"),
    ("arm = 'o''clock'", "e"),
    ("arm = \"full-transfer\"", "ab"),
    ("\"arm\" == 'full-transfer'", "ab"),
    ("status <> 'finished'", "e"),
    ("wall_seconds > 60.5 -- slow ones", "c"),
    ("wall_seconds > 6e1", "c"),
    ("seed = shots", ""),
    ("arm = experiment", ""),
    ("id > 'c'", "de"),
    ("not (seed = 0 or\n  seed = 1)", "de"),
    ("NOT not seed = 5", "e"),
  ]

  @Test(arguments: found)
  func aConditionFindsItsRuns(condition: String, expected: String) throws {
    #expect(try ids(condition) == expected)
  }

  @Test func manyRunsAreFoundAsFewAre() throws {
    // Past a thousand matches another way of asking is taken.
    try store.record(
      (0..<1500).map { record("many-\($0)", arm: "vitdet", seed: $0, novel: $0 < 1200 ? 0.9 : 0.1, base: nil) })
    let condition = try HistoryCondition.sample("arm = 'vitdet' and metrics.nAP > 0.5")
    #expect(try store.history(HistoryQuery(condition: condition)).count == 1200)
    let rare = try HistoryCondition.sample("arm = 'vitdet' and metrics.nAP < 0.5")
    #expect(try store.history(HistoryQuery(condition: rare)).count == 300)
  }

  /// Wrong conditions with line and column, what is found there, and the nearest name.
  private static let wrong: [(String, Int, Int, String, String?)] = [
    ("armm = 'x'", 1, 1, "armm", "arm"),
    ("seed = 1 and metrics.nAPP > 0.2", 1, 22, "nAPP", "nAP"),
    ("seed = 1 and\n  metrics.\"AP novell\" > 0.2", 2, 11, "novell", "novel"),
    ("nAP > 0.2", 1, 1, "nAP", "metrics.nAP"),
    ("metrics.nAP > 20", 1, 15, "20", nil),
    ("metrics.nAP > 'high'", 1, 15, "high", nil),
    ("metrics.nAP like '0%'", 1, 1, "metrics.nAP", nil),
    ("metrics. > 1", 1, 10, ">", nil),
    ("arm = full-transfer", 1, 7, "full-transfer", nil),
    ("seed = 'ten'", 1, 8, "ten", nil),
    ("status = 'finishd'", 1, 10, "finishd", "finished"),
    ("arm = 'x", 1, 7, "does not end", nil),
    ("arm ~ 'x'", 1, 5, "~", nil),
    ("arm lik 'x'", 1, 5, "lik", "like"),
    ("arm = ", 1, 7, "the end", nil),
    ("", 1, 1, "the end", nil),
    ("(seed = 1", 1, 10, "the end", nil),
    ("seed = 1)", 1, 9, ")", nil),
    ("seed = 1 seed = 2", 1, 10, "seed", nil),
    ("seed = 1); delete from run; --", 1, 10, ";", nil),
    ("seed = ?", 1, 8, "?", nil),
    ("1 = 1", 1, 5, "1", nil),
    ("seed in ()", 1, 10, ")", nil),
    ("seed in (1, 2", 1, 14, "the end", nil),
    ("seed is 3", 1, 9, "3", nil),
    ("seed not = 3", 1, 10, "=", nil),
    ("seed between 1", 1, 15, "the end", nil),
    ("tag > 'a'", 1, 1, "order of a tag", nil),
    ("has tags", 1, 5, "tags", "tag"),
    ("seed = arm", 1, 8, "arm", nil),
    ("seed = 12ab", 1, 8, "12ab", nil),
    ("größe = 1", 1, 3, "ö", nil),
  ]

  @Test(arguments: wrong)
  func anErrorNamesThePlace(text: String, line: Int, column: Int, found: String, nearest: String?) throws {
    let error = #expect(throws: InputError.self) { try HistoryCondition.sample(text) }
    #expect(error?.file == "--where")
    #expect(error?.line == line)
    #expect(error?.column == column, "\(error?.description ?? "")")
    #expect(error?.found.contains(found) == true, "\(error?.description ?? "")")
    #expect(error?.nearest == nearest)
    #expect(error?.expected.isEmpty == false)
  }

  private static let closed = ClosedNames([
    "arm": ClosedNames.Column(noun: "arm", names: ["encoder-only", "full-transfer"]),
    "experiment": ClosedNames.Column(noun: "experiment", names: ["few-shot", "occlusion"]),
  ])

  private func closed(_ text: String) throws -> HistoryCondition {
    try HistoryCondition(text, vocabulary: .sample, names: Self.closed)
  }

  @Test(arguments: [
    ("arm = 'full-transfr'", 7, "the arm \"full-transfr\"", "full-transfer"),
    ("arm <> \"full-transfr\"", 8, "the arm \"full-transfr\"", "full-transfer"),
    ("'encoder-onl' = arm", 1, "the arm \"encoder-onl\"", "encoder-only"),
    ("arm not in ('full-transfer', 'x')", 30, "the arm \"x\"", nil),
    ("experiment = 'few-shots'", 14, "the experiment \"few-shots\"", "few-shot"),
    ("status = 'done'", 10, "the status \"done\"", nil),
  ])
  func aNameThatCannotBeIsAMistake(text: String, column: Int, found: String, nearest: String?) throws {
    let error = #expect(throws: InputError.self) { try closed(text) }
    #expect(error?.column == column && error?.found == found, "\(error?.description ?? "")")
    #expect(error?.nearest == nearest, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    "arm = 'full-transfer'", "arm like 'full-t%'", "arm > 'f'", "arm between 'a' and 'f'", "note = 'x'",
    "experiment in ('few-shot', 'occlusion')", "variant = 'none of them'", "tag = 'x'", "arm = experiment",
  ])
  func formsOrdersAndOtherTextAreFree(text: String) throws { _ = try closed(text) }

  @Test func whereNothingIsRecordedThatIsSaid() throws {
    let names = ClosedNames(["experiment": ClosedNames.Column(noun: "experiment", names: [])])
    let error = #expect(throws: InputError.self) {
      try HistoryCondition("experiment = 'x'", vocabulary: .sample, names: names)
    }
    #expect(error?.expected == "a recorded one, and none is recorded")
  }

  @Test func boundsAreToldBeforeTheyHurt() throws {
    let deep = String(repeating: "(", count: 100_000) + "seed = 1" + String(repeating: ")", count: 100_000)
    let nots = String(repeating: "not ", count: 100_000) + "seed = 1"
    let long = Array(repeating: "metrics.nAP > 0.1", count: 201).joined(separator: " and ")
    let list = "seed in (\((0...5000).map { "\($0)" }.joined(separator: ", ")))"
    for text in [deep, nots, long, list] {
      let error = #expect(throws: InputError.self) { try HistoryCondition.sample(text) }
      #expect(error?.found.hasPrefix("more than ") == true)
    }
    let most = Array(repeating: "metrics.nAP > 0.1", count: 200).joined(separator: " or ")
    #expect(try ids(most) == "acd")
    let levels =
      String(repeating: "(seed = 7 or not metrics.nAP > 0.9 and ", count: 8) + "seed = 10"
      + String(repeating: ")", count: 8)
    #expect(try ids(levels) == "d")
  }
}
