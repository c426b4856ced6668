import FeatureStore
import Foundation
import StrictJSON
import Testing

@Suite struct H5ErrorTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func aMissingFileIsNamed() throws {
    let path = scratch.path("missing.h5")
    let error = #expect(throws: InputError.self) { _ = try H5File(opening: path) }
    #expect(error?.file == path)
    #expect(error?.found == "No such file or directory")
  }

  @Test func foreignAndEmptyFilesAreNamed() throws {
    for (name, content) in [("empty.h5", ""), ("text.h5", String(repeating: "not HDF5 ", count: 500))] {
      let path = scratch.path(name)
      try content.write(toFile: path, atomically: false, encoding: .utf8)
      let error = #expect(throws: InputError.self) { _ = try H5File(opening: path) }
      #expect(error?.file == path)
      #expect(error?.expected == "an HDF5 file")
    }
    let error = #expect(throws: InputError.self) { _ = try H5File(opening: scratch.folder.path) }
    #expect(error?.found == "not a regular file")
  }

  @Test func pipesAndMissingFoldersAreNotWrittenTo() throws {
    let pipe = scratch.path("pipe.h5")
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: InputError.self) { _ = try H5File(creating: pipe) }
    #expect(error?.file == pipe && error?.found == "a device or pipe, which holds no file")
    let missing = #expect(throws: InputError.self) { _ = try H5File(creating: scratch.path("none/a.h5")) }
    #expect(missing?.found == "no folder \(scratch.path("none"))")
  }

  @Test func aFileTornAnywhereIsRefusedOrReadWhole() throws {
    let path = scratch.path("whole.h5")
    let writer = try FeatureWriter(
      path: path, dimension: 8, provenance: Provenance(experiment: "e", arm: "scratch", split: "test"))
    for _ in 0..<3 { try writer.append(.sample(count: 50, dimension: 8)) }
    try writer.finish()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for length in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 60)) {
      let torn = scratch.path("torn.h5")
      try bytes.prefix(length).write(to: URL(fileURLWithPath: torn))
      let error = #expect(throws: InputError.self, "torn at \(length)") { _ = try FeatureFile(path: torn) }
      #expect(error?.file == torn)
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let path = scratch.path("no/such/folder/file.h5")
    let error = #expect(throws: InputError.self) { _ = try H5File(creating: path) }
    #expect(error?.file == path)
  }

  @Test func aWrongTypeOrShapeOrNameIsRefused() throws {
    let path = scratch.path("strict.h5")
    let file = try H5File(creating: path)
    try file.append([Float](repeating: 0, count: 6), rowShape: [3], to: "values")
    let shape = #expect(throws: InputError.self) {
      try file.append([Float](repeating: 0, count: 4), rowShape: [2], to: "values")
    }
    #expect(
      shape?.description.hasSuffix(
        "/values: found rows of shape [2] of float32, expected rows of shape [3] of float32") == true)
    #expect(throws: InputError.self) {
      try file.append([Double](repeating: 0, count: 3), rowShape: [3], to: "values")
    }
    #expect(throws: InputError.self) { try file.write([Float(1)], shape: [1], to: "values") }
    #expect(throws: InputError.self) { try file.write(["a\0b"], to: "names") }
    try file.close()

    let read = try H5File(opening: path)
    let contains = (read.contains("values"), read.contains("names"))
    #expect(contains == (true, false))
    let type = #expect(throws: InputError.self) { try read.read("values", as: Double.self) }
    #expect(type?.found == "elements of float32")
    #expect(type?.expected == "float64")
    let missing = #expect(throws: InputError.self) { try read.read("value", as: Float.self) }
    #expect(missing?.jsonPath == "/value")
    #expect(throws: InputError.self) { try read.readTexts("values") }
  }

  @Test func anotherFormatIsRefused() throws {
    let path = scratch.path("tokens.h5")
    let provenance = Provenance(experiment: "e", arm: "scratch", split: "test")
    let writer = try TokenWriter(path: path, tokenCount: 2, dimension: 3, provenance: provenance)
    try writer.finish()
    let error = #expect(throws: InputError.self) { _ = try FeatureFile(path: path) }
    #expect(error?.found == "format \"imted-bench/tokens/1\"")
    #expect(error?.expected == "format \"imted-bench/roi-features/1\"")
  }
}
