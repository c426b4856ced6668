import Foundation
import Pipeline
import Spec
import StrictJSON
import Testing

/// Runs that are done and whose measures are lost.
@Suite struct LostMeasuresTests {
  private let results: FakeResults
  private let run: RunFile
  private let measures: String

  init() throws {
    results = try FakeResults()
    run = try #require(try results.runs.first)
    measures = results.store.folder(of: try results.key(.evaluate))
  }

  @Test func aTornArtifactIsFoundAmongAll() throws {
    #expect(try results.store.tornArtifacts().isEmpty)
    try "{".write(toFile: measures + "/metrics.json", atomically: false, encoding: .utf8)
    let torn = try results.store.tornArtifacts()
    #expect(torn.map(\.key) == [try results.key(.evaluate)])
    #expect(torn.first?.damage.hasPrefix(measures + "/metrics.json has 1 bytes instead of ") == true)
    #expect(try ArtifactStore(lookingInto: results.folder.path + "/none").tornArtifacts().isEmpty)
  }

  @Test func tornOrMissingMeasuresOfARunThatIsDoneAreNamed() throws {
    _ = try RunRecord(run, in: results.store)
    try "{".write(toFile: measures + "/metrics.json", atomically: false, encoding: .utf8)
    let torn = #expect(throws: InputError.self) { try RunRecord(run, in: results.store) }
    #expect(torn?.found.contains(measures + "/metrics.json has 1 bytes") == true)
    try FileManager.default.removeItem(atPath: measures)
    let missing = #expect(throws: InputError.self) { try RunRecord(run, in: results.store) }
    #expect(missing?.file == measures)
  }

  @Test func withoutItsMeasuresARunHasFailedAndKeepsItsStages() throws {
    try FileManager.default.removeItem(atPath: measures)
    let record = RunRecord(run, withoutMeasures: "they are gone", in: results.store)
    #expect(record.run.status == .failed && record.run.failure == "they are gone" && record.run.protocolDigest == nil)
    #expect(record.stages.count == run.steps.count - 1 && record.metrics.isEmpty && record.protocolCard == nil)
  }
}
