// A table or view of an SQLite database, row by row. Its columns are recognised as an export's are, and read as text.

import CSQLite
import Calc

/// A table of leads in an SQLite database.
struct LeadTable {
  var path: String
  var table: String
  var profile: String?

  func read(_ terms: LeadTerms, _ progress: Progress) throws(Diagnostic) -> LeadLog {
    let database = try Database(path)
    let names = try database.columns(of: table)
    guard !names.isEmpty else { throw try unknown(database) }
    let plan = try RowPlan(names, profile: profile, terms: terms, name: "\(path) table \(table)")
    let zone = try terms.mapping.zone(or: terms.time.zone)
    let wanted = (0..<plan.cellCount).map { Database.quoted(plan.header($0)) }
    let query = "SELECT \(wanted.joined(separator: ", ")) FROM \(Database.quoted(table))"
    var survey = Survey(plan, terms.mapping)
    while true {
      var reader = RowReader(plan, survey, zone)
      var tally = LeadTally(terms, plan)
      var ids = SeenIds(start: 0, pieceSize: .max, areNoted: true)
      var outcome = RowReader.Outcome.counted
      let id = plan.uses[.id]?.cell
      var witness = survey.witness
      let isWatched = survey.isShown
      try database.rows(query, plan.cellCount, progress) { cells, row in
        if isWatched { witness.look(cells, at: row) }
        let used = tally.used
        outcome = reader.read(cells, at: row, into: &tally)
        if let id, tally.used > used {
          if cells[id].count == 0 { tally.note(.noId, at: row) }
          ids.add(cells[id], at: row)
        }
        return outcome == .counted
      }
      if outcome != .counted {
        guard !survey.isComplete, !survey.ignoresOrder else {
          throw survey.refusal(path, isOrder: outcome == .needsOrder) { "row \($0)" }
        }
        try database.rows(query, plan.cellCount, progress) { cells, row in
          survey.look(cells, at: row)
          return !survey.isSettled
        }
        survey.isComplete = true
        continue
      }
      survey.merge(witness)
      if survey.isContradicted {
        survey.ignoresOrder = true
        continue
      }
      var repeated: Set<Int> = []
      if id != nil, case .repeated(let places) = SeenIds.verdict([ids]) { repeated = places }
      if !repeated.isEmpty {
        (reader, tally) = (RowReader(plan, survey, zone), LeadTally(terms, plan))
        try database.rows(query, plan.cellCount, progress) { cells, row in
          if repeated.contains(row) {
            tally.note(.duplicate, at: row, cell: id.map { cells[$0] })
          } else {
            let used = tally.used
            _ = reader.read(cells, at: row, into: &tally)
            if let id, cells[id].count == 0, tally.used > used { tally.note(.noId, at: row) }
          }
          return true
        }
      }
      try plan.currency.check(tally, of: path) { place throws(Diagnostic) in "Row \(place)" }
      var log = LeadLog("\(path) table \(table)", tally, plan, survey, zone, digest: tally.used, numbering: .row) { $0 }
      log.reading.areIdsCompared = id != nil
      return log
    }
  }

  private func unknown(_ database: Database) throws(Diagnostic) -> Diagnostic {
    let tables = try database.tables()
    return Diagnostic(
      "\(path) has no table \(table)",
      why: tables.isEmpty ? "It has no table at all." : "Its tables are \(tables.joined(separator: ", ")).",
      hint: Suggestion.best(for: table, among: tables).flatMap { Parser.typed(["track", path, "table", $0]) })
  }
}

extension LeadTable {
  /// What is said of a database that is given without a table: which there are, those first that look like leads.
  static func wanted(_ path: String, name: String) -> Diagnostic {
    let title: Phrase = "\(name) is an SQLite database"
    do throws(Diagnostic) {
      let database = try Database(path)
      let tables = try database.tables()
      guard !tables.isEmpty else { return Diagnostic(title, why: "It has no table at all.") }
      var known: [String] = []
      for table in tables where CRMProfile.recognised(try database.columns(of: table)) != nil { known.append(table) }
      return Diagnostic(
        title, why: "Its tables are \(tables.joined(separator: ", ")).",
        hint: (known + tables).lazy.compactMap { Parser.typed(["track", name, "table", $0]) }.first)
    } catch {
      return Diagnostic(title, why: "It cannot be read.")
    }
  }
}

/// A database that is only read.
private final class Database {
  private var handle: OpaquePointer?
  private let path: String

  init(_ path: String) throws(Diagnostic) {
    self.path = path
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil) == SQLITE_OK else { throw failure() }
    sqlite3_busy_timeout(handle, 2000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// The names of a table's or view's columns; none where there is no such table.
  func columns(of table: String) throws(Diagnostic) -> [String] {
    let literal = table.reduce(into: "") { $0 += $1 == "'" ? "''" : String($1) }
    return try texts("SELECT name FROM pragma_table_info('\(literal)')")
  }

  func tables() throws(Diagnostic) -> [String] {
    try texts("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
  }

  /// Calls `body` for each row with its cells and its number from 1, until it returns false.
  func rows(
    _ query: String, _ count: Int, _ progress: Progress,
    _ body: (UnsafeMutableBufferPointer<Cell>, Int) -> Bool
  ) throws(Diagnostic) {
    let statement = try prepare(query)
    defer { sqlite3_finalize(statement) }
    let nothing = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    let cells = UnsafeMutableBufferPointer<Cell>.allocate(capacity: max(1, count))
    cells.initialize(repeating: Cell(nothing, 0))
    defer {
      cells.deallocate()
      nothing.deallocate()
    }
    var row = 0
    while true {
      let step = sqlite3_step(statement)
      if step == SQLITE_DONE { return }
      guard step == SQLITE_ROW else { throw failure() }
      row += 1
      if row % 8192 == 0 { try progress.check() }
      for place in 0..<count {
        let text = sqlite3_column_text(statement, Int32(place))
        let length = Int(sqlite3_column_bytes(statement, Int32(place)))
        cells[place] = text.map { Cell($0, length).trimmed } ?? Cell(nothing, 0)
      }
      guard body(cells, row) else { return }
    }
  }

  private func texts(_ query: String) throws(Diagnostic) -> [String] {
    let statement = try prepare(query)
    defer { sqlite3_finalize(statement) }
    var texts: [String] = []
    while true {
      let step = sqlite3_step(statement)
      if step == SQLITE_DONE { return texts }
      guard step == SQLITE_ROW else { throw failure() }
      if let text = sqlite3_column_text(statement, 0) { texts.append(String(cString: text)) }
    }
  }

  private func prepare(_ query: String) throws(Diagnostic) -> OpaquePointer? {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else { throw failure() }
    return statement
  }

  private func failure() -> Diagnostic {
    Diagnostic("\(path) cannot be read", why: "SQLite says: \(String(cString: sqlite3_errmsg(handle))).")
  }
}
