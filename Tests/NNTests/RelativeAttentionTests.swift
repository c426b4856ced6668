import NN
import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct RelativeAttentionTests {
    /// Values of a parameter that are all but zero.
    private func fill(_ store: ParameterStore, _ key: String, seed: UInt64) throws {
      let tensor = try #require(store[key]).tensor
      withoutGradients { tensor.copyInPlace(from: Generator(seed: seed).normal(tensor.shape)) }
    }

    @Test func positionsStartAtZeroAndChangeNothingThen() throws {
      let (plain, relative) = (ParameterStore(seed: 3), ParameterStore(seed: 3))
      let attention = Attention(Scope(plain), width: 12, heads: 3)
      let layer = RelativeAttention(Scope(relative), width: 12, heads: 3, grid: 5)
      let map = Generator(seed: 1).normal([2, 3, 4, 12])
      expectClose(layer(map).reshape(2, 12, 12), attention(map.reshape(2, 12, 12)), 1e-6)
      #expect(relative["rel_pos_h"]?.tensor.shape == [9, 4] && relative["rel_pos_w"]?.source == .fixed("zeros"))
      let before = layer(map)
      try fill(relative, "rel_pos_w", seed: 2)
      #expect(largestDifference(layer(map), before) > 1e-2)
    }

    /// With queries and keys of zero, only the positions' products would tell cells apart; they vanish with the query.
    @Test func positionsAreSeenThroughTheQuery() throws {
      let store = ParameterStore(seed: 3)
      let layer = RelativeAttention(Scope(store), width: 12, heads: 3, grid: 3)
      let weight = try #require(store["qkv.weight"]).tensor
      // Rows of queries, keys and values in this order.
      let ofValues = Tensor((0..<36).map { Float($0 < 24 ? 0 : 1) }, shape: [36, 1])
      withoutGradients { weight.copyInPlace(from: weight * ofValues) }
      let map = Generator(seed: 1).normal([1, 3, 3, 12])
      let before = layer(map)
      for key in ["rel_pos_h", "rel_pos_w"] { try fill(store, key, seed: 2) }
      expectClose(layer(map), before, 0)
    }
  }

  @Suite struct WindowedBlockTests {
    private let map = Generator(seed: 1).normal([2, 5, 7, 8])

    /// The cells of the first map that change when the one at row 4, column 1 does.
    private func reached(window: Int?) -> [[Bool]] {
      let block = WindowedBlock(
        Scope(ParameterStore(seed: 2)), width: 8, heads: 2, window: window, grid: 6)
      // In one channel alone: norms take away what all have in common.
      let change = Tensor((0..<560).map { Float($0 == (4 * 7 + 1) * 8 ? 1 : 0) }, shape: [2, 5, 7, 8])
      let difference = (block(map + change, .evaluation) - block(map, .evaluation)).abs().sum(dims: [3]).floats()
      #expect(difference.suffix(35).allSatisfy { $0 == 0 })
      return (0..<5).map { row in (0..<7).map { difference[row * 7 + $0] > 0 } }
    }

    @Test func cellsReachTheirOwnWindowAlone() {
      // Windows of 3: rows 3 and 4 are in one that reaches over the lower edge.
      let expected = (0..<5).map { row in (0..<7).map { row >= 3 && $0 < 3 } }
      #expect(reached(window: 3) == expected)
    }

    @Test func withoutWindowsAllCellsAreReached() {
      #expect(reached(window: nil).allSatisfy { $0.allSatisfy(\.self) })
    }

    @Test func aWindowAsLargeAsTheMapIsNone() {
      let (first, second) = (ParameterStore(seed: 2), ParameterStore(seed: 2))
      let square = map.slice(2, 0, 5)
      let windowed = WindowedBlock(Scope(first), width: 8, heads: 2, window: 5, grid: 9)
      let whole = WindowedBlock(Scope(second), width: 8, heads: 2, window: nil, grid: 9)
      expectClose(windowed(square, .evaluation), whole(square, .evaluation), 1e-6)
      #expect(first["attn.rel_pos_h"]?.tensor.shape == [9, 4] && second["attn.rel_pos_h"]?.tensor.shape == [17, 4])
    }

    @Test func paddingTakesPartAsCellsOfZeros() {
      // A map of one row: its windows' other rows are padding, which has keys (zero by a fresh bias) and values (zero).
      let row = map.slice(1, 0, 1)
      func out(_ window: Int) -> Tensor {
        WindowedBlock(Scope(ParameterStore(seed: 2)), width: 8, heads: 2, window: window, grid: 4)(row, .evaluation)
      }
      #expect(largestDifference(out(7), out(8)) > 1e-4)
    }
  }
}
