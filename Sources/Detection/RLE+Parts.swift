extension RLE {
  /// How many parts the mask falls into. Two pixels belong to one part when they touch by an edge or a corner, or are
  /// joined by pixels that do (8-connectivity). 0 for an empty mask.
  public var partCount: Int {
    let pieces = columnPieces()
    var parent = Array(pieces.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index {
        parent[index] = parent[parent[index]]
        index = parent[index]
      }
      return index
    }
    var count = pieces.count
    var previous = 0  // first piece of the column before that may still reach the present piece
    for (index, piece) in pieces.enumerated() {
      while previous < index,
        pieces[previous].column < piece.column - 1
          || (pieces[previous].column == piece.column - 1 && pieces[previous].end < piece.start)
      {
        previous += 1
      }
      var other = previous
      while other < index, pieces[other].column == piece.column - 1, pieces[other].start <= piece.end {
        let (one, two) = (root(other), root(index))
        if one != two {
          parent[two] = one
          count -= 1
        }
        other += 1
      }
    }
    return count
  }

  /// The runs cut at the borders of columns; `end` is exclusive.
  private func columnPieces() -> [(column: Int, start: Int, end: Int)] {
    var pieces: [(column: Int, start: Int, end: Int)] = []
    forEachRun { start, end in
      var position = start
      while position < end {
        let column = position / height
        let stop = min(end, (column + 1) * height)
        // Two runs that an empty run of zeros parts are one.
        if let last = pieces.last, last.column == column, last.end == position - column * height {
          pieces[pieces.count - 1].end = stop - column * height
        } else {
          pieces.append((column, position - column * height, stop - column * height))
        }
        position = stop
      }
    }
    return pieces
  }
}
