// Prints what a lead log adds up to, one figure a line, for comparison with other calculations of the same:
//
//     LeadProbe FILE [TABLE] [THREADS [BYTES A PIECE]]     terms as in scripts/bench.d/leads.py

import Calc
import Glibc
import Leads

do throws(Diagnostic) {
  let arguments = Array(CommandLine.arguments.dropFirst())
  guard let file = arguments.first else { throw Diagnostic("LeadProbe FILE [TABLE] [THREADS [BYTES A PIECE]]") }
  let numbers = arguments.compactMap { Int($0) }
  let table = arguments.dropFirst().first { Int($0) == nil }
  let holiday = Day("2026-08-17")
  let time = BusinessTime(
    zone: try Zone("Europe/Madrid"), opens: 9 * 60, closes: 17 * 60, holidays: holiday.map { [$0] } ?? [])
  let terms = LeadTerms(tiers: ["CEO", "Director", "Manager"], time: time, respondWithin: 300, clock: .business)
  let log =
    if let table {
      try LeadSource.table(table, database: file).read(terms, .silent)
    } else {
      try LeadSource.export(file, pieceSize: numbers.dropFirst().first, threads: numbers.first) {
        () throws(Diagnostic) in try LeadBytes.file(file)
      }.read(terms, .silent)
    }
  for line in Figures(log).lines { print(line) }
} catch {
  let text = (["error: \(error.message)"] + error.why.map(\.description)).joined(separator: "\n  ") + "\n"
  text.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  exit(1)
}

/// The figures of a log as text.
struct Figures {
  var lines: [String] = []

  init(_ log: LeadLog) {
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
