/// Means with the bits of NumPy's.
enum PairwiseMean {
  /// The mean of the values; nil when there are none.
  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : sum(values[...]) / Double(values.count)
  }

  /// The sum as NumPy forms it over contiguous memory: halves are summed apart down to blocks of 128, and a block in
  /// eight interleaved parts.
  static func sum(_ values: ArraySlice<Double>) -> Double {
    let (count, start) = (values.count, values.startIndex)
    if count < 8 { return values.reduce(0, +) }
    if count > 128 {
      let half = count / 2 - count / 2 % 8
      return sum(values.prefix(half)) + sum(values.dropFirst(half))
    }
    var parts = Array(values.prefix(8))
    let whole = count - count % 8
    for index in 8..<max(whole, 8) { parts[index % 8] += values[start + index] }
    let left = (parts[0] + parts[1]) + (parts[2] + parts[3])
    let right = (parts[4] + parts[5]) + (parts[6] + parts[7])
    return values.dropFirst(whole).reduce(left + right, +)
  }
}
