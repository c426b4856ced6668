public import StrictJSON

/// Bands of visible fractions that AP and recall are measured in, as points of a curve.
public struct VisibleCurveSpec: Sendable, Equatable {
  /// Where bands begin and end, rising, within 0...1. The last band holds its upper end.
  public let edges: [Double]

  /// A curve from its edges.
  public init(edges: [Double]) { self.edges = edges }

  /// Reads `{"bands": 20}`, for equal bands over 0...1, or `{"edges": [0, 0.25, 0.5, 1]}`.
  public init(_ node: JSONNode) throws(InputError) {
    let reader = try node.object()
    let (bands, list) = (reader.optional("bands"), reader.optional("edges"))
    guard (bands == nil) != (list == nil) else {
      throw node.error(
        found: bands == nil ? "neither bands nor edges" : "both bands and edges", expected: "one of the two")
    }
    if let bands {
      let count = try bands.int(in: 1...1000)
      edges = (0...count).map { Double($0) / Double(count) }
    } else if let list {
      var edges: [Double] = []
      for node in try list.array() {
        let edge = try node.double(in: 0...1)
        if let last = edges.last, edge <= last {
          throw node.error(
            found: node.foundText, expected: "more than the edge before, \(JSONValue.number(last).canonicalText)")
        }
        edges.append(edge)
      }
      guard edges.count > 1 else { throw list.error(found: list.foundText, expected: "at least two edges") }
      self.edges = edges
    } else {
      edges = []
    }
    try reader.finish()
  }

  /// The bands, as the subsets that results are stored under.
  public var subsets: [Subset] {
    zip(edges, edges.dropFirst()).enumerated().map { index, edge in
      Subset(
        scope: .all,
        visible: Subset.VisibleBand(lower: edge.0, upper: edge.1, includesUpper: index + 2 == edges.count))
    }
  }

  /// What is measured in a band.
  public static let metrics: [MetricName] = [.ap, .ap50, .ap75, .ar1, .ar10, .ar100]

  /// The edges; equal bands are written out too.
  public var json: JSONValue { ["edges": .array(edges.map { .number($0) })] }
}
