// The oracle's rules one by one, on figures that are worked out by hand: sales' side and the indicators.

import Testing

@Suite("The oracle's rules: follow-up, capacity, indicators")
struct OracleCapacityTests {
  @Test("Nobody connects: no reach, and every attempt is made; everybody connects: one attempt")
  func connectRateEdges() {
    let none = OracleFixture.figures(["connect_rate": OracleDriver(0), "attempts": OracleDriver(5)])
    #expect(none["reach"]?["A"] == 0)
    #expect(none["expected_attempts"]?["A"] == 5)
    #expect(none["follow_up_time"]?["A"] == OracleFixture.half)
    let all = OracleFixture.figures(["connect_rate": OracleDriver(1)])
    #expect(all["reach"]?["A"] == 1)
    #expect(all["expected_attempts"]?["A"] == 1)
  }

  /// Follow-up takes 100 h a month (0.1 h for each of 1,000 leads), selling 250 h, service 50 h (100 customers).
  private static var hours: [String: OracleDriver] {
    [
      "connect_rate": OracleDriver(1), "time_per_conversation": OracleDriver(0),
      "opportunity_rate": OracleDriver(BigRational(1, over: 4)), "time_per_opportunity": OracleDriver(1),
      "time_per_customer": OracleDriver(OracleFixture.half)
    ]
  }

  @Test("Work is divided among teams by their shares, and capacity is what the tightest team allows")
  func capacity() {
    var agreement = OracleFixture.agreement(Self.hours)
    agreement.teams = ["S", "T", "C"]
    agreement.drivers["reps"] = OracleDriver(each: [1, 2, 0])
    agreement.drivers["follow_up_share"] = OracleDriver(each: [1, 0, 0])
    agreement.drivers["selling_share"] = OracleDriver(each: [0, 1, 0])
    agreement.drivers["service_share"] = OracleDriver(each: [0, OracleFixture.half, OracleFixture.half])
    let found = Oracle.quantities(of: agreement)
    let july = "2026-07"  // 23 days of 8 hours
    #expect(found["available_hours"]?["T", july] == 368)
    #expect(found["workload"]?["S", july] == 100)
    #expect(found["workload"]?["T", july] == 275)
    #expect(found["workload"]?["C", july] == 25)
    #expect(found["spare_hours"]?["S", july] == 84)
    #expect(found["spare_hours"]?["C", july] == -25)
    #expect(found["reps_needed"]?["S", july] == BigRational(100, over: 184))
    // S could take 1.84 times the leads, T (368 − 25) ÷ 250; C has no lead work.
    #expect(found["lead_capacity"]?[july] == 1372)
    #expect(found["leads_per_rep"]?[july] == 1000)
  }

  @Test("Service that takes more than there is leaves room for no lead, not for fewer than none")
  func capacityIsNotNegative() {
    var drivers = Self.hours
    drivers["time_per_customer"] = OracleDriver(100)
    #expect(OracleFixture.figures(drivers)["lead_capacity"]?["2026-07"] == 0)
  }

  @Test("Without teams, what is theirs has no cells and what is summed over them is undefined")
  func noTeams() {
    var agreement = OracleFixture.agreement()
    agreement.teams = []
    let found = Oracle.quantities(of: agreement)
    #expect(found["workload"]?.cells.isEmpty == true)
    #expect(found["lead_capacity"]?["2026-07"] == nil)
    #expect(found["leads_per_rep"]?["2026-07"] == nil)
    #expect(found["leads"]?["A", "2026-07"] == 500)
  }

  @Test("A pinned quantity stands, and what depends on it follows")
  func pins() {
    let found = OracleFixture.figures(["reach": OracleDriver(OracleFixture.half), "leads_needed": OracleDriver(60)])
    #expect(found["reach"]?["B"] == OracleFixture.half)
    #expect(found["expected_attempts"]?["B"] == BigRational(10, over: 3))
    #expect(found["leads"]?["A", "2026-08"] == 60)
    #expect(found["marketing_quota"]?["2026-08"] == 100_000)
  }

  @Test("Velocity: opportunities × win rate × deal size ÷ days; above 100 % won it is undefined")
  func velocity() {
    // 62 days in July and August; with a cycle of 31 days 1,000 × 25 % × 31 ÷ 62 = 125 open in each tier.
    var drivers = Self.hours
    drivers["sales_cycle"] = OracleDriver(31)
    let found = OracleFixture.figures(drivers)
    #expect(found["open_opportunities"]?["A"] == 125)
    #expect(found["pipeline_velocity"]?[] == BigRational(2 * 125 * 400, over: 31))
    #expect(found["lead_to_revenue"]?[] == 100)
    #expect(found["pipeline_ratio"]?["A"] == BigRational(5, over: 2))
    drivers["opportunity_rate"] = OracleDriver(BigRational(1, over: 20))
    #expect(OracleFixture.figures(drivers)["pipeline_velocity"]?[] == nil)
    #expect(OracleFixture.figures()["pipeline_ratio"]?["A"] == nil)
  }
}
