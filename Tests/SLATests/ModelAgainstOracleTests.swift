import Calc
import Testing

@testable import SLA

@Suite struct ModelAgainstOracleTests {
  /// What the program makes of a file, as the oracle's comparison wants it.
  static func answer(_ yaml: String) throws -> ModelAnswer {
    let plan = try Plan(try AgreementReader.read(bytes: Array(yaml.utf8), file: "random.yaml"))
    var answer: ModelAnswer = [:]
    for (place, definition) in plan.schema.definitions.enumerated() {
      let grid = plan.sheet.grid(place)
      let axes = grid.axes.places.map { plan.schema.axes[$0] }
      answer[definition.name] = (
        axes.map(\.name), axes.map(\.labels), grid.cells.map { $0.isNaN ? nil : $0 }
      )
    }
    return answer
  }

  /// quality.md: 1,000 random agreements agree with the exact calculation to 1e-9, undefined where undefined.
  @Test func agreesWithTheOracle() throws {
    let mismatches = compare(seeds: 1..<1001) { try Self.answer($0) }
    #expect(
      mismatches.isEmpty, "\(mismatches.count): \(mismatches.prefix(12).map(\.description).joined(separator: "\n"))")
  }
}
