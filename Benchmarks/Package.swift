// swift-tools-version: 6.3
import PackageDescription

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
  .enableUpcomingFeature("InferIsolatedConformances"),  // SE-0470
  .strictMemorySafety(),  // SE-0458
  .treatAllWarnings(as: .error),  // SE-0480
]

/// The name that the compiler is given for the package in the folder above.
///
/// SwiftPM derives it from the folder: in lower case, with `_` for whatever an identifier cannot hold.
let measured: String = {
  let folder = Context.packageDirectory.split(separator: "/").dropLast().last ?? ""
  var name = folder.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
  if let first = name.first, first.isNumber { name[0] = "_" }
  return String(name)
}()

/// What is measured is declared `package` there, and visible to code that is compiled under the same name.
///
/// `packageAccess: false` keeps SwiftPM from passing this package's own name after ours. The flag is
/// unsafe in SwiftPM's sense, so only a package that nobody depends on may use it, as this one.
let settings: [SwiftSetting] = house + [.unsafeFlags(["-package-name", measured])]

let measuredModules = Target.Dependency.product(name: "Rollcall", package: "rollcall")

let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "rollcall", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .target(
      name: "Benchmarks",
      dependencies: [measuredModules, .product(name: "Crypto", package: "swift-crypto")],
      packageAccess: false, swiftSettings: settings),
    .executableTarget(
      name: "rollcall-bench",
      dependencies: [
        "Benchmarks", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      packageAccess: false, swiftSettings: settings),
    .testTarget(
      name: "BenchmarksTests", dependencies: ["Benchmarks", measuredModules],
      packageAccess: false, swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
