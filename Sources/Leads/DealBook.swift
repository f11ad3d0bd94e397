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
        // Two that are bounded have a sum.
        revenue = min(max((revenue ?? 0) + more, -Lead.mostRevenue), Lead.mostRevenue)
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
    var loose = 0
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
  init(
    _ source: LeadSource.Deals, _ terms: LeadTerms, pieceSize: Int, _ progress: Progress
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      name = source.name
      bytes = try source.bytes()
      let head = try CSVHead(of: bytes, name: name)
      plan = try head.plan(of: bytes, name: name) { () throws(Diagnostic) in
        try RowPlan(head.headers, profile: nil, terms: terms, name: source.name, key: source.dealKey, role: .deals)
      }
      kept = try Self.read(bytes, head, plan, name, terms, pieceSize: pieceSize, progress)
    } catch {
      throw source.place.map { error.placed($0) } ?? error
    }
  }

  private static func read(
    _ bytes: LeadBytes, _ head: CSVHead, _ plan: RowPlan, _ name: String, _ terms: LeadTerms, pieceSize: Int,
    _ progress: Progress
  ) throws(Diagnostic) -> Kept {
    let zone = try terms.mapping.zone(or: terms.time.zone)
    var pieces = CSVPieces(bytes, head, plan)
    // In their order: the first row of an id counts.
    (pieces.size, pieces.threads) = (pieceSize, 1)
    var survey = Survey(plan, terms.mapping)
    try survey.look(at: pieces, upTo: bytes.count, progress)
    while true {
      let all = try pass(pieces, plan, survey, zone, terms, progress)
      survey.merge(all.witness)
      guard all.outcome == .counted else {
        throw try survey.refusal(name, isOrder: all.outcome == .needsOrder, in: bytes)
      }
      if survey.isContradicted {
        // It matters only where a date counts that depends on the order.
        survey.ignoresOrder = true
        continue
      }
      try plan.currency.check(all.tally, of: name) { place throws(Diagnostic) in
        "Line \(try LineNumbers(of: [place], in: bytes)[place])"
      }
      return all
    }
  }

  /// All rows, up to one that cannot be counted yet.
  private static func pass(
    _ pieces: CSVPieces, _ plan: RowPlan, _ survey: Survey, _ zone: Zone, _ terms: LeadTerms, _ progress: Progress
  ) throws(Diagnostic) -> Kept {
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
      let number = id.flatMap { $0 != key && cells[$0].count > 0 ? cells[$0].text : nil }
      if let id, let number, kept.ids.contains(number) {
        kept.tally.note(.duplicate, at: place, cell: cells[id])
        return true
      }
      switch kept.reader.deal(cells, at: place, into: &kept.tally, &kept.outcome) {
      case .won(let deal):
        if let asOf, deal.closed ?? asOf > asOf {
          kept.tally.note(.afterAsOf, at: place)
          return true
        }
        kept.tally.remark(deal)
        if columns < plan.headers.count { kept.tally.note(.missingCells, at: place) }
        kept.add(deal, of: Self.key(cells[key]))
      case .notWon: kept.notWon += 1
      case .setAside: return kept.outcome == .counted
      }
      // A row that is set aside does not use up its id: it may stand corrected below.
      if let number { kept.ids.insert(number) }
      return kept.outcome == .counted
    }
    // One thread, one account.
    return kept.first ?? empty
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

  /// What became of all deals.
  func close() throws(Diagnostic) -> Reading.Deals {
    let met = met.withLock { $0 }
    func count(_ leads: Set<String>) -> Int { leads.reduce(0) { $0 + (kept.deals[$1]?.count ?? 0) } }
    let (known, matched) = (count(met.all), count(met.used))
    let strangers = kept.deals.values.reduce(kept.loose - known) { $0 + $1.count }
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
      loose += 1
    } else if deals[lead] == nil {
      deals[lead] = DealBook.Deal(deal)
    } else {
      deals[lead]?.add(deal)
    }
  }
}
