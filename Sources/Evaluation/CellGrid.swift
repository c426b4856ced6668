/// Numbers the pairs of category and picture, and gathers things by pair.
struct CellGrid {
  /// Indices of things, gathered by pair and in their own order within one.
  struct Groups {
    fileprivate let starts: [Int]
    /// The indices of all things that belong to some pair.
    let members: [Int]

    /// The things of one pair.
    subscript(cell: Int) -> ArraySlice<Int> { members[starts[cell]..<starts[cell + 1]] }
  }

  /// The pictures' ids, ascending, each once.
  let imageIDs: [Int]
  /// How many different pictures there are.
  var imageCount: Int { imageIDs.count }
  private let imageIndex: [Int: Int]
  private let categoryIndex: [Int: Int]

  /// The grid of these ids; picture ids may repeat.
  init(images: [Int], categories: [Int]) {
    imageIDs = Set(images).sorted()
    imageIndex = Dictionary(uniqueKeysWithValues: zip(imageIDs, imageIDs.indices))
    categoryIndex = Dictionary(uniqueKeysWithValues: zip(categories, categories.indices))
  }

  /// The number of a pair of indices, into the sorted ids of pictures and of categories.
  func cell(image: Int, category: Int) -> Int { category * imageCount + image }

  /// Gathers things by pair, by counting. Things whose ids are not in the grid belong to no group.
  func group<Thing>(_ things: [Thing], by ids: (Thing) -> (image: Int, category: Int)) -> Groups {
    let cells = things.map { thing -> Int? in
      let (image, category) = ids(thing)
      guard let image = imageIndex[image], let category = categoryIndex[category] else { return nil }
      return cell(image: image, category: category)
    }
    var starts = [Int](repeating: 0, count: imageCount * categoryIndex.count + 1)
    for case let cell? in cells { starts[cell + 1] += 1 }
    for cell in 1..<max(starts.count, 1) { starts[cell] += starts[cell - 1] }
    var next = starts
    var members = [Int](repeating: 0, count: starts[starts.count - 1])
    for (index, cell) in cells.enumerated() {
      guard let cell else { continue }
      members[next[cell]] = index
      next[cell] += 1
    }
    return Groups(starts: starts, members: members)
  }
}
