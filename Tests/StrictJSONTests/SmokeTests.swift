import StrictJSON
import Testing

@Suite("Smoke")
struct SmokeTests {
  @Test func reads() throws {
    let document = try JSONDocument(text: "{\"a\": [1, 2.5, {\"b\\u00e9\": \"x\\n\"}], \"z\": 1e-7}")
    #expect(document.root.value.canonicalText == "{\"a\":[1,2.5,{\"bé\":\"x\\n\"}],\"z\":1e-7}")
  }
}
