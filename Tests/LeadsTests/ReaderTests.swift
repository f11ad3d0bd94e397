// The reader of separated values: every form a file can have, the same rows whatever the pieces and threads, and no
// bytes at all that trap it or get lost.

import Calc
import LeadProbe
import Synchronization
import Testing

@testable import Leads

@Suite struct ReaderTests {
  private static let head =
    "lead_id,created_at,tier,source,first_followup_at,attempts,connected,customer,closed_at,revenue\n"

  /// A log that Python has added up (scripts/bench.d/leads.py): every figure is the same.
  @Test func comesToWhatPythonComesTo() throws {
    let expected = String(decoding: try Export("generated.txt").bytes, as: UTF8.self).split(separator: "\n").map(
      String.init)
    let log = try Export("generated.csv").read { $0.respondWithin = 300 }
    #expect(expected.count > 150)
    #expect(Figures(log).lines == expected)
  }

  @Test func readsTheSameWhateverThePiecesAndThreads() throws {
    for name in ["generated.csv", "traps.csv", "salesforce-report.csv", "hubspot-contacts.csv"] {
      let terms = try Export.terms { $0.mapping.dates = name == "traps.csv" ? .dayFirst : nil }
      let export = try Export(name)
      let whole = try export.read(terms, pieceSize: 1 << 20, threads: 1)
      for (size, threads) in [(1, 3), (2, 2), (7, 1), (64, 4), (333, 2), (1000, 3)]
      where size > 2 || name != "generated.csv" {
        #expect(try export.read(terms, pieceSize: size, threads: threads) == whole, "\(name) in pieces of \(size)")
      }
    }
  }

  /// The same three leads in every dress.
  @Test func readsEveryDress() throws {
    let rows = [
      ["lead_id", "created_at", "tier", "source"], ["1", "2026-07-01 09:00", "CEO", "Web"],
      ["2", "2026-07-02 09:00", "Director", "a \"b\", c;d\te"], ["3", "2026-07-03 09:00", "Manager", "two\nlines"]
    ]
    func text(_ delimiter: String, _ end: String, quotesAll: Bool = false) -> String {
      rows.map { row in
        row.map { cell in
          let needs = quotesAll || cell.contains { "\"\n,;\t".contains($0) }
          let doubled = cell.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) }
          return needs ? "\"\(doubled)\"" : cell
        }.joined(separator: delimiter)
      }.joined(separator: end) + end
    }
    var dresses: [String] = []
    for delimiter in [",", ";", "\t"] {
      for end in ["\n", "\r\n"] { dresses += [text(delimiter, end), text(delimiter, end, quotesAll: true)] }
    }
    dresses += [
      "\u{FEFF}" + text(",", "\n"), "sep=;\r\n" + text(";", "\r\n"), "\n\n" + text(",", "\n"),
      String(text(",", "\n").dropLast()), text(",", "\n") + "\n\n,,,\n"
    ]
    for dress in dresses {
      let log = try Export(text: dress).read()
      #expect(log.reading.read == 3 && log.reading.used == 3, "\(dress)")
      #expect(log.aggregates[.of(2026, 7)].counts[0] == [1, 1, 1, 0], "\(dress)")
    }
  }

  @Test func settlesAnOrderFarBehind() throws {
    var text = "lead_id,created_at\n"
    for row in 0..<60_000 { text += "\(row),03/04/2026 10:00\n" }
    #expect { try Export(text: text).read { $0.tiers = ["all"] } } throws: { error in
      (error as? Diagnostic)?.hint == "tracking: {dates: d/m/y}   ·   tracking: {dates: m/d/y}"
    }
    text += "60000,04/13/2026 10:00\n"
    let log = try Export(text: text).read { $0.tiers = ["all"] }
    #expect(log.reading.dates == .monthFirst)
    #expect(log.aggregates[.of(2026, 3)].leads == 60_000)
    let told = try Export(text: text).read { terms in
      terms.tiers = ["all"]
      terms.mapping.dates = .dayFirst
    }
    #expect(told.reading.reasons == [.otherDateOrder: 1])
    #expect(told.reading.datesDecided == "as the agreement says")
  }

  @Test func asksForTheDecimalMark() throws {
    let row = { (revenue: String) in "1,2026-07-01 09:00,CEO,,,,,yes,2026-07-02 09:00,\(revenue)\n" }
    #expect { try Export(text: Self.head + row("\"1,200\"")).read() } throws: { error in
      (error as? Diagnostic)?.hint?.contains("decimals: comma") ?? false
    }
    let log = try Export(text: Self.head + row("\"1,200\"") + row("\"1,200.50\"").replacing("1,2026", with: "2,2026"))
      .read()
    #expect(log.aggregates[.of(2026, 7)].wonRevenue == 240_050)
  }

  /// A time that leads nowhere near the years of exports is a slip, and no end of what is known.
  @Test func boundsResponseTimes() throws {
    let head = "lead_id,created_at,response_ms\n"
    let rows = "1,2026-07-01 10:00,60000\n2,2026-07-01 10:00,3000000000000\n3,2026-07-01 10:00,-3000000000000\n"
    let log = try Export(text: head + rows).read { $0.mapping.columns = [.responseTime: ColumnTest("response_ms")] }
    #expect((log.reading.reasons[.badNumber], log.reading.used) == (2, 1))
    #expect(log.aggregates.asOf == (try Export(text: head + "1,2026-07-01 10:01,\n").read()).aggregates.asOf)
  }

  /// Where the time of day is not known, nothing is said of business hours.
  @Test func countsTimesOfDay() throws {
    let rows = ["2026-07-01", "2026-07-01 10:00", "2026-07-01 20:00", "2026-07-02"].enumerated()
    let log = try Export(text: "lead_id,created_at\n" + rows.map { "\($0),\($1)\n" }.joined()).read()
    let july = log.aggregates[.of(2026, 7)]
    #expect((july.leads, july.timed, july.inHours) == (4, 2, 1))
  }

  /// Of two rows that leave something open the first is told, whichever thread comes to which.
  @Test func tellsTheFirstThatIsOpen() throws {
    let amount = "1,2026-07-01 09:00,CEO,,,,,yes,2026-07-02 09:00,\"1,200\"\n"
    let date = "2,03/04/2026 09:00,CEO,,,,,,,\n"
    // So many that all threads are at it by then.
    let quiet = String(repeating: "3,2026-07-01 09:00,CEO,,,,,,,\n", count: 20_000)
    func many(_ row: String) -> String { String(repeating: row + "3,2026-07-01 09:00,CEO,,,,,,,\n", count: 150) }
    for (rows, kind) in [(quiet + amount + many(date), "amounts"), (quiet + date + many(amount), "dates")] {
      for (size, threads) in [(1 << 20, 1), (97, 2), (97, 3), (60, 4), (300, 4)] {
        let fault = #expect(throws: Diagnostic.self) {
          try Export(text: Self.head + rows).read(Export.terms(), pieceSize: size, threads: threads)
        }
        #expect(fault?.message.description.hasPrefix("leads.csv has \(kind) that could be") == true)
      }
    }
    // The mark is what is open, though dates contradict each other where none counts.
    let lost = "4,2026-07-01 09:00,CEO,,,,,no,13/07/2026,\n5,2026-07-01 09:00,CEO,,,,,no,07/13/2026,\n"
    let fault = #expect(throws: Diagnostic.self) { try Export(text: Self.head + lost + amount).read() }
    #expect(fault?.hint?.contains("decimals: comma") == true)
  }

  /// The head is read twice where it is not understood.
  @Test func endsWhereTheFileEndsBeforeItsRows() throws {
    let bytes = LeadBytes(Array("\n\n\n\nname,phone\nEva,1\n".utf8))
    let reads = Atomic(0)
    let cut = LeadBytes(count: bytes.count) { buffer, offset throws(Diagnostic) in
      let isFirst = reads.add(1, ordering: .relaxed).oldValue == 0
      return isFirst ? try bytes.read(buffer, offset) : 0
    }
    let fault = #expect(throws: Diagnostic.self) {
      try LeadExport(name: "leads.csv", bytes: cut).read(try Export.terms(), .silent)
    }
    #expect(fault?.message.description == "leads.csv is no export that Pacto recognises")
    #expect(reads.load(ordering: .relaxed) > 1)
  }

  @Test func saysWhatIsNoExport() throws {
    let cases: [(String, String)] = [
      ("", "leads.csv is empty"), ("\n\n", "leads.csv is empty"), ("PK\u{3}\u{4}", "leads.csv is a workbook"),
      ("a\u{0}b", "leads.csv is no text in UTF-8 or Windows-1252"),
      ("SQLite format 3", "leads.csv is an SQLite database"),
      ("\"a,b", "leads.csv does not begin with a line of headers"),
      ("name,phone\nEva,1\n", "leads.csv is no export that Pacto recognises"),
      ("PK,phone\nEva,1\n", "leads.csv is no export that Pacto recognises")
    ]
    for (text, message) in cases {
      #expect { try Export(text: text).read() } throws: { ($0 as? Diagnostic)?.message.description == message }
    }
    let unknown = #expect(throws: Diagnostic.self) {
      try Export(text: "Name,First contact date,Seniority level,Won\nEva,2026-07-01,CEO,yes\n").read()
    }
    #expect(
      unknown?.hint
        == "tracking: {columns: {created_at: First contact date, tier: Seniority level, customer: Won}}")
  }

  @Test func readsByTheAgreementsColumns() throws {
    let log = try Export(
      text: "Name,First contact date,Rank,Result\nEva,2026-07-01,boss,Signed\nLuis,2026-07-02,other,\n"
    )
    .read { terms in
      terms.mapping.columns = [
        .created: ColumnTest("first_contact_date"), .customer: ColumnTest("result", .equals(["signed"]))
      ]
      terms.mapping.tiers = [.init(tier: "CEO", column: ColumnTest("rank", .contains(["boss"])))]
    }
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 0, 0, 0], [1, 0, 0, 0]])
    #expect(log.reading.reasons == [.unknownTier: 1])
    #expect(log.reading.tierRules == ["\("CEO"): \("Rank") \("contains boss")"])
    #expect {
      try Export(text: Self.head + "1,2026-07-01\n").read { $0.mapping.columns[.tier] = ColumnTest("tire") }
    } throws: {
      ($0 as? Diagnostic)?.hint == "tier"
    }
    #expect { try Export(text: Self.head).read { $0.mapping.timeZone = "Europe/Nowhere" } } throws: { $0 is Diagnostic }
  }

  /// As of a day, what came later has not happened.
  @Test func goesBackInTime() throws {
    let zone = try Zone("Europe/Madrid")
    let log = try Export("hubspot-contacts.csv").read { terms in
      terms.asOf = zone.instant(local: (Day("2026-07-03")?.number ?? 0) * 86_400 + 12 * 3600)
    }
    #expect((log.reading.read, log.reading.used) == (6, 2))
    #expect(log.reading.reasons == [.afterAsOf: 3, .unknownTier: 1])
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 1, 0, 0], [0, 0, 0, 0]])
    #expect(log.aggregates[.of(2026, 7)].response.within == 2)
  }

  /// A lead whose deadline has not passed is neither kept nor broken.
  @Test func waitsForDeadlines() throws {
    let rows = [
      "1,2026-07-01 09:00,CEO,Web,2026-07-01 09:10,1,no,no,,", "2,2026-07-01 12:00,CEO,Web,,0,no,no,,",
      "3,2026-07-01 12:20,CEO,Web,2026-07-01 12:25,1,no,no,,"
    ]
    let log = try Export(text: Self.head + rows.joined(separator: "\n")).read()
    // As of 12:25 the answers to the second and third are not due.
    let response = log.aggregates[.of(2026, 7)].response
    #expect((response.due, response.within, response.neverContacted, response.contacted) == (1, 1, 1, 2))
  }

  /// A file that somebody cuts off while it is read ends there.
  @Test func endsWhereTheFileEnds() throws {
    let export = try Export("generated.csv")
    let cut = LeadBytes(Array(export.bytes.prefix(20_000)))
    let claimed = LeadBytes(count: export.bytes.count) { buffer, offset throws(Diagnostic) in
      try cut.read(buffer, offset)
    }
    let whole = try LeadExport(name: export.name, bytes: cut).read(try Export.terms(), .silent)
    for (size, threads) in [(1 << 19, 1), (4000, 3)] {
      var source = LeadExport(name: export.name, bytes: claimed)
      (source.pieceSize, source.threads) = (size, threads)
      let log = try source.read(try Export.terms(), .silent)
      #expect(log.aggregates == whole.aggregates)
      #expect((log.reading.read, log.reading.used) == (whole.reading.read, whole.reading.used))
    }
  }

  /// Ids that come in no order, in one file and over the joints of its pieces.
  @Test func comparesIdsOfAnyOrder() throws {
    var chance = SplitMix(seed: 11)
    let ids = (0..<300).map { _ in chance.next() % 400 }
    let text = Self.head + ids.map { "A\($0),2026-07-01 09:00,CEO,,,,,,,\n" }.joined()
    let mixed = try Export(text: text).read()
    #expect(mixed.reading.used == Set(ids).count)
    let rising = Self.head + Set(ids).sorted().map { "A\($0),2026-07-01 09:00,CEO,,,,,,,\n" }.joined()
    let twice = rising + "A\(ids[0]),2026-07-01 09:00,CEO,,,,,,,\n"
    for size in [30, 100, 1000] {
      #expect(try Export(text: text).read(Export.terms(), pieceSize: size, threads: 3) == mixed)
      #expect(try Export(text: rising).read(Export.terms(), pieceSize: size, threads: 3).reading.isComplete)
      let log = try Export(text: twice).read(Export.terms(), pieceSize: size, threads: 3)
      #expect(log.reading.reasons == [.duplicate: 1])
    }
  }

  @Test func comparesIds() throws {
    let rows = ["3", "1", "2", "1", "2"].map { "\($0),2026-07-0\($0) 09:00,CEO,,,,,,,\n" }.joined()
    let log = try Export(text: Self.head + rows).read()
    #expect(
      log.reading.setAside == [
        Reading.Rows(reason: .duplicate, count: 2, lines: [5, 6], examples: ["1", "2"])
      ])
    #expect(log.aggregates[.of(2026, 7)].leads == 3)
    #expect(log.reading.areIdsCompared)
  }

  // MARK: - Fuzz

  /// Bytes of every kind: no trap, every row accounted for, the same whatever the pieces and threads.
  @Test func accountsForEveryRowOfAnything() throws {
    var chance = SplitMix(seed: 42)
    let told = try Export.terms { $0.mapping.dates = .dayFirst }
    let untold = try Export.terms()
    let seeds = try ["traps.csv", "hubspot-contacts.csv", "salesforce-report.csv"].map { try Export($0).bytes }
    let bits = [
      "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\u{FEFF}", "\0", "9999999999999999", "-1", "2026-07-01 09:00", "é"
    ]
    var read = 0
    for _ in 0..<250 {
      var bytes = seeds[Int(chance.next() % 3)]
      for _ in 0..<(1 + chance.next() % 6) {
        let at = Int(chance.next() % UInt64(bytes.count))
        switch chance.next() % 4 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: chance.next())
        case 1: bytes.insert(contentsOf: bits[Int(chance.next() % UInt64(bits.count))].utf8, at: at)
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int(chance.next() % 40)))
        default: bytes.replaceSubrange(at..<min(bytes.count, at + 1), with: "\"".utf8)
        }
      }
      var export = Export(text: "")
      export.bytes = bytes
      let size = 1 + Int(chance.next() % 300)
      let terms = chance.next() % 2 == 0 ? told : untold
      let whole = Result { try export.read(terms, pieceSize: 1 << 20, threads: 1) }
      let parts = Result { try export.read(terms, pieceSize: size, threads: 3) }
      switch (whole, parts) {
      case (.success(let a), .success(let b)):
        #expect(a == b, "in pieces of \(size)")
        let counted = a.reading.setAside.reduce(a.reading.used) { $0 + $1.count }
        #expect(a.reading.read == counted)
        #expect(a.aggregates.months.values.reduce(0) { $0 + $1.leads } == a.reading.used)
        read += a.reading.used
      case (.failure(let a), .failure(let b)): #expect(a as? Diagnostic == b as? Diagnostic)
      default: Issue.record("read in one way only, in pieces of \(size)")
      }
    }
    #expect(read > 100)
  }

  /// A quote that is never closed, or a row without an end, is one row that is set aside.
  @Test func boundsARow() throws {
    let long = String(repeating: "x", count: 3 << 20)
    for (text, read) in [
      (Self.head + "1,2026-07-01 09:00,CEO,\"open\n2,2026-07-02 09:00,CEO,\n", 1),
      (Self.head + "1,2026-07-01 09:00,CEO,\"\(long)\",,,,,,\n2,2026-07-02 09:00,CEO,,,,,,,\n", 2)
    ] {
      let whole = try Export(text: text).read()
      #expect(whole.reading.reasons == [.unclosedQuote: 1])
      #expect((whole.reading.read, whole.reading.used) == (read, read - 1))
      #expect(try Export(text: text).read(Export.terms(), pieceSize: 65_537, threads: 3) == whole)
    }
  }
}

/// Streams and tables answer as files do.
@Suite struct SourceTests {
  @Test func reasonsComeInOneOrder() {
    #expect(RowReason.allCases == RowReason.allCases.sorted())
    #expect(RowReason.allCases.filter(\.isSetAside).last == .afterAsOf)
  }

  @Test func refusesWhatCannotBeRead() throws {
    #expect(throws: Diagnostic.self) { try LeadBytes.file("/nonexistent/leads.csv") }
    #expect(throws: Diagnostic.self) { try LeadBytes.file("/") }
    #expect(throws: Diagnostic.self) { try LeadBytes.file("/dev/zero") }
    let source = LeadSource.table("leads", database: "/nonexistent/crm.db")
    #expect(throws: Diagnostic.self) { try source.read(try Export.terms(), .silent) }
  }

  @Test func stopsWhenAsked() throws {
    let progress = Progress(isCancelled: { true }, report: { _ in })
    let export = LeadExport(name: "leads.csv", bytes: LeadBytes(try Export("generated.csv").bytes))
    #expect { try export.read(try Export.terms(), progress) } throws: { ($0 as? Diagnostic)?.isStopped ?? false }
  }
}
