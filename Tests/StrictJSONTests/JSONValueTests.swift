import StrictJSON
import Testing

@Suite("JSONValue")
struct JSONValueTests {
  @Test func writesTheCanonicalTextThatKeysHangOn() {
    let value: JSONValue = [
      "b": [
        1, 2.0, 0.1, 1e-7, 1e21, 123456.75, -0.0, 1e20, 1e-6, .number(.leastNonzeroMagnitude),
        1.7976931348623157e308, 0.05,
      ],
      "a": ["z": nil, "Z": true, "é": false, "\u{10000}": 0, "\u{FFFF}": 1],
      "": "quote \" slash / back \\ tab \t bell \u{7} del \u{7F} é 😀",
    ]
    let expected =
      #"{"":"quote \" slash / back \\ tab \t bell \u0007 del "# + "\u{7F}"
      + #" é 😀","a":{"Z":true,"z":null,"é":false,""# + "\u{FFFF}" + #"":1,""# + "\u{10000}"
      + #"":0},"b":[1,2,0.1,1e-7,1e+21,123456.75,0,100000000000000000000,0.000001,5e-324,"#
      + #"1.7976931348623157e+308,0.05]}"#
    #expect(value.canonicalText == expected)
  }

  @Test func canonicalTextDoesNotDependOnOrderOrLayout() throws {
    let a = try JSONDocument(text: "{ \"x\": 1.0, \"y\": [ 10e-1, 3 ] }").root.value
    let b = try JSONDocument(text: "{\"y\":[1,3.00],\"x\":1}").root.value
    #expect(a.canonicalText == b.canonicalText)
  }

  @Test func writesPrettyTextInOrder() {
    let value: JSONValue = ["b": [1, 2], "a": [["x": [:]], []], "c": "d"]
    #expect(
      value.prettyText() == """
        {
          "b": [1, 2],
          "a": [
            {
              "x": {}
            },
            []
          ],
          "c": "d"
        }
        """)
  }

  @Test func readsBackWhatItWrites() throws {
    let value: JSONValue = [
      "k\"\\\u{1}": ["\u{2028}é😀", -12, 0.30000000000000004, 1e300, nil, true], "e": [:],
    ]
    #expect(try JSONDocument(text: value.prettyText()).root.value == value)
    #expect(JSONDocument(value: value).root.value == value)
  }

  @Test func refusesToWriteNumbersThatAreNotFinite() async {
    await #expect(processExitsWith: .failure) { _ = JSONValue.number(.nan).canonicalText }
    #expect(JSONValue.finiteOrNull(.infinity) == .null)
    #expect(JSONValue.finiteOrNull(0.5) == 0.5)
  }

  @Test func comparesNumbersByValue() {
    #expect(JSONValue.integer(1) == .number(1))
    #expect(JSONValue.number(1.5) != .integer(1))
    #expect(JSONValue.number(9_223_372_036_854_775_808) != .integer(Int64.max))
    #expect(JSONValue.string("e\u{301}") != .string("\u{e9}"))
  }

  @Test func setsAndRemovesMembersInPlace() {
    var object = JSONObject([("a", 1), ("b", 2)])
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    #expect(object == JSONObject([("a", 3), ("c", 4)]))
    #expect(object.keys == ["a", "c"])
    #expect(JSONValue.object(object)["c"] == 4)
  }
}
