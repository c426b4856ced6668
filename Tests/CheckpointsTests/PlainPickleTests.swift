import Checkpoints
import StrictJSON
import Testing

@Suite("PlainPickle")
struct PlainPickleTests {
  private static func path(_ name: String) -> String { Fixture.occlusion(name) }

  @Test func readsPythonsAndNumPysValues() throws {
    guard case .array(let values) = try PlainPickle.read(Self.path("values.pkl")) else {
      Issue.record("not a list")
      return
    }
    #expect(values.count == 13)
    #expect(
      Array(values.prefix(11)) == [
        .none, .bool(true), .integer(-3), .number(2.5), .string("text"), .bytes(Array("bytes".utf8)), .number(0.5),
        .integer(200), .array([.integer(1), .integer(2)]), .array([.number(7)]), .bool(true),
      ])
    #expect(values[11] == .other("an array of shape [2, 2]"))
    #expect(values[12]["key"] == .array([.integer(1), .array([])]))
  }

  @Test(arguments: ["plain", "numpy"])
  func readsTheSameOfEveryProtocol(_ name: String) throws {
    let fourth = try PlainPickle.read(Self.path("\(name)-4.pkl"))
    for version in [2, 3, 5] { #expect(try PlainPickle.read(Self.path("\(name)-\(version).pkl")) == fourth) }
    guard case .array(let items) = fourth, case .array(let first)? = items.first else {
      Issue.record("not a list of lists")
      return
    }
    #expect(first.count == 5)
    #expect(first[2].double != nil)
  }

  @Test func aCallIsNeverMade() throws {
    guard case .array(let items) = try PlainPickle.read(Self.path("attack.pkl")), case .array(let item)? = items.first
    else {
      Issue.record("not a list of lists")
      return
    }
    guard case .other(let what)? = item.last else {
      Issue.record("the call gave \(item)")
      return
    }
    #expect(what.contains("print"))
  }

  /// A list that holds itself, and lists of lists that double at each step, from few bytes.
  @Test func valuesThatAreTooDeepOrTooManyAreRefused() throws {
    let folder = try ScratchFolder()
    let own = try folder.write([0x80, 2, 0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E])
    #expect(throws: InputError.self) { try PlainPickle.read(own) }
    var bytes: [UInt8] = [0x80, 2, 0x29]
    for _ in 0..<28 { bytes += [0x32, 0x86] }
    let doubling = try folder.write(bytes + [0x2E])
    #expect(throws: InputError.self) { try PlainPickle.read(doubling) }
  }

  @Test(arguments: ["plain-2.pkl", "numpy-4.pkl", "numpy-5.pkl", "values.pkl"])
  func damagedFilesNeverTrap(_ name: String) throws {
    let bytes = try Fixture.bytes(Self.path(name))
    let folder = try ScratchFolder()
    var state: UInt64 = 7
    var refused = 0
    for round in 0..<300 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let place = Int(state >> 33) % bytes.count
      var damaged = bytes
      if round % 3 == 0 {
        damaged.removeSubrange(place...)
      } else {
        damaged[place] ^= UInt8(truncatingIfNeeded: state >> 20) | 1
      }
      let path = try folder.write(damaged)
      do throws(InputError) { _ = try PlainPickle.read(path) } catch { refused += 1 }
    }
    #expect(refused >= 100)
  }
}
