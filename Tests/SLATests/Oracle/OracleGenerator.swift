// Random agreements: a seed gives the same one for good. Between them they hold every way of giving a value that the
// model knows, and its edges: a quota of 0, no reps, no teams, more self-generated than the quota, no budget.

struct OracleGenerator {
  private var random: SplitMix64
  private var agreement: OracleAgreement

  static func agreement(seed: Int) -> OracleAgreement {
    var generator = OracleGenerator(seed: seed)
    generator.time()
    generator.labels()
    generator.goal()
    generator.tierDrivers()
    generator.marketing()
    generator.followUp()
    generator.teamDrivers()
    generator.pins()
    return generator.agreement
  }

  private init(seed: Int) {
    random = SplitMix64(seed: seed)
    let first = OracleMonth(year: random.int(2020...2032), month: random.int(1...12))
    agreement = OracleAgreement(firstMonth: first, months: random.int(1...12))
    agreement.seed = seed
  }

  private mutating func time() {
    let months = agreement.months
    if random.chance(40) {
      agreement.businessHours = (opens: random.int(14...20) * 30, closes: random.int(28...42) * 30)
    }
    // Some at weekends, and some months beyond the period, as in a calendar of holidays that is pasted in.
    for _ in 0..<(random.chance(60) ? random.int(1...12) : 0) {
      let month = agreement.firstMonth.adding(random.int(0...months))
      let day = OracleDay(month: month, day: random.int(1...month.days))
      if !agreement.holidays.contains(day) { agreement.holidays.append(day) }
    }
    if random.chance(60) {
      for month in random.pick(random.int(1...months), of: Array(0..<months)) {
        agreement.seasonality[month] = random.chance(20) ? 0 : BigRational(random.int(1...40), over: 10)
      }
      if agreement.seasonality.count == months && agreement.seasonality.values.allSatisfy(\.isZero) {
        agreement.seasonality[0] = 1
      }
    }
  }

  private mutating func labels() {
    let tiers = ["CEO", "Director", "Manager", "Head of IT", "Técnico", "Buyer", "VP-Finance", "Owner"]
    let count = random.int(1...6)
    agreement.namedTiers = count == 1 && random.chance(40) ? [] : random.pick(count, of: tiers)
    let teams = ["SDR", "AE", "Inside Sales", "Success", "Partners"]
    agreement.teams = random.chance(8) ? [] : random.pick(random.int(1...4), of: teams)
    if random.chance(30) {
      let stages: [[String]] = [
        ["MQL", "SQL", "opportunity", "customer"], ["MQL", "SQL", "customer"], ["opportunity", "customer"],
        ["MQL", "opportunity", "proposal", "won"], ["signed"]
      ]
      agreement.stages = random.pick(stages)
      let rows = random.chance(30) ? 1 : agreement.tiers.count
      agreement.conversion = (0..<rows).map { _ in
        agreement.stages.map { _ in BigRational(random.int(20...200), over: 200) }
      }
    }
  }

  private mutating func goal() {
    give("quota", money(random.chance(4) ? 0 : random.int(50...6000), flow: true))
    if random.chance(40) {
      give("self_generated", money(random.chance(10) ? 9000 : random.int(0...400), flow: true))
    }
    if random.chance(40) { give("next_quota", money(random.int(0...6000), flow: true)) }
    if random.chance(60) { give("marketing_share", OracleDriver(random.chance(3) ? 0 : percent(1...100))) }
  }

  private mutating func tierDrivers() {
    share("mix", agreement.tiers.count, named: !agreement.namedTiers.isEmpty)
    give("deal_size", perTier(partly: 0) { BigRational($0.int(1...400) * $0.pick([10, 50, 250, 1000])) })
    if agreement.stages.isEmpty { give("close_rate", perTier(partly: 0) { BigRational($0.int(1...120), over: 400) }) }
    sometimes(80, "sales_cycle", 30) { random in
      switch random.int(1...10) {
      case 1: BigRational(random.int(0...800), over: 2)
      case 2: BigRational(random.int(0...57) * 7)
      case 3: BigRational(random.int(0...13) * 30_436_875, over: 1_000_000)  // whole months
      default: BigRational(random.int(0...400))
      }
    }
    sometimes(40, "lead_value", 30) { $0.chance(10) ? 0 : BigRational($0.int(1...2000), over: 4) }
    sometimes(40, "opportunity_rate", 20) { BigRational($0.int(4...160), over: 200) }
    sometimes(8, "open_opportunities", 30) { BigRational($0.int(0...400)) }
  }

  private mutating func marketing() {
    if random.chance(70) {
      if random.chance(20) && agreement.months > 1 {
        let later = random.int(1...agreement.months - 1)
        give("supply", OracleDriver(everywhere: OracleSeries(steps: [(0, supply()), (later, supply())])))
      } else if random.chance(30) && !agreement.namedTiers.isEmpty {
        let all = agreement.tiers.indices.map { ($0, OracleSeries(steps: [(0, supply())])) }
        let some = random.chance(10) ? all.filter { _ in random.chance(50) } : all
        if !some.isEmpty { give("supply", OracleDriver(byLabel: Dictionary(uniqueKeysWithValues: some))) }
      } else {
        give("supply", OracleDriver(everywhere: OracleSeries(steps: [(0, supply())])))
      }
    }
    sometimes(60, "cost_per_lead", 10) { $0.chance(3) ? 0 : BigRational($0.int(1...30000), over: 100) }
    if random.chance(60) { give("budget", money(random.chance(6) ? 0 : random.int(1...900), flow: true)) }
    sometimes(40, "pipeline_on_hand", 15) { BigRational($0.int(0...900)) }
  }

  private mutating func followUp() {
    sometimes(60, "attempts", 30) { BigRational($0.int(1...12)) }
    sometimes(60, "connect_rate", 30) { $0.chance(15) ? $0.pick([0, 1]) : BigRational($0.int(1...100), over: 200) }
    sometimes(50, "automation", 30) { BigRational($0.int(0...20), over: 20) }
    for (name, most) in [
      ("time_per_attempt", 15), ("time_per_conversation", 60), ("time_per_opportunity", 600), ("time_per_customer", 900)
    ] where random.chance(55) {
      give(name, OracleDriver(BigRational(random.chance(5) ? 0 : random.int(1...most), over: 60)))
    }
  }

  private mutating func teamDrivers() {
    let teams = agreement.teams.indices
    guard !teams.isEmpty else { return }
    let reps = teams.map { _ in stepped { random in random.chance(5) ? 0 : BigRational(random.int(1...60), over: 2) } }
    give("reps", OracleDriver(byLabel: Dictionary(uniqueKeysWithValues: zip(teams, reps))))
    for team in teams where random.chance(35) {
      var series = stepped { BigRational($0.int(0...20), over: 20) }
      // Before its first named month a ramp has the default.
      if series.steps.count > 1 && random.chance(40) { series.steps.removeFirst() }
      agreement.drivers["productivity", default: OracleDriver()].byLabel[team] = series
    }
    if random.chance(50) { give("hours_per_week", perTeam { BigRational($0.int(20...96), over: 2) }) }
    if random.chance(60) { give("selling_time", perTeam { BigRational($0.int(1...20), over: 20) }) }
    if random.chance(60) { give("marketing_time", perTeam { BigRational($0.int(1...20), over: 20) }) }
    for name in ["follow_up_share", "selling_share", "service_share"] { share(name, teams.count, named: true) }
  }
}

// MARK: Ways of giving a value

extension OracleGenerator {
  private mutating func give(_ name: String, _ driver: OracleDriver) { agreement.drivers[name] = driver }

  private mutating func percent(_ range: ClosedRange<Int>) -> BigRational {
    BigRational(random.int(range), over: 100)
  }

  private mutating func money(_ thousands: Int, flow: Bool) -> OracleDriver {
    let odd = random.chance(20) ? BigRational(random.int(0...99_999), over: 100) : 0
    let per = random.chance(60) ? random.pick(OracleFlowPeriod.allCases) : nil
    return OracleDriver(thousands == 0 ? 0 : BigRational(thousands * 1000) + odd, per: per)
  }

  private mutating func supply() -> OracleFigure {
    OracleFigure(
      value: BigRational(random.int(0...3000)), per: random.chance(60) ? random.pick(OracleFlowPeriod.allCases) : nil)
  }

  /// A driver per tier that is given in so many of a hundred agreements, in so many of them for a part of the tiers.
  private mutating func sometimes(
    _ chance: Int, _ name: String, _ partly: Int, _ value: (inout SplitMix64) -> BigRational
  ) {
    if random.chance(chance) { give(name, perTier(partly: partly, value)) }
  }

  /// One for all, one for each, or both; or for a part of the tiers alone.
  private mutating func perTier(partly: Int, _ value: (inout SplitMix64) -> BigRational) -> OracleDriver {
    let tiers = agreement.tiers.indices
    if agreement.namedTiers.isEmpty || random.chance(25) { return OracleDriver(value(&random)) }
    var driver = OracleDriver(each: tiers.map { _ in value(&random) })
    let withGeneral = random.chance(25)
    if withGeneral { driver.everywhere = OracleSeries(value(&random)) }
    if withGeneral || random.chance(partly) {
      for tier in tiers.dropFirst() where random.chance(50) { driver.byLabel[tier] = nil }
    }
    return driver
  }

  private mutating func perTeam(_ value: (inout SplitMix64) -> BigRational) -> OracleDriver {
    random.chance(30)
      ? OracleDriver(value(&random)) : OracleDriver(each: agreement.teams.map { _ in value(&random) })
  }

  /// One value, or one that changes in some months.
  private mutating func stepped(_ value: (inout SplitMix64) -> BigRational) -> OracleSeries {
    let changes = random.chance(50) ? 0 : random.int(0...min(3, agreement.months - 1))
    let months = [0] + random.pick(changes, of: Array(1..<max(1, agreement.months))).sorted()
    return OracleSeries(steps: months.map { (month: $0, figure: OracleFigure(value: value(&random))) })
  }

  /// Nothing, some labels, or all of them so that they add up.
  private mutating func share(_ name: String, _ count: Int, named: Bool) {
    guard named, random.chance(80) else { return }
    let whole = random.chance(50) ? 100 : 1000
    if count == 1 || random.chance(60) {
      return give(name, OracleDriver(each: random.parts(count, of: whole).map { BigRational($0, over: whole) }))
    }
    let given = random.pick(random.int(1...count - 1), of: Array(0..<count))
    let parts = random.parts(given.count + 1, of: whole).map { OracleSeries(BigRational($0, over: whole)) }
    give(name, OracleDriver(byLabel: Dictionary(uniqueKeysWithValues: zip(given, parts))))
  }

  /// Now and then one or two computed quantities are pinned.
  private mutating func pins() {
    guard random.chance(35) else { return }
    let share: (inout SplitMix64) -> BigRational = { BigRational($0.int(1...100), over: 100) }
    let count: (inout SplitMix64) -> BigRational = { BigRational($0.int(0...5000), over: 10) }
    let minutes: (inout SplitMix64) -> BigRational = { BigRational($0.int(1...90), over: 60) }
    for name in random.pick(random.int(1...2), of: Array(OracleVocabulary.pinnable)) {
      guard let entry = OracleVocabulary.entries[name] else { continue }
      let value =
        switch entry.kind {
        case .percent: share
        case .time: minutes
        default: count
        }
      let labels = entry.axis.map { $0 == .tier ? agreement.namedTiers : agreement.teams } ?? []
      if labels.count > 1 && random.chance(50) {
        give(name, OracleDriver(each: labels.map { _ in value(&random) }))
      } else if entry.byMonth {
        give(name, OracleDriver(everywhere: stepped(value)))
      } else {
        give(name, OracleDriver(value(&random)))
      }
    }
  }
}
