// swift-tools-version: 6.3
import PackageDescription

/// The settings of every Swift target: language mode 6 with the upcoming features that make imports,
/// existentials and isolation explicit, every use of unsafe memory marked, and no warning let through.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
  .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
  .strictMemorySafety(),  // SE-0458
  .treatAllWarnings(as: .error),  // SE-0480
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let bigInt = Target.Dependency.product(name: "BigInt", package: "BigInt")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A Swift module and its test target, which may use what the module uses.
func module(
  _ name: String, _ dependencies: [Target.Dependency] = [],
  alsoInTests: [Target.Dependency] = [], resources: [Resource] = []
) -> [Target] {
  [
    .target(name: name, dependencies: dependencies, resources: resources),
    .testTarget(
      name: name + "Tests", dependencies: [.target(name: name)] + dependencies + alsoInTests),
  ]
}

let package = Package(
  name: "rollcall",
  products: [
    // What `Benchmarks` measures; everybody else uses the command.
    .library(
      name: "Rollcall",
      targets: [
        "Attacks", "Auditing", "Bilevel", "ImageLearning", "ImageSets", "Learning", "Marginals",
        "Metrics", "Models", "NearestNeighbors", "Privacy",
        "PrivacyBounds", "Settings", "Statistics", "Tables", "Tensors",
      ])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The C edges: each has one Swift owner.
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas"),
    .systemLibrary(name: "COneDNN"),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5-serial"),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo"),
    .target(name: "CBoostMath", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CChildProcess"),
    .target(
      name: "CConvolutions",
      linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp"), .linkedLibrary("m")]),
    .target(name: "CMarginals"),
    .target(name: "CNeighbors", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "COnnxRuntime", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CPrivacy"),
    .target(name: "CXGBoost", linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CTraining", linkerSettings: [.linkedLibrary("m")]),
  ]
    // Values and files.
    + module("Settings", [yams])
    + module("Statistics", ["CBoostMath"])
    + module("Privacy", ["CPrivacy", "Statistics", bigInt, crypto])
    + module("Tensors", ["COneDNN", "COpenBLAS"], alsoInTests: ["Statistics"])
    + module("HDF5", ["CHDF5"], alsoInTests: ["TemporaryFolders"])
    + module("Compression", ["CZlib"])
    + module(
      "Arrays", ["Compression", "HDF5", "Tensors"], alsoInTests: ["TemporaryFolders"])
    + module("Images", ["CPNG"])
    // Libraries that are found when the program runs, and programs that it starts.
    + module("SharedLibraries", alsoInTests: ["TemporaryFolders"])
    + module("OnnxRuntime", ["COnnxRuntime", "SharedLibraries"])
    + module("BoostedTrees", ["CXGBoost", "SharedLibraries"], alsoInTests: ["Statistics"])
    + module("ChildProcesses", ["CChildProcess"])
    // Records and learning from them.
    + module("Learning", ["CTraining", "Privacy", "Settings", "Statistics", "Tensors"])
    + module(
      "Tables", ["Arrays", "Compression", "Settings", "Statistics", "Tensors", crypto],
      alsoInTests: ["HDF5"])
    + module(
      "ImageSets", ["Arrays", "Images", "Tables", "Tensors"], alsoInTests: ["HDF5"])
    + module("NearestNeighbors", ["CNeighbors", "Statistics", "Tables", "Tensors"])
    // The audit.
    + module("Auditing", ["Settings", "Statistics", "Tables", "Tensors"])
    + module(
      "ImageLearning",
      [
        "Auditing", "CConvolutions", "Learning", "Settings", "Statistics", "Tables",
        "Tensors",
      ],
      alsoInTests: ["Arrays", "ImageSets"])
    + module("PrivacyBounds", ["Statistics"])
    + module(
      "Metrics", ["Auditing", "NearestNeighbors", "Settings", "Statistics", "Tables", "Tensors"],
      alsoInTests: ["SampleTables"])
    + module(
      "Attacks",
      [
        "Auditing", "Learning", "NearestNeighbors", "Settings", "Statistics", "Tables", "Tensors",
      ],
      alsoInTests: ["Models"])
    + module(
      "Models",
      [
        "Auditing", "BoostedTrees", "ChildProcesses", "ImageLearning", "ImageSets", "Learning",
        "NearestNeighbors",
        "OnnxRuntime", "Settings",
        "SharedLibraries",
        "Statistics", "Tables", "Tensors",
      ], alsoInTests: ["Arrays", "TemporaryFolders"])
    + module(
      "Evaluation",
      [
        "Auditing", "BoostedTrees", "Learning", "Metrics", "Settings", "SharedLibraries",
        "Statistics", "Tables", "Tensors",
      ],
      alsoInTests: ["SampleTables"])
    + module(
      "Marginals", ["CMarginals", "Privacy", "Settings", "Statistics", "Tables", "Tensors"])
    + module(
      "Synthesis",
      [
        "Auditing", "ImageLearning", "Learning", "Settings", "Statistics", "Tables", "Tensors",
      ],
      alsoInTests: ["SampleTables"])
    + module(
      "Bilevel", ["Privacy", "Settings", "Statistics", "Tables", "Tensors"],
      alsoInTests: ["SampleTables"])
    + module(
      "Unlearning",
      [
        "Attacks", "Auditing", "ImageLearning", "Learning", "Metrics", "Settings", "Statistics",
        "Tables", "Tensors",
      ], alsoInTests: ["ImageSets"])
    + module(
      "Results", ["Auditing", "HDF5", "Metrics", "Settings", "Statistics", "Tables", "Tensors"])
    + module(
      "History", ["Auditing", "Results", "Statistics", "Tables", grdb], alsoInTests: ["HDF5"])
    + module(
      "Pipelines",
      [
        "Arrays", "Attacks", "Auditing", "Bilevel", "BoostedTrees", "Evaluation", "HDF5",
        "ImageLearning", "ImageSets", "Learning", "Metrics",
        "Marginals", "Models", "NearestNeighbors", "Privacy", "PrivacyBounds", "Results",
        "Settings", "SharedLibraries",
        "Statistics", "Synthesis", "Tables", "Tensors", "Unlearning",
      ])
    // What people see.
    + module(
      "Reports",
      [
        "Auditing", "Bilevel", "CCairo", "History", "Images", "Metrics", "Results", "Statistics",
        "Unlearning",
        mustache,
      ],
      resources: [.embedInCode("report.md.mustache")])
    + module(
      "RollcallCommands",
      [
        "Attacks", "Auditing", "Bilevel", "History", "ImageSets", "Metrics", "Models", "Pipelines",
        "Privacy",
        "PrivacyBounds", "Reports", "Results", "Settings", "Statistics", "Tables", "Unlearning",
        argumentParser,
      ],
      resources: [
        .embedInCode("release.yaml"), .embedInCode("trained-model.yaml"),
        .embedInCode("shadows.py"), .embedInCode("shadows.slurm"),
      ])
    + [
      // What several test targets share.
      .target(
        name: "SampleTables", dependencies: ["Statistics", "Tables"], path: "Tests/SampleTables"),
      .target(name: "TemporaryFolders", path: "Tests/TemporaryFolders"),
      .executableTarget(name: "rollcall", dependencies: ["RollcallCommands"]),
    ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

let plainC = [
  "CBoostMath", "CChildProcess", "CConvolutions", "CMarginals", "CNeighbors", "COnnxRuntime",
  "CPrivacy", "CTraining", "CXGBoost",
]
for target in package.targets where target.type != .system && !plainC.contains(target.name) {
  target.swiftSettings = (target.swiftSettings ?? []) + house
}
