// The oracle's rules one by one, on figures that are worked out by hand: time, goal, leads and marketing's side.

import Testing

/// What the rules are tried on: small enough to work out by hand.
enum OracleFixture {
  /// Two months from July 2026 (23 and 21 working days), tiers A and B at 50 % each, close rate 10 %, deals of 1,000,
  /// quota 200,000: 1,000 leads a month. One team, S, of 10 reps.
  static func agreement(_ drivers: [String: OracleDriver] = [:]) -> OracleAgreement {
    var agreement = OracleAgreement(firstMonth: OracleMonth(year: 2026, month: 7), months: 2)
    agreement.namedTiers = ["A", "B"]
    agreement.teams = ["S"]
    agreement.drivers = [
      "quota": OracleDriver(200_000), "close_rate": OracleDriver(BigRational(1, over: 10)),
      "deal_size": OracleDriver(1000), "reps": OracleDriver(each: [10])
    ].merging(drivers) { $1 }
    return agreement
  }

  static func figures(_ drivers: [String: OracleDriver] = [:]) -> [String: OracleGrid] {
    Oracle.quantities(of: agreement(drivers))
  }

  static let half = BigRational(1, over: 2)
}

@Suite("The oracle's rules: time, goal, leads, marketing")
struct OracleTests {
  // MARK: Time and goal

  @Test("A holiday at a weekend takes no working day")
  func workingDays() {
    var agreement = OracleFixture.agreement()
    let august = OracleMonth(year: 2026, month: 8)
    agreement.holidays = [OracleDay(month: august, day: 15), OracleDay(month: august, day: 17)]  // Saturday, Monday
    let days = Oracle.quantities(of: agreement)["working_days"]
    #expect(days?["2026-07"] == 23)
    #expect(days?["2026-08"] == 20)
  }

  @Test("February has 20 working days in 2026 and 21 in 2028")
  func leapYear() {
    var agreement = OracleFixture.agreement()
    agreement.firstMonth = OracleMonth(year: 2026, month: 2)
    #expect(Oracle.quantities(of: agreement)["working_days"]?["2026-02"] == 20)
    agreement.firstMonth = OracleMonth(year: 2028, month: 2)
    #expect(Oracle.quantities(of: agreement)["working_days"]?["2028-02"] == 21)
  }

  @Test("A flow is turned into the agreement's period; supply into months")
  func flows() {
    let found = OracleFixture.figures([
      "quota": OracleDriver(1200, per: .year), "self_generated": OracleDriver(30, per: .quarter),
      "budget": OracleDriver(7, per: .month), "supply": OracleDriver(2400, per: .year)
    ])
    #expect(found["quota"]?[] == 200)
    #expect(found["self_generated"]?[] == 20)
    #expect(found["next_quota"]?[] == 200)
    #expect(found["budget"]?[] == 14)
    #expect(found["supply"]?["B", "2026-08"] == 100)
  }

  @Test("Seasonality divides both quotas; what sales brings itself is taken off first")
  func seasonality() {
    var agreement = OracleFixture.agreement([
      "self_generated": OracleDriver(80_000), "marketing_share": OracleDriver(OracleFixture.half)
    ])
    agreement.seasonality = [1: 3]
    let found = Oracle.quantities(of: agreement)
    #expect(found["monthly_quota"]?["2026-08"] == 150_000)
    #expect(found["marketing_quota"]?["2026-07"] == 15_000)
    #expect(found["marketing_quota"]?["2026-08"] == 45_000)
  }

  @Test("Sales that brings more than the quota leaves marketing nothing, not less")
  func moreThanTheQuota() {
    let found = OracleFixture.figures(["self_generated": OracleDriver(300_000)])
    #expect(found["marketing_quota"]?["2026-07"] == 0)
    #expect(found["coverage"]?["2026-07"] == 1)
  }

  @Test("Values by month hold until the next named month")
  func holdUntilNext() {
    let steps = OracleSeries(steps: [(0, OracleFigure(value: 4)), (2, OracleFigure(value: 5))])
    var agreement = OracleFixture.agreement(["reps": OracleDriver(byLabel: [0: steps])])
    agreement.months = 4
    let reps = Oracle.quantities(of: agreement)["reps"]
    #expect(agreement.labels(.month).map { reps?["S", $0] } == [4, 4, 5, 5])
  }

  @Test("Before its first named month a driver has its default")
  func rampStartsLater() {
    let ramp = OracleSeries(steps: [(1, OracleFigure(value: OracleFixture.half))])
    let found = OracleFixture.figures(["productivity": OracleDriver(byLabel: [0: ramp])])
    #expect(found["productivity"]?["S", "2026-07"] == 1)
    #expect(found["productivity"]?["S", "2026-08"] == OracleFixture.half)
  }

  // MARK: Leads

  @Test("Shares that are not given divide evenly what is left")
  func sharesLeft() {
    var agreement = OracleFixture.agreement([
      "mix": OracleDriver(byLabel: [0: OracleSeries(BigRational(40, over: 100))])
    ])
    agreement.namedTiers = ["A", "B", "C"]
    let mix = Oracle.quantities(of: agreement)["mix"]
    #expect(mix?["B"] == BigRational(30, over: 100))
    #expect(mix?["C"] == BigRational(30, over: 100))
    agreement.drivers["mix"] = nil
    #expect(Oracle.quantities(of: agreement)["mix"]?["A"] == BigRational(1, over: 3))
  }

  @Test("A tier's own value goes before the one for all")
  func ownValueFirst() {
    let both = OracleDriver(everywhere: OracleSeries(6), byLabel: [0: OracleSeries(8)])
    let attempts = OracleFixture.figures(["attempts": both])["attempts"]
    #expect(attempts?["A"] == 8)
    #expect(attempts?["B"] == 6)
  }

  @Test("A sales cycle of one and a half months moves leads ahead, past the end to the next period's need")
  func movedAhead() {
    // 1.5 × 365.2425 ÷ 12 days. Needs per tier: 500, 500, then 100,000 ÷ 2 ÷ 100 × 50 % = 250 a month.
    let cycle = OracleDriver(BigRational(3 * 3_652_425, over: 240_000))
    let found = OracleFixture.figures(["sales_cycle": cycle, "next_quota": OracleDriver(100_000)])
    #expect(found["leads"]?["A", "2026-07"] == 375)  // half of August's 500, half of 250
    #expect(found["leads"]?["A", "2026-08"] == 250)
    #expect(found["pipeline_leads"]?["A"] == 750)  // July's 500 and half of August's
    #expect(found["customers"]?["A", "2026-07"] == 50)
  }

  @Test("Of leads already due, those on hand leave a gap, never below 0; not given, it is undefined")
  func pipelineGap() {
    let cycle = OracleDriver(BigRational(3_652_425, over: 120_000))
    let some = OracleDriver(byLabel: [0: OracleSeries(120)])
    let found = OracleFixture.figures(["sales_cycle": cycle, "pipeline_on_hand": some])
    #expect(found["pipeline_gap"]?["A"] == 380)
    #expect(found["pipeline_gap"]?["B"] == nil)
    let plenty = OracleFixture.figures(["sales_cycle": cycle, "pipeline_on_hand": OracleDriver(600)])
    #expect(plenty["pipeline_gap"]?["B"] == 0)
  }

  @Test("Stages give the close rate, the opportunity rate and the volume of each stage")
  func stages() {
    var agreement = OracleFixture.agreement()
    agreement.drivers["close_rate"] = nil
    agreement.stages = ["MQL", "opportunity", "customer"]
    agreement.conversion = [
      [OracleFixture.half, OracleFixture.half, OracleFixture.half], [1, OracleFixture.half, BigRational(1, over: 5)]
    ]
    let found = Oracle.quantities(of: agreement)
    #expect(found["close_rate"]?["A"] == BigRational(1, over: 8))
    #expect(found["close_rate"]?["B"] == BigRational(1, over: 10))
    #expect(found["opportunity_rate"]?["B"] == OracleFixture.half)
    // 100,000 a month ÷ (½ × 125 + ½ × 100) × ½, of which half get to MQL and half of those further.
    let leads = BigRational(4000, over: 9)
    #expect(found["leads"]?["A", "2026-08"] == leads)
    #expect(found["stage_volume"]?["A", "opportunity", "2026-08"] == leads / 4)
    #expect(found["pipeline_ratio"]?["A"] == 2)
  }

  // MARK: Marketing's side

  @Test("Supply given as one number is split by mix; per tier it stands")
  func supply() {
    let mix = OracleDriver(each: [BigRational(1, over: 5), BigRational(4, over: 5)])
    let one = OracleFixture.figures(["mix": mix, "supply": OracleDriver(900)])
    #expect(one["supply"]?["B", "2026-07"] == 720)
    #expect(one["coverage"]?["2026-07"] == BigRational(9, over: 10))
    let each = OracleFixture.figures(["mix": mix, "supply": OracleDriver(each: [300, 600])])
    #expect(each["supply"]?["B", "2026-07"] == 600)
  }

  @Test("Value coverage weighs supply by lead value")
  func valueCoverage() {
    let found = OracleFixture.figures([
      "supply": OracleDriver(each: [600, 300]), "lead_value": OracleDriver(each: [100, 50])
    ])
    #expect(found["lead_value_quota"]?["2026-07"] == 75_000)
    #expect(found["value_coverage"]?["2026-07"] == 1)
  }

  @Test("Spending against the budget, per customer, and what it brings back")
  func spending() {
    let found = OracleFixture.figures(["cost_per_lead": OracleDriver(each: [30, 50]), "budget": OracleDriver(160_000)])
    #expect(found["lead_spend"]?["2026-07"] == 40_000)
    #expect(found["budget_used"]?[] == OracleFixture.half)
    #expect(found["cost_per_customer"]?[] == 400)
    #expect(found["return_on_spend"]?[] == BigRational(5, over: 2))
  }

  @Test("What is not given, or divided by zero, is undefined, and so is what depends on it")
  func undefined() {
    let found = OracleFixture.figures(["budget": OracleDriver(0), "reps": OracleDriver(each: [0])])
    for name in ["coverage", "lead_spend"] { #expect(found[name]?["2026-07"] == nil) }
    for name in ["budget_used", "return_on_spend", "pipeline_velocity"] { #expect(found[name]?[] == nil) }
    let free = OracleFixture.figures(["budget": OracleDriver(0), "cost_per_lead": OracleDriver(0)])
    #expect(free["cost_per_customer"]?[] == 0)
    for name in ["budget_used", "return_on_spend"] { #expect(free[name]?[] == nil) }
    #expect(found["utilization"]?["S", "2026-07"] == nil)
    #expect(found["leads_per_rep"]?["2026-07"] == nil)
    #expect(found["lead_capacity"]?["2026-07"] == 0)
  }
}
