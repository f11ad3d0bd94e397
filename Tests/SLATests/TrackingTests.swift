// What is printed for an export that nobody knows is a part of an agreement: pasted, it reads the export.

import Calc
import Leads
import Testing

@testable import SLA

@Suite struct TrackingTests {
  private static let text = """
    agreement: Pasted
    currency: EUR
    period: {start: 2026-07, months: 3}
    goal: {quota: 1.2M per quarter}
    tiers:
      CEO: {mix: 10%, close_rate: 5%, deal_size: 20k}
      Manager: {mix: 90%, close_rate: 3%, deal_size: 9k}

    """

  private func plan(_ tracking: String) throws -> Plan {
    try AgreementReader.plan(bytes: Array((Self.text + tracking + "\n").utf8), file: "pasted.yaml")
  }

  private func read(_ csv: String, _ plan: Plan) throws -> LeadLog {
    try LeadSource.export("crm.csv") { LeadBytes(Array(csv.utf8)) }.read(try plan.leadTerms(asOf: nil), .silent)
  }

  /// With the placeholder filled in nothing else is needed.
  @Test(arguments: [
    ("Ref,Rang: \"A\",Seen,Bought\n1,CEO,2026-07-01,yes\n", "Seen"),
    ("Ref,Seniority,Arrived,Won?\n1,CEO,2026-07-01,yes\n", nil)
  ]) func aMappingCanBePasted(csv: String, created: String?) throws {
    let fault = #expect(throws: Diagnostic.self) { try read(csv, try plan("")) }
    var mapping = try #require(fault?.hint)
    #expect(mapping.contains("COLUMN") == (created != nil))
    if let created { mapping.replace("COLUMN", with: created) }
    let log = try read(csv, try plan(mapping))
    #expect((log.reading.used, log.aggregates.months.values.reduce(0) { $0 + $1.won }) == (1, 0))
    #expect(log.aggregates.months.values.flatMap(\.cohorts).reduce(0) { $0 + $1.customers } == 1)
  }

  /// Rows set aside for their tier count once the mapping that is printed is pasted.
  @Test func tiersCanBePasted() throws {
    let csv = "lead_id,created_at,tier\n1,2026-07-01,CEO\n2,2026-07-01,VP \"x\"\n3,2026-07-01,Manager\n"
    let before = try read(csv, try plan("")).reading
    #expect((before.used, before.read) == (2, 3))
    let after = try read(csv, try plan(try #require(before.tierMapping)))
    #expect(after.reading.used == 3)
    #expect(after.aggregates.months.values.flatMap(\.cohorts).map(\.leads) == [2, 1, 0])
  }

  @Test func allRowsSetAsideAreAccountedFor() throws {
    let log = try read("lead_id,created_at,tier\n1,2026-07-01,VP\n", try plan(""))
    let fault = #expect(throws: Diagnostic.self) {
      try TrackedFile("crm", log, for: try plan(""), terms: try plan("").leadTerms(asOf: nil))
    }
    #expect(
      fault?.why.prefix(2).map(\.description) == [
        "1 row was read, and set aside.", "1: a tier that the agreement does not have (VP): line 2"
      ])
    #expect(fault?.hint == log.reading.tierMapping)
  }

  /// As an agreement writes it.
  @Test(arguments: ["demo date is filled", "demo date filled"]) func readsWhetherAColumnIsFilled(text: String) throws {
    let tracking = try plan("tracking: {columns: {customer: \(text)}}").agreement.tracking
    #expect(tracking.columns[.customer] == ColumnTest("demo date", .filled))
  }

  @Test(arguments: ["won =", "= yes", "won contains", "contains yes", "won contains |"])
  func aTestWithoutAColumnOrWordsIsRefused(text: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try plan("tracking: {columns: {customer: \"\(text)\"}}") }
    #expect(fault?.message.description == "“\(text)” names no column")
    #expect(fault?.hint == "customer: \"won = yes\"")
  }
}
