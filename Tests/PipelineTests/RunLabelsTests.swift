import Foundation
import Pipeline
import StrictJSON
import Testing

@Suite("RunLabels")
struct RunLabelsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("{}", to: "runs/r1/run.json")
  }

  private var file: String { folder.path + "/runs/r1/labels.json" }

  @Test func tagsAndNoteAreKeptInAFile() throws {
    #expect(try RunLabels(of: "r1", in: folder.path).isEmpty)
    _ = try RunLabels.change(of: "r1", in: folder.path) { labels in
      for tag in ["paper/table-1", "final", "final", "Ä2"] { try labels.add(tag) }
      labels.setNote("two\nlines \"quoted\"")
    }
    let labels = try RunLabels(of: "r1", in: folder.path)
    #expect(labels.tags == ["final", "paper/table-1", "Ä2"])
    #expect(labels.note == "two\nlines \"quoted\"")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs/r1").count == 2)
    let emptied = try RunLabels.change(of: "r1", in: folder.path) { labels in
      for tag in labels.tags { try labels.remove(tag) }
      labels.setNote("")
    }
    #expect(emptied.isEmpty && !FileManager.default.fileExists(atPath: file))
  }

  @Test(arguments: ["", "two words", "-x", "a,b", "a'b", String(repeating: "x", count: 65), "\u{0}"])
  func aTagThatWouldNotBeFoundAgainIsRefused(tag: String) throws {
    var labels = RunLabels()
    #expect(throws: InputError.self) { try labels.add(tag) }
    #expect(labels.isEmpty)
  }

  @Test func aTagThatIsNotThereIsNamedWithTheNearest() throws {
    var labels = RunLabels()
    try labels.add("final")
    let error = #expect(throws: InputError.self) { try labels.remove("finall") }
    #expect(error?.nearest == "final")
  }

  @Test func aTornOrForeignFileIsNamed() throws {
    for text in ["{\"format\":\"imted-be", "{\"format\":\"other\",\"tags\":[],\"note\":null}", "[]"] {
      try folder.write(text, to: "runs/r1/labels.json")
      let error = #expect(throws: InputError.self) { try RunLabels(of: "r1", in: folder.path) }
      #expect(error?.file == file)
      #expect(throws: InputError.self) { try RunLabels.change(of: "r1", in: folder.path) { try $0.add("x") } }
      #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }
  }

  @Test func manyMayTagOneRunAtATime() async throws {
    let root = folder.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask { _ = try RunLabels.change(of: "r1", in: root) { try $0.add("tag-\(number)") } }
      }
      try await group.waitForAll()
    }
    #expect(try RunLabels(of: "r1", in: root).tags.count == 12)
  }
}
