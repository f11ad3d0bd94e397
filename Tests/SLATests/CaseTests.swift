// Published and hand-worked cases, each an agreement of its own (Cases/*.yaml) with its source and the figures it has to
// yield in comments at its head:
//
//     # expect: leads[CEO, Jul] = 43.956        the exact value, to as many digits as are written
//
// (Their `# shown:` lines are what the shell prints; the shell's tests read them.)

import Calc
import Glibc
import Testing

@testable import SLA

@Suite struct CaseTests {
  private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Cases"

  private static let names: [String] = {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".yaml") { names.append(name) }
    }
    return names.sorted()
  }()

  private static func bytes(_ name: String) -> [UInt8] {
    guard let file = fopen("\(folder)/\(name)", "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    return Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
  }

  @Test func theCasesAreThere() { #expect(Self.names.count >= 11) }

  @Test(arguments: names) func yieldsWhatIsPublished(name: String) throws {
    let bytes = Self.bytes(name)
    let plan = try AgreementReader.plan(bytes: bytes, file: name)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let expected = lines.filter { $0.hasPrefix("# expect: ") }.map { $0.dropFirst(10) }
    #expect(!expected.isEmpty, "a case says what it expects")
    for line in expected {
      let sides = line.split(separator: "=").map { String($0).trimmingBlanks }
      try #require(sides.count == 2, "\(line)")
      let found = try Self.value(of: sides[0], in: plan)
      let wanted = try Self.value(of: sides[1], in: plan)
      // Half a unit of the last digit that is written.
      let decimals = sides[1].split(separator: ".").dropFirst().first.map { $0.prefix { $0.isNumber }.count } ?? 0
      let unit = pow(10, -Double(decimals)) * (sides[1].hasSuffix("%") ? 0.01 : 1)
      #expect(abs(found - wanted) <= unit * 0.5 * (1 + 1e-9), "\(name): \(sides[0]) is \(found), not \(sides[1])")
    }
  }

  private static func value(of text: String, in plan: Plan) throws -> Double {
    let source = Source(text)
    let syntax = try Parser.formula(source, vocabulary: plan.schema.vocabulary, figures: FigureReader())
    let grid = plan.sheet.evaluate(try plan.checked(syntax, source))
    return try #require(grid.scalar, "\(text) has \(grid.cells.count) values")
  }
}

extension String {
  fileprivate var trimmingBlanks: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
