// What is said of a file: contradictions that nobody can settle, what to do about rows that count nowhere, and what
// should be known before the figures are believed.

import Calc
import Testing

@testable import Leads

@Suite struct DateOrderTests {
  private static let days = ["03/07/2026 10:00", "04/08/2026 10:00"]
  private static let (monthFirst, dayFirst) = ("07/25/2026 10:00", "25/07/2026 10:00")

  private func export(_ dates: [String]) -> Export {
    // Ids in no order, so that rows are gone through again to compare them.
    Export(text: "lead_id,created_at\n" + dates.enumerated().map { "\($0 * 7919 % 100_003),\($1)\n" }.joined())
  }

  private func terms(_ order: DateOrder? = nil) throws -> LeadTerms {
    try Export.terms { terms in
      terms.tiers = ["all"]
      terms.mapping.dates = order
    }
  }

  /// Whichever comes first, however far behind, in whatever pieces.
  @Test func refusesContradictions() throws {
    for (a, b, first, second) in [
      (Self.monthFirst, Self.dayFirst, "month", "day"), (Self.dayFirst, Self.monthFirst, "day", "month")
    ] {
      let near = export(Self.days + [a, b])
      // Others of the second kind follow, which another thread may come to first.
      let quiet = [String](repeating: Self.days[0], count: 70_000)
      let far = export([a] + quiet + [String](repeating: b, count: 900))
      for (export, lines) in [(near, (4, 5)), (far, (2, 70_003))] {
        for (size, threads) in [(1 << 19, 2), (export.bytes.count / 3, 3), (997, 2)] {
          let fault = #expect(throws: Diagnostic.self) {
            try export.read(try terms(), pieceSize: size, threads: threads)
          }
          #expect(fault?.message.description == "leads.csv has dates that contradict each other")
          #expect(
            fault?.why.first?.description
              == "\(a) in line \(lines.0) has the \(first) first, \(b) in line \(lines.1) the \(second).")
          #expect(fault?.hint == "tracking: {dates: d/m/y}   ·   tracking: {dates: m/d/y}")
        }
      }
      let told = try near.read(try terms(.dayFirst))
      #expect((told.reading.reasons, told.reading.used) == ([.otherDateOrder: 1], 3))
      #expect(told.reading.setAside.first?.examples == [Self.monthFirst])
    }
  }

  /// Dates that count nowhere contradict nothing.
  @Test func mindsOnlyDatesThatCount() throws {
    let text = "lead_id,created_at,customer,closed_at\n1,2026-07-01,no,13/07/2026\n2,2026-07-02,no,07/13/2026\n"
    let log = try Export(text: text).read(try terms())
    #expect((log.reading.used, log.reading.dates) == (2, nil))
    #expect(throws: Diagnostic.self) {
      try Export(text: text.replacing("02,no", with: "02,yes")).read(try terms())
    }
  }

  @Test func showsADateThatCouldBeEither() throws {
    let fault = #expect(throws: Diagnostic.self) { try export(Self.days).read(try terms()) }
    #expect(
      fault?.why.first?.description
        == "03/07/2026 10:00 in line 2 is 2026-07-03 to some and 2026-03-07 to others.")
    let amounts = Export(text: "lead_id,created_at,customer,revenue\n1,2026-07-01,yes,\"1,200\"\n")
    let other = #expect(throws: Diagnostic.self) { try amounts.read(try terms()) }
    #expect(other?.why.first?.description == "1,200 in line 2 is thousands to some and decimals to others.")
  }

  /// The quick look at a cell sees what reading it would.
  @Test func looksAsItReads() {
    var chance = SplitMix(seed: 7)
    let forms = [
      "13/04/2026", "4/13/2026", "13.4.26", "4-13-26", "2026-04-13", "03/04/2026", "13/13/2026", "32/04/2026", "",
      "Mon 13/04/2026", "13 / 04 / 2026", "13 Apr 2026", "Apr 13, 2026", "13/04", "130/4/2026", "13:04:2026", "12/31/99"
    ]
    for at in 0..<3000 {
      var text = forms[at % forms.count]
      if at >= forms.count, !text.isEmpty {
        let place = text.index(text.startIndex, offsetBy: Int(chance.next() % UInt64(text.count)))
        text.replaceSubrange(place...place, with: ["1", "9", "/", " ", "-", ".", "0", "x"][Int(chance.next() % 8)])
      }
      let seen = withCell(text) { cell in
        var (witness, row) = (OrderWitness([0]), [cell])
        row.withUnsafeMutableBufferPointer { witness.look($0, at: 1) }
        return witness.verdict?.order
      }
      #expect(seen == withCell(text) { DateReader.evidence($0) }, "\(text)")
    }
  }

  @Test func knowsDatesOutsideOfItsYears() {
    let reader = DateReader(order: .dayFirst)
    for text in ["2062-09-03 10:00", "1899-12-30", "03/09/2062", "1 Jul 1970", "2060-02-29"] {
      #expect(withCell(text) { reader.isOutside($0) }, "\(text)")
    }
    let long = String(repeating: "1", count: 41)
    for text in ["2062-02-30", "2026-02-30", "garbage", "0000-00-00", "", "2062", long] {
      #expect(!withCell(text) { reader.isOutside($0) }, "\(text)")
    }
    let log = try? Export(text: "lead_id,created_at\n1,2062-09-03\n2,2026-07-01\n").read(try terms())
    #expect(log?.reading.reasons == [.dateOutside: 1])
  }
}

@Suite struct ReadingTests {
  private static let head = "lead_id,created_at,tier,customer,closed_at,revenue\n"

  /// What is to be pasted tells the tiers that were told before, and the unknown ones.
  @Test func saysWhatWouldTellTheTier() throws {
    let export = Export(text: Self.head + "1,2026-07-01,VP,no,,\n2,2026-07-01,Director,no,,\n3,2026-07-01,VP,no,,\n")
    let reading = try export.read().reading
    #expect(reading.setAside.first?.phrase.description == "a tier that the agreement does not have (VP): lines 2, 4")
    #expect(
      reading.tierMapping
        == #"tracking: {tiers: {CEO: "tier = CEO|VP", Director: "tier = Director", Manager: "tier = Manager"}}"#)
    let rules: [LeadMapping.TierRule] = [
      .init(tier: "CEO", column: ColumnTest("tier", .equals(["CEO", "VP"]))),
      .init(tier: "Director", column: ColumnTest("tier", .contains(["director"])))
    ]
    let log = try export.read { $0.mapping.tiers = rules }
    #expect((log.reading.used, log.reading.tierMapping) == (3, nil))
    let more = try Export(text: Self.head + "1,2026-07-01,Boss,no,,\n").read { $0.mapping.tiers = rules.reversed() }
    #expect(
      more.reading.tierMapping
        == #"tracking: {tiers: {Director: "tier contains director|Boss", CEO: "tier = CEO|VP"}}"#)
  }

  @Test func saysThatAWordIsNoColumn() throws {
    let fault = #expect(throws: Diagnostic.self) {
      try Export(text: Self.head + "1,2026-07-01,VP,no,,\n").read {
        $0.mapping.tiers = [.init(tier: "CEO", column: ColumnTest("VP"))]
      }
    }
    #expect(
      fault?.hint
        == #"tracking: {tiers: {CEO: "tier = VP"}}   ·   tracking: {tiers: {CEO: tier contains VP}}"#)
  }

  /// Pasting the mapping that is printed, with the column filled in, reads the file.
  @Test func printsAMappingThatWorks() throws {
    let export = Export(
      text: "Ref,Seniority,Seen,First call,Calls,Talked,Bought,Signed,Euro\n"
        + "1,CEO,2026-07-01 10:00,2026-07-01 10:04,3,yes,yes,2026-08-15 12:00,21000\n")
    let fault = #expect(throws: Diagnostic.self) { try export.read() }
    #expect(
      fault?.hint
        == "tracking: {columns: {created_at: COLUMN, tier: Seniority, first_followup_at: First call, "
        + "attempts: Calls, connected: Talked, customer: Bought, closed_at: Signed}}")
    #expect(
      fault?.why.last?.description
        == #"Words in a column can be tested: columns: {customer: "Bought = yes"}, tiers: {CEO: "Seniority contains "#
        + #"chief|ceo"}."#)
    let log = try export.read { terms in
      terms.mapping.columns = [
        .created: ColumnTest("Seen"), .tier: ColumnTest("Seniority"), .firstFollowUp: ColumnTest("First call"),
        .attempts: ColumnTest("Calls"), .connected: ColumnTest("Talked"), .customer: ColumnTest("Bought"),
        .closed: ColumnTest("Signed")
      ]
    }
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 0, 0, 0], [1, 0, 0, 0]])
  }

  @Test func remarksOnRowsThatCount() throws {
    let rows = [
      "1,2026-07-01,CEO,no,2026-08-01,9000", "2,2026-07-01,CEO,no,2026-08-01,", "3,2026-07-01,CEO",
      ",2026-07-01,CEO,no,,", "5,2026-07-01,CEO,no,#N/A,0"
    ]
    let reading = try Export(text: Self.head + rows.joined(separator: "\n") + "\n\n").read().reading
    #expect((reading.read, reading.used, reading.setAside) == (5, 5, []))
    #expect(
      reading.remarks.map { [$0.reason.rawValue, $0.count] + $0.lines } == [
        [RowReason.closedWithoutCustomer.rawValue, 1, 2], [RowReason.noId.rawValue, 1, 5],
        [RowReason.missingCells.rawValue, 1, 4]
      ])
  }

  @Test func saysWhatCountsAsWhat() throws {
    func notes(_ name: String) throws -> [String] { try Export(name).read().reading.notes.map(\.description) }
    for name in ["hubspot-deals", "salesforce-opportunities", "pipedrive", "salesforce-api-opportunities"] {
      #expect(try notes("\(name).csv") == ["Each deal counts as a lead."])
    }
    for (name, header) in [
      ("salesforce-report.csv", "Converted"), ("salesforce-api-leads.csv", "IsConverted"), ("zoho.csv", "Is Converted")
    ] {
      #expect(try notes(name) == ["\(header) counts as customer. For won deals: track LEADS with DEALS"])
    }
    #expect(try notes("hubspot-contacts.csv") == [])
  }

  @Test func saysWhatIsWrongWithTheFile() throws {
    func fault(_ bytes: [UInt8]) -> Diagnostic? {
      #expect(throws: Diagnostic.self) {
        var export = Export(text: "")
        export.bytes = bytes
        return try export.read()
      }
    }
    let text = "lead_id,created_at\n1,2026-07-01\n"
    for marked in [[UInt8(0xFF), 0xFE], []] {
      #expect(
        fault(marked + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] })?.message.description
          == "leads.csv is text in UTF-16")
    }
    let titled = fault(Array("Leads report;;\n\nlead_id;created_at\n1;2026-07-01\n".utf8))
    #expect(
      titled?.why.first?.description
        == "In line 1 stands “Leads report”; the headers seem to be in line 3: lead_id, created_at.")
    let wide = (0..<5000).map { "c\($0)" }.joined(separator: ",")
    #expect(fault(Array(wide.utf8))?.message.description == "leads.csv has more than 4,096 columns")
    #expect(
      fault([UInt8](repeating: 0x78, count: 3 << 20))?.why.first?.description == "Its first line is longer than 1 MB.")
    let open = fault(Array("a,\"b\n1,2\n".utf8))
    #expect(open?.why.first?.description == "Its first line has a quote that is never closed.")
  }
}
