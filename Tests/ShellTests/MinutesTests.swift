// The minutes: run on the same agreement, they give the same numbers.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

@Suite struct MinutesTests {
  /// The script run as somebody runs it, in a session of its own.
  private func run(_ path: String, on disk: MemoryDisk) throws -> (session: Session, tally: Script.Tally) {
    var session = Session(world: disk.world)
    let script = try Script(path: path, world: disk.world)
    let tally = script.run(in: &session) { command, outcome in
      if case .failure(let error) = outcome { Issue.record("\(command): \(error.message)") }
    }
    return (session, tally)
  }

  /// Whether all numbers are the same but for binary noise.
  private func same(_ a: [String: [String: [UInt64]]], _ b: [String: [String: [UInt64]]]) -> Bool {
    func cells(_ all: [String: [String: [UInt64]]]) -> [String: [UInt64]] {
      var flat: [String: [UInt64]] = [:]
      for (scenario, values) in all { for (name, cells) in values { flat["\(scenario) \(name)"] = cells } }
      return flat
    }
    let (left, right) = (cells(a), cells(b))
    return left.count == right.count
      && left.allSatisfy { name, cells in
        guard let others = right[name], others.count == cells.count else { return false }
        return !zip(cells, others).contains { Sheet.differs(Double(bitPattern: $0), Double(bitPattern: $1)) }
      }
  }

  @Test(arguments: 0..<4) func minutesGiveTheSameNumbers(_ seed: Int) throws {
    var written = 0
    for round in 0..<RandomMeeting.trials {
      let disk = MemoryDisk()
      var meeting = try RandomMeeting(seed: 77_000 + seed * 10_000 + round, lines: 14, disk: disk, saves: true)
      do throws(Diagnostic) { _ = try meeting.session.execute(Source("export notes/meeting.pacto")) } catch {
        #expect(error.message == "undo went back behind what was saved", "\(meeting.typed)")
        continue
      }
      written += 1
      let (again, tally) = try run("notes/meeting.pacto", on: disk)
      let (plan, now) = (try #require(again.plan), try #require(meeting.session.plan))
      let isSaved = meeting.deeds.contains { if case .saved = $0 { true } else { false } }
      // A file keeps what is given, not how it came about.
      #expect(isSaved || !plan.differs(from: now), "\(meeting.typed)")
      let (told, known) = (RandomMeeting.numbers(plan), RandomMeeting.numbers(now))
      // Shares that went through a file add up to 100% anew, which may cost them their last binary digit.
      #expect(isSaved ? same(told, known) : told == known, "\(meeting.typed)")
      #expect(plan.scenario == now.scenario, "\(meeting.typed)")
      #expect(tally.failed == 0, "\(meeting.typed)")
    }
    #expect(written > RandomMeeting.trials / 2)
  }

  @Test func aStepInALongMeetingIsToldAlsoBehindTheReachOfUndo() throws {
    let disk = MemoryDisk()
    var session = Session(world: disk.world)
    _ = try session.execute(Source("open demo"))
    for at in 0..<1_150 { _ = try session.execute(Source("set quota \(2_000_000 + at)")) }
    #expect(session.steps.past.count <= Steps.depth + 100)
    #expect(session.steps.count == 1_150)
    let lines = session.steps.entries.map(\.line)
    #expect(lines.first == "set quota 2000000")
    #expect(lines.last == "set quota 2001149")
    #expect(Set(lines).count == 1_150)
  }

  @Test func aPathIsWrittenFromTheScriptsFolder() throws {
    func line(_ file: String, _ script: String) throws(Diagnostic) -> String {
      try ScriptPath(.file(file), from: script, in: "/home/ana/plans").line
    }
    #expect(try line("northwind.yaml", "meeting.pacto") == "open northwind.yaml")
    #expect(try line("northwind.yaml", "notes/may/meeting.pacto") == "open ../../northwind.yaml")
    #expect(try line("/home/ana/plans/a/x.yaml", "a/meeting.pacto") == "open x.yaml")
    #expect(try line("../shared/x.yaml", "meeting.pacto") == "open ../shared/x.yaml")
    #expect(try line("/srv/x.yaml", "meeting.pacto") == "open /srv/x.yaml")
    #expect(try line("our plan #2.yaml", "meeting.pacto") == "open \"our plan #2.yaml\"")
    #expect(try line("demo", "meeting.pacto") == "open ./demo")
    #expect(throws: Diagnostic.self) { try line("a\"b.yaml", "meeting.pacto") }
    #expect(throws: Diagnostic.self) { try line("a\u{202E}b.yaml", "meeting.pacto") }
  }

  @Test func hostileTextStaysAComment() throws {
    let yaml = String(decoding: Examples.northwind, as: UTF8.self).replacing(
      "agreement: Northwind SLA, third quarter", with: "agreement: \"Plan\\nset quota 1; # \"")
    let disk = MemoryDisk(["a.yaml": yaml])
    var session = Session(world: disk.world)
    _ = try session.execute(Source("open a.yaml"))
    #expect(session.plan?.agreement.title.contains("\nset quota 1") == true)
    _ = try session.execute(Source("set reps[SDR] 8   # ; set quota 2M # \"[("))
    _ = try session.execute(Source("export m.pacto"))
    let text = try #require(disk.text("m.pacto"))
    #expect(!text.unicodeScalars.contains { Safe.isHidden($0) && $0 != "\n" })
    #expect(text.hasPrefix("# Minutes of Plan\\u{A}set quota 1"))
    let (again, _) = try run("m.pacto", on: disk)
    #expect(again.plan?.differs(from: session.plan) == false)
    #expect(again.plan?.agreement.sources["reps"] == "; set quota 2M # \"[(")
  }
}
