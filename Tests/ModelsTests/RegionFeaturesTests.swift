import Models
import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct RegionFeaturesTests {
    let regions: [[Corners]] = [[[2, 3, 20, 25], [0, 0, 31, 31]], [[8, 8, 14, 30]]]
    let lastMap = Generator(seed: 1).normal([2, 24, 4, 4])
    let pyramid = [Generator(seed: 2).normal([2, 8, 8, 8]), Generator(seed: 3).normal([2, 8, 4, 4])]

    func features(_ source: RegionFeatureSource, _ store: ParameterStore) -> RegionFeatures {
      RegionFeatures(
        Scope(store, prefix: "roi_head"), shape: .test, source: source, align: RoIAlign(pooled: 3), strides: [4, 8],
        finestScale: 10, isProjected: true)
    }

    @Test func theModulationAddsNothingAtFirst() {
      let integral = features(.integral, ParameterStore(seed: 1))
      let single = features(.lastMap, ParameterStore(seed: 1))
      let found = integral(lastMap: lastMap, pyramid: pyramid, regions: regions)
      #expect(found.shape == [3, 24, 3, 3])
      #expect(found.floats() == single(lastMap: lastMap, pyramid: pyramid, regions: regions).floats())
    }

    @Test func theFactorLearnsBeforeTheConvolution() throws {
      let store = ParameterStore(seed: 1)
      #expect(store.entries.map(\.key) == [])
      let integral = features(.integral, store)
      #expect(store.entries.map(\.key) == ["roi_head.mfm_fc.weight", "roi_head.mfm_fc.bias", "roi_head.mfm_factor"])
      integral(lastMap: lastMap, pyramid: pyramid, regions: regions).square().sum().backward()
      #expect(try #require(store["roi_head.mfm_fc.weight"]?.tensor.grad).floats().allSatisfy { $0 == 0 })
      #expect(try #require(store["roi_head.mfm_factor"]?.tensor.grad).floats().allSatisfy { $0 != 0 })
    }

    @Test func theSumIsThatOfEquationOne() throws {
      let store = ParameterStore(seed: 1)
      let integral = features(.integral, store)
      let factor = try #require(store["roi_head.mfm_factor"]?.tensor)
      withoutGradients { factor.copyInPlace(from: Generator(seed: 9).normal([24])) }
      let single = features(.lastMap, ParameterStore(seed: 1))
      let multi = features(.pyramid, ParameterStore(seed: 1))  // draws the same mfm_fc
      let expected =
        single(lastMap: lastMap, pyramid: pyramid, regions: regions)
        + multi(lastMap: lastMap, pyramid: pyramid, regions: regions) * factor.reshape(1, 24, 1, 1)
      expectClose(integral(lastMap: lastMap, pyramid: pyramid, regions: regions), expected, 1e-5)
    }

    @Test(arguments: [(10.0, 0), (111, 0), (112, 1), (223, 1), (224, 2), (448, 3), (5000, 3), (0, 0)])
    func levelsDoubleWithTheSide(side: Double, level: Int) {
      let region = Corners(0, 0, Float(side), Float(side))
      #expect(LevelRule(finestScale: 56, count: 4)(region) == level)
    }
  }
}
