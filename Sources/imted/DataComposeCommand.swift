import ArgumentParser
import Datasets
import Foundation
import Spec
import StrictJSON

/// `imted data compose`: the scenes of an experiment, to look at.
struct DataComposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose", abstract: "Write the composed pictures of an experiment into a folder.",
    discussion: "They are what the experiment's own data stage makes: the same settings give the same bytes.")

  @Argument(help: "Experiment file (JSON) with composed data.") var spec: String
  @Option(name: .customLong("set"), help: "Change a value: --set data.images.train=20 (repeatable).")
  var overrides: [String] = []
  @Option(help: "Folder to write into, new or empty.") var out: String

  func run() throws {
    try ExitStatus.guarding {
      let experiment = try ExperimentSpec(file: spec, overrides: overrides)
      guard case .composed(let data) = experiment.data else {
        throw InputError(
          file: spec, jsonPath: "$.data.kind", found: "data that is there already", expected: "\"composed\"")
      }
      guard StampsFolder.exists else {
        throw InputError(
          file: StampsFolder.path, found: "no such folder",
          expected: "the cut-outs of the package \(StampsFolder.packageName): run `make setup`, or set IMTED_STAMPS")
      }
      let splits: [(SceneSplit, Split)] = [
        (.pretrain, .pretrain), (.train, .train), (.development, .development), (.test, .test),
      ]
      let composer = try SceneComposer(
        catalogue: try StampCatalogue(root: StampsFolder.path), baseCategories: data.baseCategories,
        novelCategories: data.novelCategories,
        shares: Dictionary(uniqueKeysWithValues: splits.map { ($0.0, data.exemplarShares[$0.1]) }),
        settings: SceneSettings(
          imageSize: data.imageSize, objectsPerImage: data.objectsPerImage, objectSize: data.objectSize,
          occlusion: data.occlusion), seed: UInt64(data.seed))
      let folder = URL(fileURLWithPath: out).path
      try OutputFolder.fill(folder) {
        try composer.write(
          to: folder, counts: Dictionary(uniqueKeysWithValues: splits.map { ($0.0, data.images[$0.1]) }))
      }
      for (_, split) in splits where data.images[split] > 0 {
        Console.print("\(folder)/\(split.rawValue): \(data.images[split]) pictures")
      }
    }
  }
}
