// The journal and what it gives back: whole after any cut and any flipped bit, up to where the damage begins.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

@Suite struct JournalTests {
  // MARK: Sums

  /// The check values of the published algorithms: CRC-32/ISO-HDLC, and FNV-1a's test suite.
  @Test func sumsAreTheKnownOnes() {
    #expect(Checksum.crc32(Array("123456789".utf8)[...]) == 0xCBF4_3926)
    #expect(Checksum.crc32([]) == 0)
    #expect(Checksum.digest("".utf8) == "cbf29ce484222325")
    #expect(Checksum.digest("a".utf8) == "af63dc4c8601ec8c")
    #expect(Checksum.digest("foobar".utf8) == "85944171f73967e8")
  }

  // MARK: Damage

  /// A journal of about 4 KB: the demo and a dozen steps.
  private static let sample: (bytes: [UInt8], ends: [Int], records: [Journal.Record]) = {
    var journal = MemoryJournal()
    var session = Session(world: MemoryDisk().world, origin: .prompt)
    session.isJournaled = true
    let lines = [
      "open demo", "set close_rate +1pp   # line one\\n not two", "undo", "set quota 2.4M per quarter",
      "save lean.yaml",
      "set reps[SDR] 8", "scenario new lean", "set automation 40%", "define fee = 3k", "undo 2", "redo"
    ]
    for line in lines {
      _ = try? session.execute(Source(line))
      journal.note(&session)
    }
    let reading = Journal.read(journal.bytes)
    return (journal.bytes, reading.ends, reading.journal?.records ?? [])
  }()

  /// Reads a damaged sample, which must give so many lines.
  private func dropped(_ bytes: [UInt8], damagedAt place: Int, lines: Int) -> Int {
    let reading = Journal.read(bytes)
    let known = JournalTests.sample.records.prefix(max(0, lines - 2))
    if reading.ends.count != lines || (reading.journal?.records ?? [])[...] != known {
      Issue.record("damaged at byte \(place), \(reading.ends.count) lines are read, not \(lines)")
    }
    return reading.dropped
  }

  @Test func theSampleIsWhole() {
    let reading = Journal.read(JournalTests.sample.bytes)
    #expect(reading.ends.count == 12)
    #expect(reading.dropped == 0)
    #expect(reading.length == JournalTests.sample.bytes.count)
    #expect(reading.journal?.bytes == Examples.northwind)
    #expect(JournalTests.sample.bytes.count > 3_500)
  }

  @Test func cutAtEveryByteTheWholeLinesBeforeAreRead() {
    let (bytes, ends, _) = JournalTests.sample
    for cut in 0..<bytes.count {
      let lines = ends.count { $0 <= cut }
      let isTorn = cut > (lines == 0 ? 0 : ends[lines - 1])
      let dropped = dropped(Array(bytes[..<cut]), damagedAt: cut, lines: lines)
      if dropped != (isTorn ? 1 : 0) { Issue.record("cut at byte \(cut), \(dropped) lines are said to be lost") }
    }
  }

  @Test func withABitFlippedInEveryByteTheLinesBeforeAreRead() {
    let (bytes, ends, _) = JournalTests.sample
    for at in 0..<bytes.count {
      var damaged = bytes
      damaged[at] ^= 1 << UInt8(at % 8)
      let lines = ends.count { $0 <= at }
      let dropped = dropped(damaged, damagedAt: at, lines: lines)
      if dropped < max(1, ends.count - lines - 1) { Issue.record("flipped in byte \(at), \(dropped) said to be lost") }
    }
  }

  @Test func linesThatAreMissingOrTwiceEndTheReading() {
    let (bytes, ends, _) = JournalTests.sample
    let without = Array(bytes[..<ends[4]]) + Array(bytes[ends[5]...])
    #expect(Journal.read(without).ends.count == 5)
    let twice = Array(bytes[..<ends[4]]) + Array(bytes[ends[3]...])
    #expect(Journal.read(twice).ends.count == 5)
  }

  // MARK: Recovery

  /// A random meeting with its journal, on a disk with a file to open and save.
  private func meeting(_ seed: Int, _ disk: MemoryDisk, lines: Int = 14) throws -> (RandomMeeting, MemoryJournal) {
    var journal = MemoryJournal()
    let meeting = try RandomMeeting(seed: seed, lines: lines, disk: disk, saves: true) { journal.note(&$0) }
    return (meeting, journal)
  }

  @Test(arguments: 0..<4) func whatAKillEndedIsThereAgain(_ seed: Int) throws {
    var recovered = 0
    for round in 0..<RandomMeeting.trials {
      let disk = MemoryDisk()
      var (meeting, journal) = try meeting(seed * 1_000 + round, disk)
      var again = Session(world: disk.world)
      let reply = try journal.reopen(&again, Session(world: disk.world, origin: .prompt))
      guard reply != nil else {
        let (now, then) = (try #require(meeting.session.plan), try #require(again.plan))
        #expect(RandomMeeting.numbers(now) == RandomMeeting.numbers(then), "\(meeting.typed)")
        continue
      }
      recovered += 1
      #expect(meeting.faults(of: again, timed: true) == [])
      #expect(again.isChanged == meeting.session.isChanged)
      #expect(again.file == meeting.session.file)
      #expect(again.steps.saved == meeting.session.steps.saved)
      // It goes on, is killed again, and is there again.
      guard (try? again.execute(Source("set quota 1.9M per quarter"))) != nil else { continue }
      journal.note(&again)
      var last = Session(world: disk.world)
      _ = try journal.reopen(&last, Session(world: disk.world, origin: .prompt))
      #expect(UndoLawTests.values(try #require(last.plan)) == UndoLawTests.values(try #require(again.plan)))
    }
    #expect(recovered > RandomMeeting.trials / 2)
  }

  @Test func aJournalRunsNoCommandsButChanges() throws {
    let disk = MemoryDisk()
    var bytes: [UInt8] = []
    var number = 1
    let at = disk.world.now()
    bytes += Journal.lines(of: .began(.demo, bytes: Examples.northwind), number: &number)
    bytes += Journal.lines(of: .did(Entry(at: at, line: "set quota 2M")), number: &number)
    bytes += Journal.lines(of: .did(Entry(at: at, line: "save stolen.yaml; set quota 3M")), number: &number)
    bytes += Journal.lines(of: .did(Entry(at: at, line: "set quota 4M")), number: &number)
    var session = Session(world: disk.world)
    _ = try session.open("demo")
    let recovery = try #require(Recovery(Journal.read(bytes), opened: session, bytes: Examples.northwind))
    #expect(recovery.next == 4)
    #expect(disk.names.isEmpty)
    #expect(recovery.reply.text.contains("The 2 lines behind them"))
  }

  @Test func aFileThatChangedMeanwhileIsTold() throws {
    let disk = MemoryDisk(["a.yaml": String(decoding: Examples.northwind, as: UTF8.self)])
    var session = Session(world: disk.world, origin: .prompt)
    session.isJournaled = true
    var journal = MemoryJournal()
    for line in ["open a.yaml", "set reps[SDR] 8"] {
      _ = try session.execute(Source(line))
      journal.note(&session)
    }
    disk.put(Examples.northwind + Array("\n# by somebody else\n".utf8), at: "a.yaml")
    var again = session
    let reply = try #require(try journal.reopen(&again, Session(world: disk.world, origin: .prompt)))
    #expect(reply.text.contains("a.yaml has changed on disk since"))
    #expect(UndoLawTests.values(try #require(again.plan)) == UndoLawTests.values(try #require(session.plan)))
  }
}
