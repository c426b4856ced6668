import Optim
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct GradientScalerTests {
    @Test func halvesOnABadStepAndDoublesAfterAnIntervalOfGoodOnes() {
      var scaler = GradientScaler(scale: 1024, interval: 3)
      for isFinite in [true, true, false, true, true, true, true] { scaler.update(gradientsWereFinite: isFinite) }
      #expect(scaler == GradientScaler(scale: 1024, goodSteps: 1, skippedSteps: 1, interval: 3))
      scaler.update(gradientsWereFinite: false)
      #expect(scaler.scale == 512 && scaler.goodSteps == 0 && scaler.skippedSteps == 2)
    }

    @Test func takesTheScaleOffAndFindsWhatIsNotFinite() throws {
      let (a, b) = (Tensor.zeros([2]), Tensor.zeros([1]))
      for tensor in [a, b] { tensor.requireGrad() }
      let optimizer = AdamW([.init(parameters: [a, b], weightDecay: 0)])
      ((a * 8).sum() + (b * 4).sum()).backward()
      #expect(optimizer.unscaleGradients(by: 4))
      #expect(try #require(a.grad).floats() == [2, 2])
      (b * Double.infinity).sum().backward()
      #expect(!optimizer.unscaleGradients(by: 4))
      optimizer.clearGradients()
      #expect(a.grad == nil && b.grad == nil)
    }
  }

  @Suite struct OptimizerStateTests {
    @Test func anOptimiserWithTheSameStateGoesOnAlike() {
      func optimizer(_ parameter: Tensor) -> AdamW { AdamW([.init(parameters: [parameter], weightDecay: 0.1)]) }
      func step(_ parameter: Tensor, _ optimizer: AdamW, _ factor: Double) {
        (parameter.square() * factor).sum().backward()
        optimizer.step(lr: 0.01)
      }
      let whole = Tensor([Float(1), -2])
      whole.requireGrad()
      let first = optimizer(whole)
      step(whole, first, 3)
      let copy = whole.detach().clone()
      copy.requireGrad()
      let second = optimizer(copy)
      #expect(first.state.map(\.name) == ["0.0.first", "0.0.second", "0.0.steps"])
      for (from, to) in zip(first.state, second.state) { to.tensor.copyInPlace(from: from.tensor) }
      for factor in [1.0, 2.0] {
        step(whole, first, factor)
        step(copy, second, factor)
      }
      #expect(whole.bytes() == copy.bytes())
    }
  }
}
