import Pipeline
import Reports
import ResultStore
import Spec
import StrictJSON

/// All that the database knows of a run, for `imted show`.
struct RunDescription {
  let record: StoredRun
  /// What `imted verify` found; nil where the run was not made again.
  var repetition: RunRepetition?
  private let shared: SharedProtocol?
  private let own: OwnProtocol?

  /// Finds the run of an id, or the only one whose id begins so.
  init(_ id: String, in database: ResultStore) throws(InputError) {
    let found = try database.history(HistoryQuery(idPrefix: id, sort: .id, descending: false)).map(\.id)
    // Where nothing begins so, all ids are asked for the nearest one.
    let ids = found.isEmpty ? try database.history().map(\.id) : found
    let only = try RunChoice.id(id, among: ids, in: database.path)
    guard let record = try database.record(of: only) else {
      throw InputError(file: database.path, found: "no run \(only) any more", expected: "a recorded run")
    }
    self.record = record
    shared = try record.protocolCard.map { (row) throws(InputError) in
      try SharedProtocol(JSONDocument(text: row.cardJSON).root)
    }
    own = try record.run.ownProtocolJSON.map { (text) throws(InputError) in
      try OwnProtocol(JSONDocument(text: text).root)
    }
  }

  /// The run alone.
  var row: RunRow { record.run }

  /// The description for people; ends without a line break.
  var text: String {
    var parts = [Self.aligned(heading), stages.text + "\n" + measures.text]
    if let shared {
      parts.append("protocol \(shared.digest.hex)\n" + Self.aligned(ProtocolCards.lines(shared.facts)))
    } else {
      parts.append("no protocol card\n")
    }
    if let own { parts.append("of this run\n" + Self.aligned(ProtocolCards.lines(own.facts))) }
    var text = parts.joined(separator: "\n")
    while text.last == "\n" { text.removeLast() }
    return text
  }

  /// The same as one object.
  var json: JSONValue {
    let run = record.run
    var object = JSONObject([
      ("run", .string(run.id)), ("experiment", .string(run.experiment)), ("variant", Self.value(run.variant)),
      ("arm", .string(run.arm)), ("shots", run.shots.map { .integer($0) } ?? .null), ("seed", .integer(run.seed)),
      ("status", .string(run.status.rawValue)), ("message", Self.value(run.message)),
      ("started_at", Self.value(run.startedAt)), ("finished_at", Self.value(run.finishedAt)),
      ("wall_seconds", .finiteOrNull(run.wallSeconds)), ("machine", Self.value(run.machine)),
      ("threads", run.threads.map { .integer($0) } ?? .null), ("device", Self.value(run.device)),
      ("commit", Self.value(run.commitID)), ("tags", .strings(record.labels.tags)),
      ("note", Self.value(record.labels.note)), ("stages", stages.json), ("metrics", measures.json),
    ])
    object["verification"] =
      repetition.map {
        [
          "grade": .string($0.verification.grade.rawValue), "stages": .integer($0.verification.madeCount),
          "finished_at": .string($0.verification.finishedAt),
        ]
      } ?? .null
    object["protocol"] =
      shared.map { ["digest": .string($0.digest.hex), "shared": $0.json, "own": own?.json ?? .null] } ?? .null
    return .object(object)
  }

  private var heading: [(name: String, words: String)] {
    let run = record.run
    let cell = [
      run.variant, run.arm, run.shots.map { $0 == 1 ? "1 shot" : "\($0) shots" }, "seed \(run.seed)",
    ]
    let times = [run.startedAt.map { "from \($0)" }, run.finishedAt.map { "to \($0)" }].compactMap(\.self)
    let threads = run.threads.map { $0 == 1 ? "1 thread" : "\($0) threads" }
    let place = [run.machine, threads, run.device].compactMap(\.self)
    var lines = [
      ("run", run.id), ("experiment", run.experiment), ("cell", cell.compactMap(\.self).joined(separator: ", ")),
      ("status", run.status.rawValue),
    ]
    if let message = run.message { lines.append(("message", message)) }
    if !times.isEmpty { lines.append(("time", times.joined(separator: " "))) }
    if !place.isEmpty { lines.append(("machine", place.joined(separator: ", "))) }
    if let commit = run.commitID { lines.append(("commit", commit)) }
    if let repetition {
      let found = repetition.verification
      lines.append(("repeats", "\(found.grade.rawValue), \(repetition.part), \(found.finishedAt)"))
    }
    if !record.labels.tags.isEmpty { lines.append(("tags", record.labels.tags.joined(separator: " "))) }
    if let note = record.labels.note { lines.append(("note", note)) }
    return lines
  }

  private var stages: HistoryTable {
    HistoryTable(
      columns: [.init("stage"), .init("kind"), .init("key"), .init("started"), .init("took", style: .duration)],
      rows: record.stages.map {
        [
          .string($0.role), .string($0.stage.kind), .string($0.stage.key), Self.value($0.stage.startedAt),
          .finiteOrNull($0.stage.wallSeconds),
        ]
      })
  }

  private var measures: HistoryTable {
    HistoryTable(
      columns: [
        .init("measure"), .init("subset"), .init("iou_type"), .init("value", style: .percent),
        .init("n", style: .number),
      ],
      rows: record.metrics.map {
        [
          .string($0.name), .string($0.subset), .string($0.iouType), .finiteOrNull($0.value), .integer($0.n),
        ]
      })
  }

  private static func value(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// Names and words in two columns, a line each.
  private static func aligned(_ lines: [(name: String, words: String)]) -> String {
    let width = lines.map(\.name.count).max() ?? 0
    return lines.map { name, words in
      let words = words.split(whereSeparator: \.isNewline).joined(separator: " ")
      return name + String(repeating: " ", count: width - name.count + 2) + words + "\n"
    }.joined()
  }
}
