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
