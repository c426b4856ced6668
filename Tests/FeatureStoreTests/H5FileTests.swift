import FeatureStore
import Foundation
import StrictJSON
import Testing

@Suite struct H5FileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func everyElementTypeComesBackUnchanged() throws {
    let path = scratch.path("types.h5")
    let floats: [Float] = [0, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, 3]
    let file = try H5File(creating: path)
    try file.write(floats, shape: [3, 2], to: "group/inner/floats", compression: .gzip(9))
    try file.write([Double.pi, -0.0], shape: [2], to: "doubles", compression: .none)
    try file.write([Int32.min, Int32.max], shape: [1, 1, 2], to: "ints")
    try file.write([Int64.min, Int64.max], shape: [2], to: "longs")
    try file.write([UInt8](0...255), shape: [16, 16], to: "bytes", compression: .gzip(4, shuffle: false))
    try file.close()

    let read = try H5File(opening: path)
    #expect(try read.datasetNames() == ["bytes", "doubles", "group/inner/floats", "ints", "longs"])
    #expect(try read.read("group/inner/floats", as: Float.self) == H5Array(shape: [3, 2], values: floats))
    #expect(
      try read.read("doubles", as: Double.self).values.map(\.bitPattern)
        == [Double.pi, -0.0].map(\.bitPattern))
    #expect(try read.read("ints", as: Int32.self) == H5Array(shape: [1, 1, 2], values: [.min, .max]))
    #expect(try read.read("longs", as: Int64.self).values == [.min, .max])
    #expect(try read.read("bytes", as: UInt8.self) == H5Array(shape: [16, 16], values: [UInt8](0...255)))
    #expect(try read.layout(of: "ints") == H5Layout(type: .int32, shape: [1, 1, 2]))
  }

  @Test func appendedRowsFollowEachOther() throws {
    let path = scratch.path("rows.h5")
    let file = try H5File(creating: path)
    // Many small batches cross chunk borders: a chunk holds 2^18 / (1000 * 4) = 65 rows.
    var all: [Float] = []
    for batch in 0..<40 {
      let values = (0..<(5 * 1000)).map { Float(batch * 5000 + $0) }
      try file.append(values, rowShape: [1000], to: "rows")
      all += values
    }
    try file.append([Float](), rowShape: [1000], to: "rows")
    try file.append([Int64](), rowShape: [], to: "nothing")
    try file.close()
    let read = try H5File(opening: path)
    #expect(try read.read("rows", as: Float.self) == H5Array(shape: [200, 1000], values: all))
    #expect(
      try read.read("rows", rows: 63..<67, as: Float.self)
        == H5Array(shape: [4, 1000], values: Array(all[63_000..<67_000])))
    #expect(try read.read("nothing", as: Int64.self) == H5Array(shape: [0], values: []))
    #expect(try read.read("rows", rows: 7..<7, as: Float.self).shape == [0, 1000])
    #expect(throws: InputError.self) { try read.read("rows", rows: 199..<201, as: Float.self) }
  }

  @Test func textsKeepEveryCharacter() throws {
    let path = scratch.path("texts.h5")
    let texts = ["", "bird.png", "Größe 大 🐦", String(repeating: "long ", count: 5000)]
    let file = try H5File(creating: path)
    try file.write(texts, to: "names")
    try file.append(["last"], to: "names")
    try file.append([], to: "names")
    try file.write([String](), to: "none")
    try file.close()
    let read = try H5File(opening: path)
    #expect(try read.readTexts("names") == texts + ["last"])
    #expect(try read.readTexts("none") == [])
  }

  @Test func attributesKeepTypeAndValue() throws {
    let path = scratch.path("attributes.h5")
    let file = try H5File(creating: path)
    try file.write([Float(1)], shape: [1], to: "data")
    try file.setAttribute("title", to: "Größe")
    try file.setAttribute("seed", to: 42)
    try file.setAttribute("scale", to: 0.1)
    try file.setAttribute("unit", to: "px", of: "data")
    #expect(throws: InputError.self) { try file.setAttribute("seed", to: 43) }
    #expect(throws: InputError.self) { try file.setAttribute("seed", to: 43, of: "missing") }
    try file.close()
    let read = try H5File(opening: path)
    #expect(try read.attributeNames() == ["scale", "seed", "title"])
    #expect(try read.attribute("title") == .text("Größe"))
    #expect(try read.attribute("seed") == .integer(42))
    #expect(try read.attribute("scale") == .number(0.1))
    #expect(try read.attribute("unit", of: "data") == .text("px"))
    #expect(try read.attribute("absent") == nil)
  }

  @Test func theSameContentGivesTheSameBytes() async throws {
    for name in ["a.h5", "b.h5"] {
      let file = try H5File(creating: scratch.path(name))
      try file.write([Float](repeating: 2, count: 10_000), shape: [100, 100], to: "group/values")
      try file.write(["x", "y"], to: "names")
      try file.setAttribute("seed", to: 1)
      try file.close()
      // Object times, if there were any, are in whole seconds.
      try await Task.sleep(for: .milliseconds(1100))
    }
    let bytes = try ["a.h5", "b.h5"].map { try Data(contentsOf: URL(fileURLWithPath: scratch.path($0))) }
    #expect(bytes[0] == bytes[1])
  }

  @Test func aFileAppearsWholeOrNotAtAll() throws {
    let path = scratch.path("whole.h5")
    try writeNumber(1, to: path)
    do {
      let dropped = try H5File(creating: path)
      try dropped.write([Float(2)], shape: [1], to: "value")
      #expect(try scratch.files().count == 2)
    }
    #expect(try scratch.files() == ["whole.h5"])
    #expect(try readNumber(of: path) == 1)
    try writeNumber(3, to: path)
    #expect(try scratch.files() == ["whole.h5"])
    #expect(try readNumber(of: path) == 3)
  }

  @Test func manyThreadsMayEachUseTheirFile() async throws {
    let paths = (0..<8).map { scratch.path("thread-\($0).h5") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, path) in paths.enumerated() {
        group.addTask {
          let file = try H5File(creating: path)
          for step in 0..<50 { try file.append([Float(index), Float(step)], rowShape: [2], to: "steps") }
          try file.close()
        }
      }
      try await group.waitForAll()
    }
    for (index, path) in paths.enumerated() {
      let steps = try H5File(opening: path).read("steps", as: Float.self)
      #expect(steps.values == (0..<50).flatMap { [Float(index), Float($0)] })
    }
  }

  private func writeNumber(_ number: Float, to path: String) throws {
    let file = try H5File(creating: path)
    try file.write([number], shape: [1], to: "value")
    try file.close()
  }

  private func readNumber(of path: String) throws -> Float? {
    try H5File(opening: path).read("value", as: Float.self).values.first
  }
}
