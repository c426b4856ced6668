import Reports
import StrictJSON
import Testing

@Suite struct JSONDifferenceTests {
  @Test func differencesHavePlaces() {
    let left: JSONValue = ["a": 1, "b": ["x": [1, 2, 3], "y z": "same"], "gone": nil, "kind": [:]]
    let right: JSONValue = ["kind": 1, "b": ["y z": "same", "x": [1, 5]], "a": 1.0, "new": true]
    #expect(
      JSONDifference.between(left, right) == [
        JSONDifference(path: "$.b.x[1]", left: 2, right: 5), JSONDifference(path: "$.b.x[2]", left: 3, right: nil),
        JSONDifference(path: "$.gone", left: .null, right: nil),
        JSONDifference(path: "$.kind", left: [:], right: 1), JSONDifference(path: "$.new", left: nil, right: true),
      ])
    #expect(JSONDifference.between(["y z": 1], ["y z": 2]).map(\.path) == ["$[\"y z\"]"])
    #expect(JSONDifference.between(left, left).isEmpty)
  }
}
