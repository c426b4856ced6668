import Checkpoints
import Models
import NN
import StrictJSON
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct ParameterStoreCheckpointTests {
    private func store(seed: UInt64) -> ParameterStore {
      let store = ParameterStore(seed: seed)
      _ = store.parameter("a", [2, 3], .normal(standardDeviation: 1))
      _ = store.buffer("b", [2], .zeros)
      return store
    }

    @Test func storedTensorsComeBack() throws {
      let (first, second) = (store(seed: 1), store(seed: 2))
      let tensors = first.stored()
      #expect(tensors.map(\.key) == ["a", "b"])
      #expect(try second.load(tensors).isEmpty)
      #expect(try second.stored().map { try $0.bytes() } == tensors.map { try $0.bytes() })
      #expect(second["a"]?.source == .loaded(key: "a", digest: try tensors[0].sha256()))
      #expect(second["a"]?.tensor.requiresGrad == true)
    }

    @Test func differencesAreToldApart() throws {
      let tensors = [
        StoredTensor(key: "a", shape: [3, 2], floats: [1, 2, 3, 4, 5, 6]),
        StoredTensor(key: "c", shape: [], floats: [0]),
      ]
      let store = store(seed: 1)
      let mismatch = store.mismatch(with: tensors)
      #expect(mismatch.missing == ["b"])
      #expect(mismatch.unexpected == ["c"])
      let misshaped = try #require(mismatch.misshaped.first)
      #expect(mismatch.misshaped.count == 1)
      #expect(misshaped.key == "a")
      #expect(misshaped.found == [3, 2])
      #expect(misshaped.expected == [2, 3])
      let before = store.stored()
      for strict in [true, false] {
        let error = try #require(throws: InputError.self) {
          try store.load(tensors, file: "w.safetensors", strict: strict)
        }
        #expect(
          error.description.hasPrefix(
            "w.safetensors: found 1 missing tensor (b), 1 unexpected tensor (c), "
              + "1 misshaped tensor (a [3, 2] instead of [2, 3]), expected "))
      }
      #expect(try store.stored().map { try $0.bytes() } == before.map { try $0.bytes() })
    }

    @Test func missingAndUnexpectedTensorsPassWhenNotStrict() throws {
      let store = store(seed: 1)
      let half = StoredTensor(key: "b", dtype: .float16, shape: [2], bytes: [0x00, 0x3c, 0x00, 0xc0])
      let other = StoredTensor(key: "c", shape: [1], floats: [0])
      #expect(throws: InputError.self) { try store.load([half, other]) }
      let mismatch = try store.load([half, other], strict: false)
      #expect(mismatch.missing == ["a"])
      #expect(mismatch.unexpected == ["c"])
      #expect(store["b"]?.tensor.floats() == [1, -2])
      #expect(store["a"]?.source == .drawn(seed: 1, stream: "a", distribution: "normal(1.0)"))
    }
  }
}
