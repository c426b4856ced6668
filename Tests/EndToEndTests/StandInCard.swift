import Foundation

/// A place where programs find the stand-in for CUDA (`Tests/StandInCUDA`), and what it tells.
struct StandInCard {
  private let log: String
  /// What a program needs to have the device `cuda`.
  let environment: [String: String]

  init(in scratch: Scratch) throws {
    let built = URL(fileURLWithPath: IMTED.path).deletingLastPathComponent().appendingPathComponent("libStandInCUDA.so")
    let folder = scratch("card")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/libtorch_cuda.so", withDestinationPath: built.path)
    log = scratch("card.log")
    environment = ["LD_LIBRARY_PATH": folder, "STAND_IN_LOG": log]
  }

  /// A line of each process that computed on it.
  var lines: [String] {
    ((try? Files.text(log)) ?? "").split(separator: "\n").map(String.init)
  }
}
