// What amounts say of their currency, and what becomes of those in another than the agreement's.

import Calc
import Testing

@testable import Leads

@Suite struct CurrencyTests {
  private static func amounts(_ code: String) throws -> AmountCurrency {
    AmountCurrency(try Export.terms { $0.currency = code })
  }

  static let said: [(String, String, AmountCurrency.Said)] = [
    ("22700", "EUR", .nothing), ("22.700,50", "EUR", .nothing), ("-120", "EUR", .nothing),
    ("(120.00)", "EUR", .nothing),
    ("", "EUR", .nothing), ("€12,500.00", "EUR", .ours), ("8 000,00 €", "EUR", .ours), ("700 eur", "EUR", .ours),
    ("EUR 8 500", "EUR", .ours), ("$22,700.00", "EUR", .foreign("$")), ("R$ 1.680,50", "EUR", .foreign("BRL")),
    ("USD 500", "EUR", .foreign("USD")), ("US$500", "EUR", .foreign("USD")), ("£5", "EUR", .foreign("GBP")),
    ("12'000.00 CHF", "EUR", .foreign("CHF")), ("500 ₺", "EUR", .foreign("TRY")), ("500 ₺", "TRY", .ours),
    ("€ 500", "USD", .foreign("EUR")), ("$500", "USD", .ours), ("US$ 500", "USD", .ours), ("U$500", "USD", .ours),
    ("$500", "MXN", .ours), ("MX$500", "MXN", .ours), ("US$500", "MXN", .foreign("USD")), ("$500", "CAD", .ours),
    ("A$500", "AUD", .ours), ("HK$500", "HKD", .ours), ("HK$500", "USD", .foreign("HK$")), ("NT$500", "TWD", .ours),
    ("R$ 500", "USD", .foreign("BRL")), ("R$ 500", "BRL", .ours), ("$500", "BRL", .foreign("$")),
    ("¥500", "JPY", .ours), ("¥500", "EUR", .foreign("¥")), ("kr 500", "EUR", .nothing), ("₿5", "EUR", .foreign("₿")),
    ("EUR", "EUR", .ours), ("USD", "EUR", .foreign("USD")), ("EUR - Euro", "EUR", .ours),
    ("€ 5 = $ 6", "EUR", .foreign("$"))
  ]

  @Test(arguments: said) func hearsWhatIsSaid(_ text: String, _ code: String, _ said: AmountCurrency.Said) throws {
    let currency = try Self.amounts(code)
    #expect(withCell(text) { currency.said($0) } == said)
  }

  @Test func hearsHeaders() throws {
    let currency = try Self.amounts("EUR")
    for (header, said) in [
      ("Amount", .nothing), ("revenue", .nothing), ("Amount (USD)", .foreign("USD")), ("Amount [EUR]", .ours),
      ("Amount in €", .ours), ("Amount ($)", .foreign("$")), ("Total Revenue USD", .foreign("USD")),
      ("AMOUNT (BRL)", .foreign("BRL")), ("REVENUE ALL", .nothing), ("Top deal", .nothing),
      ("Amount (converted)", .nothing),
      ("Importe en EUR", .ours), ("USD", .nothing), ("Deal value (ALL)", .nothing), ("Worth a TRY", .nothing),
      ("Amount in € (TOP deals)", .ours), ("Amount in € [USD]", .ours), ("Amount R$ (EUR)", .foreign("BRL"))
    ] as [(String, AmountCurrency.Said)] {
      #expect(currency.said(byHeader: header) == said, "\(header)")
    }
  }

  /// Those that are English words too, where they are the agreement's own.
  @Test func hearsItsOwnCode() throws {
    #expect(try Self.amounts("TRY").said(byHeader: "Amount (TRY)") == .ours)
    #expect(try Self.amounts("TRY").said(byHeader: "Amount (ALL)") == .nothing)
  }

  /// The column says whose dollars they are.
  @Test func aSignAloneDoesNotMakeAFileOurs() throws {
    let text =
      "lead_id,created_at,tier,customer,closed_at,revenue,currency\n"
      + "1,2026-07-01,CEO,yes,2026-08-01,$8000,USD\n2,2026-07-02,CEO,yes,2026-08-01,900,\n"
    let fault = #expect(throws: Diagnostic.self) { try Export(text: text).read { $0.currency = "MXN" } }
    #expect(fault?.message.description == "leads.csv has amounts in USD, and the agreement is in MXN")
  }

  /// Every counted amount is in dollars, those without a sign among them.
  @Test func refusesAForeignFile() throws {
    let head = "lead_id,created_at,tier,customer,closed_at,revenue\n"
    let rows = "1,2026-07-01,CEO,yes,2026-08-01,8000\n2,2026-07-02,CEO,yes,2026-08-01,\"$22,700.00\"\n"
    for threads in [1, 3] {
      let fault = #expect(throws: Diagnostic.self) {
        try Export(text: head + rows).read(Export.terms(), pieceSize: 40, threads: threads)
      }
      #expect(fault?.message.description == "leads.csv has amounts in $, and the agreement is in EUR")
      #expect(fault?.why.first?.description == "Line 3 has $22,700.00.")
      #expect(fault?.hint == "tracking: {currency: USD}")
    }
    let dollars = try Export(text: head + rows).read { $0.currency = "MXN" }
    #expect(dollars.aggregates[.of(2026, 8)].wonRevenue == 3_070_000)
    #expect(dollars.reading.currency == nil)
    // As the agreement says, with nothing converted.
    let taken = try Export(text: head + rows).read { $0.mapping.currency = "USD" }
    #expect(taken.aggregates == dollars.aggregates)
    #expect(taken.reading.currency?.description == "amounts in USD as they stand, as the agreement says")
    // What was not sold is not counted, in whatever it is.
    let open = try Export(text: head + "1,2026-07-01,CEO,no,,\"$22,700.00\"\n").read()
    #expect(open.reading.isComplete)
  }

  @Test func refusesAForeignHeader() throws {
    let text = "lead_id,created_at,tier,won,closed,Amount (USD)\n1,2026-07-01,CEO,yes,2026-08-01,8000\n"
    let columns: [LeadField: ColumnTest] = [
      .customer: ColumnTest("won"), .closed: ColumnTest("closed"), .revenue: ColumnTest("Amount (USD)")
    ]
    let fault = #expect(throws: Diagnostic.self) { try Export(text: text).read { $0.mapping.columns = columns } }
    #expect(fault?.message.description == "leads.csv has amounts in USD, and the agreement is in EUR")
    #expect(fault?.why.first?.description == "The column is called Amount (USD).")
    let log = try Export(text: text).read { terms in
      terms.mapping.columns = columns
      terms.mapping.currency = "USD"
    }
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 800_000)
  }

  @Test func refusesAForeignColumn() throws {
    let fault = #expect(throws: Diagnostic.self) { try Export("hubspot-dollars.csv").read() }
    #expect(fault?.message.description == "hubspot-dollars.csv has amounts in USD, and the agreement is in EUR")
    #expect(fault?.why.first?.description == "Line 2 has USD.")
    let log = try Export("hubspot-dollars.csv").read { $0.currency = "USD" }
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 1_250_000 + 725_025)
    #expect(log.reading.columns.contains { $0.field == .currency && $0.header == "Currency" })
    // Beside a file of leads too.
    let (export, deals) = (try Export("hubspot-contacts.csv"), try Export("hubspot-dollars.csv").deals())
    let source = LeadSource.export(export.name, deals: deals) { [bytes = export.bytes] in LeadBytes(bytes) }
    #expect(throws: Diagnostic.self) { try source.read(try Export.terms(), .silent) }
    // What HubSpot has converted is the company's currency, whatever the deal's was.
    var converted = try Export("hubspot-dollars.csv")
    converted.bytes = Array(
      String(decoding: converted.bytes, as: UTF8.self).replacing("Amount,", with: "Amount in company currency,").utf8)
    #expect(try converted.read().aggregates[.of(2026, 8)].wonRevenue == 1_250_000 + 725_025)
  }

  /// Of several currencies the agreement's counts, and what says nothing beside it; the rows of the others are said.
  @Test func setsForeignRowsAside() throws {
    let log = try Export("currencies.csv").read()
    #expect((log.reading.read, log.reading.used) == (7, 4))
    #expect(
      log.reading.setAside == [
        Reading.Rows(
          reason: .foreignCurrency, count: 3, lines: [3, 4, 7], examples: ["$22,700.00", "R$ 1.680,50", "USD 500"])
      ])
    #expect(log.aggregates[.of(2026, 7)].counts == [[2, 0, 2, 0], [2, 0, 1, 0]])
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 1_250_000 + 800_000 + 70_000)
    for size in [1, 60, 200] {
      #expect(try Export("currencies.csv").read(Export.terms(), pieceSize: size, threads: 3) == log)
    }
  }
}
