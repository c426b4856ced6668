import FeatureStore
import Foundation
import StrictJSON
import Testing

@Suite struct ColumnFileTests {
  let scratch: Scratch
  let format = "imted-bench/some-columns/1"
  let columns = ColumnFile(
    integers: ["id": [1, -5, .max], "box/left": [], "count": [7]], numbers: ["area": [0.1, .infinity, -0.0]],
    texts: ["name": ["cat", "Bär", ""]], provenance: Provenance(split: "test", more: [("threshold", 0.5)]))

  init() throws { scratch = try Scratch() }

  @Test func columnsComeBackAsTheyWere() throws {
    let path = scratch.path("columns.h5")
    try columns.write(to: path, format: format)
    #expect(try ColumnFile(path: path, format: format) == columns)
  }

  @Test func theSameColumnsGiveTheSameBytes() throws {
    for name in ["a.h5", "b.h5"] { try columns.write(to: scratch.path(name), format: format) }
    let (a, b) = (try Data(contentsOf: scratch.folder.appending(path: "a.h5")), scratch.folder.appending(path: "b.h5"))
    #expect(try a == Data(contentsOf: b))
  }

  @Test func notANumberKeepsItsPlace() throws {
    let path = scratch.path("nan.h5")
    try ColumnFile(numbers: ["visible": [0.5, .nan, 1]]).write(to: path, format: format)
    let read = try #require(ColumnFile(path: path, format: format).numbers["visible"])
    #expect(read[0] == 0.5 && read[1].isNaN && read[2] == 1)
  }

  @Test func otherFormatsAndShapesAreRefused() throws {
    let path = scratch.path("columns.h5")
    try columns.write(to: path, format: format)
    #expect { try ColumnFile(path: path, format: "imted-bench/other/1") } throws: { "\($0)".contains(format) }
    let file = try H5File(creating: scratch.path("table.h5"))
    try file.setAttribute("format", to: .text(format))
    try file.write([1.5, 2.5], shape: [1, 2], to: "table")
    try file.close()
    #expect { try ColumnFile(path: scratch.path("table.h5"), format: format) } throws: { "\($0)".contains("one axis") }
    let floats = try H5File(creating: scratch.path("floats.h5"))
    try floats.setAttribute("format", to: .text(format))
    try floats.write([Float(1)], shape: [1], to: "x")
    try floats.close()
    #expect { try ColumnFile(path: scratch.path("floats.h5"), format: format) } throws: { "\($0)".contains("float32") }
    #expect(throws: InputError.self) { try ColumnFile(path: scratch.path("none.h5"), format: format) }
  }

  @Test(.enabled(if: Python.hasH5py, "python3 cannot import h5py")) func h5pyReadsColumns() throws {
    try columns.write(to: scratch.path("columns.h5"), format: format)
    let output = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1] + "/columns.h5") as f:
        print(f["id"][...].tolist(), f["id"].dtype, f["box/left"].shape, f["name"].asstr()[...].tolist())
        print(f["id"].compression, f.attrs["format"])
      """, scratch.folder.path)
    #expect(
      output == """
        [1, -5, 9223372036854775807] int64 (0,) ['cat', 'Bär', '']
        gzip imted-bench/some-columns/1

        """)
  }
}
