// The oracle's sections "Leads" and "Marketing's side".

// MARK: Leads

extension Oracle {
  /// The share of a tier's leads that gets through the stages up to and including the given one.
  private func passed(_ tier: Int, through stage: Int) -> BigRational {
    let rows = agreement.conversion
    return rows[rows.count == 1 ? 0 : tier][0...stage].reduce(1, *)
  }

  /// By tier, through the named stage; undefined where it is not listed.
  func passed(through stage: String?) -> OracleGrid {
    guard let index = agreement.stages.firstIndex(where: { $0 == stage }) else { return OracleGrid(nil) }
    return OracleGrid([.tier], of: agreement) { passed($0.tier, through: index) }
  }

  mutating func leads() {
    let stages = OracleGrid([.tier, .stage], of: agreement) { passed($0.tier, through: $0.stage) }
    quantities["conversion"] = OracleGrid([.tier, .stage], of: agreement) { position in
      let rows = agreement.conversion
      return rows[rows.count == 1 ? 0 : position.tier][position.stage]
    }
    defineShare("mix", .tier)
    define("close_rate", [.tier], passed(through: agreement.stages.last))
    define("deal_size", [.tier])
    define("sales_cycle", [.tier], default: 0)
    let (mix, closeRate, dealSize) = (self["mix"], self["close_rate"], self["deal_size"])
    define("lead_value", [.tier], closeRate * dealSize)
    define("revenue_per_lead", [], (mix * closeRate * dealSize).sum(.tier))
    define("customer_value", [], self["revenue_per_lead"] / (mix * closeRate).sum(.tier))
    define("leads_needed", [.tier, .month], self["marketing_quota"] / self["revenue_per_lead"] * mix)
    moveAhead()
    define("pipeline_on_hand", [.tier])
    define("pipeline_gap", [.tier], (self["pipeline_leads"] - self["pipeline_on_hand"]).atLeastZero)
    define("customers", [.tier, .month], self["leads_needed"] * closeRate)
    define("lead_value_quota", [.month], (self["leads"] * self["lead_value"]).sum(.tier))
    define("stage_volume", [.tier, .stage, .month], self["leads"] * stages)
  }

  /// leads and pipeline_leads: the leads needed, by the month in which they are due.
  private mutating func moveAhead() {
    let nextGoal = (self["next_quota"] - self["self_generated"]).atLeastZero * self["marketing_share"]
    let later = nextGoal / months / self["revenue_per_lead"] * self["mix"]
    let needed = self["leads_needed"]
    let cycle = self["sales_cycle"]
    let last = agreement.months - 1

    func need(_ position: OraclePosition, in month: Int) -> BigRational? {
      var position = position
      position.month = month
      return month > last ? later[position] : needed[position]
    }
    func lag(_ position: OraclePosition) -> (whole: Int, part: BigRational)? {
      guard let lag = cycle[position].map({ $0 / Self.daysPerMonth }) else { return nil }
      return (lag.floor, lag - BigRational(lag.floor))
    }

    let leads = OracleGrid([.tier, .month], of: agreement) { position in
      guard let (whole, part) = lag(position), let near = need(position, in: position.month + whole),
        let far = need(position, in: position.month + whole + 1)
      else { return nil }
      return (1 - part) * near + part * far
    }
    let before = OracleGrid([.tier], of: agreement) { position in
      guard let (whole, part) = lag(position) else { return nil }
      var sum: BigRational = 0
      for month in 0...last {
        guard let due = need(position, in: month) else { return nil }
        if month - whole < 0 { sum = sum + due * (1 - part) }
        if month - whole - 1 < 0 { sum = sum + due * part }
      }
      return sum
    }
    define("leads", [.tier, .month], leads)
    define("pipeline_leads", [.tier], before)
  }
}

// MARK: Marketing's side

extension Oracle {
  mutating func marketing() {
    defineSupply()
    let (leads, owed) = (self["leads"], self["leads"].sum(.tier))
    // A month that owes no leads owes nothing, whatever is supplied.
    func whole(_ ratio: OracleGrid) -> OracleGrid {
      OracleGrid([.month], of: agreement) { position in owed[position]?.isZero == true ? 1 : ratio[position] }
    }
    define("coverage", [.month], whole(self["supply"].sum(.tier) / owed))
    define(
      "value_coverage", [.month],
      whole((self["supply"] * self["lead_value"]).sum(.tier) / self["lead_value_quota"]))

    define("cost_per_lead", [.tier])
    define("lead_spend", [.month], (leads * self["cost_per_lead"]).sum(.tier))
    defineFlow("budget")
    let spend = self["lead_spend"].total
    define("budget_used", [], spend / self["budget"])
    define("cost_per_customer", [], spend / (leads * self["close_rate"]).total)
    define("return_on_spend", [], (leads * self["close_rate"] * self["deal_size"]).total / spend)
  }

  /// Leads a month; a figure for no tier in particular is split by mix.
  private mutating func defineSupply() {
    let driver = agreement.drivers["supply"]
    let mix = self["mix"]
    quantities["supply"] = OracleGrid([.tier, .month], of: agreement) { position in
      guard let figure = Self.figure(driver, [.tier, .month], position), let share = mix[position] else { return nil }
      let monthly = figure.value / BigRational(figure.per?.months ?? 1)
      return driver?.byLabel[position.tier] == nil ? monthly * share : monthly
    }
  }
}
