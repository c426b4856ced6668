import TestSupport
import Testing
import Torch

extension TensorTests {
  @Suite struct OperatorTests {
    @Test(arguments: Operator.allCases) func isDeclaredAsTheLoadedLibraryHasIt(_ op: Operator) throws {
      #expect(try op.loadedSchema() == op.rawValue)
    }

    @Test func libraryIsTheOneTheShimWasCompiledFor() {
      #expect(TorchLibrary.loadedVersion.hasPrefix(TorchLibrary.compiledVersion))
    }
  }
}
