import StrictJSON
import Testing

@Suite("JSONNode")
struct JSONNodeTests {
  enum Fruit: String, CaseIterable { case apple, pear, plum }

  private func node(_ text: String) throws -> JSONNode { try JSONDocument(text: text, file: "a.json").root }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsWholeNumbersHoweverWritten() throws {
    #expect(try node("3").int() == 3)
    #expect(try node("3.0").int() == 3)
    #expect(try node("3e2").int() == 300)
    #expect(
      message { _ = try node("3.5").int() } == "a.json:1:1: $: found the number 3.5, expected a whole number")
    #expect(
      message { _ = try node("300").int(in: 1...30) }
        == "a.json:1:1: $: found the number 300, expected a whole number from 1 to 30")
    #expect(
      message { _ = try node("0").int(in: 1...Int.max) }
        == "a.json:1:1: $: found the number 0, expected a whole number of at least 1")
  }

  @Test func namesTheWrongType() throws {
    let root = try node("{\"a\": [1, \"x\", {\"b\": null}]}")
    let elements = try root.object().required("a").array()
    #expect(
      message { _ = try elements[0].string() } == "a.json:1:8: $.a[0]: found the number 1, expected a string")
    #expect(
      message { _ = try elements[1].double(in: 0...1) }
        == "a.json:1:11: $.a[1]: found \"x\", expected a number from 0 to 1")
    #expect(
      message { _ = try elements[2].array() } == "a.json:1:16: $.a[2]: found an object, expected an array")
    let inner = try elements[2].object().required("b")
    #expect(inner.isNull)
    #expect(message { _ = try inner.bool() } == "a.json:1:22: $.a[2].b: found null, expected true or false")
    #expect(message { _ = try root.int() } == "a.json:1:1: $: found an object, expected a whole number")
    #expect(
      message { _ = try root.object().required("a").object() }
        == "a.json:1:7: $.a: found an array of 3, expected an object")
  }

  @Test func choosesAmongNamesAndOffersTheNearest() throws {
    #expect(try node("\"pear\"").choice(of: Fruit.self) == .pear)
    #expect(
      message { _ = try node("\"aple\"").choice(of: Fruit.self) }
        == "a.json:1:1: $: found \"aple\", expected one of apple, pear, plum; did you mean \"apple\"?")
    #expect(
      message { _ = try node("7").choice(of: Fruit.self) }
        == "a.json:1:1: $: found the number 7, expected one of apple, pear, plum")
  }

  @Test func refusesKeysThatNobodyAskedFor() throws {
    let reader = try node("{\"warmpup\": 1,\n \"lr\": 2}").object()
    #expect(try reader.required("lr").int() == 2)
    #expect(reader.optional("warmup")?.path == nil)
    #expect(
      message { try reader.finish() }
        == "a.json:1:2: $.warmpup: found an unknown key \"warmpup\", expected one of lr, warmup; did you mean \"warmup\"?"
    )
  }

  @Test func tellsOfAKeyThatLooksLikeTheMissingOne() throws {
    let reader = try node("{\"seeed\": 1}").object()
    #expect(
      message { _ = try reader.required("seed") }
        == "a.json:1:1: $: found no key \"seed\" but a key \"seeed\", expected the key \"seed\"")
    #expect(
      message { _ = try node("{}").object().required("seed") }
        == "a.json:1:1: $: found no key \"seed\", expected the key \"seed\"")
  }

  @Test func findsKeysInAnyOrderAndWithEscapes() throws {
    let reader = try node("{\"a\":1,\"b\":[1,2],\"\\u0063\":3,\"d\":{\"a\":9}}").object()
    for key in ["d", "a", "c", "b", "c", "a"] { #expect(reader.optional(key)?.path != nil) }
    #expect(reader.optional("e")?.path == nil)
    #expect(try reader.required("c").int() == 3)
    #expect(reader.keys == ["a", "b", "c", "d"])
    try reader.finish()
    #expect(reader.members().map(\.value.path) == ["$.a", "$.b", "$.c", "$.d"])
  }
}
