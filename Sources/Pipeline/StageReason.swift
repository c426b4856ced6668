import Spec
public import StrictJSON

/// Why a stage has to run, told against the stored stage that is most like it.
public struct StageReason: Sendable, Equatable {
  /// What keeps the stage from being there.
  public enum Cause: Sendable, Equatable {
    /// Its artifact is damaged; the sentence says how.
    case damaged(String)
    /// No stage of its kind is stored.
    case first
    /// These fields differ, named as the experiment file names them.
    case changed([JSONDifference])
    /// Its own settings are as before, but it reads what other stages have to make first; their names as inputs.
    case inputs([String])
    /// Its artifact is there, and is to be made anew.
    case refreshed
  }

  /// The stage.
  public let stage: PlannedStage
  /// The cause.
  public let cause: Cause
  /// The stored stage that it is most like.
  public let nearest: StageRecord?
  /// Seconds that it took last time: of the nearest one, or, if that is none of its kind, nil.
  public var lastSeconds: Double? { nearest?.wallSeconds }
  /// Seconds that it may take: those of the nearest one, for as many samples, steps or epochs as this one has.
  public let expectedSeconds: Double?
}

/// Stored stages in which the one most like a planned stage can be found.
struct StoredStages {
  private let byKind: [StageKind: [StageRecord]]

  init(_ records: [StageRecord]) { byKind = Dictionary(grouping: records, by: \.kind) }

  /// The stored stage with the fewest differing fields, among those the one that reads most of what `likely` names as
  /// the former inputs, among those the latest. Nil if none is of the kind.
  func nearest(to stage: PlannedStage, likely: [String: String]) -> (record: StageRecord, fields: [JSONDifference])? {
    var best: (record: StageRecord, fields: [JSONDifference], strangers: Int)?
    for record in byKind[stage.kind] ?? [] {
      let most = best.map { $0.fields.count + 1 } ?? .max
      let fields = Self.fields(of: record, stage, most: most)
      guard fields.count < most else { continue }
      let strangers = stage.inputs.count { input in
        guard case .string(let key)? = record.inputs[input.name] else { return true }
        return key != input.key.hex && key != likely[input.key.hex]
      }
      if let best, (best.fields.count, best.strangers) <= (fields.count, strangers) {
        let isLater =
          (best.fields.count, best.strangers) == (fields.count, strangers)
          && (best.record.finishedAt, best.record.key.hex) < (record.finishedAt, record.key.hex)
        if !isLater { continue }
      }
      best = (record, fields, strangers)
    }
    return best.map { ($0.record, $0.fields) }
  }

  /// What differs between a stored and a planned stage beside what they read, under the experiment's names.
  private static func fields(of record: StageRecord, _ stage: PlannedStage, most: Int) -> [JSONDifference] {
    var fields = JSONDifference.between(record.config, stage.config, most: most)
    for place in fields.indices {
      fields[place].path = ExperimentField.name(of: fields[place].path, kind: stage.kind, config: stage.config)
    }
    if fields.count < most {
      fields += JSONDifference.between(
        record.environment, stage.environment, at: "environment", most: most - fields.count)
    }
    if record.version != stage.kind.version, fields.count < most {
      fields.append(
        JSONDifference(
          path: "version of \(stage.kind.rawValue)", before: .integer(record.version),
          after: .integer(stage.kind.version)))
    }
    return fields
  }
}

/// How an experiment file names a field of a stage's configuration.
enum ExperimentField {
  static func name(of path: String, kind: StageKind, config: JSONValue) -> String {
    let first = path.prefix { $0 != "." && $0 != "[" }
    switch first {
    case "model", "pretrain", "task": return path
    case "train" where config["phase"] == .string("fine-tune"): return "fine_tune" + path.dropFirst("train".count)
    case "train": return path
    case "arm", "seed", "shots": return "matrix.\(first == "arm" ? "arms" : first == "seed" ? "seeds" : "shots")"
    case "label_space": return "matrix.setting"
    case "shot_list": return "data.shots" + path.dropFirst(first.count)
    case "image_ids": return "data.train.ids" + path.dropFirst(first.count)
    case "checkpoint" where kind == .importWeights: return "pretrain.checkpoint"
    default: break
    }
    switch kind {
    case .composeData, .importData: return "data.\(path)"
    case .predict, .extractFeatures, .evaluate: return "evaluation.\(path)"
    case .pretrain, .importWeights, .transfer, .train: return path
    }
  }
}
