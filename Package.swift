// swift-tools-version: 6.0
// The targets stand in a straight line: each imports only what stands to its left (README, "The map").
import PackageDescription

let package = Package(
  name: "pacto",
  products: [.executable(name: "pacto", targets: ["pacto"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    .target(name: "Calc"),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "SLA", dependencies: ["Calc", "CYAML"], exclude: ["README.md"]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "LineEditor", dependencies: ["CEdit"]),
    .executableTarget(name: "EditorProbe", dependencies: ["LineEditor"], path: "Tests/EditorProbe"),
    .systemLibrary(name: "CTerminal", path: "Tests/CTerminal"),
    .testTarget(name: "LineEditorTests", dependencies: ["LineEditor", "EditorProbe", "CTerminal"]),
    .testTarget(name: "CalcTests", dependencies: ["Calc"])
  ],
  swiftLanguageModes: [.v6]
)
