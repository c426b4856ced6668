import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct GeneratorTests {
    @Test func equalSeedsGiveEqualNumbers() {
      let (a, b) = (Generator(seed: 7), Generator(seed: 7))
      #expect(a.uniform([5, 3]).bytes() == b.uniform([5, 3]).bytes())
      #expect(a.normal([40]).bytes() == b.normal([40]).bytes())
      #expect(a.permutation(9).bytes() == b.permutation(9).bytes())
    }

    @Test func differentSeedsGiveDifferentNumbers() {
      #expect(Generator(seed: 1).uniform([8]).floats() != Generator(seed: 2).uniform([8]).floats())
    }

    @Test func oneStreamDoesNotDisturbAnother() {
      let alone = Generator(seed: 3)
      let expected = [alone.uniform([4]).floats(), alone.uniform([4]).floats()]
      let (stream, other) = (Generator(seed: 3), Generator(seed: 4))
      let first = stream.uniform([4]).floats()
      _ = other.normal([100])
      #expect([first, stream.uniform([4]).floats()] == expected)
    }

    @Test func aStateIsTheStreamFromThereOn() {
      let stream = Generator(seed: 3)
      _ = stream.normal([7])
      let state = stream.state
      let expected = [stream.uniform([5]).floats(), stream.normal([9]).floats()]
      let other = Generator(seed: 8)
      other.state = state
      #expect([other.uniform([5]).floats(), other.normal([9]).floats()] == expected)
    }

    @Test func permutationHoldsEveryNumberOnce() {
      let order = Generator(seed: 5).permutation(50).integers()
      #expect(order != Array(0..<50))
      #expect(order.sorted() == Array(0..<50))
    }

    @Test func uniformNumbersLieInTheUnitInterval() {
      let numbers = Generator(seed: 6).uniform([10_000]).floats()
      #expect(numbers.allSatisfy { $0 >= 0 && $0 < 1 })
      #expect(abs(numbers.reduce(0, +) / 10_000 - 0.5) < 0.02)
    }
  }
}
