import Calc
import SLA
import Testing

@testable import Shell

@Suite struct SaveTests {
  /// What `save` wrote, by file.
  private final class Written: @unchecked Sendable {
    var files: [String: [UInt8]] = [:]
  }

  @Test func whatIsSavedOpensWithTheSameFigures() throws {
    let written = Written()
    let world = World(
      read: { path throws(Diagnostic) in written.files[path] ?? [] },
      write: { path, bytes, _ throws(Diagnostic) in written.files[path] = bytes })
    var session = Session(world: world)
    _ = try session.execute(Source("open demo; set reps[AE] 9 from Sep; set close_rate[CEO] 6%; save ours.yaml"))
    let before = try #require(session.plan)
    _ = try session.execute(Source("open ours.yaml"))
    let after = try #require(session.plan)
    #expect(before.schema.definitions.map(\.name) == after.schema.definitions.map(\.name))
    for place in before.schema.definitions.indices {
      let (a, b) = (before.sheet.grid(place).cells, after.sheet.grid(place).cells)
      #expect(zip(a, b).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(before.schema.definitions[place].name)")
    }
  }
}
