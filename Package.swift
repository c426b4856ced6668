// swift-tools-version: 6.2
import PackageDescription

// libtorch lies where LIBTORCH says, else behind the link `.libtorch` that `make setup` lays. Only root packages may
// use unsafe flags, so nothing can depend on this package as a library; that is intended.
let libtorch = Context.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.libtorch"

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let torchHeaders: [CXXSetting] = [
  .unsafeFlags([
    "-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include", "-O2",
  ])
]
let torchLibraries: [LinkerSetting] = [
  .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
  .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "imted-bench",
  // Only for tests: what they load into the programs, to let them fail and to stand in for CUDA.
  products: [
    .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"]),
    .library(name: "StandInCUDA", type: .dynamic, targets: ["StandInCUDA"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
  ],
  targets: [
    // Values and rules: no tensors, no database.
    .target(name: "StrictJSON", swiftSettings: settings),
    .target(name: "Detection", swiftSettings: settings),
    .target(name: "Statistics", swiftSettings: settings),
    .target(name: "Processes", swiftSettings: settings),
    .target(name: "FileSystems", swiftSettings: settings),
    .target(name: "Evaluation", dependencies: ["Detection"], swiftSettings: settings),
    .target(name: "Spec", dependencies: ["StrictJSON", crypto], swiftSettings: settings),
    .target(
      name: "CImageCodecs", linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("z")]),
    .target(
      name: "Datasets", dependencies: ["StrictJSON", "Detection", "Statistics", "Evaluation", "CImageCodecs", crypto],
      swiftSettings: settings),
    .target(name: "Checkpoints", dependencies: ["StrictJSON", "FileSystems", crypto], swiftSettings: settings),

    // Tensors and models.
    .target(name: "CTorch", cxxSettings: torchHeaders, linkerSettings: torchLibraries),
    .target(name: "Torch", dependencies: ["CTorch"], swiftSettings: settings),
    .target(name: "NN", dependencies: ["Torch"], swiftSettings: settings),
    .target(name: "Optim", dependencies: ["Torch", "NN"], swiftSettings: settings),
    .target(
      name: "Models", dependencies: ["Torch", "NN", "Detection", "Statistics", "Checkpoints", "StrictJSON"],
      swiftSettings: settings),

    // Stores, the pipeline and what is shown.
    .target(name: "CHDF5", linkerSettings: [.linkedLibrary("hdf5_serial")]),
    .target(
      name: "FeatureStore", dependencies: ["CHDF5", "StrictJSON", "FileSystems", crypto], swiftSettings: settings),
    .target(
      name: "ResultStore", dependencies: ["StrictJSON", "FileSystems", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: settings),
    .target(
      name: "Pipeline", dependencies: ["StrictJSON", "Spec", "Processes", "FileSystems"], swiftSettings: settings),
    .target(name: "Plots", swiftSettings: settings),
    .target(name: "Reports", dependencies: ["StrictJSON", "Statistics", "Plots"], swiftSettings: settings),
    .target(
      name: "Stages",
      dependencies: [
        "StrictJSON", "Spec", "Pipeline", "Detection", "Statistics", "Evaluation", "Datasets", "Checkpoints", "Torch",
        "NN", "Optim", "Models", "FeatureStore",
      ], swiftSettings: settings),

    // Programs.
    .executableTarget(
      name: "imted",
      dependencies: [
        "StrictJSON", "Spec", "Pipeline", "Processes", "FileSystems", "Checkpoints", "Datasets", "Detection",
        "Statistics", "Evaluation", "FeatureStore", "ResultStore", "Plots", "Reports",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    .executableTarget(name: "imted-worker", dependencies: ["Stages", "StrictJSON"], swiftSettings: settings),

    // Measures speed; see benchmarks/performance/README.md.
    .executableTarget(
      name: "imted-measure-cells", dependencies: ["Detection", "Statistics", "Evaluation", "FeatureStore"],
      path: "benchmarks/performance/measure-cells", swiftSettings: settings),

    // Lets calls to the system fail in a program under test.
    .target(name: "FaultInjection", path: "Tests/FaultInjection"),
    // Stands in for the CUDA half of libtorch.
    .target(
      name: "StandInCUDA", path: "Tests/StandInCUDA", cxxSettings: torchHeaders, linkerSettings: torchLibraries),

    // Tests mirror the sources.
    .target(
      name: "TestSupport", dependencies: ["Torch", "Checkpoints", "StrictJSON"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .target(name: "Mutations", dependencies: ["StrictJSON"], path: "Tests/Mutations", swiftSettings: settings),
    .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: settings),
    .testTarget(name: "DetectionTests", dependencies: ["Detection"], swiftSettings: settings),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"], swiftSettings: settings),
    .testTarget(name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: settings),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation", "Detection"], swiftSettings: settings),
    .testTarget(name: "SpecTests", dependencies: ["Spec", "StrictJSON", "Mutations"], swiftSettings: settings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Detection", "Statistics", "StrictJSON", "Mutations"],
      swiftSettings: settings),
    .testTarget(name: "CheckpointsTests", dependencies: ["Checkpoints", "StrictJSON"], swiftSettings: settings),
    .testTarget(name: "TorchTests", dependencies: ["Torch", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "NNTests", dependencies: ["Torch", "NN", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "OptimTests", dependencies: ["Torch", "NN", "Optim", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "ModelsTests",
      dependencies: [
        "Models", "Torch", "NN", "Optim", "Detection", "Statistics", "Checkpoints", "StrictJSON", "TestSupport",
      ], swiftSettings: settings),
    .testTarget(
      name: "FeatureStoreTests", dependencies: ["FeatureStore", "Processes", "StrictJSON", "Mutations"],
      swiftSettings: settings),
    .testTarget(
      name: "ResultStoreTests", dependencies: ["ResultStore", "Processes", "StrictJSON", "Mutations"],
      swiftSettings: settings),
    .testTarget(
      name: "PipelineTests", dependencies: ["Pipeline", "Processes", "FileSystems", "Spec", "StrictJSON"],
      swiftSettings: settings),
    .testTarget(name: "PlotsTests", dependencies: ["Plots"], swiftSettings: settings),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Plots", "StrictJSON"], swiftSettings: settings),
    .testTarget(
      name: "StagesTests",
      dependencies: [
        "Stages", "Pipeline", "Processes", "Spec", "StrictJSON", "Datasets", "Detection", "Checkpoints", "Models", "NN",
        "Torch", "Statistics", "Evaluation", "FeatureStore",
      ], swiftSettings: settings),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "StrictJSON", "Processes", "Datasets", "Detection", "FeatureStore", "ResultStore", "Models", "NN", "Torch",
        "Checkpoints", "Statistics",
      ], swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx20)
