// What was tracked is in the journal itself: it is there again whatever became of the exports.

import Calc
import Documents
import Leads
import SLA
import Testing

@testable import Shell

@Suite struct TrackedJournalTests {
  /// An export of a few leads, as Pacto has them.
  private static func export(_ dice: inout Dice) -> String {
    var rows = ["lead_id,created_at,tier,first_followup_at,attempts,connected,customer,closed_at,revenue"]
    for number in 0..<1 + dice.whole(below: 60) {
      let day = 1 + dice.whole(below: 27)
      func at(_ month: Int, _ day: Int) -> String {
        "2026-0\(month)-\(day < 10 ? "0" : "")\(day) \(10 + dice.whole(below: 10)):\(10 + dice.whole(below: 50))"
      }
      let month = 5 + dice.whole(below: 5)
      let created = at(month, day)
      let answered = dice.chance(70) ? at(month, day + 1) : ""
      let isWon = dice.chance(30)
      rows.append(
        "L\(number),\(created),\(dice.pick(["CEO", "Director", "Manager", ""])),\(answered),\(dice.whole(below: 8)),"
          + "\(dice.pick(["yes", "no"])),\(isWon ? "yes" : "no"),\(isWon ? at(9, 28) : ""),"
          + "\(isWon ? "\(dice.whole(below: 90_000)).\(10 + dice.whole(below: 89))" : "")")
    }
    return rows.joined(separator: "\n") + "\n"
  }

  private static func disk(_ seed: Int, _ names: String..., language: String = "en") -> MemoryDisk {
    var dice = Dice(seed)
    let yaml = String(decoding: Examples.northwind, as: UTF8.self)
      .replacing("language: en", with: "language: \(language)")
    var files = ["plan.yaml": yaml]
    for name in names { files[name] = export(&dice) }
    return MemoryDisk(files)
  }

  /// A meeting on a file, killed after its last line.
  private func meeting(
    _ lines: String..., on disk: MemoryDisk, origin: Session.Origin = .prompt
  ) throws -> (Session, MemoryJournal) {
    var (session, journal) = (Session(world: disk.world, origin: origin), MemoryJournal())
    session.isJournaled = true
    for line in ["open plan.yaml"] + lines {
      _ = try session.execute(Source(line))
      journal.note(&session)
    }
    return (session, journal)
  }

  private func reopened(_ journal: inout MemoryJournal, on disk: MemoryDisk) throws -> (Session, Reply) {
    var again = Session(world: disk.world)
    let reply = try journal.reopen(&again, Session(world: disk.world, origin: .prompt))
    return (again, try #require(reply))
  }

  private func expectSame(_ again: Session, _ session: Session) throws {
    let (now, then) = (try #require(again.plan), try #require(session.plan))
    #expect(now.agreement.actuals == then.agreement.actuals)
    #expect(!now.differs(from: then))
    #expect(UndoLawTests.values(now) == UndoLawTests.values(then))
    #expect(again.steps.entries == session.steps.entries)
    #expect(again.steps.future.map(\.entry) == session.steps.future.map(\.entry))
  }

  // MARK: The export is not needed

  @Test(arguments: [nil, "lead_id,created_at\nL1,2026-07-01 10:00\n", ""]) func theExportIsGoneOrAnother(
    _ now: String?
  ) throws {
    let disk = TrackedJournalTests.disk(1, "crm.csv")
    var (session, journal) = try meeting(
      "set quota 2M", "track crm.csv as leads", "set reps[SDR] 8   # behind it", on: disk)
    disk.put("crm.csv", now)
    var (again, reply) = try reopened(&journal, on: disk)
    try expectSame(again, session)
    #expect(reply.text.contains("3 changes from"))
    #expect(reply.text.contains("track /plans/crm.csv as leads digest"))
    #expect(!reply.text.contains("could not be read"))
    // The meeting goes on: back, forth, and into its minutes and its file.
    for line in ["undo 2", "redo", "export meeting.pacto", "save"] {
      _ = try again.execute(Source(line))
      _ = try session.execute(Source(line == "save" ? "save other.yaml" : line.replacing("meeting", with: "other")))
    }
    try expectSame(again, session)
    #expect(again.plan?.agreement.actuals.files.map(\.name) == ["leads"])
    #expect(disk.text("meeting.pacto")?.contains("\ntrack /plans/crm.csv as leads digest ") == true)
    #expect(disk.text("plan.yaml") == disk.text("other.yaml"))
  }

  @Test func standardInputIsThereAgain() throws {
    let disk = TrackedJournalTests.disk(2, "-")
    var (session, journal) = try meeting("track - as piped", "set quota 2M", on: disk, origin: .script)
    disk.put("-", nil)
    let (again, _) = try reopened(&journal, on: disk)
    try expectSame(again, session)
    #expect(again.plan?.agreement.actuals.files.map(\.name) == ["piped"])
  }

  /// Each of them has its own figures, also where a later one of the line takes the name over.
  @Test func severalFilesOfOneLine() throws {
    let disk = TrackedJournalTests.disk(3, "a.csv", "b.csv", "c.csv")
    var (session, journal) = try meeting(
      "track a.csv as leads; track b.csv as deals; recalibrate apply; track c.csv as leads   # three", on: disk)
    for name in ["a.csv", "b.csv", "c.csv"] { disk.put(name, nil) }
    let (again, _) = try reopened(&journal, on: disk)
    try expectSame(again, session)
    #expect(again.steps.entries.first?.counted.map(\.name) == ["leads", "deals", "leads"])
  }

  @Test func recoveredTwice() throws {
    let disk = TrackedJournalTests.disk(4, "a.csv", "b.csv")
    var (session, journal) = try meeting("track a.csv as leads", on: disk)
    disk.put("a.csv", nil)
    var (again, _) = try reopened(&journal, on: disk)
    for line in ["track b.csv as deals", "undo", "redo"] {
      _ = try session.execute(Source(line))
      _ = try again.execute(Source(line))
      journal.note(&again)
    }
    disk.put("b.csv", nil)
    let (last, _) = try reopened(&journal, on: disk)
    #expect(last.plan?.agreement.actuals == session.plan?.agreement.actuals)
    #expect(last.plan?.agreement.actuals.files.count == 2)
  }

  /// Steps beyond the reach of undo are kept as text; the minutes still know what they tracked.
  @Test func minutesOfALongMeetingNeedNoExport() throws {
    let disk = TrackedJournalTests.disk(5, "a.csv")
    var session = Session(world: disk.world)
    for line in ["open plan.yaml", "track a.csv as leads"] { _ = try session.execute(Source(line)) }
    for at in 0..<1_200 { _ = try session.execute(Source("set quota \(2_000_000 + at)")) }
    disk.put("a.csv", nil)
    #expect(session.steps.entries.first?.counted.map(\.name) == ["leads"])
    _ = try session.execute(Source("export meeting.pacto"))
    #expect(disk.text("meeting.pacto")?.contains("\ntrack /plans/a.csv as leads digest ") == true)
  }

  @Test func minutesThatRunReadTheExportAgain() throws {
    let disk = TrackedJournalTests.disk(6, "a.csv")
    let (meeting, _) = try meeting("track a.csv as leads", "set quota 2M", on: disk)
    var session = meeting
    _ = try session.execute(Source("export meeting.pacto"))
    var again = Session(world: disk.world)
    _ = try again.execute(Source("run meeting.pacto"))
    #expect(again.plan?.agreement.actuals == session.plan?.agreement.actuals)
    disk.put("a.csv", "lead_id,created_at\nL1,2026-07-01 10:00\n")
    var other = Session(world: disk.world)
    let replies = try? other.execute(Source("run meeting.pacto"))
    #expect(replies?.last?.reply.outcome != .yes)
    #expect(other.plan?.agreement.actuals.isEmpty ?? true)
  }

  /// A scenario keeps the change as files have it, also where the prompt has a decimal comma.
  @Test(arguments: ["es", "pt"]) func recalibratedInAScenario(_ language: String) throws {
    let disk = TrackedJournalTests.disk(13, "a.csv", language: language)
    var (session, journal) = try meeting("scenario cautious", "track a.csv as leads", "recalibrate apply", on: disk)
    let (again, _) = try reopened(&journal, on: disk)
    try expectSame(again, session)
    _ = try session.execute(Source("save"))
    let file = try AgreementReader.plan(bytes: try #require(disk.bytes("plan.yaml")), file: "plan.yaml")
    #expect(RandomMeeting.numbers(file) == RandomMeeting.numbers(try #require(session.plan)))
  }

  // MARK: Journals that hold less

  /// The lines of a journal as they were before it held what files came to.
  private func old(_ session: Session, _ lines: [Entry]) -> [UInt8] {
    var (bytes, number): ([UInt8], Int) = ([], 1)
    bytes += Journal.lines(of: .began(.file("plan.yaml"), bytes: session.original ?? []), number: &number)
    for entry in lines { bytes += Journal.lines(of: .did(Entry(at: entry.at, line: entry.line)), number: &number) }
    return bytes
  }

  private func recovery(_ bytes: [UInt8], on disk: MemoryDisk) throws -> Recovery {
    var session = Session(world: disk.world)
    _ = try session.open("plan.yaml")
    return try #require(Recovery(Journal.read(bytes), opened: session, bytes: session.original ?? []))
  }

  @Test func anOldJournalReadsTheExportAgain() throws {
    let disk = TrackedJournalTests.disk(7, "a.csv")
    let (session, _) = try meeting("set quota 2M", "track a.csv as leads", "set reps[SDR] 8", on: disk)
    let bytes = old(session, session.steps.entries)
    try expectSame(try recovery(bytes, on: disk).session, session)
    disk.put("a.csv", nil)
    let less = try recovery(bytes, on: disk)
    #expect(less.session.steps.entries.map(\.line) == ["set quota 2M"])
    #expect(less.reply.text.contains("The 2 lines behind them"))
  }

  @Test func anOldJournalDoesNotWaitForStandardInput() throws {
    let disk = TrackedJournalTests.disk(8, "-")
    let (session, _) = try meeting("set quota 2M", "track - as leads", on: disk, origin: .script)
    let less = try recovery(old(session, session.steps.entries), on: disk)
    #expect(less.session.steps.entries.map(\.line) == ["set quota 2M"])
    #expect(less.reply.text.contains("The line behind them"))
  }

  // MARK: Damage

  @Test func damagedFiguresAreToldAndWhatCameBeforeThemIsThere() throws {
    let disk = TrackedJournalTests.disk(9, "a.csv")
    let (session, journal) = try meeting("set quota 2M", "track a.csv as leads", "set reps[SDR] 8", on: disk)
    disk.put("a.csv", nil)
    let ends = Journal.read(journal.bytes).ends
    let name = Array("{leads: ".utf8)
    let start = try #require((ends[2]..<ends[3]).first { journal.bytes[$0...].starts(with: name) })
    for at in stride(from: start, to: ends[3], by: 7) {
      var bytes = journal.bytes
      bytes[at] ^= 1 << UInt8(at % 8)
      let less = try recovery(bytes, on: disk)
      #expect(less.session.steps.entries == Array(session.steps.entries.prefix(1)), "byte \(at)")
      #expect(less.length == ends[2])
      #expect(less.reply.text.contains("behind them"), "byte \(at)")
    }
  }

  /// Somebody wrote them by hand: the export is read again where it is there, else the step is left out.
  @Test(arguments: ["{}", "[", "{leads: 1}", "{leads: {file: a, digest: b, as_of: c}}", "", "{other: {}}", "\\n\\n"])
  func figuresThatAreNone(_ text: String) throws {
    let disk = TrackedJournalTests.disk(10, "a.csv")
    let (session, _) = try meeting("set quota 2M", "track a.csv as leads", on: disk)
    let entries = session.steps.entries
    var (bytes, number) = (old(session, [entries[0]]), 4)
    let with = Entry(at: entries[1].at, line: "\(entries[1].line)\n\(text)")
    bytes += Journal.lines(of: .did(with), number: &number)
    try expectSame(try recovery(bytes, on: disk).session, session)
    disk.put("a.csv", nil)
    #expect(try recovery(bytes, on: disk).session.steps.entries == [entries[0]])
  }

  // MARK: Laws

  private static let lines = [
    "track a.csv as leads", "track b.csv as leads", "track b.csv as deals", "track c.csv", "track c.csv; undo",
    "track demo", "track demo as of 2026-08-15", "track 2026-07 leads 1320, customers 44, marketing_revenue 352k",
    "track 2026-08 sales_cycle 47 days, response_rate 85%; track a.csv as a   # both", "recalibrate apply", "undo",
    "undo 2", "redo", "redo 2", "run counts.pacto", "set quota *1.1; track b.csv as leads; set reps[SDR] 8"
  ]

  @Test(arguments: ["en", "es", "pt"]) func whateverWasTrackedIsThereAgain(_ language: String) throws {
    var counted = 0
    for round in 0..<RandomMeeting.trials * 2 {
      let disk = TrackedJournalTests.disk(round, "a.csv", "b.csv", "c.csv", language: language)
      disk.put("counts.pacto", "track c.csv as counts\nset automation 35%\n")
      var journal = MemoryJournal()
      let meeting = try RandomMeeting(
        seed: 300_000 + round, lines: 12, opening: "open plan.yaml", disk: disk, also: TrackedJournalTests.lines,
        most: 60
      ) { journal.note(&$0) }
      for name in ["a.csv", "b.csv", "c.csv"] { disk.put(name, nil) }
      var again = Session(world: disk.world)
      let reply = try journal.reopen(&again, Session(world: disk.world, origin: .prompt))
      guard reply != nil else {
        #expect(!meeting.session.isChanged, "\(meeting.typed)")
        continue
      }
      #expect(meeting.faults(of: again, timed: true) == [])
      #expect(again.plan?.agreement.actuals == meeting.session.plan?.agreement.actuals, "\(meeting.typed)")
      counted += again.steps.entries.filter { !$0.counted.isEmpty }.count
      // The minutes come from what is known, not from the exports.
      var (one, other) = (meeting.session, again)
      _ = try one.execute(Source("export one.pacto"))
      _ = try other.execute(Source("export other.pacto"))
      #expect(disk.text("one.pacto") == disk.text("other.pacto"), "\(meeting.typed)")
    }
    #expect(counted > RandomMeeting.trials)
  }
}
