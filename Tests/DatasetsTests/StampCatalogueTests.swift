import Datasets
import StrictJSON
import Testing

@Suite struct StampCatalogueTests {
  @Test func makesACategoryOfEachFolder() throws {
    let folder = try TestFolder()
    try DrawnStamps.write(to: folder, categories: ["ring", "disc"], count: 3)
    try folder.write("stamps/loose.png", DrawnStamps.shape(2, 0).png())
    try folder.write("stamps/disc/readme.txt", text: "no picture")
    let catalogue = try StampCatalogue(root: folder.path + "/stamps")
    #expect(catalogue.categories == ["disc", "ring"])
    #expect(try catalogue.stamps(of: "disc").map(\.name) == ["disc/0.png", "disc/1.png", "disc/2.png"])
    #expect(catalogue.others.map(\.name) == ["loose.png"])
    let error = #expect(throws: InputError.self) { try catalogue.stamps(of: "rnig") }
    #expect(error?.nearest == "ring")
    #expect(throws: InputError.self) { try StampCatalogue(root: folder.path + "/absent") }
  }

  @Test func sortsTheTuxPaintLayoutByItsTable() throws {
    let folder = try TestFolder()
    for name in [
      "animals/birds/owl", "animals/birds/cartoon/tux", "food/fruit/kiwi", "town/roadsigns/stop",
      "town/roadsigns/xing_school_mirror", "symbols/chess/king", "animals/insects/bee",
      "animals/insects/Brown_slug",
      "seasonal/halloween/grave-a", "seasonal/halloween/ghost",
    ] {
      try folder.write("\(name).png", DrawnStamps.shape(0, 0).png())
    }
    let catalogue = try StampCatalogue(root: folder.path)
    #expect(catalogue.categories.count == 20)
    #expect(try catalogue.stamps(of: "bird").map(\.name) == ["animals/birds/owl.png"])
    #expect(try catalogue.stamps(of: "road-sign").map(\.name) == ["town/roadsigns/stop.png"])
    #expect(try catalogue.stamps(of: "insect").map(\.name) == ["animals/insects/bee.png"])
    #expect(try catalogue.stamps(of: "gravestone").map(\.name) == ["seasonal/halloween/grave-a.png"])
    #expect(
      catalogue.others.map(\.name) == [
        "animals/birds/cartoon/tux.png", "animals/insects/Brown_slug.png", "seasonal/halloween/ghost.png",
      ])
  }

  @Test func digestsNamesAndContentButNotThePlace() throws {
    let (a, b) = (try TestFolder(), try TestFolder())
    for folder in [a, b] { try DrawnStamps.write(to: folder, categories: ["disc", "ring"], count: 2) }
    let digest = try StampDigest.folder(a.path)
    #expect(digest.count == 64)
    #expect(try digest == StampDigest.folder(b.path))
    let catalogue = try StampCatalogue(root: b.path + "/stamps")
    let part = try StampDigest.stamps(catalogue.stamps(of: "disc"), of: catalogue)
    try b.write("stamps/ring/1.png", DrawnStamps.shape(1, 5).png())
    #expect(try digest != StampDigest.folder(b.path))
    #expect(try part == StampDigest.stamps(catalogue.stamps(of: "disc"), of: catalogue))
  }
}

@Suite struct ExemplarSplitTests {
  let shares: [SceneSplit: Double] = [.pretrain: 0.4, .train: 0.3, .development: 0.1, .test: 0.2]

  @Test(arguments: [
    (4, [1, 1, 1, 1]), (7, [3, 2, 1, 1]), (8, [2, 2, 2, 2]), (10, [3, 3, 2, 2]), (40, [16, 12, 4, 8]),
  ])
  func sharesOutEveryCutOutOnce(_ count: Int, _ expected: [Int]) throws {
    let folder = try TestFolder()
    try DrawnStamps.write(to: folder, categories: ["disc", "ring"], count: count)
    let catalogue = try StampCatalogue(root: folder.path + "/stamps")
    let split = try ExemplarSplit(catalogue: catalogue, categories: ["disc"], shares: shares, seed: 3)
    let parts = SceneSplit.allCases.map { split.stamps(of: $0)[0] }
    #expect(parts.map(\.count) == expected)
    let all = parts.flatMap { $0 }
    #expect(Set(all).count == all.count)
    #expect(try Set(all) == Set(catalogue.stamps(of: "disc")))
    #expect(try split.pretrainExtras == catalogue.stamps(of: "ring"))
    #expect(try split == ExemplarSplit(catalogue: catalogue, categories: ["disc"], shares: shares, seed: 3))
  }

  @Test func refusesACategoryWithFewerCutOutsThanSplits() throws {
    let folder = try TestFolder()
    try DrawnStamps.write(to: folder, categories: ["disc"], count: 3)
    let catalogue = try StampCatalogue(root: folder.path + "/stamps")
    #expect(
      throws: InputError(
        file: catalogue.root, found: "3 cut-outs of the category \"disc\"",
        expected: "at least 4, one for each split")
    ) { try ExemplarSplit(catalogue: catalogue, categories: ["disc"], shares: shares, seed: 0) }
    let two = try ExemplarSplit(
      catalogue: catalogue, categories: ["disc"], shares: [.train: 1, .test: 1], seed: 0)
    #expect(two.stamps(of: .train)[0].count == 2 && two.stamps(of: .test)[0].count == 1)
    #expect(two.stamps(of: .pretrain)[0].isEmpty)
  }
}
