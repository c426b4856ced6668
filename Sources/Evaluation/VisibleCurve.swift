import Detection

/// AP and recall as a curve over the visible fraction of objects.
public struct VisibleCurve: Hashable, Sendable {
  /// The numbers of one band.
  public struct Point: Hashable, Sendable {
    /// The visible fractions of the objects that count.
    public let band: VisibleBand
    /// `AP`, `AP50`, `AP75` and the three `AR` by cap, of all areas: the same numbers as the band's own summary has.
    public let metrics: [COCOSummary.Metric]
    /// How many objects count.
    public let objectCount: Int

    /// The number of this name; nil where no object counts or there is no such name.
    public func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
  }

  /// One point per band, in the order asked for.
  public let points: [Point]
}

extension COCOEvaluation {
  /// The curve over bands of visible fractions. Objects outside a band are ignored and detections that match nothing
  /// are false positives in every band, as in `run` with a band; the numbers are the same to the last bit, at a
  /// fraction of the time, since all bands share overlaps, sorting and most of the matching.
  ///
  /// - Parameters:
  ///   - bands: The bands. They may overlap, at some cost of time.
  ///   - categoryIDs: Ids of the categories to evaluate; nil for all.
  public func visibleCurve(_ bands: [VisibleBand], categoryIDs: Set<Int>? = nil) -> VisibleCurve {
    let chosen = categories.indices.filter { categoryIDs?.contains(categories[$0].id) ?? true }
    let curves = chosen.map { CategoryCurve(cells[$0], bands: bands, caps: maxDetections) }
    let points = bands.indices.map { band in
      point(bands[band], curves.map { $0.bands[band] })
    }
    return VisibleCurve(points: points)
  }

  private func point(_ band: VisibleBand, _ areas: [CategoryAccumulation.Area]) -> VisibleCurve.Point {
    let count = areas.reduce(0) { $0 + $1.objectCount }
    let last = areas.map { $0.results.last ?? nil }
    let thresholds = COCOThresholds.iou.indices
    var values: [(String, Double?)] = [
      ("AP", COCOSummary.meanPrecision(last, thresholds)), ("AP50", COCOSummary.meanPrecision(last, 0..<1)),
      ("AP75", COCOSummary.meanPrecision(last, 5..<6)),
    ]
    for (index, cap) in maxDetections.enumerated() {
      values.append(("AR\(cap)", COCOSummary.meanRecall(areas.map { $0.results[index] })))
    }
    return VisibleCurve.Point(
      band: band, metrics: values.map { COCOSummary.Metric(name: $0.0, value: $0.1, n: count) }, objectCount: count)
  }
}
