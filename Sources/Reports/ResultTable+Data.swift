public import StrictJSON

extension ResultTable {
  /// The table as CSV (RFC 4180, with header), one line a cell, raw values 0...1; an absent value is an empty field.
  /// The last column has the ids of the runs that the values are of, in the order of the seeds.
  public var csv: String {
    var lines = [
      [
        "variant", "shots", "arm", "label", "metric", "subset", "iou_type", "mean", "half_width", "n", "expected_n",
        "difference", "difference_half_width", "difference_n", "protocol", "runs",
      ]
    ]
    for row in rows {
      for (column, cell) in zip(layout.columns, row.cells) {
        lines.append([
          row.variant ?? "", row.shots.map { "\($0)" } ?? "", row.arm, column.label, column.metric, column.subset,
          column.iouType,
          Self.field(cell.estimate?.mean), Self.field(cell.estimate?.halfWidth), "\(cell.values.count)",
          "\(cell.expectedCount)", Self.field(cell.difference?.mean), Self.field(cell.difference?.halfWidth),
          cell.difference.map { "\($0.n)" } ?? "", row.protocols.joined(separator: " "),
          cell.values.compactMap(\.run).joined(separator: " "),
        ])
      }
    }
    return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  /// The table as JSON with every value of every seed and the id of its run, raw values 0...1; its source and its protocols
  /// where they are known.
  public var json: JSONValue {
    guard case .object(var object) = plainJSON else { return plainJSON }
    if layout.marksBest { object["best"] = .array(best.map(Self.json)) }
    if !footnotes.isEmpty { object["footnotes"] = .strings(footnotes) }
    if let source {
      object["experiment"] = .string(source.experiment)
      object["spec_digest"] = .string(source.specDigest)
      object["commits"] = .strings(source.commits)
    }
    guard let protocolDigest else { return .object(object) }
    object["protocol"] = .string(protocolDigest)
    object["other_protocols"] = .array(
      protocolNotes.map { note in
        ["digest": .string(note.digest), "rows": .strings(note.rows), "differences": .strings(note.differences)]
      })
    object["rows_without_protocol"] = .strings(rowsWithoutProtocol)
    return .object(object)
  }

  private var plainJSON: JSONValue {
    [
      "format": "imted-bench/table/1",
      "name": .string(layout.name),
      "title": .string(layout.title),
      "interval": .object(interval),
      "seeds": Self.integers(seeds),
      "baseline": layout.baseline?.arm.map { .string($0) } ?? .null,
      "baseline_variant": layout.baseline?.variant.map { .string($0) } ?? .null,
      "pretrain_seeds": Self.integers(pretrainSeeds),
      "columns": .array(
        layout.columns.map { column in
          var object = JSONObject([
            ("label", .string(column.label)), ("metric", .string(column.metric)), ("subset", .string(column.subset)),
            ("iou_type", .string(column.iouType)),
          ])
          object["group"] = column.group.map { .string($0) }
          return .object(object)
        }),
      "rows": .array(
        rows.map { row in
          [
            "variant": row.variant.map { .string($0) } ?? .null,
            "shots": row.shots.map { .integer(Int64($0)) } ?? .null, "arm": .string(row.arm),
            "cells": .array(row.cells.map(Self.json)),
          ]
        }),
      "literature": .array(layout.literature.map(Self.json)),
    ]
  }

  private var interval: JSONObject {
    var interval = JSONObject([
      ("method", .string(layout.interval.name)), ("confidence", .number(Self.confidence)), ("over", "seeds"),
    ])
    interval["caution"] = caution.map { .string($0) }
    return interval
  }

  private static func json(_ best: BestValue) -> JSONValue {
    [
      "column": .integer(Int64(best.column)), "row": .integer(Int64(best.row)),
      "second": .integer(Int64(best.second)), "comparisons": .integer(Int64(best.comparisons)),
      "method": "paired t, Holm", "difference": .finiteOrNull(best.difference),
      "half_width": .finiteOrNull(best.halfWidth), "confidence": .number(best.confidence),
      "adjusted_p": .number(best.adjustedP), "largest_adjusted_p": .number(best.largestAdjustedP),
      "proven": .bool(best.isProven),
    ]
  }

  private static func json(_ row: LiteratureRow) -> JSONValue {
    [
      "label": .string(row.label), "source": .string(row.source), "setting": .string(row.setting),
      "seeds": row.seeds.map { .integer(Int64($0)) } ?? .null,
      "incomparable": row.incomparable.map { .string($0) } ?? .null,
      "percent": .array(row.values.map { $0.map { .number($0) } ?? .null }),
    ]
  }

  private static func json(_ cell: TableCell) -> JSONValue {
    [
      "estimate": cell.estimate.map { .object(members($0)) } ?? .null,
      "expected_n": .integer(Int64(cell.expectedCount)),
      "values": .array(
        cell.values.map { value in
          var object = JSONObject([("seed", .integer(Int64(value.seed))), ("value", .number(value.value))])
          object["run"] = value.run.map { .string($0) }
          return .object(object)
        }),
      "missing_seeds": integers(cell.missingSeeds), "absent_seeds": integers(cell.absentSeeds),
      "difference": cell.difference.map(difference) ?? .null,
    ]
  }

  private static func members(_ estimate: TableEstimate) -> [(String, JSONValue)] {
    [
      ("mean", .number(estimate.mean)), ("half_width", estimate.halfWidth.map { .number($0) } ?? .null),
      ("n", .integer(Int64(estimate.n))), ("seeds", integers(estimate.seeds)),
    ]
  }

  private static func difference(_ estimate: TableEstimate) -> JSONValue {
    .object(members(estimate) + [("excludes_zero", estimate.excludesZero.map { .bool($0) } ?? .null)])
  }

  private static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer(Int64($0)) }) }

  private static func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func quoted(_ field: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
    guard field.unicodeScalars.contains(where: special.contains) else { return field }
    return "\"" + field.map { $0 == "\"" ? "\"\"" : "\($0)" }.joined() + "\""
  }
}
