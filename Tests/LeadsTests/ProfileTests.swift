// Each layout read from a small export of its CRM, with every figure counted by hand.

import Calc
import Testing

@testable import Leads

@Suite struct ProfileTests {
  @Test func hubSpotContacts() throws {
    let log = try Export("hubspot-contacts.csv").read()
    #expect(log.reading.layout == "HubSpot contacts")
    #expect((log.reading.read, log.reading.used) == (6, 5))
    #expect(log.reading.reasons == [.unknownTier: 1, .noTier: 1])
    #expect(log.reading.setAside.first?.lines == [6])
    #expect(log.reading.setAside.first?.examples == ["Intern"])
    let july = log.aggregates[.of(2026, 7)]
    #expect(july.counts == [[1, 1, 1, 1], [0, 1, 0, 0]])
    #expect((july.response.due, july.response.within, july.response.neverContacted) == (4, 2, 1))
    // 20 min; Thursday 16:50 to Friday 9:10; Friday 18:00 to Monday 9:45.
    #expect(july.response.elapsed.moments.sum == 1200 + 58_800 + 229_500)
    #expect(july.response.business.moments.sum == 1200 + 1200 + 2700)
    #expect(july.response.business.quantile(0.5) == 1200)
    #expect((july.inHours, july.timed) == (2, 4))
    #expect(july.cohorts[1].revenue.sum == 1_250_000)
    // 2 July 16:50 to 14 August 12:00.
    #expect(july.cohorts[1].cycle.moments.sum == 43 * 86_400 - 17_400)
    #expect((july.cohorts[2].attempts.unconnected.sum, july.cohorts[0].attempts.connected) == (3, 1))
    #expect(july.daily[0] == [1, 0, 0, 0])
    let august = log.aggregates[.of(2026, 8)]
    // Sunday noon to Tuesday 9:30, a holiday between: 30 minutes, and kept.
    #expect((august.response.due, august.response.within) == (1, 1))
    #expect(august.response.business.moments.sum == 1800)
    #expect((august.won, august.wonRevenue) == (1, 1_250_000))
    let september = log.aggregates[.of(2026, 9)]
    #expect((september.leads, september.won, september.wonRevenue) == (0, 1, 2_000_050))
    #expect(log.aggregates.asOf.map { try? Zone("Europe/Madrid").written($0) } == "2026-09-15 10:00")
  }

  @Test func hubSpotDeals() throws {
    let log = try Export("hubspot-deals.csv").read()
    #expect(log.reading.layout == "HubSpot deals")
    #expect((log.reading.read, log.reading.used) == (4, 4))
    #expect(log.aggregates[.of(2026, 7)].counts == [[0, 0, 0, 3], [0, 0, 0, 1]])
    #expect(log.aggregates[.of(2026, 8)].counts == [[0, 0, 0, 1], [0, 0, 0, 1]])
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 1_250_000 + 725_025)
    // Closing dates that are only expected say nothing of today, and the file nothing of first contacts.
    #expect(log.aggregates.asOf.map { try? Zone("Europe/Madrid").written($0) } == "2026-08-20 09:00")
    #expect(log.aggregates[.of(2026, 7)].response == Response())
  }

  @Test func leadsAndDeals() throws {
    var export = try Export("hubspot-contacts.csv")
    let deals = try Export("hubspot-deals.csv").deals()
    let source = LeadSource.export(export.name, deals: deals) { [bytes = export.bytes] in LeadBytes(bytes) }
    let log = try source.read(try Export.terms(), .silent)
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 1, 1, 1], [0, 1, 0, 0]])
    // Contact 106 has no won deal, and deal 9004 no contact.
    #expect(log.aggregates[.of(2026, 8)].counts == [[1, 0, 0, 0], [0, 0, 0, 0]])
    let august = log.aggregates[.of(2026, 8)]
    #expect((august.won, august.wonRevenue) == (1, 1_250_000))
    #expect(log.reading.deals.map { ($0.won == 2, $0.others == 1) } ?? (false, false) == (true, true))
    export.bytes += Array("107,Ada,,CEO,Ana Ruiz,Lead,New,2026-08-20 09:00,Web,0,,,,,\n".utf8)
    let other = try Export("hubspot-deals.csv").deals(dealKey: "Deal owner")
    let wrong = LeadSource.export(export.name, deals: other) { [bytes = export.bytes] in LeadBytes(bytes) }
    let none = try wrong.read(try Export.terms(), .silent)
    #expect(none.aggregates[.of(2026, 7)].counts[1] == [0, 0, 0, 0])
  }

  @Test func salesforceReport() throws {
    let log = try Export("salesforce-report.csv").read { terms in
      terms.mapping.tiers = [
        .init(tier: "CEO", column: ColumnTest("Title", .contains(["chief", "ceo", "founder"]))),
        .init(tier: "Director", column: ColumnTest("Title", .contains(["director"])))
      ]
    }
    #expect(log.reading.layout == "Salesforce lead report")
    // The street has a line break, and below the rows stand three lines that are none.
    #expect((log.reading.read, log.reading.used) == (3, 3))
    #expect(log.reading.dates == .dayFirst)
    #expect(log.reading.datesDecided == "\("13/07/2026") in line \(2) leaves no other reading")
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 0, 0, 0], [1, 0, 0, 0]])
    #expect(log.aggregates[.of(2026, 8)].counts == [[1, 1, 0, 0], [0, 0, 0, 0]])
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].cycle.mean == 38.0 * 86_400)
    #expect(log.aggregates.asOf.map { try? Zone("Europe/Madrid").written($0) } == "2026-08-21 00:00")
  }

  @Test func salesforceOpportunities() throws {
    let log = try Export("salesforce-opportunities.csv").read()
    #expect(log.reading.layout == "Salesforce opportunity report")
    #expect(log.reading.dates == .monthFirst)
    #expect(log.reading.read == 4 && log.reading.isComplete)
    #expect(log.aggregates[.of(2026, 7)].counts == [[0, 0, 0, 2], [0, 0, 0, 1]])
    // Ten past midnight is in August too.
    #expect(log.aggregates[.of(2026, 8)].counts == [[0, 0, 0, 2], [0, 0, 0, 1]])
    #expect(log.aggregates[.of(2026, 8)].daily[2] == [0, 0, 0, 2])
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 1_200_000)
    #expect(log.aggregates[.of(2026, 9)].wonRevenue == 850_050)
  }

  @Test func salesforceAPI() throws {
    let log = try Export("salesforce-api-leads.csv").read { terms in
      terms.mapping.columns[.tier] = ColumnTest("Tier__c")
    }
    #expect(log.reading.layout == "Salesforce leads by Data Loader")
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 0, 0, 0], [0, 0, 0, 0]])
    // 22:30 in London's winter is half past midnight of the 1st of August in Madrid.
    #expect(log.aggregates[.of(2026, 8)].counts == [[0, 1, 0, 1], [0, 1, 0, 0]])
    let august = log.aggregates[.of(2026, 8)].response
    // Saturday 0:30 to Monday 9:20: 20 minutes of business.
    #expect((august.business.moments.sum, august.neverContacted) == (1200, 1))
    #expect(log.aggregates[.of(2026, 8)].cohorts[1].cycle.mean == 30.0 * 86_400)
    #expect(log.reading.reasons == [.noTier: 1])

    let won = try Export("salesforce-api-opportunities.csv").read()
    #expect(won.aggregates[.of(2026, 8)].won == 2)
    #expect(won.aggregates[.of(2026, 8)].wonRevenue == 1_200_000)
    #expect(won.reading.reasons == [.customerWithoutAmount: 1])
  }

  @Test func pipedrive() throws {
    let log = try Export("pipedrive.csv").read()
    #expect((log.reading.layout, log.reading.delimiter) == ("Pipedrive deals", "semicolon"))
    #expect(log.aggregates[.of(2026, 7)].counts == [[1, 1, 0, 0], [1, 0, 0, 0]])
    #expect(log.aggregates[.of(2026, 8)].counts == [[0, 0, 2, 0], [0, 0, 1, 0]])
    #expect(log.aggregates[.of(2026, 8)].wonRevenue == 2_270_000 + 800_050)
    // The third was won an hour before it was created.
    #expect(log.reading.reasons == [.closedBeforeCreated: 1])
    #expect(log.aggregates[.of(2026, 8)].cohorts[2].cycle.count == 0)
  }

  @Test func zoho() throws {
    let log = try Export("zoho.csv").read { $0.tiers = ["all"] }
    #expect(log.reading.layout == "Zoho CRM leads")
    #expect(log.aggregates[.of(2026, 7)].counts == [[2, 0], [1, 0]])
    #expect(log.aggregates[.of(2026, 8)].counts == [[1, 0], [0, 0]])
    #expect(log.aggregates[.of(2026, 7)].cohorts[0].cycle.mean == 30.0 * 86_400)
    #expect(log.aggregates.asOf.map { try? Zone("Europe/Madrid").written($0) } == "2026-08-20 10:00")
  }

  /// Everything that tracking.md says goes wrong in exports, in one file.
  @Test func traps() throws {
    #expect { try Export("traps.csv").read() } throws: { error in
      (error as? Diagnostic)?.message.description == "traps.csv has dates that contradict each other"
    }
    let log = try Export("traps.csv").read { $0.mapping.dates = .dayFirst }
    #expect((log.reading.encoding, log.reading.delimiter) == ("Windows-1252", "semicolon"))
    #expect(log.reading.dates == .dayFirst)
    #expect(
      log.reading.reasons == [
        .otherDateOrder: 1, .negativeResponse: 1, .closedBeforeCreated: 1, .duplicate: 1, .unknownTier: 2,
        .hourTwice: 1, .noCreated: 1, .badDate: 1, .badNumber: 1, .badAmount: 1, .tooManyColumns: 1, .badAnswer: 1,
        .noTier: 1, .missingCells: 1
      ])
    #expect((log.reading.read, log.reading.used) == (17, 7))
    let unknown = log.reading.setAside.first { $0.reason == .unknownTier }
    #expect(unknown?.examples == ["Intern", "Dirección"])
    #expect(unknown?.lines == [7, 13])
    let july = log.aggregates[.of(2026, 7)]
    #expect(july.counts == [[1, 1, 1, 1], [1, 1, 0, 0]])
    #expect(july.cohorts[0].revenue.sum == 1_250_050)
    #expect(july.cohorts[1].revenue.sum == 800_000)
    #expect((july.response.negative, july.response.contacted) == (1, 3))
    let march = log.aggregates[.of(2026, 3)].response
    #expect(march.elapsed.moments.sum == 3 * 3600)
    let october = log.aggregates[.of(2026, 10)].response
    #expect(october.elapsed.moments.sum == 3 * 3600 + 1200)
  }
}
