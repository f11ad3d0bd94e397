// An export of separated values, from its bytes to the aggregates:
//
//     head ── plan ── what the first rows show of dates and amounts ── all rows, on all cores ── reading
//
// Rows are gone through again only where their first part left open how a date or an amount is to be read, or where ids
// come in no order or turn out to stand there twice.

import Calc

/// A CRM export in the form of separated values.
struct LeadExport {
  var name: String
  var bytes: LeadBytes
  var profile: String?
  var deals: LeadSource.Deals?
  /// How the file is cut up; any gives the same.
  var pieceSize = 1 << 19
  var threads = Workers.available

  /// The largest file whose ids are compared where they do not come sorted.
  private static let comparable = 128 << 20
  /// How many bytes of rows are surveyed before the first is counted.
  private static let surveyed = 1 << 17

  /// What a thread keeps.
  private struct Kept: Sendable {
    var tally: LeadTally
    var reader: RowReader
    var ids: SeenIds
    var witness: OrderWitness
    var outcome = RowReader.Outcome.counted
  }

  func read(_ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) -> LeadLog {
    let head = try CSVHead(of: bytes, name: name)
    let plan = try head.plan(of: bytes, name: name) { () throws(Diagnostic) in
      try RowPlan(
        head.headers, profile: profile, terms: terms, name: name, key: deals?.leadKey,
        role: deals == nil ? .whole : .leads)
    }
    let zone = try terms.mapping.zone(or: terms.time.zone)
    let book = try deals.map { (deals) throws(Diagnostic) in
      try DealBook(deals, terms, pieceSize: max(1, pieceSize), progress)
    }
    var pieces = CSVPieces(bytes, head, plan)
    (pieces.size, pieces.threads) = (max(1, pieceSize), max(1, threads))
    var survey = Survey(plan, terms.mapping)
    try survey.look(at: pieces, upTo: head.rows + Self.surveyed, .silent)
    let areComparable = bytes.count <= Self.comparable
    var (areNoted, isCompared) = (false, true)
    var repeated: Set<Int> = []
    while true {
      book?.begin()
      let ids = SeenIds(
        start: pieces.start, pieceSize: pieces.size, areNoted: areNoted, wantOrder: areComparable && !areNoted)
      var kept = try pass(pieces, plan, survey, zone, terms, book, ids, repeated, progress)
      if let open = kept.first(where: { $0.outcome != .counted }) {
        guard !survey.isComplete, !survey.ignoresOrder else {
          // Which of the open rows a thread came to is chance: what is told is what the first of them wants.
          var alone = pieces
          alone.threads = 1
          let unordered = SeenIds(start: pieces.start, pieceSize: pieces.size, areNoted: false)
          let first = try pass(alone, plan, survey, zone, terms, book, unordered, repeated, progress)
            .first { $0.outcome != .counted }
          throw try survey.refusal(name, isOrder: (first ?? open).outcome == .needsOrder, in: bytes)
        }
        try survey.look(at: pieces, upTo: bytes.count, progress)
        continue
      }
      for one in kept { survey.merge(one.witness) }
      if survey.isContradicted {
        // The first of each kind are named, though a pass that was broken off did not come to them. It matters only where
        // a date counts that depends on the order.
        try survey.witness(all: pieces, progress)
        survey.ignoresOrder = true
        continue
      }
      if plan.uses[.id] != nil, repeated.isEmpty {
        switch SeenIds.verdict(kept.map(\.ids)) {
        case .unique: break
        case .notCompared where areComparable:
          areNoted = true
          continue
        case .notCompared: isCompared = false
        case .repeated(let places):
          repeated = places
          continue
        }
      }
      // There is one thread at least.
      var tally = kept.removeLast().tally
      while let next = kept.popLast() { tally.merge(next.tally) }
      try plan.currency.check(tally, of: name) { place throws(Diagnostic) in
        "Line \(try LineNumbers(of: [place], in: bytes)[place])"
      }
      let deals = try book?.close()
      let lines = try LineNumbers(of: tally.rows.places + [survey.evidence?.place].compactMap { $0 }, in: bytes)
      var log = LeadLog(name, tally, plan, survey, zone, digest: bytes.count) { lines[$0] }
      log.reading.deals = deals
      log.reading.delimiter = head.delimiterName
      log.reading.encoding = head.encoding.rawValue
      log.reading.areIdsCompared = plan.uses[.id] != nil && isCompared
      return log
    }
  }

  /// All rows, unless it turns out that they have to be gone through again.
  private func pass(
    _ pieces: CSVPieces, _ plan: RowPlan, _ survey: Survey, _ zone: Zone, _ terms: LeadTerms, _ book: DealBook?,
    _ ids: SeenIds, _ repeated: Set<Int>, _ progress: Progress
  ) throws(Diagnostic) -> [Kept] {
    let created = plan.uses[.created]?.cell ?? 0
    let id = plan.uses[.id]?.cell
    let empty = LeadTally(terms, plan)
    let isWatched = survey.isShown
    return try pieces.read(
      progress: progress,
      make: { Kept(tally: empty, reader: RowReader(plan, survey, zone, book), ids: ids, witness: survey.witness) },
      { kept, cells, place, row in
        guard case .cells(let columns, let record) = row else {
          kept.reader.deal(of: cells)
          kept.tally.note(.unclosedQuote, at: place)
          return true
        }
        if isWatched { kept.witness.look(cells, at: place) }
        if columns != plan.headers.count || cells[created].count == 0 {
          if Footer.isNone(record, columns: columns, of: plan.headers.count) { return true }
          if columns == .max || columns <= plan.createdColumn {
            kept.reader.deal(of: cells)
            kept.tally.note(columns == .max ? .tooManyColumns : .tooFewColumns, at: place)
            return true
          }
        }
        if !repeated.isEmpty, repeated.contains(place) {
          kept.reader.deal(of: cells)
          kept.tally.note(.duplicate, at: place, cell: id.map { cells[$0] })
          return true
        }
        let used = kept.tally.used
        kept.outcome = kept.reader.read(cells, at: place, into: &kept.tally)
        guard kept.tally.used > used else { return kept.outcome == .counted }
        if columns < plan.headers.count { kept.tally.note(.missingCells, at: place) }
        if let id {
          if cells[id].count == 0 { kept.tally.note(.noId, at: place) }
          kept.ids.add(cells[id], at: place)
          if kept.ids.isInVain { return false }
        }
        return kept.outcome == .counted
      })
  }
}

extension Survey {
  /// Looks at rows in their order until nothing is open.
  /// - Parameter end: the offset at which to leave off.
  mutating func look(at pieces: CSVPieces, upTo end: Int, _ progress: Progress) throws(Diagnostic) {
    isComplete = end >= pieces.bytes.count
    guard !isSettled else { return }
    // One thread, so that the first row decides.
    var alone = pieces
    alone.threads = 1
    let start = self
    let seen = try alone.read(progress: progress, make: { start }) { survey, cells, place, row in
      guard place < end else { return false }
      if case .cells = row { survey.look(cells, at: place) }
      return !survey.isSettled
    }
    self = seen.first ?? self
  }

  /// Looks for the first dates of each order among all rows.
  mutating func witness(all pieces: CSVPieces, _ progress: Progress) throws(Diagnostic) {
    let start = witness
    let seen = try pieces.read(progress: progress, make: { start }) { witness, cells, place, row in
      if case .cells = row { witness.look(cells, at: place) }
      return true
    }
    for one in seen { merge(one) }
  }
}

extension LeadLog {
  /// What a tally comes to, with how it was read.
  /// - Parameters:
  ///   - digest: the size of the source.
  ///   - line: the number of a place.
  init(
    _ name: String, _ tally: LeadTally, _ plan: RowPlan, _ survey: Survey, _ zone: Zone, digest size: Int,
    numbering: Reading.Numbering = .line, line: (Int) -> Int
  ) {
    aggregates = tally.aggregates()
    reading = Reading(name: name, layout: plan.layout, zone: zone.name)
    reading.describe(plan, survey, numbering, line)
    reading.asOf = aggregates.asOf
    reading.currency = plan.currency.taken
    reading.used = tally.used
    reading.hasLocalTimes = tally.hasLocalTimes
    reading.describe(tally.rows, plan, numbering, line)
    reading.digest = aggregates.digest(size)
  }
}
