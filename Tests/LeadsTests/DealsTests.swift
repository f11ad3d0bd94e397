// Leads in one file, what became of them in another: whatever columns either has, every row of both accounted for.

import Calc
import Testing

@testable import Leads

@Suite struct DealsTests {
  private static let leads = """
    lead_id,created_at,tier,first_followup_at,attempts
    1,2026-07-01 10:00,CEO,2026-07-01 10:04,3
    4,2026-07-11 12:00,Manager,2026-07-11 12:02,1
    6,2026-08-05 11:00,CEO,,0
    8,2026-08-05 11:00,Pope,,0

    """
  private static let deals = """
    lead_id,customer,closed_at,revenue
    1,yes,2026-08-15 12:00,21000
    4,yes,2026-09-01 09:30,7500
    77,yes,2026-09-01 09:30,1111
    1,yes,2026-09-03 09:30,500
    6,no,2026-09-01 09:30,900
    8,yes,2026-09-02 09:00,40
    ,yes,2026-09-02 09:00,30
    4,yes,soon,5

    """

  private func read(
    _ leads: Export, _ deals: Export, key: String? = nil, place: Place? = nil, pieceSize: Int? = nil,
    _ change: (inout LeadTerms) -> Void = { _ in }
  ) throws -> LeadLog {
    var source = deals.deals(dealKey: key)
    source.place = place
    let bytes = leads.bytes
    let export = LeadSource.export(leads.name, deals: source, pieceSize: pieceSize) { LeadBytes(bytes) }
    return try export.read(try Export.terms(change), .silent)
  }

  private func plain(_ change: (inout LeadTerms) -> Void = { _ in }) throws -> LeadLog {
    try read(Export(text: Self.leads), Export(name: "deals.csv", text: Self.deals), change)
  }

  @Test func tellsWhatEitherFileTells() throws {
    let log = try plain()
    #expect(log.reading.told == [.id, .created, .tier, .firstFollowUp, .attempts, .lead, .customer, .closed, .revenue])
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 0, 1, 0], [1, 0, 1, 0]])
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].revenue.sum == 2_150_000)
    let (august, september) = (log.aggregates[.of(2026, 8)], log.aggregates[.of(2026, 9)])
    // Both deals of the first lead count when the first of them was closed.
    #expect((august.won, august.wonRevenue, september.won, september.wonRevenue) == (1, 2_150_000, 1, 750_000))
  }

  @Test func accountsForEveryRowOfBoth() throws {
    let reading = try plain().reading
    #expect((reading.read, reading.used, reading.reasons) == (4, 3, [.unknownTier: 1]))
    let deals = try #require(reading.deals)
    #expect((deals.name, deals.layout) == ("deals.csv", "Pacto's own"))
    #expect(deals.columns.map(\.header) == ["lead_id", "customer", "closed_at", "revenue"])
    // Leads 1 (two deals) and 4; the Pope's is set aside; lead 77 and the deal without a lead are of nobody's.
    #expect((deals.read, deals.won, deals.notWon) == (8, 6, 1))
    #expect((deals.matched, deals.leads, deals.ofSetAside, deals.others) == (3, 2, 1, 2))
    #expect(deals.setAside == [Reading.Rows(reason: .badDate, count: 1, lines: [9], examples: ["soon"])])
    #expect(!reading.isComplete)
  }

  /// What was closed later has not happened yet, though the lead's first deal has.
  @Test func goesBackInTime() throws {
    let zone = try Zone("Europe/Madrid")
    let log = try plain { $0.asOf = zone.instant(local: (Day("2026-08-20")?.number ?? 0) * 86_400) }
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].revenue.sum == 2_100_000)
    #expect((log.reading.deals?.won, log.reading.deals?.matched) == (1, 1))
    #expect(log.reading.deals?.setAside.first?.reason == .badDate)
    #expect(log.reading.deals?.setAside.last.map { ($0.reason, $0.count) } ?? (.noTier, 0) == (.afterAsOf, 5))
  }

  @Test func comesToTheSameWhateverThePieces() throws {
    // A quoted cell over several lines, and a deal of the same lead behind it.
    let deals = Self.deals + "\"6\",yes,\"2026-09-05 09:00\",\"1,\n000.5\"\n6,yes,2026-09-04 09:00,\"8,5\"\n"
    let whole = try read(Export(text: Self.leads), Export(name: "deals.csv", text: deals))
    #expect(whole.reading.deals?.setAside.map(\.reason) == [.badDate, .badAmount])
    for size in [1, 2, 7, 64, 200] {
      #expect(try read(Export(text: Self.leads), Export(name: "deals.csv", text: deals), pieceSize: size) == whole)
    }
  }

  /// A deal that counts nowhere does not say until when anything is known.
  @Test func asOfIsThatOfWhatCounts() throws {
    let late = Self.deals + "78,yes,2027-12-31 12:00,1\n,yes,2028-12-31 12:00,1\n"
    let log = try read(Export(text: Self.leads), Export(name: "deals.csv", text: late))
    #expect(log.reading.deals?.others == 4)
    #expect(log.reading.asOf == (try plain()).reading.asOf)
    #expect(log.aggregates.months.keys.max() == .of(2026, 9))
  }

  /// The lead of a deal is in the file however its row is broken.
  @Test func knowsTheLeadsOfRowsSetAside() throws {
    let long = String(repeating: "x", count: 1 << 21)
    let rows = [
      "11,,CEO,,0", "12,soon,CEO,,0", "13", "14,2026-07-01 10:00,CEO,,0,more", "1,2026-07-01 10:00,CEO,,0",
      "15,2026-07-01 10:00,\"\(long)\",,0", "16,2026-07-01 10:00,\"open,,0"
    ]
    let leads = Export(text: Self.leads + rows.map { $0 + "\n" }.joined())
    let deals = (11...17).map { "\($0),yes,2026-08-01 10:00,100\n" }.joined()
    for size in [nil, 65_537] {
      let log = try read(leads, Export(name: "deals.csv", text: Self.deals + deals), pieceSize: size)
      #expect(
        log.reading.reasons == [
          .noCreated: 1, .badDate: 1, .tooFewColumns: 1, .tooManyColumns: 1, .duplicate: 1, .unclosedQuote: 2,
          .unknownTier: 1
        ])
      let told = try #require(log.reading.deals)
      // The Pope's and six more; 17 is of nobody, as two were.
      #expect((told.matched, told.ofSetAside, told.others) == (3, 7, 3))
    }
  }

  /// A row that is set aside stands corrected below, under the same id.
  @Test func countsACorrectedRow() throws {
    var deals = try Export("hubspot-deals.csv")
    let sound = "9005,Eta,Sales Pipeline,Closed Won,100,2026-07-10 10:00,2026-08-14 12:00,Ana Ruiz,104\n"
    let broken = sound.replacing("2026-08-14 12:00", with: "soon")
    deals.bytes += Array((broken + sound + sound).utf8)
    let told = try read(Export("hubspot-contacts.csv"), deals).reading.deals
    #expect(told?.setAside.map(\.reason) == [.badDate, .duplicate])
    #expect(told?.setAside.map(\.lines) == [[6], [8]])
    #expect(told?.won == 3)
  }

  @Test func remarksOnShortRows() throws {
    let deals = "lead_id,customer,closed_at,revenue\n1,yes,2026-08-16\n4,no,2026-08-16\n"
    let told = try read(Export(text: Self.leads), Export(name: "deals.csv", text: deals)).reading.deals
    #expect(told?.remarks.map(\.reason) == [.customerWithoutAmount, .missingCells])
    #expect(told?.remarks.last?.lines == [2])
  }

  /// Dates that count nowhere contradict nothing: when a deal was made, and when one was lost.
  @Test func mindsOnlyDatesOfWonDeals() throws {
    let head = "lead_id,created_at,customer,closed_at,revenue\n"
    let quiet = "1,13/07/2026,yes,2026-08-15,100\n4,07/13/2026,no,07/25/2026,100\n"
    let log = try read(Export(text: Self.leads), Export(name: "deals.csv", text: head + quiet))
    #expect(log.reading.deals.map { ($0.won, $0.notWon) } ?? (0, 0) == (1, 1))
    for date in ["07/25/2026", "03/04/2026"] {
      let loud = quiet + "4,2026-07-01,yes,\(date),100\n"
      let fault = #expect(throws: Diagnostic.self) {
        try read(Export(text: Self.leads), Export(name: "deals.csv", text: head + loud))
      }
      #expect(fault?.message.description == "deals.csv has dates that contradict each other")
    }
  }

  /// No sum is too large to be squared, or to be added up.
  @Test func boundsWhatALeadBrings() throws {
    let row = "1,yes,2026-08-15,999999999999\n"
    let deals = "lead_id,customer,closed_at,revenue\n" + String(repeating: row, count: 5000)
    let log = try read(Export(text: Self.leads), Export(name: "deals.csv", text: deals))
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].revenue.sum == Lead.mostRevenue)
  }

  @Test func readsTheCRMsOwn() throws {
    let log = try read(Export("hubspot-contacts.csv"), Export("hubspot-deals.csv"))
    #expect(log.reading.told.isSuperset(of: [.customer, .closed, .revenue, .firstFollowUp]))
    // What the contacts say of it is not read.
    #expect(!log.reading.columns.contains { [.customer, .closed, .revenue].contains($0.field) })
    #expect(log.reading.unused.contains("Lifecycle Stage"))
    #expect(log.reading.deals?.columns.map(\.header).contains("Amount") == true)
    #expect(log.reading.deals.map { ($0.read, $0.won, $0.notWon, $0.others) } ?? (0, 0, 0, 0) == (4, 2, 2, 1))
    var twice = try Export("hubspot-deals.csv")
    twice.bytes += twice.bytes.split(separator: 0x0A)[1] + [0x0A]
    let again = try read(Export("hubspot-contacts.csv"), twice)
    #expect(again.reading.deals?.setAside.map(\.reason) == [.duplicate])
    #expect(again.aggregates == log.aggregates)
  }

  /// What the agreement says of one file's columns does not break the other.
  @Test func readsByTheAgreementsColumns() throws {
    let log = try read(
      Export(text: "no,seen,tier\n1,2026-07-01 10:00,CEO\n2,2026-07-02 10:00,CEO\n"),
      Export(name: "deals.csv", text: "no,state,when,worth\n2,signed,2026-08-15,100\n1,lost,2026-08-15,100\n")
    ) { terms in
      terms.mapping.columns = [
        .id: ColumnTest("no"), .created: ColumnTest("seen"), .tier: ColumnTest("tier"),
        .customer: ColumnTest("state", .equals(["signed"])), .closed: ColumnTest("when"), .revenue: ColumnTest("worth")
      ]
      terms.mapping.tiers = []
    }
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 10_000)
    #expect(log.reading.deals.map { ($0.won, $0.matched, $0.notWon) } ?? (0, 0, 0) == (1, 1, 1))
  }

  @Test func saysThatDealsAreNoLeads() throws {
    let fault = #expect(throws: Diagnostic.self) { try Export(name: "deals.csv", text: Self.deals).read() }
    #expect(
      fault?.why.dropFirst().first?.description
        == "If these are the deals of leads in another file: track LEADS with deals.csv")
  }

  @Test func saysHowDealsFindTheirLeads() throws {
    let place = Source("track leads.csv with deals.csv").place(21..<30)
    let deals = Export(name: "deals.csv", text: "Deal,Person,Stage,Amount\n9,1,Closed Won,100\n")
    let fault = #expect(throws: Diagnostic.self) {
      try read(Export(text: Self.leads), deals, place: place)
    }
    #expect(
      fault?.message.description == "deals.csv does not say which lead a deal belongs to, nor which deals are won")
    #expect(fault?.place == place)
    #expect(fault?.hint == #"tracking: {columns: {customer: "Stage = Closed Won", revenue: Amount, lead: COLUMN}}"#)
    // Pasted, with the column filled in.
    let log = try read(Export(text: Self.leads), deals) { terms in
      terms.mapping.columns = [
        .customer: ColumnTest("Stage", .equals(["Closed Won"])), .revenue: ColumnTest("Amount"),
        .lead: ColumnTest("Person")
      ]
    }
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].revenue.sum == 10_000)
    let nameless = #expect(throws: Diagnostic.self) {
      try read(Export(text: "Create Date,Lifecycle Stage\n2026-07-01,Lead\n"), Export("hubspot-deals.csv"))
    }
    #expect(nameless?.hint == "tracking: {columns: {lead_id: COLUMN}}")
  }
}
