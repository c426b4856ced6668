import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct AutogradTests {
    private struct Stop: Error {}

    private func leaf() -> Tensor {
      let x = Tensor([Float(1), 2, 3])
      x.requireGrad()
      return x
    }

    @Test func backwardGivesTheDerivative() throws {
      let x = leaf()
      #expect(x.grad == nil)
      (x.square() * 3).sum().backward()
      #expect(try #require(x.grad).floats() == [6, 12, 18])
    }

    @Test func gradientsAddUpUntilCleared() throws {
      let x = leaf()
      for _ in 0..<2 { x.sum().backward() }
      #expect(try #require(x.grad).floats() == [2, 2, 2])
      x.clearGrad()
      #expect(x.grad == nil)
    }

    @Test func nothingIsRecordedWithoutGradients() {
      let x = leaf()
      #expect(withoutGradients { (x * 2).requiresGrad } == false)
      #expect((x * 2).requiresGrad)
    }

    @Test func recordingComesBackAfterAnError() {
      let x = leaf()
      #expect(throws: Stop.self) { try withoutGradients { throw Stop() } }
      #expect((x * 2).requiresGrad)
    }

    @Test func scopesWithoutGradientsNest() {
      let x = leaf()
      withoutGradients {
        withoutGradients {}
        #expect(!(x * 2).requiresGrad)
      }
      #expect((x * 2).requiresGrad)
    }

    @Test func aRecomputedSegmentRunsTwiceAndPassesEveryGradient() throws {
      let (x, weight) = (leaf(), Tensor([Float(2), 3, 4]))
      weight.requireGrad()
      var runs = 0
      let y = (x * 2).recomputing {
        runs += 1
        return ($0 * weight).square()
      }
      #expect(runs == 1 && y.requiresGrad)
      (y * 3).sum().backward()
      #expect(runs == 2)
      // d/dx 3 (2 x w)^2 = 24 x w^2, d/dw = 24 x^2 w.
      #expect(try #require(x.grad).floats() == [96, 432, 1152])
      #expect(try #require(weight.grad).floats() == [48, 288, 864])
    }

    @Test func aRecomputedSegmentNeedsNoGradientOfItsInput() throws {
      let weight = Tensor([Float(2)])
      weight.requireGrad()
      Tensor([Float(5)]).recomputing { $0 * weight }.sum().backward()
      #expect(try #require(weight.grad).floats() == [5])
      #expect(withoutGradients { Tensor.ones([1]).recomputing { $0 * weight }.requiresGrad } == false)
    }

    @Test func recomputationLeavesNothingBehind() {
      let x = leaf()
      expectNoTensorLeak {
        let y = x.recomputing { $0.square() }
        y.sum().backward()
        x.clearGrad()
      }
      expectNoTensorLeak { _ = x.recomputing { $0.square() } }
    }

    @Test func detachedTensorsPassNoGradient() throws {
      let x = leaf()
      (x * x.detach()).sum().backward()
      #expect(try #require(x.grad).floats() == [1, 2, 3])
    }
  }

  @Suite struct AutocastTests {
    @Test func productsInBfloat16AreClose() {
      let (a, b) = (Generator(seed: 1).normal([32, 48]), Generator(seed: 2).normal([16, 48]))
      let exact = a.linear(b, nil)
      let rounded = withAutocast(.bfloat16, on: .cpu) { a.linear(b, nil) }
      #expect(rounded.dtype == .bfloat16)
      expectClose(rounded, exact, 0.25)
      #expect(largestDifference(rounded, exact) > 0)
    }

    @Test func aRecomputedSegmentIsCastAsTheFirstTime() throws {
      let (x, weight) = (Generator(seed: 1).normal([4, 8]), Generator(seed: 2).normal([8, 8]))
      for tensor in [x, weight] { tensor.requireGrad() }
      func gradients(_ recomputes: Bool) throws -> [[Float]] {
        for tensor in [x, weight] { tensor.clearGrad() }
        let loss = withAutocast(.bfloat16, on: .cpu) { () -> Tensor in
          let segment = { (x: Tensor) in x.linear(weight, nil).gelu().linear(weight, nil) }
          return (recomputes ? x.recomputing(segment) : segment(x)).to(.float32).square().sum()
        }
        loss.backward()
        return try [x, weight].map { try #require($0.grad).floats() }
      }
      #expect(try gradients(true) == gradients(false))
    }

    @Test func actsInItsScopeOnly() {
      let a = Generator(seed: 1).normal([4, 4])
      withAutocast(.bfloat16, on: .cpu) {
        #expect(a.matmul(a).dtype == .bfloat16)
        withAutocast(nil, on: .cpu) { #expect(a.matmul(a).dtype == .bfloat16) }
      }
      #expect(a.matmul(a).dtype == .float32)
    }
  }
}
