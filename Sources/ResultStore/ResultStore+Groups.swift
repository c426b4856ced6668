import GRDB
public import StrictJSON

extension ResultStore {
  /// The runs that `query` asks for, finished ones only, put together over their seeds.
  ///
  /// - Parameters:
  ///   - query: `limit` and `offset` count groups. Sorted by a measure, groups go by its mean, the highest first if
  ///     `descending`, those without a value last; in any other case by experiment, variant, arm, shots and
  ///     specification.
  ///   - measures: The measures to give values of.
  public func seedGroups(_ query: HistoryQuery, measures: [Measure]) throws(InputError) -> [SeedGroup] {
    try read { database in
      let seeds = try expectedSeeds(database)
      guard case .measure(let measure) = query.sort else {
        let page = try SeedGroupReader(query, measures, seeds, file: path, in: database)
          .groups(from: query.offset, count: query.limit)
        return try Self.naming(page, of: query, in: database)
      }
      // The measure to sort by is read once, be it shown or not.
      let all = measures.contains(measure) ? measures : measures + [measure]
      let place = all.firstIndex(of: measure) ?? 0
      let reader = try SeedGroupReader(query, all, seeds, readsAll: true, file: path, in: database)
      let groups = try reader.groups(from: 0, count: nil)
      let means = groups.map { Self.mean($0.members.compactMap { $0.values[place] }) }
      let order = groups.indices.sorted { a, b in
        guard let first = means[a], let second = means[b], first != second else {
          return (means[a] == nil) == (means[b] == nil) ? a < b : means[b] == nil
        }
        return query.descending ? first > second : first < second
      }
      let page = order.dropFirst(max(0, query.offset)).prefix(max(0, query.limit ?? order.count))
      let shown = page.map { index in
        var group = groups[index]
        for member in group.members.indices {
          group.members[member].values.removeLast(all.count - measures.count)
        }
        return group
      }
      return try Self.naming(shown, of: query, in: database)
    }
  }

  /// The groups of a page with the seeds that the query leaves out of each.
  private static func naming(
    _ groups: [SeedGroup], of query: HistoryQuery, in database: Database
  ) throws -> [SeedGroup] {
    guard query.leavesOutSeeds else { return groups }
    let finished = try database.cachedStatement(
      sql: """
        SELECT DISTINCT seed FROM run
        WHERE experiment IN (SELECT id FROM experiment WHERE name = ? UNION ALL SELECT ?)
          AND variant IS ? AND arm = ? AND shots IS ? AND spec_digest IS ? AND status = 'finished' ORDER BY seed
        """)
    return try groups.map { group in
      let seeds = try Int.fetchAll(
        finished,
        arguments: [
          group.experiment, group.experiment, group.variant, group.arm, group.shots, group.specDigest,
        ])
      var group = group
      let members = Set(group.members.map(\.seed))
      group.leftOutSeeds = seeds.filter { !members.contains($0) }
      return group
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// For each experiment its name and, under its specification's digest, the seeds that this names.
  private func expectedSeeds(_ database: Database) throws -> [String: SeedGroupReader.Declared] {
    var declared: [String: SeedGroupReader.Declared] = [:]
    let cursor = try Row.fetchCursor(database, sql: "SELECT id, name, digest, spec_json FROM experiment")
    while let row = try cursor.next() {
      let reader = RowReader(row: row, file: path)
      var seeds: [Int]?
      if case .array(let values)? = try JSONDocument(text: reader.text("spec_json")).root.value["matrix"]?["seeds"] {
        seeds = values.compactMap { if case .integer(let seed) = $0 { Int(exactly: seed) } else { nil } }
      }
      declared[try reader.text("id")] = SeedGroupReader.Declared(
        name: try reader.text("name"), digest: try reader.text("digest"), seeds: seeds)
    }
    return declared
  }
}
