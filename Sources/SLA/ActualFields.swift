// The figures of tracked months under the names they have in the agreement's file. One table for each kind of record:
// what reads, writes and adds them goes by it. Rows of figures go by its order, too: what is new goes to the end.

import Calc

/// A figure of a tracked record.
struct TrackedField<Record>: Sendable {
  let key: String
  let units: Units
  let path: WritableKeyPath<Record, Double?> & Sendable

  init(_ key: String, _ units: Units, _ path: WritableKeyPath<Record, Double?> & Sendable) {
    (self.key, self.units, self.path) = (key, units, path)
  }
}

extension TrackedCohort {
  static let fields = [
    TrackedField("leads", .count("leads"), \Self.leads), TrackedField("customers", .count("customers"), \.customers),
    TrackedField("revenue", .money, \.revenue), TrackedField("amounts", .count("customers"), \.amounts),
    TrackedField("revenue_squared", .number, \.revenueSquared),
    TrackedField("cycles", .count("customers"), \.cycles), TrackedField("cycle_days", .number, \.cycleDays),
    TrackedField("cycle_squared", .number, \.cycleSquared), TrackedField("unreached", .count("leads"), \.unreached),
    TrackedField("attempts", .count("attempts"), \.attempts),
    TrackedField("attempts_squared", .number, \.attemptsSquared),
    TrackedField("connected", .count("leads"), \.connected),
    TrackedField("connected_attempts", .count("attempts"), \.connectedAttempts)
  ]
}

extension TrackedMonth {
  /// All of them add up. In the agreement's file those of `response` stand beside them.
  static let fields = [
    TrackedField("won", .count("customers"), \Self.won), TrackedField("won_revenue", .money, \.wonRevenue),
    TrackedField("total_revenue", .money, \.totalRevenue), TrackedField("self_generated", .money, \.selfGenerated),
    TrackedField("in_hours", .count("leads"), \.inHours), TrackedField("timed", .count("leads"), \.timed)
  ]
}

extension TrackedResponse {
  static let fields = [
    TrackedField("due", .count("leads"), \Self.due), TrackedField("answered", .count("leads"), \.answered),
    TrackedField("contacted", .count("leads"), \.contacted),
    TrackedField("uncontacted", .count("leads"), \.uncontacted),
    TrackedField("mean", .hours, \.mean), TrackedField("median", .hours, \.median), TrackedField("p90", .hours, \.p90),
    TrackedField("mean_business", .hours, \.meanBusiness), TrackedField("median_business", .hours, \.medianBusiness),
    TrackedField("p90_business", .hours, \.p90Business)
  ]

  /// Those that add up over files; the others are times.
  static let sums: Set<String> = ["due", "answered", "contacted", "uncontacted"]
}

extension TrackedFile {
  static let fields = [
    TrackedField("rows", .count("rows"), \Self.rows), TrackedField("used", .count("rows"), \.used),
    TrackedField("slow_cycle", .days, \.slowCycle), TrackedField("within", .hours, \.terms.within),
    TrackedField("until", .hours, \.until)
  ]
}

/// The times by which first contacts are counted.
public enum ResponseTimes {
  /// Upper edges in hours: 1, 5, 15, 30 min, 1, 2, 4, 8, 24, 72 h.
  public static let edges: [Double] = [1 / 60, 5 / 60, 0.25, 0.5, 1, 2, 4, 8, 24, 72]
}
