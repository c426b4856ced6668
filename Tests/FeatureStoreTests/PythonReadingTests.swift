import FeatureStore
import Foundation
import Processes
import StrictJSON
import Testing

/// What h5py sees. Skipped, and reported as skipped, where Python cannot import h5py.
@Suite(.enabled(if: Python.hasH5py, "python3 cannot import h5py")) struct PythonReadingTests {
  @Test func h5pyReadsFeaturesTextsAndAttributes() throws {
    let scratch = try Scratch()
    let provenance = Provenance(experiment: "Größe", arm: "full-transfer", shots: 10, seed: 2, split: "test")
    let features = try FeatureWriter(path: scratch.path("features.h5"), dimension: 4, provenance: provenance)
    try features.append(.sample(count: 3, dimension: 4))
    try features.finish()
    let tokens = try TokenWriter(
      path: scratch.path("tokens.h5"), tokenCount: 1, dimension: 2, provenance: provenance)
    try tokens.append(images: ["ü.png"], tokens: [1, 2])
    try tokens.finish()
    let output = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1] + "/features.h5") as f:
        for name in sorted(f):
          print(name, f[name].shape, f[name].dtype, f[name][...].sum())
        print({k: v.item() if hasattr(v, "item") else v for k, v in sorted(f.attrs.items())})
      with h5py.File(sys.argv[1] + "/tokens.h5") as f:
        print(f["image"].asstr()[...].tolist(), h5py.check_string_dtype(f["image"].dtype), f["tokens"][...].tolist())
      """, scratch.folder.path)
    #expect(
      output == """
        boxes (3, 4) float32 72.0
        features (3, 4) float32 8.25
        image_ids (3,) int64 3000000000001
        labels (3,) int64 3
        predicted_labels (3,) int64 6
        scores (3,) float32 1.8333334
        {'arm': 'full-transfer', 'experiment': 'Größe', 'format': 'imted-bench/roi-features/1', \
        'seed': 2, 'shots': 10, 'split': 'test'}
        ['ü.png'] string_info(encoding='utf-8', length=None) [[[1.0, 2.0]]]

        """)
  }

  @Test func filesOfH5pyAreRead() throws {
    let scratch = try Scratch()
    _ = try Python.run(
      """
      import h5py, numpy, sys
      with h5py.File(sys.argv[1] + "/python.h5", "w") as f:
        f["big_endian"] = numpy.array([[1.5, 2.5]], dtype=">f4")
        f["half"] = numpy.array([1], dtype="f2")
        f["names"] = ["a", "ü"]
        f["one"] = 3.0
        f["fixed"] = numpy.array([b"ab"])
        f["link"] = h5py.SoftLink("/names")
        f.create_dataset("vast", shape=(1 << 40, 1 << 20), chunks=(1024, 1024), dtype="f4")
        f.attrs["text"] = "ü"
        f.attrs["many"] = [1, 2]
      """, scratch.folder.path)
    let file = try H5File(opening: scratch.path("python.h5"))
    #expect(try file.read("big_endian", as: Float.self) == H5Array(shape: [1, 2], values: [1.5, 2.5]))
    #expect(try file.readTexts("names") == ["a", "ü"])
    #expect(try file.attribute("text") == .text("ü"))
    #expect(throws: InputError.self) { try file.read("half", as: Float.self) }
    #expect(throws: InputError.self) { try file.read("one", as: Double.self) }
    #expect(throws: InputError.self) { try file.readTexts("fixed") }
    #expect(throws: InputError.self) { try file.attribute("many") }
    #expect(throws: InputError.self) { try file.read("vast", as: Float.self) }
    #expect(try file.read("vast", rows: 0..<0, as: Float.self).shape == [0, 1 << 20])
  }
}

enum Python {
  static let hasH5py = (try? run("import h5py; print(h5py.version.version)")) != nil

  struct Failure: Error { let text: String }

  static func run(_ program: String, _ arguments: String...) throws -> String {
    let python = try FinishedProcess("/usr/bin/env", ["python3", "-c", program] + arguments)
    guard python.status == 0 else { throw Failure(text: python.errors) }
    return python.output
  }
}
