import StrictJSON
import Testing

@Suite("NearestName")
struct NearestNameTests {
  @Test(arguments: [
    ("warmpup", "warmup"), ("LR", "lr"), ("encoder-onyl", "encoder-only"), ("fulltransfer", "full-transfer"),
    ("imagesize_px", "image_size_px"),
  ])
  func findsTheNameThatWasMeant(_ pair: (String, String)) {
    let names = ["lr", "warmup", "encoder-only", "full-transfer", "image_size_px"]
    #expect(NearestName.to(pair.0, among: names) == pair.1)
  }

  @Test func whatIsCutShortIsTheShortestNameThatBeginsSo() {
    let names = ["full-transfer-single-scale", "full-transfer", "encoder-only"]
    #expect(NearestName.to("full", among: names) == "full-transfer")
    #expect(NearestName.to("Enc", among: names) == "encoder-only")
    #expect(NearestName.to("fu", among: names) == nil && NearestName.to("only", among: names) == nil)
  }

  @Test func offersNothingWhenNothingIsClose() {
    #expect(NearestName.to("zebra", among: ["lr", "warmup"]) == nil)
    #expect(NearestName.to("ab", among: ["xy"]) == nil)
    #expect(NearestName.to("a", among: []) == nil)
  }
}
