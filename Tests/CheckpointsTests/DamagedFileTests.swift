import Checkpoints
import StrictJSON
import Testing

/// Reads thousands of damaged files. A trap ends the test process, and a hang the run: so passing is the statement.
@Suite("Damaged files")
struct DamagedFileTests {
  /// SplitMix64, so that each run damages the same bytes.
  private struct Draws: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }

  @Test(arguments: [
    "zip.pth", "zip64.pth", "legacy.pth", "bare.pth", "dtypes.pth", "views.pth", "attack_inside.pth",
    "views.expected.safetensors",
  ])
  func giveAnErrorOrTensorsButNeverATrap(name: String) throws {
    let bytes = try Fixture.bytes(Fixture.checkpoint(name))
    let folder = try ScratchFolder()
    var draws = Draws(state: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    var refused = 0
    for _ in 0..<500 {
      var damaged = bytes
      let place = Int.random(in: 0..<bytes.count, using: &draws)
      switch Int.random(in: 0..<4, using: &draws) {
      case 0: damaged.removeSubrange(place...)
      case 1: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &draws)
      default: damaged[place] = UInt8.random(in: 0...255, using: &draws)
      }
      let path = try folder.write(damaged)
      do throws(InputError) {
        for tensor in try Checkpoint.read(path).tensors {
          #expect(try tensor.bytes().count == tensor.byteCount)
        }
      } catch {
        #expect(error.file == path)
        refused += 1
      }
    }
    #expect(refused > 100)
  }
}
