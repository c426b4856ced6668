import Foundation
import StrictJSON

/// The description of a model that the worker gives, as a table.
struct ModelTable {
  struct Row {
    let name: String
    let part: String
    var trained: Int
    var fixed: Int
    var multiplyAdds: Int
  }

  let rows: [Row]
  private let height: Int
  private let width: Int
  private let regions: Int

  init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    (height, width) = (try reader.required("height_px").int(), try reader.required("width_px").int())
    regions = try reader.required("regions").int()
    rows = try reader.required("layers").array().map { (node) throws(InputError) in
      let layer = try node.object()
      return Row(
        name: try layer.required("name").string(), part: try layer.required("part").string(),
        trained: try layer.required("trained").int(), fixed: try layer.required("fixed").int(),
        multiplyAdds: try layer.required("multiply_adds").int())
    }
  }

  /// One row a part, in the order of its first layer, then their sum.
  var parts: [Row] {
    var parts: [Row] = []
    for row in rows {
      let place = parts.firstIndex { $0.name == row.part } ?? parts.count
      if place == parts.count {
        parts.append(Row(name: row.part, part: row.part, trained: 0, fixed: 0, multiplyAdds: 0))
      }
      parts[place].trained += row.trained
      parts[place].fixed += row.fixed
      parts[place].multiplyAdds += row.multiplyAdds
    }
    return parts
  }

  var json: JSONValue {
    [
      "height_px": .integer(height), "width_px": .integer(width), "regions": .integer(regions),
      "total": value(Self.total(parts)), "parts": .array(parts.map(value)), "layers": .array(rows.map(value)),
    ]
  }

  func lines(title: String, allLayers: Bool) -> [String] {
    let shown = allLayers ? rows : parts
    let total = Self.total(parts)
    let width = max(shown.map(\.name.count).max() ?? 0, 10)
    func line(_ cells: [String]) -> String {
      cells[0].padding(toLength: width, withPad: " ", startingAt: 0)
        + cells.dropFirst().map { String(repeating: " ", count: max(16 - $0.count, 1)) + $0 }.joined()
    }
    func line(_ row: Row) -> String {
      line([
        row.name, Self.decimal(row.trained + row.fixed, 1e6, 2), Self.decimal(row.fixed, 1e6, 2),
        Self.decimal(row.multiplyAdds, 1e9, 2),
      ])
    }
    return [
      title, "one picture of \(height) x \(self.width) pixels, \(regions) region\(regions == 1 ? "" : "s")", "",
      line([allLayers ? "layer" : "part", "parameters M", "of them fixed", "multiply-adds G"]),
    ] + shown.map(line) + [line(total)]
  }

  private static func total(_ parts: [Row]) -> Row {
    parts.reduce(Row(name: "total", part: "", trained: 0, fixed: 0, multiplyAdds: 0)) { sum, part in
      Row(
        name: sum.name, part: "", trained: sum.trained + part.trained, fixed: sum.fixed + part.fixed,
        multiplyAdds: sum.multiplyAdds + part.multiplyAdds)
    }
  }

  private static func decimal(_ value: Int, _ unit: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", Double(value) / unit)
  }

  private func value(_ row: Row) -> JSONValue {
    [
      "name": .string(row.name), "part": .string(row.part), "parameters": .integer(row.trained + row.fixed),
      "fixed": .integer(row.fixed), "multiply_adds": .integer(row.multiplyAdds),
    ]
  }
}
