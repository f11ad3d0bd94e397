// The oracle on the worked cases of model.md, each in the order of that page's table, digit for digit.

import Testing

/// The value rounded to so many places, halves up, as the page prints it.
func rounded(_ value: BigRational?, _ places: Int) -> Double? {
  value.map { value in
    let unit = BigRational(10).power(places)
    return (BigRational((value * unit + BigRational(1, over: 2)).floor) / unit).toDouble
  }
}

@Suite("Worked cases of the model")
struct OracleWorkedCasesTests {
  private static let july2026 = OracleMonth(year: 2026, month: 7)

  private static func percents(_ figures: [BigRational]) -> OracleDriver {
    OracleDriver(each: figures.map { $0 / 100 })
  }

  /// An agreement with the one tier `all` that starts in July 2026.
  private static func oneTier(
    months: Int, quota: OracleDriver, closePercent: BigRational, deal: BigRational
  ) -> [String: OracleGrid] {
    var agreement = OracleAgreement(firstMonth: july2026, months: months)
    agreement.drivers = [
      "quota": quota, "close_rate": OracleDriver(closePercent / 100), "deal_size": OracleDriver(deal)
    ]
    return Oracle.quantities(of: agreement)
  }

  @Test("A quota of 5,000 a month, deals of 100, close rate 50 %: 50 customers and 100 leads a month")
  func monthlyQuota() {
    let found = Self.oneTier(months: 3, quota: OracleDriver(5000, per: .month), closePercent: 50, deal: 100)
    for month in ["2026-07", "2026-08", "2026-09"] {
      #expect(found["customers"]?["all", month] == 50)
      #expect(found["leads"]?["all", month] == 100)
    }
  }

  @Test("7 customers at a close rate of 5 % take 140 leads")
  func sevenCustomers() {
    let found = Self.oneTier(months: 1, quota: OracleDriver(7), closePercent: 5, deal: 1)
    #expect(found["leads"]?.total[] == 140)
  }

  @Test("500 customers at a close rate of 10 % take 5,000 leads")
  func fiveHundredCustomers() {
    let found = Self.oneTier(months: 4, quota: OracleDriver(500), closePercent: 10, deal: 1)
    #expect(found["leads"]?.total[] == 5000)
  }

  @Test("20 M a year at 120 k a deal are 166.67 customers a year")
  func customersOfAYear() {
    let found = Self.oneTier(
      months: 12, quota: OracleDriver(20_000_000, per: .year), closePercent: 100, deal: 120_000)
    #expect(rounded(found["customers"]?.total[], 2) == 166.67)
  }

  @Test(
    "10 CEO leads, 20 directors and 25 managers are worth the same", arguments: [[10, 0, 0], [0, 20, 0], [0, 0, 25]])
  func tiersAsValue(leads: [Int]) {
    var agreement = OracleAgreement(firstMonth: Self.july2026, months: 1)
    agreement.namedTiers = ["CEO", "Director", "Manager"]
    agreement.drivers = [
      "quota": OracleDriver(1000), "close_rate": OracleDriver(1), "deal_size": OracleDriver(1),
      "lead_value": OracleDriver(each: [100, 50, 40]), "leads": OracleDriver(each: leads.map { BigRational($0) })
    ]
    #expect(Oracle.quantities(of: agreement)["lead_value_quota"]?["2026-07"] == 1000)
  }

  /// 1.2 M a quarter from July 2026, in three tiers.
  private static var threeTiers: OracleAgreement {
    var agreement = OracleAgreement(firstMonth: july2026, months: 3)
    agreement.namedTiers = ["CEO", "Director", "Manager"]
    agreement.drivers = [
      "quota": OracleDriver(1_200_000, per: .quarter), "marketing_share": OracleDriver(BigRational(40, over: 100)),
      "sales_cycle": OracleDriver(45), "mix": percents([10, 30, 60]),
      "close_rate": percents([5, 4, BigRational(5, over: 2)]), "deal_size": OracleDriver(each: [20_000, 12_000, 8000])
    ]
    return agreement
  }

  @Test("Three tiers: revenue per lead, leads a month, leads already due")
  func quarterOfThreeTiers() {
    let found = Oracle.quantities(of: Self.threeTiers)
    #expect(found["revenue_per_lead"]?[] == 364)
    for month in ["2026-07", "2026-08", "2026-09"] {
      #expect(rounded(found["leads"]?["CEO", month], 3) == 43.956)
      #expect(rounded(found["leads"]?["Director", month], 3) == 131.868)
      #expect(rounded(found["leads"]?["Manager", month], 3) == 263.736)
    }
    #expect(found["leads"]?.total[].map { -(-$0).floor } == 1319)
    #expect(rounded(found["pipeline_leads"]?["CEO"], 3) == 64.988)
    #expect(rounded(found["pipeline_leads"]?["Director"], 3) == 194.963)
    #expect(rounded(found["pipeline_leads"]?["Manager"], 3) == 389.926)
  }

  @Test("Three tiers: a close rate one point higher takes 1,026 leads")
  func onePointHigher() {
    var agreement = Self.threeTiers
    agreement.drivers["close_rate"] = Self.percents([6, 5, BigRational(7, over: 2)])
    #expect(Oracle.quantities(of: agreement)["leads"]?.total[].map { -(-$0).floor } == 1026)
  }

  @Test("Three tiers and six SDRs: reach, follow-up time, workload and utilization")
  func sixReps() {
    var agreement = Self.threeTiers
    agreement.teams = ["SDR"]
    agreement.drivers.merge([
      "lead_value": OracleDriver(each: [100, 50, 40]), "reps": OracleDriver(each: [6]),
      "hours_per_week": OracleDriver(40), "selling_time": OracleDriver(BigRational(65, over: 100)),
      "marketing_time": OracleDriver(BigRational(70, over: 100)),
      "connect_rate": OracleDriver(BigRational(18, over: 100)), "attempts": OracleDriver(6),
      "automation": OracleDriver(BigRational(30, over: 100))
    ]) { $1 }
    let found = Oracle.quantities(of: agreement)
    for tier in agreement.tiers {
      #expect(rounded(found["reach"]?[tier], 4) == 0.6960)
      #expect(rounded(found["expected_attempts"]?[tier], 4) == 3.8666)
      #expect(rounded(found["follow_up_time"]?[tier], 4) == 0.5027)
    }
    let expected = [
      ("2026-07", 502.32, 0.4399), ("2026-08", 458.64, 0.4818), ("2026-09", 480.48, 0.4599)
    ]
    for (month, available, utilization) in expected {
      #expect(rounded(found["workload"]?["SDR", month], 2) == 220.95)
      #expect(rounded(found["available_hours"]?["SDR", month], 2) == available)
      #expect(rounded(found["utilization"]?["SDR", month], 4) == utilization)
    }
  }

  @Test("Tiers of 34, 33, 33 % and one lead a month for a year: 12 leads, about 4 to each tier")
  func oneLeadAMonth() {
    var agreement = OracleAgreement(firstMonth: Self.july2026, months: 12)
    agreement.namedTiers = ["A", "B", "C"]
    agreement.drivers = [
      "quota": OracleDriver(1, per: .month), "close_rate": OracleDriver(1), "deal_size": OracleDriver(1),
      "mix": Self.percents([34, 33, 33])
    ]
    let leads = Oracle.quantities(of: agreement)["leads"]
    #expect(leads?.sum(.tier)["2027-06"] == 1)
    #expect(leads?.total[] == 12)
    #expect(leads?.sum(.month)["A"] == BigRational(408, over: 100))
    #expect(leads?.sum(.month)["C"] == BigRational(396, over: 100))
  }
}
