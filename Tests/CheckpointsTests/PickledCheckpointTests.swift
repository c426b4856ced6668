import Checkpoints
import Foundation
import StrictJSON
import Testing

@Suite("PickledCheckpoint")
struct PickledCheckpointTests {
  @Test func readsAFileLikeMAEsOfficialOnes() throws {
    let tensors = try PickledCheckpoint.read(Fixture.checkpoint("mae_tiny.pth"))
    let golden = try Checkpoint.read(Fixture.golden("mae.safetensors"))
    let names = golden.tensors.map(\.key).filter { $0.hasPrefix("weights.") }
    #expect(names.sorted() == tensors.map { "weights.\($0.key)" }.sorted())
    #expect(tensors.first?.key == "cls_token", "the file's order is kept")
    for tensor in tensors {
      let expected = try golden.tensor("weights.\(tensor.key)", shape: tensor.shape)
      #expect(try tensor.bytes() == expected.bytes(), "\(tensor.key)")
      #expect(try tensor.sha256() == expected.sha256(), "\(tensor.key)")
    }
  }

  @Test(arguments: ["zip.pth", "zip64.pth", "legacy.pth", "bare.pth"])
  func readsTheSameTensorsFromEveryFormat(name: String) throws {
    try expectEqual(PickledCheckpoint.read(Fixture.checkpoint(name)), "few.expected.safetensors")
  }

  @Test func readsEveryElementType() throws {
    try expectEqual(PickledCheckpoint.read(Fixture.checkpoint("dtypes.pth")), "dtypes.expected.safetensors")
  }

  @Test func widensEveryElementTypeToFloat32AsTorchDoes() throws {
    let expected = try Checkpoint.read(Fixture.checkpoint("dtypes.float32.safetensors"))
    for tensor in try PickledCheckpoint.read(Fixture.checkpoint("dtypes.pth")) {
      let (ours, theirs) = try (tensor.floats(), expected.tensor(tensor.key, shape: tensor.shape).floats())
      #expect(ours.map(\.isNaN) == theirs.map(\.isNaN), "\(tensor.key)")
      #expect(ours.filter { !$0.isNaN }.map(\.bitPattern) == theirs.filter { !$0.isNaN }.map(\.bitPattern))
    }
  }

  @Test func honoursStridesAndOffsetsOfSharedStorages() throws {
    try expectEqual(PickledCheckpoint.read(Fixture.checkpoint("views.pth")), "views.expected.safetensors")
  }

  @Test func refusesAnUnknownRootAndNamesTheNearest() throws {
    let error = #expect(throws: InputError.self) {
      try PickledCheckpoint.read(Fixture.checkpoint("mae_tiny.pth"), root: "modle")
    }
    #expect(error?.file?.hasSuffix("mae_tiny.pth") == true)
    #expect(error?.found == "the keys model, optimizer, epoch, scaler, args")
    #expect(error?.nearest == "model")
  }

  @Test func refusesAnOutermostDictionaryThatHoldsMoreThanTensors() throws {
    let error = #expect(throws: InputError.self) {
      try PickledCheckpoint.read(Fixture.checkpoint("zip.pth"), root: nil)
    }
    #expect(error?.found == "a dictionary under \"model\"")
  }

  @Test func refusesACallAmongTheWeightsAndDoesNotMakeIt() throws {
    let error = #expect(throws: InputError.self) {
      try PickledCheckpoint.read(Fixture.checkpoint("attack_inside.pth"))
    }
    #expect(error?.found == "an object of posix.system under \"x\"")
    #expect(!FileManager.default.fileExists(atPath: "PICKLE_WAS_EXECUTED"))
  }

  @Test func stepsOverACallOutsideTheWeightsAndDoesNotMakeIt() throws {
    let tensors = try PickledCheckpoint.read(Fixture.checkpoint("attack_outside.pth"))
    #expect(tensors.map(\.key) == ["w"])
    #expect(try tensors.map { try $0.floats() } == [[1, 1]])
    #expect(!FileManager.default.fileExists(atPath: "PICKLE_WAS_EXECUTED"))
  }

  @Test func refusesCompressedEntries() throws {
    let error = #expect(throws: InputError.self) {
      try PickledCheckpoint.read(Fixture.checkpoint("deflated.pth"))
    }
    #expect(error?.expected == "stored entries, as torch.save writes them")
  }

  @Test func noticesOneChangedBitOfAWeight() throws {
    var bytes = try Fixture.bytes(Fixture.checkpoint("bare.pth"))
    let weights = try Checkpoint.read(Fixture.checkpoint("bare.pth")).tensor("norm.weight").bytes()
    let place = try #require(bytes.firstRange(of: weights)).lowerBound
    bytes[place + 5] ^= 1
    let folder = try ScratchFolder()
    let tensors = try PickledCheckpoint.read(folder.write(bytes))
    let error = #expect(throws: InputError.self) { for tensor in tensors { _ = try tensor.bytes() } }
    #expect(error?.found.contains("checksum") == true)
  }

  @Test(arguments: ["zip.pth", "zip64.pth", "legacy.pth", "views.pth"])
  func refusesAFileCutOffAnywhere(name: String) throws {
    let bytes = try Fixture.bytes(Fixture.checkpoint(name))
    let folder = try ScratchFolder()
    for length in stride(from: 0, to: bytes.count, by: 13) {
      let path = try folder.write(Array(bytes[..<length]))
      #expect(throws: InputError.self, "\(length) bytes") { try PickledCheckpoint.read(path) }
    }
  }

  @Test func readsDeepNestingWithoutRecursion() throws {
    let tuples = [0x80, 2, 0x29] + [UInt8](repeating: 0x85, count: 3_000_000) + [0x2E]
    #expect(try refusal(ofLegacyObject: tuples).found == "a tuple as the file's content")
  }

  @Test func readsManySmallAppendsInLinearTime() throws {
    var appends: [UInt8] = [0x80, 2, 0x5D]
    for _ in 0..<500_000 { appends += [0x4E, 0x61] }
    var settings: [UInt8] = [0x7D]
    for _ in 0..<500_000 { settings += [0x4E, 0x4E, 0x73] }
    let start = ContinuousClock.now
    #expect(
      try refusal(ofLegacyObject: appends + settings + [0x86, 0x2E]).found == "a tuple as the file's content")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  private func refusal(ofLegacyObject object: [UInt8]) throws -> InputError {
    let bytes = try Fixture.bytes(Fixture.checkpoint("legacy.pth"))
    let version: [UInt8] = [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
    let folder = try ScratchFolder()
    let path = try folder.write(
      bytes[..<15] + version + [0x80, 2, 0x7D, 0x2E] + object + [0x80, 2, 0x5D, 0x2E])
    return try #require(#expect(throws: InputError.self) { try PickledCheckpoint.read(path) })
  }

  private func expectEqual(_ tensors: [StoredTensor], _ expectedFile: String) throws {
    let expected = try Checkpoint.read(Fixture.checkpoint(expectedFile))
    #expect(tensors.map(\.key).sorted() == expected.tensors.map(\.key).sorted())
    for tensor in tensors {
      let other = try expected.tensor(tensor.key, shape: tensor.shape)
      #expect(tensor.dtype == other.dtype, "\(tensor.key)")
      #expect(try tensor.bytes() == other.bytes(), "\(tensor.key)")
    }
  }
}
