import Calc
import Shell

@testable import Leads

extension Target {
  /// Any bytes as a CRM's export. The first byte says into how small pieces it is cut, the second how many threads read
  /// them and up to when things have happened. Every row is accounted for, and it comes to the same as in one piece.
  static let export = Target(name: "export") { bytes in
    guard bytes.count > 2 else { return }
    var terms = terms
    // Up to the latest time in the file, or up to summer 2026.
    if bytes[1] & 4 != 0 { terms.asOf = Instant(seconds: 1_785_000_000) }
    let file = LeadBytes(Array(bytes.dropFirst(2)))
    let whole = outcome(file, terms, pieceSize: 1 << 16, threads: 1)
    let cut = outcome(file, terms, pieceSize: 1 + Int(bytes[0]) * Int(bytes[0]) / 16, threads: 1 + Int(bytes[1] & 3))
    law(whole == cut, "an export is the same in pieces")
    switch whole {
    case .success(let log): lawsOfAccount(log)
    case .failure(let why): lawOfHarmlessness(Plain(width: 80).error(why))
    }
  }

  private static func outcome(
    _ file: LeadBytes, _ terms: LeadTerms, pieceSize: Int, threads: Int
  ) -> Result<LeadLog, Diagnostic> {
    let source = LeadSource.export("leads.csv", pieceSize: pieceSize, threads: threads) { () throws(Diagnostic) in file
    }
    do throws(Diagnostic) { return .success(try source.read(terms, .silent)) } catch { return .failure(error) }
  }

  private static func lawsOfAccount(_ log: LeadLog) {
    let (reading, leads) = (log.reading, log.aggregates)
    law(reading.read == reading.setAside.reduce(reading.used) { $0 + $1.count }, "every row is accounted for")
    law(leads.months.values.reduce(0) { $0 + $1.leads } == reading.used, "what is used is a lead of a month")
    law(
      (reading.setAside + reading.remarks).allSatisfy { !$0.lines.isEmpty && $0.lines.allSatisfy { $0 > 0 } },
      "every reason has its lines")
    var (byMonth, byWeek) = (Response(), Response())
    for month in leads.months.values { byMonth.merge(month.response) }
    for week in leads.weeks.values { byWeek.merge(week) }
    law(byMonth == byWeek, "weeks hold what months hold")
    law(byMonth.within <= byMonth.due && byMonth.due <= reading.used, "what is kept was due")
    let (median, slow) = (byMonth.elapsed.quantile(0.5) ?? 0, byMonth.elapsed.quantile(0.9) ?? 0)
    law(0 <= median && median <= slow, "quantiles rise")
  }

  /// Three tiers, Madrid, business from 9 to 17, an answer within half an hour of it.
  private static let terms: LeadTerms = {
    let zone = (try? Zone("Europe/Madrid")) ?? .utc
    return LeadTerms(
      tiers: ["CEO", "Director", "Manager"],
      time: BusinessTime(zone: zone, opens: 540, closes: 1020, holidays: []), respondWithin: 1800, clock: .business,
      currency: "EUR")
  }()
}
