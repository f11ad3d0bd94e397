// What holds in every agreement, on random ones; and that the random ones are worth comparing.

import Testing

@Suite("Laws of the model, on random agreements")
struct OracleLawTests {
  /// Eighty random agreements without pins, and what follows from them.
  private static var worked: [(OracleAgreement, [String: OracleGrid])] {
    (0..<80).map { seed in
      var agreement = OracleGenerator.agreement(seed: seed)
      for name in OracleVocabulary.pinnable { agreement.drivers[name] = nil }
      return (agreement, Oracle.quantities(of: agreement))
    }
  }

  @Test("Leads and those already due are those needed, and one later month's for each month of lag")
  func leadsAreKept() throws {
    for (agreement, found) in Self.worked {
      let months = BigRational(agreement.months)
      let goal = try #require(found["next_quota"]?[]) - (try #require(found["self_generated"]?[]))
      let later = max(0, goal) * (try #require(found["marketing_share"]?[])) / months
      for tier in agreement.tiers {
        let leads = try #require(found["leads"]?.sum(.month)[tier])
        let before = try #require(found["pipeline_leads"]?[tier])
        let needed = try #require(found["leads_needed"]?.sum(.month)[tier])
        let perRevenue = try #require(found["mix"]?[tier]) / (try #require(found["revenue_per_lead"]?[]))
        let lag = try #require(found["sales_cycle"]?[tier]) * 12 / BigRational(3_652_425, over: 10_000)
        #expect(leads + before == needed + later * perRevenue * min(lag, months))
      }
    }
  }

  @Test("Shares add up, and with them the teams' workload")
  func sharesAddUp() {
    for (agreement, found) in Self.worked {
      #expect(found["mix"]?.total[] == 1)
      if agreement.teams.isEmpty { continue }
      for name in ["follow_up_share", "selling_share", "service_share"] { #expect(found[name]?.total[] == 1) }
      let hours = ["follow_up_hours", "selling_hours", "service_hours"].compactMap { found[$0]?.total[] }
      #expect(found["workload"]?.total[] == hours.reduce(0, +))
    }
  }

  @Test("The customers of the period bring in marketing's quota")
  func customersBringTheQuota() throws {
    for (_, found) in Self.worked {
      let customers = try #require(found["customers"])
      let dealSize = try #require(found["deal_size"])
      #expect((customers * dealSize).total[] == found["marketing_quota"]?.total[])
    }
  }

  @Test("With as many leads as the capacity, the busiest team's hours are just used up")
  func capacityIsTight() throws {
    var tried = 0
    for (agreement, found) in Self.worked {
      for month in agreement.labels(.month) {
        guard let capacity = found["lead_capacity"]?[month], !capacity.isZero else { continue }
        let growth = capacity / (try #require(found["leads"]?.sum(.tier)[month]))
        let serviceHours = try #require(found["service_hours"]?[month])
        let spare = try agreement.teams.compactMap { team -> BigRational? in
          let workload = try #require(found["workload"]?[team, month])
          let service = try #require(found["service_share"]?[team]) * serviceHours
          let available = try #require(found["available_hours"]?[team, month])
          return workload == service ? nil : available - service - growth * (workload - service)
        }
        #expect(spare.min() == 0)
        tried += 1
      }
    }
    #expect(tried > 100)
  }

  @Test("A seed gives the same agreement and the same file every time")
  func reproducible() {
    for seed in 0..<20 {
      let first = OracleYAML.text(of: OracleGenerator.agreement(seed: seed))
      #expect(first == OracleYAML.text(of: OracleGenerator.agreement(seed: seed)))
      #expect(first != OracleYAML.text(of: OracleGenerator.agreement(seed: seed + 1)))
    }
  }

  @Test("Random agreements hold every driver, every pin and every edge")
  func edgesOccur() {
    var given: Set<String> = []
    var edges: Set<String> = []
    for seed in 0..<600 {
      let agreement = OracleGenerator.agreement(seed: seed)
      given.formUnion(agreement.drivers.keys)
      if agreement.teams.isEmpty { edges.insert("no teams") }
      if agreement.namedTiers.isEmpty { edges.insert("no tiers") }
      if agreement.conversion.count == 1 { edges.insert("one conversion for all") }
      if agreement.seasonality.values.contains(where: \.isZero) { edges.insert("a month without a season") }
      if agreement.holidays.contains(where: \.isWeekend) { edges.insert("holiday at a weekend") }
      for (name, driver) in agreement.drivers {
        let series = [driver.everywhere].compactMap { $0 } + driver.byLabel.values
        let figures = series.flatMap(\.steps).map(\.figure)
        if figures.contains(where: \.value.isZero) { edges.insert("\(name) 0") }
        if figures.contains(where: { $0.value == 1 }) { edges.insert("\(name) 1") }
        if figures.contains(where: { $0.per != nil }) { edges.insert("\(name) with a period") }
        if series.contains(where: { !$0.isConstant }) { edges.insert("\(name) by month") }
        if driver.everywhere != nil && !driver.byLabel.isEmpty { edges.insert("\(name) for all and for one") }
      }
    }
    #expect(Set(OracleVocabulary.entries.keys).subtracting(given) == [])
    let wanted: Set = [
      "no teams", "no tiers", "one conversion for all", "a month without a season", "holiday at a weekend", "quota 0",
      "budget 0", "reps 0", "cost_per_lead 0", "lead_value 0", "supply 0", "marketing_share 0", "connect_rate 0",
      "connect_rate 1", "automation 1", "sales_cycle 0", "mix 0", "follow_up_share 0", "quota with a period",
      "supply with a period", "supply by month", "reps by month", "productivity by month", "workload by month",
      "attempts for all and for one"
    ]
    #expect(wanted.subtracting(edges) == [])
  }
}
