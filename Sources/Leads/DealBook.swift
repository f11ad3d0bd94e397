// The won deals of a second export, by the lead they belong to. Deals are few beside leads, so that they are kept while
// the leads go by; nothing else of an export is.

import Calc
import Synchronization

/// Won deals by lead.
final class DealBook: Sendable {
  /// The won deals of a lead: their revenue together, closed with the first.
  struct Deal: Sendable {
    var closed: Int?
    var closedHasTime: Bool
    /// Hundredths; nil where no deal has an amount.
    var revenue: Int?
    /// How many there are.
    var count = 1

    init(_ deal: Lead) { (closed, closedHasTime, revenue) = (deal.closed, deal.closedHasTime, deal.revenue) }

    mutating func add(_ deal: Lead) {
      count += 1
      if let closed = deal.closed, closed < self.closed ?? .max {
        (self.closed, closedHasTime) = (closed, deal.closedHasTime)
      }
      if let more = deal.revenue {
        var sum = revenue ?? 0
        sum.addBounded(more)
        revenue = sum
      }
    }
  }

  /// What the rows came to.
  fileprivate struct Kept: Sendable {
    var tally: LeadTally
    var reader: RowReader
    var witness: OrderWitness
    var deals: [String: Deal] = [:]
    /// Won deals that name no lead.
    var loose: [Deal] = []
    var ids: Set<String> = []
    var notWon = 0
    var outcome = RowReader.Outcome.counted
  }

  /// Leads of the other file that have a deal.
  private struct Met: Sendable {
    var all: Set<String> = []
    /// Those of them that count.
    var used: Set<String> = []
  }

  private let kept: Kept
  private let plan: RowPlan
  private let met = Mutex(Met())
  private let name: String
  private let bytes: LeadBytes

  /// - Throws: why the export cannot be used, said where it was asked for.
  init(_ source: LeadSource.Deals, _ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) {
    do throws(Diagnostic) {
      name = source.name
      bytes = try source.bytes()
      let head = try CSVHead(of: bytes, name: name)
      plan = try head.plan(of: bytes, name: name) { () throws(Diagnostic) in
        try RowPlan(head.headers, profile: nil, terms: terms, name: source.name, key: source.dealKey, role: .deals)
      }
      kept = try Self.read(bytes, head, plan, name, terms, progress)
    } catch {
      throw source.place.map { error.placed($0) } ?? error
    }
  }

  private static func read(
    _ bytes: LeadBytes, _ head: CSVHead, _ plan: RowPlan, _ name: String, _ terms: LeadTerms, _ progress: Progress
  ) throws(Diagnostic) -> Kept {
    let zone = try terms.mapping.zone(or: terms.time.zone)
    var pieces = CSVPieces(bytes, head, plan)
    // In their order: the first row of an id counts.
    pieces.threads = 1
    var survey = Survey(plan, terms.mapping)
    try survey.look(at: pieces, upTo: bytes.count, progress)
    let key = plan.uses[.lead]?.cell ?? 0
    let id = plan.uses[.id]?.cell
    let asOf = terms.asOf?.seconds
    let empty = Kept(tally: LeadTally(terms, plan), reader: RowReader(plan, survey, zone), witness: survey.witness)
    let isWatched = survey.isShown
    let kept = try pieces.read(progress: progress, make: { empty }) { kept, cells, place, row in
      guard case .cells(let columns, let record) = row else {
        kept.tally.note(.unclosedQuote, at: place)
        return true
      }
      if isWatched { kept.witness.look(cells, at: place) }
      if columns != plan.headers.count {
        if Footer.isNone(record, columns: columns, of: plan.headers.count) { return true }
        if columns == .max || columns <= plan.column(key) {
          kept.tally.note(columns == .max ? .tooManyColumns : .tooFewColumns, at: place)
          return true
        }
      }
      if let id, id != key, cells[id].count > 0, !kept.ids.insert(cells[id].text).inserted {
        kept.tally.note(.duplicate, at: place, cell: cells[id])
        return true
      }
      switch kept.reader.deal(cells, at: place, into: &kept.tally, &kept.outcome) {
      case .won(let deal):
        if let asOf, deal.closed ?? asOf > asOf {
          kept.tally.note(.afterAsOf, at: place)
        } else {
          kept.tally.remark(deal)
          kept.add(deal, of: Self.key(cells[key]))
        }
      case .notWon: kept.notWon += 1
      case .setAside: break
      }
      return kept.outcome == .counted
    }
    // One thread, one account.
    let all = kept.first ?? empty
    survey.merge(all.witness)
    guard all.outcome == .counted, !(survey.isShown && survey.witness.contradiction != nil) else {
      throw try survey.refusal(name, isOrder: all.outcome != .needsMark, in: bytes)
    }
    try plan.currency.check(all.tally, of: name) { place throws(Diagnostic) in
      try LineNumbers(of: [place], in: bytes)[place]
    }
    return all
  }

  /// Forgets which leads it was asked for: they are gone through from the start.
  func begin() { met.withLock { $0 = Met() } }

  /// What a lead's won deals came to; nil where it has none.
  func deal(of lead: Cell) -> Deal? {
    let key = Self.key(lead)
    guard let deal = kept.deals[key] else { return nil }
    met.withLock { _ = $0.all.insert(key) }
    return deal
  }

  /// Notes that a lead with a deal counts.
  func match(_ lead: Cell) {
    let key = Self.key(lead)
    met.withLock { _ = $0.used.insert(key) }
  }

  /// Counts the deals of leads that are not in the file, and says what became of all.
  func close(into tally: inout LeadTally) throws(Diagnostic) -> Reading.Deals {
    let met = met.withLock { $0 }
    let others = kept.deals.filter { !met.all.contains($0.key) }.map(\.value) + kept.loose
    for deal in others {
      if let closed = deal.closed { tally.addOther(closed: closed, revenue: deal.revenue ?? 0) }
    }
    func count(_ leads: Set<String>) -> Int { leads.reduce(0) { $0 + (kept.deals[$1]?.count ?? 0) } }
    let (known, matched, strangers) = (count(met.all), count(met.used), others.reduce(0) { $0 + $1.count })
    let rows = kept.tally.rows
    let lines = try LineNumbers(of: rows.places, in: bytes)
    let told = rows.sorted.map { reason, found in Reading.Rows(reason, found) { lines[$0] } }
    return Reading.Deals(
      name: name, layout: plan.layout, columns: plan.columns([.lead, .customer, .closed, .revenue, .currency]),
      read: known + strangers + kept.notWon + rows.setAside, won: known + strangers, notWon: kept.notWon,
      matched: matched, leads: met.used.count, ofSetAside: known - matched, others: strangers,
      setAside: told.filter(\.reason.isSetAside), remarks: told.filter { !$0.reason.isSetAside })
  }

  /// Of several leads the first: `512;733`.
  private static func key(_ cell: Cell) -> String {
    let text = cell.text
    return String(text.prefix { $0 != ";" && $0 != "," })
  }
}

extension DealBook.Kept {
  fileprivate mutating func add(_ deal: Lead, of lead: String) {
    if lead.isEmpty {
      loose.append(DealBook.Deal(deal))
    } else if deals[lead] == nil {
      deals[lead] = DealBook.Deal(deal)
    } else {
      deals[lead]?.add(deal)
    }
  }
}
