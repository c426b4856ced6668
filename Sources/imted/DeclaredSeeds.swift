import ResultStore
import Spec
import StrictJSON

/// The seeds that experiments declare for each of their groups, where cells are left out or added.
struct DeclaredSeeds {
  private var matrices: [String: (digest: String, matrix: MatrixSpec)] = [:]

  /// Reads the matrices that have rules. A specification that this program does not understand declares nothing.
  init(_ experiments: [ExperimentRow]) {
    for row in experiments where row.specJSON.contains("\"exclude\"") || row.specJSON.contains("\"include\"") {
      guard let document = try? JSONDocument(text: row.specJSON), let spec = try? ExperimentSpec(document: document)
      else { continue }
      matrices[row.name] = (row.digest, spec.matrix)
    }
  }

  /// The seeds that a group should have of the runs that were asked for: those declared, less those that have a finished
  /// run which the question leaves out. Nil where it is not known what was declared.
  func seeds(of group: SeedGroup) -> [Int]? {
    declared(of: group).map { $0.filter { !group.leftOutSeeds.contains($0) } }
  }

  /// The seeds declared for a group; those that it came with where its matrix has no rules.
  private func declared(of group: SeedGroup) -> [Int]? {
    guard let own = matrices[group.experiment], own.digest == group.specDigest, let arm = Arm(rawValue: group.arm)
    else {
      return group.expectedSeeds
    }
    return own.matrix.seeds(of: arm, shots: group.shots, variant: group.variant)
  }
}
