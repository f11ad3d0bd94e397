// swift-tools-version: 6.0
// Readers fed with any bytes, by libFuzzer. A package of its own, because its main is libFuzzer's: the tests of the
// package around it would not link. scripts/fuzz builds and runs it.
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "pacto", path: "../..")],
  targets: [
    .executableTarget(
      name: "fuzz", dependencies: [.product(name: "PactoShell", package: "pacto")],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ],
  swiftLanguageModes: [.v6]
)
