import Foundation
import Pipeline
import StrictJSON
import Testing

@Suite("RunFolders")
struct RunFoldersTests {
  @Test func damagedFoldersDoNotHideTheOthers() throws {
    let results = try FakeResults()
    let runs = try results.runs
    let text = runs[0].json.prettyText()
    try results.folder.write(String(text.prefix(text.count / 2)), to: "runs/torn/run.json")
    try results.folder.write(text, to: "runs/copied/run.json")
    try results.folder.write("{\"format\":\"other/1\"}", to: "runs/foreign/run.json")
    try results.folder.write("x", to: "runs/begun/run.json.1.tmp")
    let found = try RunFolders(root: results.folder.path)
    #expect(found.runs == runs && runs.count == 8)
    #expect(found.faults.map(\.name) == ["copied", "foreign", "torn"])
    #expect(found.faults[0].reason.contains(runs[0].id))
    #expect(try RunFolders.ids(in: results.folder.path).count == 11)
  }

  @Test func aFolderIsSetAsideUnderAFreeName() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "a-2"] {
      try folder.write("torn", to: "runs/a/run.json")
      #expect(try RunFolders.setAside("a", in: folder.path) == "\(folder.path)/runs/.torn/\(name)")
    }
    #expect(try RunFolders(root: folder.path).faults.isEmpty)
  }
}
