import Checkpoints
import StrictJSON
import Testing

@Suite("Checkpoint")
struct CheckpointTests {
  @Test(arguments: [
    ("few.expected.safetensors", Checkpoint.Format.safetensors), ("zip.pth", .pickle),
    ("legacy.pth", .pickle),
  ])
  func tellsTheFormatByContent(name: String, format: Checkpoint.Format) throws {
    let folder = try ScratchFolder()
    let checkpoint = try Checkpoint.read(
      folder.write(Fixture.bytes(Fixture.checkpoint(name)), as: "weights.bin"))
    #expect(checkpoint.format == format)
    #expect(checkpoint.tensors.count == 5)
    #expect(checkpoint["norm.weight"]?.shape == [24])
    #expect(checkpoint["norm.bias"] == nil)
  }

  @Test func carriesTheMetadataOfSafetensors() throws {
    let metadata = try Checkpoint.read(Fixture.golden("nms.safetensors")).metadata
    #expect(metadata["source"]?.contains("make-goldens.py") == true)
  }

  @Test func namesTheNearestKeyOfAMissingTensor() throws {
    let checkpoint = try Checkpoint.read(Fixture.checkpoint("zip.pth"))
    let missing = #expect(throws: InputError.self) { try checkpoint.tensor("norm.wieght") }
    #expect(missing?.nearest == "norm.weight")
    let misshapen = #expect(throws: InputError.self) { try checkpoint.tensor("norm.weight", shape: [25]) }
    #expect(misshapen?.found == "\"norm.weight\" of shape [24]")
    #expect(misshapen?.expected == "shape [25]")
  }

  @Test(arguments: ["", "short", "{\"a\": 1} and more text", "\u{89}PNG and a picture of something"])
  func refusesOtherFiles(text: String) throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Array(text.utf8))
    let error = #expect(throws: InputError.self) { try Checkpoint.read(path) }
    #expect(error?.file == path)
  }

  @Test func refusesAMissingFileAndAFolder() throws {
    let folder = try ScratchFolder()
    #expect(throws: InputError.self) { try Checkpoint.read(folder.path + "/none") }
    let error = #expect(throws: InputError.self) { try Checkpoint.read(folder.path) }
    #expect(error?.found == "not a plain file")
  }

  @Test func readsEveryGolden() throws {
    let names = [
      "vit_encoder", "mae", "roi_align", "nms", "box_coder", "giou", "decoder_head", "simple_fpn",
      "optimizer",
    ]
    for name in names {
      let golden = try Checkpoint.read(Fixture.golden("\(name).safetensors"))
      #expect(golden.tensors.count > 2)
      for tensor in golden.tensors {
        #expect(tensor.dtype == .float32)
        #expect(try tensor.floats().allSatisfy(\.isFinite), "\(name) \(tensor.key)")
      }
    }
  }
}

@Suite("ContentDigest")
struct ContentDigestTests {
  private let ofABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func isSHA256OfBytesAndFiles() throws {
    #expect(ContentDigest.sha256(Array("abc".utf8)) == ofABC)
    let folder = try ScratchFolder()
    #expect(try ContentDigest.sha256(file: folder.write(Array("abc".utf8))) == ofABC)
    let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    #expect(try ContentDigest.sha256(file: folder.write(large)) == ContentDigest.sha256(large))
  }

  @Test func ofATensorHangsOnTypeShapeAndElementsAlone() throws {
    let tensor = StoredTensor(key: "a", shape: [2, 1], floats: [1, 2])
    let known = ContentDigest.sha256(Array("float32[2,1]\n".utf8) + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    #expect(try tensor.sha256() == known)
    #expect(try tensor.renamed("b").sha256() == known)
    #expect(try StoredTensor(key: "a", shape: [2], floats: [1, 2]).sha256() != known)
    #expect(
      try StoredTensor(key: "a", dtype: .int32, shape: [2, 1], bytes: tensor.bytes()).sha256() != known)
    #expect(try StoredTensor(key: "a", shape: [2, 1], floats: [1, 3]).sha256() != known)
  }
}
