import Checkpoints
import Foundation
import StrictJSON
import Testing

/// Files that appear whole or not at all.
@Suite struct AtomicFileTests {
  @Test func aPipeIsNotReplaced() throws {
    let folder = try ScratchFolder()
    let pipe = folder.path + "/pipe.safetensors"
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: InputError.self) { try Safetensors.write([], to: pipe) }
    #expect(error?.file == pipe && error?.found.contains("pipe") == true)
  }

  @Test func aMissingFolderIsNamed() throws {
    let folder = try ScratchFolder()
    let error = #expect(throws: InputError.self) { try Safetensors.write([], to: folder.path + "/none/a") }
    #expect(error?.found == "no folder \(folder.path)/none")
  }
}
