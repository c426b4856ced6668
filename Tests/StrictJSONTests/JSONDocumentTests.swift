import StrictJSON
import Testing

/// A document that must be refused, and the exact message.
struct BadDocument: Sendable, CustomTestStringConvertible {
  var text: String
  var message: String
  var testDescription: String { text.debugDescription }

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }
}

@Suite("JSONDocument")
struct JSONDocumentTests {
  static let bad: [BadDocument] = [
    BadDocument("", "a.json:1:1: $: found the end of the text, expected a value"),
    BadDocument("{", "a.json:1:2: $: found the end of the text, expected a key in double quotes"),
    BadDocument("[1, 2", "a.json:1:6: $: found the end of the text, expected \",\" or \"]\""),
    BadDocument("[1,]", "a.json:1:4: $: found \"]\", expected a value after the comma"),
    BadDocument("{\"a\":1,}", "a.json:1:8: $: found \"}\", expected a key after the comma"),
    BadDocument("{a:1}", "a.json:1:2: $: found \"a\", expected a key in double quotes"),
    BadDocument("{\"a\" 1}", "a.json:1:6: $.a: found \"1\", expected \":\" after the key"),
    BadDocument("{\n  \"a\": tru\n}", "a.json:2:8: $.a: found \"tru\", expected a value"),
    BadDocument("[true1]", "a.json:1:2: $[0]: found \"true1\", expected a value"),
    BadDocument("{\"é\": nul}", "a.json:1:7: $[\"é\"]: found \"nul\", expected a value"),
    BadDocument(
      "{\"a\":{\"b\":1,\n\"b\":2}}",
      "a.json:2:1: $.a.b: found the key \"b\" a second time, expected each key once"),
    BadDocument(
      "{\"b\":1,\"\\u0062\":2}", "a.json:1:8: $.b: found the key \"b\" a second time, expected each key once"),
    BadDocument("1 2", "a.json:1:3: found \"2\", expected nothing after the end of the document"),
    BadDocument("\u{FEFF}1", "a.json:1:1: found a byte order mark, expected JSON text without one"),
    BadDocument("// no", "a.json:1:1: $: found \"/\" (JSON has no comments), expected a value"),
    BadDocument("01", "a.json:1:1: $: found a number with a leading zero, expected a number without one"),
    BadDocument("[-]", "a.json:1:3: $[0]: found \"]\", expected a digit after the minus sign"),
    BadDocument("[1.]", "a.json:1:4: $[0]: found \"]\", expected a digit after the decimal point"),
    BadDocument("[1e]", "a.json:1:4: $[0]: found \"]\", expected a digit in the exponent"),
    BadDocument("+1", "a.json:1:1: $: found \"+\", expected a value"),
    BadDocument(".5", "a.json:1:1: $: found \".5\", expected a value"),
    BadDocument("NaN", "a.json:1:1: $: found \"NaN\", expected a value"),
    BadDocument("1e999", "a.json:1:1: $: found the number 1e999, expected a number below 1.8e308"),
    BadDocument("'a'", "a.json:1:1: $: found \"'\", expected a value"),
    BadDocument("\"a", "a.json:1:3: $: found the end of the text, expected the closing quote of the string"),
    BadDocument(
      "\"a\n\"",
      "a.json:1:3: $: found control character 10, expected control characters in a string to be escaped"),
    BadDocument(
      "\"\\x\"",
      #"a.json:1:2: $: found "\", expected an escape: \" \\ \/ \b \f \n \r \t or \u and four hexadecimal digits"#
    ),
    BadDocument(
      "\"\\ud800\"", "a.json:1:2: $: found \"\\\", expected a low surrogate after the high one"),
    BadDocument("\"\\udc00\"", "a.json:1:2: $: found \"\\\", expected a high surrogate before the low one"),
    BadDocument("[1 2]", "a.json:1:4: $: found \"2\", expected \",\" or \"]\""),
    BadDocument("{\"a\":1 \"b\":2}", "a.json:1:8: $: found a string, expected \",\" or \"}\""),
  ]

  @Test(arguments: bad)
  func refusesAndSaysWhere(_ bad: BadDocument) {
    let error = #expect(throws: InputError.self) { try JSONDocument(text: bad.text, file: "a.json") }
    #expect(error?.description == bad.message)
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    let error = #expect(throws: InputError.self) { try JSONDocument(bytes: bytes, file: nil) }
    #expect(error?.description == "line 1, column 2: $: found bytes that are not UTF-8, expected UTF-8 text")
  }

  @Test func nestsTo512LevelsAndNoFurther() throws {
    let deep = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    _ = try JSONDocument(text: deep)
    let error = #expect(throws: InputError.self) { try JSONDocument(text: "[" + deep + "]") }
    #expect(
      error?.description
        == "line 1, column 513: found a value nested 513 levels deep, expected at most 512 levels")
  }

  @Test func refusesDuplicatesAmongManyKeys() {
    let members = (0..<200).map { "\"k\($0)\":0" } + ["\"k150\":1"]
    let error = #expect(throws: InputError.self) {
      try JSONDocument(text: "{" + members.joined(separator: ",") + "}")
    }
    #expect(error?.jsonPath == "$.k150")
  }

  @Test func readsEveryKindOfValue() throws {
    let text = """
      { "null": null, "flags": [true, false], "text": "a\\u00e9\\ud83d\\ude00\\n\\/", "n": [0, -0, 12, -3.25, 1e3,
        9223372036854775807, -9223372036854775808, 9223372036854775808, 0.1, 123456789012345678901234567890, 5e-324],
        "empty": [{}, [], ""] }
      """
    let expected: JSONValue = [
      "null": nil, "flags": [true, false], "text": "aé😀\n/",
      "n": [
        0, 0, 12, -3.25, 1000.0, .integer(Int64.max), .integer(Int64.min), 9223372036854775808.0, 0.1,
        123456789012345678901234567890.0, .number(.leastNonzeroMagnitude),
      ],
      "empty": [[:], [], ""],
    ]
    #expect(try JSONDocument(text: text).root.value == expected)
  }

  @Test func readsNumbersAsTheNearestDouble() throws {
    var state: UInt64 = 88_172_645_463_325_252
    for _ in 0..<20_000 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      let short = (Double(state % 100_000_000) / 1000)
      #expect(try JSONDocument(text: "\(value)").root.double() == value)
      #expect(try JSONDocument(text: "\(short)").root.double() == short)
      #expect(try JSONDocument(text: JSONValue.number(value).canonicalText).root.double() == value)
    }
  }

  @Test func namesAMissingFile() {
    let error = #expect(throws: InputError.self) { try JSONDocument(file: "/no/such/file.json") }
    #expect(
      error?.description
        == "/no/such/file.json: found no readable file (No such file or directory), expected a JSON file")
  }

  @Test func replacesValuesWithoutMovingLines() throws {
    let document = try JSONDocument(
      text: "{\n \"a\": {\"b\": [1, [2, {}], 3]},\n \"c\": nope}".replacing("nope", "-1.5e3"))
    let first = try document.replacing([.key("a"), .key("b"), .element(1)], with: ["x": 1])
    let second = try first.replacing([.key("c")], with: "new")
    let third = try second.replacing([.key("d"), .key("e")], with: true)
    #expect(
      third.root.value == ["d": ["e": true], "a": ["b": [1, ["x": 1], 3]], "c": "new"])
    let error = try third.root.object().required("c").error(found: "x", expected: "y")
    #expect(error.line == 3)
    #expect(throws: InputError.self) { try document.replacing([.key("a"), .element(0)], with: 1) }
    #expect(throws: InputError.self) { try document.replacing([.key("a"), .key("b"), .element(9)], with: 1) }
  }
}

extension String {
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
