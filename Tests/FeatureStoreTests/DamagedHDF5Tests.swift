import FeatureStore
import Foundation
import Mutations
import StrictJSON
import Testing

/// An HDF5 file with faults is refused with its name, and the library never sees it: some faults send that round in
/// circles for ever.
@Suite struct DamagedHDF5Tests {
  private let scratch: Scratch
  private let format = "imted-bench/some-columns/1"
  private let whole: [UInt8]

  init() throws {
    scratch = try Scratch()
    let path = scratch.path("whole.h5")
    try ColumnFile(
      integers: ["id": Array(0..<500), "box/left": [1, 2, 3]], numbers: ["area": (0..<300).map { Double($0) / 7 }],
      texts: ["name": (0..<50).map { "picture-\($0)" }], provenance: Provenance(split: "test")
    ).write(to: path, format: format)
    whole = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  @Test func theFileBeginsWithTheDigestOfTheRest() throws {
    let start = String(decoding: whole.prefix(512), as: UTF8.self)
    #expect(start.hasPrefix("imted-bench. SHA-256 of all bytes from 512 on: "))
    #expect(whole[512..<516].elementsEqual([0x89] + Array("HDF".utf8)))
  }

  @Test(.timeLimit(.minutes(5))) func itIsRefusedByName() throws {
    for seed in 0..<2000 {
      var draws = Draws(seed: seed)
      let path = scratch.path("damaged.h5")
      try? FileManager.default.removeItem(atPath: path)
      let damaged = whole.damaged(by: &draws)
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      do throws(InputError) {
        _ = try ColumnFile(path: path, format: format)
        #expect(damaged == whole, "seed \(seed)")
      } catch {
        #expect(error.file == path, "seed \(seed): \(error)")
        #expect(!error.found.isEmpty, "seed \(seed)")
      }
    }
  }
}
