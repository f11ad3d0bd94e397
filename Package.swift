// swift-tools-version: 6.0
// The targets stand in a straight line: each imports only what stands to its left (README, "The map").
import PackageDescription

// Tests reckon a lot: a debug build of them takes five times as long. Overflow and bounds are checked all the same.
let reckoning: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "pacto",
  // For Tests/Fuzz, a package of its own.
  products: [.library(name: "PactoShell", targets: ["Shell", "LineEditor"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .target(name: "Calc", swiftSettings: reckoning),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "Leads", dependencies: ["Calc", "CSQLite"], swiftSettings: reckoning),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(
      name: "SLA", dependencies: ["Leads", "Calc", "CYAML"], resources: [.embedInCode("sla.model")],
      swiftSettings: reckoning),
    .target(name: "Documents", dependencies: ["SLA", "Leads", "Calc"]),
    .target(
      name: "Shell", dependencies: ["Documents", "SLA", "Leads", "Calc"],
      resources: [
        .embedInCode("Examples/northwind.yaml"), .embedInCode("Examples/starter.yaml"),
        .embedInCode("Examples/quarter.pacto")
      ]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "LineEditor", dependencies: ["CEdit"]),
    .executableTarget(
      name: "pacto",
      dependencies: [
        "Shell", "Documents", "SLA", "Leads", "Calc", "LineEditor",
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ]),
    .executableTarget(name: "EditorProbe", dependencies: ["LineEditor"], path: "Tests/EditorProbe"),
    .executableTarget(name: "LeadProbe", dependencies: ["Leads", "Calc"], path: "Tests/LeadProbe"),
    .testTarget(name: "CalcTests", dependencies: ["Calc"]),
    .testTarget(name: "LeadsTests", dependencies: ["Leads", "Calc", "CSQLite", "LeadProbe"], exclude: ["Exports"]),
    .testTarget(name: "SLATests", dependencies: ["SLA", "Leads", "Calc"], exclude: ["Cases"]),
    .testTarget(
      name: "ShellTests", dependencies: ["Shell", "Documents", "SLA", "Leads", "Calc", "pacto"],
      exclude: ["Mistakes", "Transcripts", "Scripts"]),
    .systemLibrary(name: "CTerminal", path: "Tests/CTerminal"),
    .testTarget(name: "LineEditorTests", dependencies: ["LineEditor", "EditorProbe", "CTerminal", "pacto"])
  ],
  swiftLanguageModes: [.v6]
)
