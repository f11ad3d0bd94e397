// An export of separated values, from its bytes to the aggregates:
//
//     head ── plan ── what the first megabyte shows of dates and amounts ── all rows, on all cores ── reading
//
// Rows are gone through again only where the first megabyte left open how a date or an amount is to be read, or where
// ids turn out to stand there twice.

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

  /// What a thread keeps.
  private struct Kept: Sendable {
    var tally: LeadTally
    var reader: RowReader
    var outcome = RowReader.Outcome.counted
  }

  func read(_ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) -> LeadLog {
    let head = try CSVHead(start(), isWhole: bytes.count <= CSVHead.size, name: name)
    let plan = try RowPlan(head.headers, profile: profile, terms: terms, name: name)
    let zone = try terms.mapping.timeZone.map { (name) throws(Diagnostic) in try Zone(name) } ?? terms.time.zone
    var pieces = CSVPieces(
      bytes: bytes, cutter: RecordCutter(delimiter: head.delimiter, places: plan.places), start: head.rows,
      cellCount: plan.cellCount)
    (pieces.size, pieces.threads) = (max(1, pieceSize), threads)
    var survey = Survey(plan, terms.mapping)
    try survey.look(at: pieces, upTo: head.rows + CSVHead.size, progress: .silent)
    while true {
      let kept = try pass(pieces, plan, survey, zone, terms, progress)
      if kept.contains(where: { $0.outcome != .counted }) {
        guard !survey.isComplete else { throw survey.refusal(name, isOrder: kept.contains { $0.outcome == .needsOrder }) }
        try survey.look(at: pieces, upTo: bytes.count, progress: progress)
        continue
      }
      return try log(kept, head, plan, survey, zone)
    }
  }

  private func start() throws(Diagnostic) -> [UInt8] {
    var start = [UInt8](repeating: 0, count: min(bytes.count, CSVHead.size))
    var failure: Diagnostic?
    let count = start.withUnsafeMutableBytes { buffer in
      do throws(Diagnostic) { return try bytes.read(buffer, 0) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    start.removeLast(start.count - count)
    return start
  }

  /// All rows.
  private func pass(
    _ pieces: CSVPieces, _ plan: RowPlan, _ survey: Survey, _ zone: Zone, _ terms: LeadTerms, _ progress: Progress
  ) throws(Diagnostic) -> [Kept] {
    let created = plan.uses[.created]?.cell ?? 0
    let columnCount = plan.headers.count
    let empty = LeadTally(terms)
    return try pieces.read(
      progress: progress,
      make: {
        let reader = RowReader(
          plan, dates: DateReader(order: survey.order), amounts: AmountReader(decimalComma: survey.decimalComma),
          zone: zone)
        return Kept(tally: empty, reader: reader)
      },
      { kept, cells, place, row in
        guard case .cells(let columns, let record) = row else {
          kept.tally.note(.unclosedQuote, at: place)
          return true
        }
        if columns != columnCount || cells[created].count == 0 {
          if Footer.isNone(record, columns: columns, of: columnCount) { return true }
          if columns == .max {
            kept.tally.note(.tooManyColumns, at: place)
            return true
          }
          if columns <= plan.createdColumn {
            kept.tally.note(.tooFewColumns, at: place)
            return true
          }
        }
        kept.outcome = kept.reader.read(cells, at: place, into: &kept.tally)
        return kept.outcome == .counted
      })
  }

  private func log(
    _ kept: [Kept], _ head: CSVHead, _ plan: RowPlan, _ survey: Survey, _ zone: Zone
  ) throws(Diagnostic) -> LeadLog {
    var (tally, rest) = (kept[0].tally, kept.dropFirst())
    while let next = rest.popFirst() { tally.merge(next.tally) }
    let aggregates = tally.aggregates()
    var reading = Reading(name: name, layout: plan.layout, zone: zone.name)
    reading.delimiter = head.delimiterName
    reading.encoding = head.encoding.rawValue
    reading.describe(plan, survey)
    reading.asOf = aggregates.asOf
    reading.used = tally.used
    reading.read = tally.used + tally.rows.setAside
    let lines = try LineNumbers(of: tally.rows.places, in: bytes)
    for (reason, found) in tally.rows.sorted {
      let rows = Reading.Rows(
        reason: reason, count: found.count, lines: found.first.map { lines[$0.place] },
        examples: found.first.map(\.example).filter { !$0.isEmpty })
      if reason.isSetAside { reading.setAside.append(rows) } else { reading.remarks.append(rows) }
    }
    return LeadLog(reading: reading, aggregates: aggregates)
  }
}

/// Lines that stand in an export and are no rows: blank ones, and what reports write below their rows.
enum Footer {
  static func isNone(_ record: UnsafeBufferPointer<UInt8>, columns: Int, of headers: Int) -> Bool {
    let isBlank = record.allSatisfy { byte in
      byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\"")
    }
    if isBlank { return true }
    guard columns < headers || columns == .max || record.count < 400 else { return false }
    let text = record.drop { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }.prefix(24)
    let start = Encoding.text(text).lowercased()
    return ["grand total", "total", "confidential information", "copyright (c)", "generated by", "subtotal"].contains {
      start.hasPrefix($0)
    }
  }
}

/// The line numbers of a few places in a file, as an editor counts them.
struct LineNumbers {
  private var lines: [Int: Int] = [:]

  init(of places: [Int], in bytes: LeadBytes) throws(Diagnostic) {
    var at = 0
    var line = 1
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    var rest = places.sorted()[...]
    while let last = rest.last, at <= last {
      var failure: Diagnostic?
      let count = piece.withUnsafeMutableBytes { buffer in
        do throws(Diagnostic) { return try bytes.read(buffer, at) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard count > 0 else { break }
      var from = 0
      while let place = rest.first, place < at + count {
        line += piece[from..<place - at].count { $0 == 0x0A }
        from = place - at
        lines[place] = line
        rest = rest.dropFirst()
      }
      line += piece[from..<count].count { $0 == 0x0A }
      at += count
    }
  }

  subscript(place: Int) -> Int { lines[place] ?? 0 }
}
