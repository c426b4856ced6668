import Spec
import StrictJSON
import Testing

@Suite("Subset")
struct SubsetTests {
  private func subset(_ text: String) throws -> Subset {
    try Subset(JSONDocument(value: .string(text)).root)
  }

  @Test(arguments: [
    ("all", "all"), ("base", "base"), ("novel", "novel"), ("visible[0,0.5)", "visible[0,0.5)"),
    ("visible[0.250,0.50]", "visible[0.25,0.5]"), ("novel visible[0,1]", "novel visible[0,1]"),
    ("visible[0.5,1] base", "base visible[0.5,1]"), ("all visible[0,0.1)", "visible[0,0.1)"),
    ("novel all", "novel"), ("separated", "separated"), ("occluded novel", "novel occluded"),
    ("visible[0,0.5) occluded base", "base occluded visible[0,0.5)"), ("all separated", "separated"),
    ("visible[1,1]", "visible[1,1]"),
  ])
  func hasOneSpelling(_ pair: (String, String)) throws {
    let first = try subset(pair.0)
    #expect(first.name == pair.1)
    #expect(try subset(first.name) == first)
  }

  @Test(arguments: [
    ("", "found an empty word in \"\""), ("novel  base", "found an empty word in \"novel  base\""),
    ("novl", "found \"novl\""), ("occluded separated", "found \"occluded\" and \"separated\" together"),
    ("base novel", "found \"base\" and \"novel\" together in \"base novel\""),
    ("visible[0,0.5) visible[0,1]", "found two visible bands"), ("visible(0,1]", "found \"visible(0,1]\""),
    ("visible[0.5,0.2)", "found \"visible[0.5,0.2)\", expected bounds with 0 <= a <= b <= 1"),
    ("visible[0,1.5]", "expected bounds"), ("visible[0.5,0.5)", "expected a band that is not empty"),
    ("visible[a,b)", "found \"visible[a,b)\""), ("visible[0, 1]", "found \"visible[0,\""),
    ("visible", "found \"visible\""),
    ("visible[nan,1]", "expected bounds"), ("visible[0,1", "found \"visible[0,1\""),
  ])
  func refusesWhatIsNotInTheGrammar(_ pair: (String, String)) {
    let error = #expect(throws: InputError.self) { try subset(pair.0) }
    #expect(error?.description.contains(pair.1) == true, "\(error?.description ?? "")")
  }

  @Test func offersTheNearestWord() {
    let error = #expect(throws: InputError.self) { try subset("novl") }
    #expect(error?.nearest == "novel")
    #expect(#expect(throws: InputError.self) { try subset("ocluded") }?.nearest == "occluded")
  }

  @Test func bandsKeepTheirBounds() throws {
    let open = try #require(try subset("visible[0.25,0.5)").visible)
    #expect(open.contains(0.25) && open.contains(0.4999) && !open.contains(0.5) && !open.contains(0.2))
    let closed = try #require(try subset("visible[0.5,1]").visible)
    #expect(closed.contains(1))
  }
}
