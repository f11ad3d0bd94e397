// What the writer and the generator know of each quantity that an agreement can give: its units, what it runs over, and
// the section of the file where people look for it.

/// How the figures of a quantity are spelled.
enum OracleKind: Sendable {
  case money, count, number, percent
  /// Minutes and hours, never bare.
  case time
  /// Hours, bare or with their unit.
  case hours
  case days
}

enum OracleVocabulary {
  struct Entry: Sendable {
    let kind: OracleKind
    /// Tier or team.
    let axis: OracleAxis?
    var byMonth = false
    /// goal, leads, follow_up; assumptions for what is computed, so that giving it is a pin.
    let section: String
  }

  /// The computed quantities that random agreements pin.
  static let pinnable = entries.filter { $0.value.section == "assumptions" }.keys.sorted()

  static let entries: [String: Entry] = [
    "quota": Entry(kind: .money, axis: nil, section: "goal"),
    "self_generated": Entry(kind: .money, axis: nil, section: "goal"),
    "next_quota": Entry(kind: .money, axis: nil, section: "goal"),
    "marketing_share": Entry(kind: .percent, axis: nil, section: "goal"),

    "mix": Entry(kind: .percent, axis: .tier, section: "leads"),
    "close_rate": Entry(kind: .percent, axis: .tier, section: "goal"),
    "deal_size": Entry(kind: .money, axis: .tier, section: "goal"),
    "sales_cycle": Entry(kind: .days, axis: .tier, section: "leads"),
    "lead_value": Entry(kind: .money, axis: .tier, section: "leads"),
    "pipeline_on_hand": Entry(kind: .count, axis: .tier, section: "leads"),
    "supply": Entry(kind: .count, axis: .tier, byMonth: true, section: "leads"),
    "cost_per_lead": Entry(kind: .money, axis: .tier, section: "leads"),
    "budget": Entry(kind: .money, axis: nil, section: "leads"),
    "open_opportunities": Entry(kind: .count, axis: .tier, section: "leads"),

    "attempts": Entry(kind: .count, axis: .tier, section: "follow_up"),
    "connect_rate": Entry(kind: .percent, axis: .tier, section: "follow_up"),
    "automation": Entry(kind: .percent, axis: .tier, section: "follow_up"),
    "opportunity_rate": Entry(kind: .percent, axis: .tier, section: "follow_up"),
    "time_per_attempt": Entry(kind: .time, axis: nil, section: "follow_up"),
    "time_per_conversation": Entry(kind: .time, axis: nil, section: "follow_up"),
    "time_per_opportunity": Entry(kind: .time, axis: nil, section: "follow_up"),
    "time_per_customer": Entry(kind: .time, axis: nil, section: "follow_up"),
    "reps": Entry(kind: .count, axis: .team, byMonth: true, section: "follow_up"),
    "productivity": Entry(kind: .percent, axis: .team, byMonth: true, section: "follow_up"),
    "hours_per_week": Entry(kind: .hours, axis: .team, section: "follow_up"),
    "selling_time": Entry(kind: .percent, axis: .team, section: "follow_up"),
    "marketing_time": Entry(kind: .percent, axis: .team, section: "follow_up"),
    "follow_up_share": Entry(kind: .percent, axis: .team, section: "follow_up"),
    "selling_share": Entry(kind: .percent, axis: .team, section: "follow_up"),
    "service_share": Entry(kind: .percent, axis: .team, section: "follow_up"),

    "monthly_quota": Entry(kind: .money, axis: nil, byMonth: true, section: "assumptions"),
    "marketing_quota": Entry(kind: .money, axis: nil, byMonth: true, section: "assumptions"),
    "revenue_per_lead": Entry(kind: .money, axis: nil, section: "assumptions"),
    "customer_value": Entry(kind: .money, axis: nil, section: "assumptions"),
    "leads_needed": Entry(kind: .count, axis: .tier, byMonth: true, section: "assumptions"),
    "leads": Entry(kind: .count, axis: .tier, byMonth: true, section: "assumptions"),
    "pipeline_leads": Entry(kind: .count, axis: .tier, section: "assumptions"),
    "customers": Entry(kind: .count, axis: .tier, byMonth: true, section: "assumptions"),
    "lead_value_quota": Entry(kind: .money, axis: nil, byMonth: true, section: "assumptions"),
    "coverage": Entry(kind: .percent, axis: nil, byMonth: true, section: "assumptions"),
    "lead_spend": Entry(kind: .money, axis: nil, byMonth: true, section: "assumptions"),
    "reach": Entry(kind: .percent, axis: .tier, section: "assumptions"),
    "expected_attempts": Entry(kind: .count, axis: .tier, section: "assumptions"),
    "follow_up_time": Entry(kind: .time, axis: .tier, section: "assumptions"),
    "follow_up_hours": Entry(kind: .hours, axis: nil, byMonth: true, section: "assumptions"),
    "selling_hours": Entry(kind: .hours, axis: nil, byMonth: true, section: "assumptions"),
    "service_hours": Entry(kind: .hours, axis: nil, byMonth: true, section: "assumptions"),
    "hours_per_rep": Entry(kind: .hours, axis: .team, byMonth: true, section: "assumptions"),
    "available_hours": Entry(kind: .hours, axis: .team, byMonth: true, section: "assumptions"),
    "workload": Entry(kind: .hours, axis: .team, byMonth: true, section: "assumptions"),
    "spare_hours": Entry(kind: .hours, axis: .team, byMonth: true, section: "assumptions")
  ]
}
