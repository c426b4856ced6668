/// Finds what a misspelt name was probably meant to be.
public enum NearestName {
  /// The candidate with the smallest edit distance to `name` (insertions, deletions, substitutions and swaps of
  /// neighbours, case ignored), or nil if none is close: at most 2 edits for short names, a third of the length for
  /// long ones. On equal distance the earlier candidate wins. Where none is close, the shortest that begins with `name`, if
  /// that has three letters or more.
  public static func to(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().unicodeScalars)
      let limit = max(2, max(wanted.count, other.count) / 3)
      let distance = editDistance(wanted, other)
      // A distance as long as the name itself says that nothing is shared.
      guard distance <= limit, distance < max(wanted.count, other.count) else { continue }
      if distance < (best?.distance ?? Int.max) { best = (candidate, distance) }
    }
    if let best { return best.name }
    guard wanted.count >= 3 else { return nil }
    return candidates.filter { $0.lowercased().hasPrefix(name.lowercased()) }.min { $0.count < $1.count }
  }

  /// Optimal string alignment distance.
  static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in 1...a.count {
      current[0] = i
      for j in 1...b.count {
        let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var distance = min(previous[j] + 1, current[j - 1] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          distance = min(distance, beforePrevious[j - 2] + 1)
        }
        current[j] = distance
      }
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return previous[b.count]
  }
}
