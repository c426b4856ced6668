import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct TensorValuesTests {
    @Test func elementsComeBackAsTheyWentIn() {
      #expect(Tensor([Float(1.5), -2, 3], shape: [3, 1]).elements() == [Float(1.5), -2, 3])
      #expect(Tensor([Int64.max, -1]).elements() == [Int64.max, -1])
      #expect(Tensor([UInt8(255), 0]).elements() == [UInt8(255), 0])
      #expect(Tensor([3, 1, 2]).integers() == [3, 1, 2])
    }

    @Test func elementsAreReadRowMajorFromAView() {
      let tensor = Tensor((0..<6).map { Float($0) }, shape: [2, 3]).transpose(0, 1)
      #expect(tensor.shape == [3, 2])
      #expect(tensor.floats() == [0, 3, 1, 4, 2, 5])
      #expect(tensor.bytes() == tensor.contiguous().bytes())
    }

    @Test func emptyTensorsHoldNothing() {
      let empty = Tensor([Float](), shape: [0, 4])
      #expect(empty.floats().isEmpty)
      #expect(Tensor.cat([empty, Tensor.ones([1, 4])], dim: 0).shape == [1, 4])
    }

    @Test func scalarsHaveNoDimensions() {
      let sum = Tensor([Float(1), 2]).sum()
      #expect(sum.shape == [])
      #expect(sum.item() == 3)
    }

    @Test func slicesAndIndicesPickWhatTheyName() {
      let tensor = Tensor.arange(0, 12).reshape(3, 4)
      #expect(tensor.slice(1, 1, 3).integers() == [1, 2, 5, 6, 9, 10])
      #expect(tensor.slice(0, 0, step: 2).integers() == [0, 1, 2, 3, 8, 9, 10, 11])
      #expect(tensor.indexSelect(0, Tensor([2, 0])).integers() == [8, 9, 10, 11, 0, 1, 2, 3])
      #expect(tensor.index([Tensor([1, 2]), Tensor([0, 3])]).integers() == [4, 11])
      #expect(tensor.gather(1, Tensor([3, 0, 1]).reshape(3, 1)).integers() == [3, 4, 9])
      #expect(tensor.unbind(0).map { $0.integers().first } == [0, 4, 8])
    }

    @Test func equalElementsKeepTheirOrderWhenSorted() {
      let tensor = Tensor([Float(1), 0, 1, 0, 1])
      #expect(tensor.argsort().integers() == [1, 3, 0, 2, 4])
      #expect(tensor.sort(descending: true).indices.integers() == [0, 2, 4, 1, 3])
    }

    @Test func finiteMeansNeitherInfiniteNorNaN() {
      #expect(Tensor([Float(1), 2]).isAllFinite)
      #expect(!Tensor([Float.infinity, 2]).isAllFinite)
      #expect(!Tensor([Float.nan, 2]).isAllFinite)
    }

    @Test func tensorsAreFreedWithTheirLastReference() {
      expectNoTensorLeak {
        let tensor = Tensor.ones([3])
        #expect((tensor + tensor).floats() == [2, 2, 2])
      }
    }

    @Test(arguments: [("cpu", true), ("cuda", true), ("cuda:1", true), ("cuda:-1", false), ("gpu", false), ("", false)])
    func deviceNamesAreReadStrictly(_ name: String, _ isValid: Bool) {
      #expect((Device(name) != nil) == isValid)
    }
  }
}
