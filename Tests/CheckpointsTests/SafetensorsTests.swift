import Checkpoints
import StrictJSON
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  private let tensors = [
    StoredTensor(key: "b", shape: [2, 1], floats: [1.5, -2]),
    StoredTensor(key: "a", dtype: .bool, shape: [3], bytes: [1, 0, 1]),
    StoredTensor(key: "scalar", shape: [], floats: [7]),
    StoredTensor(key: "empty", dtype: .int64, shape: [0, 4], bytes: []),
    StoredTensor(key: "ü \"quoted\"", dtype: .bfloat16, shape: [1], bytes: [0x80, 0x3F]),
  ]

  @Test func readsWhatItWrote() throws {
    let folder = try ScratchFolder()
    try Safetensors.write(tensors, metadata: ["step": "3", "arm": "scratch"], to: folder.path + "/w")
    let contents = try Safetensors.read(folder.path + "/w")
    #expect(contents.metadata == ["step": "3", "arm": "scratch"])
    #expect(contents.tensors.map(\.key).sorted() == tensors.map(\.key).sorted())
    let checkpoint = try Checkpoint.read(folder.path + "/w")
    for tensor in tensors {
      let read = try checkpoint.tensor(tensor.key, shape: tensor.shape)
      #expect(read.dtype == tensor.dtype)
      #expect(try read.bytes() == tensor.bytes())
    }
    #expect(try folder.contents == ["w"], "no temporary file stays")
  }

  @Test func writesTheSameBytesInWhateverOrderTensorsCome() throws {
    let folder = try ScratchFolder()
    try Safetensors.write(tensors, metadata: ["a": "1", "b": "2"], to: folder.path + "/one")
    try Safetensors.write(tensors.reversed(), metadata: ["b": "2", "a": "1"], to: folder.path + "/two")
    let one = try Fixture.bytes(folder.path + "/one")
    #expect(try one == Fixture.bytes(folder.path + "/two"))
    let length = one[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length.isMultiple(of: 8))
    let header = #"{"__metadata__":{"a":"1","b":"2"},"a":{"data_offsets":[14,17],"dtype":"BOOL","shape":[3]}"#
    #expect(String(decoding: one[8..<8 + length], as: UTF8.self).hasPrefix(header))
  }

  @Test func rewritesAFileFromItsOwnTensors() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/w"
    try Safetensors.write(tensors, to: path)
    let digest = try ContentDigest.sha256(file: path)
    try Safetensors.write(Safetensors.read(path).tensors, to: path)
    #expect(try ContentDigest.sha256(file: path) == digest)
  }

  @Test func refusesToWriteANameTwiceOrTheReservedOne() throws {
    let folder = try ScratchFolder()
    let twice = #expect(throws: InputError.self) {
      try Safetensors.write([tensors[0], tensors[0]], to: folder.path + "/w")
    }
    #expect(twice?.found == "the tensor name \"b\", which is given twice")
    #expect(throws: InputError.self) {
      try Safetensors.write([tensors[0].renamed("__metadata__")], to: folder.path + "/w")
    }
    #expect(try folder.contents.isEmpty)
  }

  @Test func namesTheFileThatCannotBeWritten() throws {
    let error = #expect(throws: InputError.self) { try Safetensors.write(tensors, to: "/nowhere/w") }
    #expect(error?.file == "/nowhere/w")
  }

  @Test(
    "refuses a header that does not describe the bytes",
    arguments: [
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "found the number 8"),
      (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "9 bytes after the header"),
      (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "the shape [3] of F32 over 8 bytes"),
      (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "-2"),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "the shape"),
      (#"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "the shape"),
      (#"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#, 8, "the element type \"F31\""),
      (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[8,0]}}"#, 8, "the offsets [8, 0]"),
      (#"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8],"x":1}}"#, 8, "x"),
      (#"{"a":{"dtype":"U8","shape":[8]}}"#, 8, "data_offsets"),
      (#"{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#, 8, "leaves a gap"),
      (
        #"{"a":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
        8,
        "overlaps"
      ),
      (
        #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}"#,
        8,
        "\"a\""
      ),
      (#"{"__metadata__":{"a":1}}"#, 0, "1"),
      (#"[]"#, 0, ""),
    ])
  func refusesAHeaderThatDoesNotDescribeTheBytes(header: String, dataCount: Int, found: String) throws {
    let length = header.utf8.count
    let bytes =
      [UInt8(length), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [UInt8](repeating: 0, count: dataCount)
    let folder = try ScratchFolder()
    let path = try folder.write(bytes)
    let error = try #require(#expect(throws: InputError.self) { try Safetensors.read(path) })
    #expect(error.file == path)
    #expect("\(error)".contains(found), "\(error)")
  }

  @Test func refusesAFileCutOffAnywhere() throws {
    let bytes = try Fixture.bytes(Fixture.checkpoint("views.expected.safetensors"))
    let folder = try ScratchFolder()
    for length in 0..<bytes.count {
      let path = try folder.write(Array(bytes[..<length]))
      #expect(throws: InputError.self, "\(length) bytes") { try Safetensors.read(path) }
    }
  }
}
