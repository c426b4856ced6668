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

let package = Package(
  name: "imted-bench",
  targets: [
    .target(
      name: "CTorch",
      cxxSettings: [
        .unsafeFlags([
          "-isystem", "\(libtorch)/include", "-isystem", "\(libtorch)/include/torch/csrc/api/include", "-O2",
        ])
      ],
      linkerSettings: [
        .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
        .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
      ]),
    .target(name: "Torch", dependencies: ["CTorch"], swiftSettings: settings),
    .target(name: "NN", dependencies: ["Torch"], swiftSettings: settings),
    .target(name: "Optim", dependencies: ["Torch", "NN"], swiftSettings: settings),
  ],
  cxxLanguageStandard: .cxx20)
