// swift-tools-version: 6.0
// The targets stand in a straight line: each imports only what stands to its left (README, "The map").
import PackageDescription

// Tests reckon a lot: a debug build of them takes five times as long. Overflow and bounds are checked all the same.
let reckoning: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "pacto",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .target(name: "Calc", swiftSettings: reckoning),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(
      name: "SLA", dependencies: ["Calc", "CYAML"], resources: [.embedInCode("sla.model")],
      swiftSettings: reckoning),
    .target(name: "Documents", dependencies: ["SLA", "Calc"]),
    .target(
      name: "Shell", dependencies: ["Documents", "SLA", "Calc"],
      resources: [
        .embedInCode("Examples/northwind.yaml"), .embedInCode("Examples/starter.yaml"),
        .embedInCode("Examples/quarter.pacto")
      ]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "LineEditor", dependencies: ["CEdit"]),
    .executableTarget(
      name: "pacto",
      dependencies: [
        "Shell", "Documents", "SLA", "Calc", "LineEditor",
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ]),
    .executableTarget(name: "EditorProbe", dependencies: ["LineEditor"], path: "Tests/EditorProbe"),
    .testTarget(name: "CalcTests", dependencies: ["Calc"]),
    .testTarget(name: "SLATests", dependencies: ["SLA", "Calc"], exclude: ["Cases"]),
    .testTarget(
      name: "ShellTests", dependencies: ["Shell", "Documents", "SLA", "Calc", "pacto"],
      exclude: ["Mistakes", "Transcripts", "Scripts"]),
    .systemLibrary(name: "CTerminal", path: "Tests/CTerminal"),
    .testTarget(name: "LineEditorTests", dependencies: ["LineEditor", "EditorProbe", "CTerminal", "pacto"])
  ],
  swiftLanguageModes: [.v6]
)
