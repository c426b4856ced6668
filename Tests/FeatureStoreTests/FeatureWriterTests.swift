import FeatureStore
import Foundation
import StrictJSON
import Testing

extension FeatureBatch {
  /// Detections with values that tell where they are.
  static func sample(count: Int, dimension: Int) -> FeatureBatch {
    FeatureBatch(
      features: (0..<(count * dimension)).map { Float($0) / 8 }, labels: (0..<count).map { Int64($0 % 3) },
      scores: (0..<count).map { 1 / Float($0 + 1) }, boxes: (0..<(count * 4)).map { Float($0) + 0.5 },
      imageIDs: (0..<count).map { Int64($0 / 2 + 1_000_000_000_000) },
      predictedLabels: (0..<count).map { Int64($0 % 5 + 1) })
  }
}

@Suite struct FeatureWriterTests {
  let scratch: Scratch
  let provenance = Provenance(
    experiment: "few-shot", arm: "full-transfer", shots: 10, seed: 2, split: "test",
    more: [("model_digest", "abc"), ("roi_size", 7)])

  init() throws { scratch = try Scratch() }

  @Test func batchesComeBackInOrderWithTheirProvenance() throws {
    let path = scratch.path("features.h5")
    let writer = try FeatureWriter(path: path, dimension: 4, provenance: provenance)
    try writer.append(.sample(count: 3, dimension: 4))
    try writer.append(.sample(count: 0, dimension: 4))
    try writer.append(.sample(count: 2, dimension: 4))
    try writer.finish()
    let file = try FeatureFile(path: path)
    let (first, second) = (
      FeatureBatch.sample(count: 3, dimension: 4), FeatureBatch.sample(count: 2, dimension: 4)
    )
    #expect(file.provenance == provenance)
    #expect(file.dimension == 4)
    #expect(file.batch.count == 5)
    #expect(file.batch.features == first.features + second.features)
    #expect(file.batch.labels == first.labels + second.labels)
    #expect(file.batch.scores == first.scores + second.scores)
    #expect(file.batch.boxes == first.boxes + second.boxes)
    #expect(file.batch.imageIDs == first.imageIDs + second.imageIDs)
    #expect(file.batch.predictedLabels == first.predictedLabels + second.predictedLabels)
  }

  @Test func aRunWithoutDetectionsLeavesAReadableFile() throws {
    let path = scratch.path("none.h5")
    let bare = Provenance(experiment: "e", arm: "scratch", split: "test")
    try FeatureWriter(path: path, dimension: 256, provenance: bare).finish()
    let file = try FeatureFile(path: path)
    #expect(file.provenance == bare)
    #expect(file.dimension == 256)
    #expect(file.batch == FeatureBatch())
  }

  @Test func tokensComeBackWithTheirImages() throws {
    let path = scratch.path("tokens.h5")
    let tokens = (0..<24).map { Float($0) }
    let writer = try TokenWriter(path: path, tokenCount: 2, dimension: 4, provenance: provenance)
    try writer.append(images: ["a.png", "b.png"], tokens: Array(tokens[..<16]))
    try writer.append(images: ["ü.png"], tokens: Array(tokens[16...]))
    try writer.finish()
    let file = try TokenFile(path: path)
    #expect(file.provenance == provenance)
    #expect(file.images == ["a.png", "b.png", "ü.png"])
    #expect(file.tokens == H5Array(shape: [3, 2, 4], values: tokens))
  }
}
