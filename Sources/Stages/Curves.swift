import StrictJSON

/// Training curves of a stage, written as `curves.json`.
struct Curves {
  private var names: [String] = []
  private var points: [String: [(step: Int, value: Double)]] = [:]

  /// No curve yet.
  init() {}

  /// Reads the file's content; null is not a number.
  init(_ node: JSONNode) throws(InputError) {
    for curve in try node.object().required("curves").array() {
      let reader = try curve.object()
      let name = try reader.required("name").string()
      for point in try reader.required("points").array() {
        let pair = try point.array()
        guard pair.count == 2 else { throw point.error(found: point.foundText, expected: "a step and a value") }
        add(name, try pair[0].int(), pair[1].isNull ? .nan : try pair[1].double())
      }
    }
  }

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
