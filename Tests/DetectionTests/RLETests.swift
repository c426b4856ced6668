import Detection
import Testing

@Suite("RLE")
struct RLETests {
  private let goldens = MaskGoldens.load

  @Test func encodesAndDecodesAsPycocotools() throws {
    let masks = try goldens().masks
    #expect(masks.count == 31)
    for golden in masks {
      let rle = RLE(mask: golden.pixels, height: golden.height, width: golden.width)
      #expect(rle.compressed == golden.counts)
      #expect(rle.mask() == golden.pixels)
      #expect(RLE(compressed: golden.counts, height: golden.height, width: golden.width) == rle)
      #expect(rle.area == golden.area)
      #expect(rle.boundingBox == golden.box)
    }
  }

  @Test func rasterisesPolygonsAsPycocotools() throws {
    let polygons = try goldens().polygons
    #expect(polygons.count == 120)
    for golden in polygons {
      let rle = RLE(polygons: golden.polygons ?? [], height: golden.height, width: golden.width)
      #expect(rle.compressed == golden.counts, "\(golden.polygons ?? [])")
      #expect(rle.area == golden.area)
      #expect(rle.boundingBox == golden.box)
    }
  }

  @Test func measuresOverlapAsPycocotools() throws {
    let pairs = try goldens().pairs
    #expect(pairs.count > 100)
    for pair in pairs {
      let first = try #require(RLE(compressed: pair.first, height: pair.size[0], width: pair.size[1]))
      let second = try #require(RLE(compressed: pair.second, height: pair.size[0], width: pair.size[1]))
      #expect(first.iou(second, crowd: false) == pair.iou)
      #expect(first.iou(second, crowd: true) == pair.crowd)
      #expect(
        RLE.union([first, second])?.mask()
          == RLE(
            compressed: pair.union, height: pair.size[0], width: pair.size[1])?.mask())
    }
  }

  @Test func readsPixelsDownTheColumns() {
    let rle = RLE(mask: [1, 0, 0, 1, 0, 1], height: 2, width: 3)
    #expect(rle.counts == [0, 2, 3, 1])
    #expect(RLE(height: 2, width: 3, counts: [0, 2, 3, 1]).mask() == [1, 0, 0, 1, 0, 1])
  }

  @Test func refusesRunsThatDoNotCoverTheMask() {
    #expect(RLE(checking: [1, 2], height: 2, width: 2) == nil)
    #expect(RLE(checking: [1, 3, 1], height: 2, width: 2) == nil)
    #expect(RLE(checking: [4], height: -2, width: -2) == nil)
    #expect(RLE(checking: [.max, 1], height: .max, width: 2) == nil)
    #expect(RLE(checking: [], height: 0, width: 5)?.area == 0)
    #expect(RLE(checking: [1, 3], height: 2, width: 2)?.area == 3)
  }

  @Test(arguments: ["", "5", "4 ", "4~", "T", "TTTTTTTTTTTT0", "O", "é"])
  func refusesMalformedStrings(_ text: String) {
    #expect(RLE(compressed: text, height: 2, width: 2) == nil)
  }

  @Test func polygonsThatCoverNothingGiveAnEmptyMask() {
    for polygons in [[], [[]], [[1, 1, 5, 5]], [[0, 0, .nan, 9, 9, 9]], [[0, 0, 1e300, 0, 9, 9]]]
      as [[[Double]]]
    {
      let rle = RLE(polygons: polygons, height: 4, width: 6)
      #expect(rle.area == 0)
      #expect(rle.boundingBox == Box(x: 0, y: 0, width: 0, height: 0))
    }
  }

  @Test func masksOfDifferentSizesShareNothing() {
    let wide = RLE(mask: [1, 1], height: 1, width: 2)
    let tall = RLE(mask: [1, 1], height: 2, width: 1)
    #expect(wide.iou(tall, crowd: false) == 0)
    #expect(RLE.union([wide, tall]) == nil)
    #expect(RLE.union([]) == nil)
  }
}

@Suite("OcclusionKind")
struct OcclusionKindTests {
  private func mask(_ rows: String...) -> RLE {
    RLE(
      mask: rows.flatMap { row in row.utf8.map { $0 == UInt8(ascii: "#") ? 1 : 0 } }, height: rows.count,
      width: rows[0].utf8.count)
  }

  @Test func countsPartsThatTouchByEdgesOrCorners() {
    #expect(mask("...", "...").partCount == 0)
    #expect(mask("###", "###").partCount == 1)
    #expect(mask("#.#", "#.#").partCount == 2)
    #expect(mask("#.#", ".#.").partCount == 1)
    #expect(mask("#..", "..#").partCount == 2)
    #expect(mask("#.#.#", "#.#.#", "#####").partCount == 1)
    #expect(mask("###.#", "#.#.#", "###..", "....#").partCount == 3)
    #expect(mask("#", "#", ".", "#").partCount == 2)
    // A run over the foot of one column and the head of the next is two pieces that do not touch.
    #expect(mask(".#", "..", "..", "#.").partCount == 2)
    #expect(RLE(height: 4, width: 1, counts: [0, 2, 0, 2]).partCount == 1)
  }

  @Test func countsPartsAsAFloodFillDoes() {
    var state: UInt64 = 3
    for _ in 0..<300 {
      let (height, width) = (Int(state % 7) + 1, Int(state / 7 % 8) + 1)
      let pixels = (0..<height * width).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 62 == 0 ? 1 : 0
      }
      #expect(RLE(mask: pixels, height: height, width: width).partCount == floodCount(pixels, height, width))
    }
  }

  private func floodCount(_ pixels: [UInt8], _ height: Int, _ width: Int) -> Int {
    var left = pixels
    var count = 0
    for start in left.indices where left[start] == 1 {
      count += 1
      var open = [start]
      while let place = open.popLast() {
        left[place] = 0
        for row in max(0, place / width - 1)...min(height - 1, place / width + 1) {
          for column in max(0, place % width - 1)...min(width - 1, place % width + 1)
          where left[row * width + column] == 1 {
            left[row * width + column] = 2
            open.append(row * width + column)
          }
        }
      }
    }
    return count
  }

  @Test func needsAHiddenPart() {
    func kind(_ mask: RLE?, _ fraction: Double?, crowd: Bool = false) -> OcclusionKind? {
      Annotation(
        id: 1, imageID: 1, categoryID: 1, box: Box(x: 0, y: 0, width: 1, height: 1), isCrowd: crowd, mask: mask,
        visibleFraction: fraction
      ).occlusion
    }
    #expect(kind(mask("##."), 0.5) == .occluded)
    #expect(kind(mask("#.#"), 0.5) == .separated)
    #expect(kind(mask("#.#"), 1) == nil)
    #expect(kind(mask("#.#"), nil) == nil)
    #expect(kind(mask("..."), 0) == nil)
    #expect(kind(nil, 0.5) == nil)
    #expect(kind(mask("##."), 0.5, crowd: true) == nil)
  }
}
