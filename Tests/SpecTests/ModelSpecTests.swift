import Spec
import StrictJSON
import Testing

@Suite struct ModelSpecTests {
  private func model(_ text: String) throws(InputError) -> ModelSpec { try ModelSpec(JSONDocument(text: text).root) }

  @Test func windowsAreAsLargeAsTheMAEsMapOrHalfOfIt() throws {
    #expect([ModelPreset.tiny, .vitSmall, .vitBase, .vitLarge].map { ModelSpec($0).windowSize } == [6, 14, 14, 14])
    let other = try model("{\"preset\": \"vit-b\", \"image_size_px\": 256}")
    #expect(other.windowSize == 16)
    var tiny = ModelSpec(.tiny)
    tiny.backbone.imageSize = tiny.backbone.patchSize
    #expect(tiny.windowSize == 1)
  }

  @Test func windowsAreWrittenOnlyWhereTheyAreNotTheDefault() throws {
    for preset in ModelPreset.allCases { #expect(ModelSpec(preset).json["window_size"] == nil) }
    let same = try model("{\"preset\": \"vit-b\", \"window_size\": 14}")
    #expect(same == ModelSpec(.vitBase) && same.json["window_size"] == nil)
    let other = try model("{\"preset\": \"vit-b\", \"window_size\": 7}")
    #expect(other.windowSize == 7 && other.json["window_size"] == 7)
    #expect(try ModelSpec(JSONDocument(value: other.json).root) == other)
    let error = #expect(throws: InputError.self) { try model("{\"preset\": \"vit-b\", \"window_size\": 0}") }
    #expect(error?.jsonPath == "$.window_size")
  }
}
