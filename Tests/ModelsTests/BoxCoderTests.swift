import Models
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct BoxCoderTests {
    func rows(_ tensor: Tensor) -> [SIMD4<Float>] {
      let values = tensor.floats()
      return stride(from: 0, to: values.count, by: 4).map { at in
        SIMD4(values[at], values[at + 1], values[at + 2], values[at + 3])
      }
    }

    func flat(_ rows: [SIMD4<Float>]) -> Tensor {
      Tensor(rows.flatMap { row in (0..<4).map { row[$0] } }, shape: [rows.count, 4])
    }

    @Test func encodesAsTorchvision() throws {
      let golden = try Golden("box_coder")
      let (targets, proposals) = (rows(try golden.tensor("targets")), rows(try golden.tensor("proposals")))
      let found = zip(targets, proposals).map { BoxCoder.regions.encode($0, from: $1) }
      expectClose(flat(found), try golden.tensor("encoded"), 1e-4)
    }

    @Test func decodesAsTorchvisionInBothForms() throws {
      let golden = try Golden("box_coder")
      var coder = BoxCoder.regions
      coder.boundsShrinking = false
      let (deltas, proposals) = (try golden.tensor("deltas"), try golden.tensor("proposals"))
      let expected = try golden.tensor("decoded")
      expectClose(coder.decode(deltas, from: proposals), expected, 2e-3)
      expectClose(flat(zip(rows(deltas), rows(proposals)).map { coder.decode($0, from: $1) }), expected, 2e-3)
    }

    @Test func boundsGrowthAndShrinking() {
      let box = BoxCoder.anchors.decode([0, 0, 100, -100], from: [0, 0, 16, 1000])
      #expect(abs((box.z - box.x) - 1000) < 0.01)
      #expect(abs((box.w - box.y) - 16) < 0.01)
    }

    @Test func decodingUndoesEncoding() {
      let (box, proposal) = (Corners(3, 7, 40, 29), Corners(10, 5, 30, 45))
      let again = BoxCoder.regions.decode(BoxCoder.regions.encode(box, from: proposal), from: proposal)
      #expect((0..<4).allSatisfy { abs(again[$0] - box[$0]) < 1e-4 })
    }

    @Test func giouAgreesWithTorchvisionInValuesAndGradients() throws {
      let golden = try Golden("giou")
      let boxes = try golden.tensor("boxes")
      boxes.requireGrad()
      let losses = GIoULoss.losses(boxes, try golden.tensor("targets"))
      expectClose(losses, try golden.tensor("loss"), 1e-6)
      losses.sum().backward()
      expectClose(try #require(boxes.grad), try golden.tensor("grad.boxes"), 1e-6)
    }
  }
}
