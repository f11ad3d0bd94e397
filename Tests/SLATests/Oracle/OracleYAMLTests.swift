// The text that the oracle gives the program: the spellings of a figure, and one whole file.

import Testing

@Suite("The oracle's files")
struct OracleYAMLTests {
  private static func spellings(_ value: BigRational, _ kind: OracleKind, per: OracleFlowPeriod? = nil) -> [String] {
    OracleSpelling.all(OracleFigure(value: value, per: per), kind)
  }

  @Test("Money in every way in which it is written")
  func money() {
    #expect(
      Self.spellings(1_200_000, .money) == [
        "1200000", "1,200,000", "1_200_000", "1200k", "1.2M", "1.2m", "1.2 million", "€1200000", "1200000 EUR",
        "€1,200,000", "1,200,000 EUR"
      ])
  }

  @Test("Percents, with a bare figure only below 1")
  func percents() {
    #expect(Self.spellings(BigRational(4, over: 100), .percent) == ["4%", "4 %", "0.04"])
    #expect(Self.spellings(1, .percent) == ["100%", "100 %"])
    #expect(Self.spellings(BigRational(1, over: 16), .percent) == ["6.25%", "6.25 %", "0.0625"])
  }

  @Test("Times, in decimals only where they are exact")
  func times() {
    #expect(Self.spellings(BigRational(3, over: 2), .time) == ["90 min", "1.5 h", "1.5h", "1h30"])
    #expect(Self.spellings(BigRational(1, over: 6), .time) == ["10 min"])
    #expect(Self.spellings(40, .hours) == ["40 h", "40h", "40"])
    #expect(Self.spellings(21, .days) == ["21 days", "21d", "3 weeks"])
  }

  @Test("A flow carries its period")
  func flows() {
    #expect(
      Self.spellings(90, .count, per: .quarter) == [
        "90 per quarter", "90/quarter", "90 per quarter", "90/quarter", "90 per quarter", "90/quarter"
      ])
  }

  @Test("A file has its sections, with commas quoted inside braces")
  func file() {
    var agreement = OracleAgreement(firstMonth: OracleMonth(year: 2026, month: 11), months: 3)
    agreement.seed = 5
    agreement.businessHours = (opens: 510, closes: 1080)
    agreement.holidays = [OracleDay(month: OracleMonth(year: 2026, month: 12), day: 25)]
    agreement.namedTiers = ["CEO", "Head of IT"]
    agreement.teams = ["SDR"]
    agreement.stages = ["MQL", "customer"]
    agreement.conversion = [[BigRational(1, over: 2), BigRational(1, over: 10)]]
    agreement.seasonality = [1: 0]
    let reps = OracleSeries(steps: [(0, OracleFigure(value: 4)), (2, OracleFigure(value: 5))])
    agreement.drivers = [
      "quota": OracleDriver(1_200_000, per: .quarter), "deal_size": OracleDriver(each: [20_000, 1200]),
      "attempts": OracleDriver(everywhere: OracleSeries(6), byLabel: [0: OracleSeries(8)]),
      "reps": OracleDriver(byLabel: [0: reps]), "reach": OracleDriver(each: [BigRational(7, over: 10), 1])
    ]
    #expect(OracleYAML.text(of: agreement) == Self.expected)
  }

  private static let expected = """
    agreement: "Random 5"
    language: en
    currency: EUR
    period:
      start: 2026-11
      months: 3
    business_hours: 8:30-18:00
    holidays: [2026-12-25]
    stages: [MQL, customer]
    goal:
      quota: 1_200_000 per quarter
      seasonality:
        2026-12: 0
    tiers:
      CEO: {attempts: 8, deal_size: 20000 EUR}
      Head of IT: {deal_size: "1,200 EUR"}
    leads:
      conversion:
        MQL: 50%
        customer: 10%
    follow_up:
      attempts: 6
    teams:
      SDR:
        reps:
          2026-11: 4
          2027-01: "5"
    assumptions:
      reach: {CEO: 70%, Head of IT: 100 %}

    """
}
