// What a lead log adds up to as text, one figure a line, in the words of scripts/bench.d/leads.py.

import Leads

/// The figures of a log as text.
public struct Figures {
  public var lines: [String] = []

  public init(_ log: LeadLog) {
    let all = log.aggregates
    line("rows", "", [("read", log.reading.read), ("used", log.reading.used)])
    for rows in log.reading.setAside + log.reading.remarks { line("rows", "\(rows.reason)", [("count", rows.count)]) }
    for (month, leads) in all.months.sorted(by: { $0.key < $1.key }) {
      for (place, cohort) in leads.cohorts.enumerated() where cohort.leads > 0 {
        let name = "\(month) \(place < all.tiers.count ? all.tiers[place] : "-")"
        line(
          "cohort", name,
          [
            ("leads", cohort.leads), ("customers", cohort.customers), ("revenue", cohort.revenue.sum),
            ("cycle", cohort.cycle.moments.sum), ("cycles", cohort.cycle.count),
            ("unconnected", cohort.attempts.unconnected.count), ("attempts", cohort.attempts.unconnected.sum),
            ("connected", cohort.attempts.connected), ("connected attempts", cohort.attempts.connectedAttempts)
          ])
      }
      let response = leads.response
      line(
        "month", month.description,
        [
          ("won", leads.won), ("won revenue", leads.wonRevenue), ("in hours", leads.inHours), ("due", response.due),
          ("within", response.within), ("contacted", response.contacted), ("never", response.neverContacted),
          ("negative", response.negative), ("elapsed", response.elapsed.moments.sum),
          ("business", response.business.moments.sum)
        ])
      for (clock, counts) in [("elapsed", response.elapsed), ("business", response.business)] {
        for share in [0.5, 0.9] {
          if let value = counts.quantile(share) { lines.append("quantile \(month) \(clock) \(share) \(value)") }
        }
      }
    }
    if let asOf = all.asOf { line("as of", "", [("seconds", asOf.seconds)]) }
  }

  private mutating func line(_ kind: String, _ name: String, _ figures: [(String, Int)]) {
    for (figure, value) in figures { lines.append("\(kind) \(name) \(figure) \(value)") }
  }
}
