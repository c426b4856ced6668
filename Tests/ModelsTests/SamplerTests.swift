import Models
import Statistics
import Testing

@Suite struct SamplerTests {
  let matches: [Int32] = (0..<100).map { $0 % 10 == 0 ? 3 : $0 % 10 == 1 ? Matcher.ignored : Matcher.background }

  @Test func positivesFillNoMoreThanTheirShareAndNegativesTheRest() {
    var stream = RandomStream(seed: 1, name: "sampling")
    let chosen = Sampler(count: 16, positiveFraction: 0.25).sample(matches, &stream)
    #expect(chosen.positives.count == 4)
    #expect(chosen.negatives.count == 12)
    #expect(chosen.positives.allSatisfy { matches[$0] == 3 } && chosen.positives == chosen.positives.sorted())
    #expect(chosen.negatives.allSatisfy { matches[$0] == Matcher.background })
    #expect(Set(chosen.negatives).count == 12)
  }

  @Test func fewPositivesLeaveTheirPlacesToNegatives() {
    var stream = RandomStream(seed: 1, name: "sampling")
    let chosen = Sampler(count: 60, positiveFraction: 0.5).sample(matches, &stream)
    #expect(chosen.positives.count == 10)
    #expect(chosen.negatives.count == 50)
  }

  @Test func takesAllWithoutADrawWhenThereAreTooFew() {
    var stream = RandomStream(seed: 1, name: "sampling")
    var untouched = stream
    let chosen = Sampler(count: 1000, positiveFraction: 0.5).sample(matches, &stream)
    #expect(chosen.positives.count == 10 && chosen.negatives.count == 80)
    #expect(stream.next() == untouched.next())
  }

  @Test func equalStreamsChooseEqually() {
    var (first, second) = (RandomStream(seed: 4, name: "s"), RandomStream(seed: 4, name: "s"))
    let sampler = Sampler(count: 8, positiveFraction: 0.5)
    #expect(sampler.sample(matches, &first) == sampler.sample(matches, &second))
    #expect(sampler.sample(matches, &first) != sampler.sample(matches, &first))
  }
}
