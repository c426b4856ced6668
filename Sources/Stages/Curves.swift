import StrictJSON

/// Training curves of a stage, written as `curves.json`.
struct Curves {
  private var names: [String] = []
  private var points: [String: [(step: Int, value: Double)]] = [:]

  /// Adds a point to a curve.
  mutating func add(_ name: String, _ step: Int, _ value: Double) {
    if points[name] == nil { names.append(name) }
    points[name, default: []].append((step, value))
  }

  /// The file's content; a value that is not finite is null.
  var json: JSONValue {
    let curves = names.map { name -> JSONValue in
      let pairs = (points[name] ?? []).map { point -> JSONValue in
        .array([.integer(Int64(point.step)), point.value.isFinite ? .number(point.value) : .null])
      }
      return ["name": .string(name), "points": .array(pairs)]
    }
    return ["curves": .array(curves)]
  }

  /// Writes the file.
  func write(to path: String) throws { try JSONFile.write(json, to: path) }
}
