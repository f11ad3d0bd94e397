// The oracle's sections "Sales' side" and "Indicators".

// MARK: Sales' side: follow-up and capacity

extension Oracle {
  mutating func followUp() {
    define("attempts", [.tier], default: 6)
    define("connect_rate", [.tier], default: BigRational(15, over: 100))
    define("automation", [.tier], default: 0)
    define("time_per_attempt", default: BigRational(6, over: 60))
    define("time_per_conversation", default: BigRational(20, over: 60))
    let upToOpportunity = passed(through: "opportunity")
    define("opportunity_rate", [.tier], agreement.stages.contains("opportunity") ? upToOpportunity : OracleGrid(0))
    define("time_per_opportunity", default: 0)
    define("time_per_customer", default: 0)

    let (attempts, connectRate) = (self["attempts"], self["connect_rate"])
    define(
      "reach", [.tier],
      OracleGrid([.tier], of: agreement) { position in
        guard let rate = connectRate[position], let attempts = attempts[position] else { return nil }
        return 1 - (1 - rate).power(attempts.floor)
      })
    let perReach = self["reach"] / connectRate
    define(
      "expected_attempts", [.tier],
      OracleGrid([.tier], of: agreement) { position in
        connectRate[position]?.isZero == true ? attempts[position] : perReach[position]
      })
    define(
      "follow_up_time", [.tier],
      self["expected_attempts"] * self["time_per_attempt"] * (1 - self["automation"])
        + self["reach"] * self["time_per_conversation"])
    define("follow_up_hours", [.month], (self["leads"] * self["follow_up_time"]).sum(.tier))
    define(
      "selling_hours", [.month],
      (self["leads"] * self["opportunity_rate"]).sum(.tier) * self["time_per_opportunity"])
    define("service_hours", [.month], self["customers"].sum(.tier) * self["time_per_customer"])
  }

  mutating func capacity() {
    define("reps", [.team, .month])
    define("productivity", [.team, .month], default: 1)
    define("hours_per_week", [.team], default: 40)
    define("selling_time", [.team], default: 1)
    define("marketing_time", [.team], default: 1)
    for name in ["follow_up_share", "selling_share", "service_share"] { defineShare(name, .team) }

    define(
      "hours_per_rep", [.team, .month],
      self["productivity"] * self["hours_per_week"] / 5 * self["working_days"] * self["selling_time"]
        * self["marketing_time"])
    define("available_hours", [.team, .month], self["reps"] * self["hours_per_rep"])
    let service = self["service_share"] * self["service_hours"]
    define(
      "workload", [.team, .month],
      self["follow_up_share"] * self["follow_up_hours"] + self["selling_share"] * self["selling_hours"] + service)
    define("utilization", [.team, .month], self["workload"] / self["available_hours"])
    define("spare_hours", [.team, .month], self["available_hours"] - self["workload"])
    define("reps_needed", [.team, .month], self["workload"] / self["hours_per_rep"])
    define("lead_capacity", [.month], leadCapacity(service))
    define("leads_per_rep", [.month], leadsPerRep())
  }

  private func leadCapacity(_ service: OracleGrid) -> OracleGrid {
    let leads = self["leads"].sum(.tier)
    let work = self["workload"] - service
    let room = self["available_hours"] - service
    let teams = agreement.teams.indices
    return OracleGrid([.month], of: agreement) { position in
      var least: BigRational?
      for team in teams {
        var position = position
        position.team = team
        guard let work = work[position] else { return nil }
        if work <= 0 { continue }
        guard let room = room[position] else { return nil }
        least = least.map { min($0, room / work) } ?? room / work
      }
      guard let least, let leads = leads[position] else { return nil }
      return max(0, leads * least)
    }
  }

  private func leadsPerRep() -> OracleGrid {
    let (leads, reps, share) = (self["leads"].sum(.tier), self["reps"], self["follow_up_share"])
    let teams = agreement.teams.indices
    return OracleGrid([.month], of: agreement) { position in
      var sum: BigRational = 0
      for team in teams {
        var position = position
        position.team = team
        guard let share = share[position] else { return nil }
        if share.isZero { continue }
        guard let reps = reps[position] else { return nil }
        sum = sum + reps
      }
      return sum.isZero ? nil : leads[position].map { $0 / sum }
    }
  }
}

// MARK: Indicators

extension Oracle {
  mutating func indicators() {
    let (opportunityRate, cycle) = (self["opportunity_rate"], self["sales_cycle"])
    define(
      "open_opportunities", [.tier],
      (self["leads"] * opportunityRate * cycle / daysOfPeriod).sum(.month))
    // Above 100 % a win rate is undefined.
    let winRate = (self["close_rate"] / opportunityRate).map { $0 > 1 ? nil : $0 }
    define(
      "pipeline_velocity", [],
      (self["open_opportunities"] * winRate * self["deal_size"] / cycle).sum(.tier))
    define("lead_to_revenue", [], self["revenue_per_lead"])
    // A rate of 0 % is none, whether it is the default or written.
    define("pipeline_ratio", [.tier], opportunityRate.map { $0.isZero ? nil : $0 } / self["close_rate"])
  }
}
