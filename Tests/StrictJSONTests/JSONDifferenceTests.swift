import StrictJSON
import Testing

@Suite struct JSONDifferenceTests {
  @Test func equalValuesDoNotDiffer() {
    let value: JSONValue = ["a": [1, 2, ["b": nil]], "c": "x"]
    #expect(JSONDifference.between(value, value).isEmpty)
    #expect(JSONDifference.between(1, 1.0).isEmpty)
  }

  @Test func placesAreNamedInTheOrderOfTheFirstThenOfTheSecond() {
    let before: JSONValue = ["train": ["lr": 0.1, "epochs": 3], "seeds": [0, 1], "old": true]
    let after: JSONValue = ["new": nil, "train": ["lr": 0.2, "epochs": 3], "seeds": [0, 2]]
    #expect(
      JSONDifference.between(before, after) == [
        JSONDifference(path: "train.lr", before: 0.1, after: 0.2),
        JSONDifference(path: "seeds[1]", before: 1, after: 2),
        JSONDifference(path: "old", before: true, after: nil),
        JSONDifference(path: "new", before: nil, after: JSONValue.null),
      ])
  }

  @Test func arraysOfOtherLengthsAndOtherKindsDifferAsAWhole() {
    #expect(
      JSONDifference.between(["a": [1, 2]], ["a": [1]]) == [JSONDifference(path: "a", before: [1, 2], after: [1])])
    #expect(JSONDifference.between("x", [:]) == [JSONDifference(path: "", before: "x", after: [:])])
  }

  @Test func theSearchEndsEarlyWhereFewAreAskedFor() {
    let before: JSONValue = ["a": 1, "b": 2, "c": 3]
    let after: JSONValue = ["a": 0, "b": 0, "c": 0]
    #expect(JSONDifference.between(before, after, most: 2).map(\.path) == ["a", "b"])
  }

  @Test func inWordsLongValuesAreCut() {
    let difference = JSONDifference(path: "notes", before: nil, after: .string(String(repeating: "x", count: 90)))
    #expect(difference.text.hasPrefix("notes: – → \"xxx") && difference.text.hasSuffix("x…"))
  }
}
