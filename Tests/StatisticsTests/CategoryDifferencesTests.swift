import Statistics
import Testing

@Suite struct CategoryDifferencesTests {
  /// Differences of seed 0: a 0.4, b -0.1, c 0; of seed 1: a 0.6, b -0.1, c 0.2. The mean is 1/6; without a it is 0.
  @Test func theHeaviestCategoryIsTheOneThatMovesTheMeanMost() throws {
    let found = try #require(
      CategoryDifferences([
        (["a": 0.5, "b": 0.1, "c": 0.3, "only first": 1], ["a": 0.1, "b": 0.2, "c": 0.3]),
        (["a": 0.7, "b": 0.2, "c": 0.4], ["a": 0.1, "b": 0.3, "c": 0.2, "only second": 1]),
      ]))
    #expect(found.categories.map(\.name) == ["a", "b", "c"] || found.categories.map(\.name) == ["a", "c", "b"])
    #expect(abs(found.categories[0].mean - 0.5) < 1e-12)
    #expect(found.heaviest.name == "a" && found.withoutHeaviest.n == 2)
    #expect(abs(found.withoutHeaviest.mean) < 1e-12)
    // (-0.05, 0.05): deviation 0.0707, t(1) 12.7062, root 2.
    let half = try #require(found.withoutHeaviest.interval(confidence: 0.95))
    #expect(abs(half - 0.635310236808735) < 1e-9)
  }

  @Test func ofOneCategoryOrNoneThereIsNothingToTell() {
    #expect(CategoryDifferences([(["a": 0.5], ["a": 0.1])]) == nil)
    #expect(CategoryDifferences([(["a": 0.5, "b": 1], ["b": 0.1]), (["b": 1], ["b": 1])]) == nil)
    #expect(CategoryDifferences([]) == nil)
  }
}
