// The won deals of a second export, by the lead they belong to. Deals are few beside leads, so that they are kept while
// the leads go by; nothing else of an export is.

import Calc
import Synchronization

/// Won deals by lead.
final class DealBook: Sendable {
  struct Deal: Sendable {
    var closed: Int?
    var closedHasTime: Bool
    /// Hundredths; nil where no deal has an amount.
    var revenue: Int?
  }

  private let deals: [String: Deal]
  private let matched = Mutex<Set<String>>([])
  /// What was set aside of the deals' rows.
  private let rows: RowCounts
  private let name: String
  private let bytes: LeadBytes

  /// - Throws: why the export cannot be used.
  init(_ source: LeadSource.Deals, _ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) {
    name = source.name
    bytes = try source.bytes()
    let head = try CSVHead(of: bytes, name: name)
    let plan = try RowPlan(
      head.headers, profile: nil, terms: terms, name: name, key: source.dealKey, isForDeals: true)
    let zone = try terms.mapping.zone(or: terms.time.zone)
    var pieces = CSVPieces(bytes, head, plan)
    // In their order: the first deal of a lead says when it was closed.
    pieces.threads = 1
    var survey = Survey(plan, terms.mapping)
    try survey.look(at: pieces, upTo: bytes.count, progress)
    let key = plan.uses[.lead]?.cell ?? 0
    let empty = Kept(tally: LeadTally(terms, plan), reader: RowReader(plan, survey, zone))
    let kept = try pieces.read(progress: progress, make: { empty }) { kept, cells, place, row in
      guard case .cells(let columns, let record) = row else {
        kept.tally.note(.unclosedQuote, at: place)
        return true
      }
      if columns != plan.headers.count, Footer.isNone(record, columns: columns, of: plan.headers.count) { return true }
      if let deal = kept.reader.deal(cells, at: place, into: &kept.tally, &kept.outcome) {
        kept.add(deal, of: Self.key(cells[key]))
      }
      return kept.outcome == .counted
    }
    guard let all = kept.first else {
      (deals, rows) = ([:], RowCounts())
      return
    }
    guard all.outcome == .counted else { throw survey.refusal(name, isOrder: all.outcome == .needsOrder) }
    try plan.currency.check(all.tally, of: name) { [bytes] place throws(Diagnostic) in
      try LineNumbers(of: [place], in: bytes)[place]
    }
    (deals, rows) = (all.deals, all.tally.rows)
  }

  private struct Kept: Sendable {
    var tally: LeadTally
    var reader: RowReader
    var deals: [String: Deal] = [:]
    var outcome = RowReader.Outcome.counted

    mutating func add(_ deal: Lead, of lead: String) {
      guard var known = deals[lead] else {
        deals[lead] = Deal(closed: deal.closed, closedHasTime: deal.closedHasTime, revenue: deal.revenue)
        return
      }
      if let closed = deal.closed, closed < known.closed ?? .max {
        (known.closed, known.closedHasTime) = (closed, deal.closedHasTime)
      }
      if let more = deal.revenue {
        var sum = known.revenue ?? 0
        sum.addBounded(more)
        known.revenue = sum
      }
      deals[lead] = known
    }
  }

  /// What a lead's won deals came to: their revenue together, closed with the first.
  func deal(of lead: Cell) -> Deal? {
    let key = Self.key(lead)
    guard let deal = deals[key] else { return nil }
    matched.withLock { _ = $0.insert(key) }
    return deal
  }

  /// Counts the deals of leads that are not in the file, and says what became of all.
  func close(into tally: inout LeadTally) throws(Diagnostic) -> Reading.Deals {
    let matched = matched.withLock { $0 }
    let others = deals.filter { !matched.contains($0.key) }
    for deal in others.values {
      if let closed = deal.closed { tally.addOther(closed: closed, revenue: deal.revenue ?? 0) }
    }
    let lines = try LineNumbers(of: rows.places, in: bytes)
    let setAside = rows.sorted.filter(\.0.isSetAside).map { reason, found in
      Reading.Rows(reason, found) { lines[$0] }
    }
    return Reading.Deals(name: name, won: deals.count, others: others.count, setAside: setAside)
  }

  /// Of several leads the first: `512;733`.
  private static func key(_ cell: Cell) -> String {
    let text = cell.text
    return String(text.prefix { $0 != ";" && $0 != "," })
  }
}
