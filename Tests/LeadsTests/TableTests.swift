// The same leads from a file, a database and a stream come to the same.

import CSQLite
import Calc
import Foundation
import Testing

@testable import Leads

@Suite struct TableTests {
  /// A database with the rows of an export of Pacto's own layout, and its path.
  private func database(of export: Export, _ table: String = "odd \" name") throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("leads-\(UUID().uuidString).db").path
    var handle: OpaquePointer?
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    defer { sqlite3_close(handle) }
    let rows = String(decoding: export.bytes, as: UTF8.self).split(separator: "\n").map { line in
      var (cells, isQuoted) = ([""], false)
      for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
      }
      return cells
    }
    let columns = rows[0].map { "\"\($0)\"" }.joined(separator: ", ")
    let table = "\"\(table.replacing("\"", with: "\"\""))\""
    var script = "BEGIN; CREATE TABLE \(table) (\(columns));"
    for row in rows.dropFirst() {
      let cells = row.map { $0.isEmpty ? "NULL" : "'\($0)'" }.joined(separator: ", ")
      script += "INSERT INTO \(table) VALUES (\(cells));"
    }
    #expect(sqlite3_exec(handle, script + "COMMIT;", nil, nil, nil) == SQLITE_OK)
    return path
  }

  @Test func answersAsTheFileDoes() throws {
    let export = try Export("generated.csv")
    let path = try database(of: export)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let terms = try Export.terms()
    let log = try LeadSource.table("odd \" name", database: path).read(terms, .silent)
    #expect(log.aggregates == (try export.read(terms)).aggregates)
    #expect((log.reading.read, log.reading.areIdsCompared) == (400, true))
    #expect { try LeadSource.table("od", database: path).read(terms, .silent) } throws: { error in
      (error as? Diagnostic)?.why.first?.description == "Its tables are odd \" name."
    }
  }

  /// A database without a table is answered with the line to type, where it can be typed.
  @Test(arguments: [
    ("odd \" name", nil), ("my leads", "track \"our crm.db\" table \"my leads\""),
    ("leads", "track \"our crm.db\" table leads")
  ]) func namesItsTables(table: String, hint: String?) throws {
    let path = try database(of: try Export("generated.csv"), table)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fault = #expect(throws: Diagnostic.self) {
      try LeadSource.export("our crm.db") { () throws(Diagnostic) in try LeadBytes.file(path) }.read(
        try Export.terms(), .silent)
    }
    #expect(fault?.message.description == "our crm.db is an SQLite database")
    #expect(fault?.why.first?.description == "Its tables are \(table).")
    #expect(fault?.hint == hint)
  }

  /// Rows of a table that contradict each other are refused as a file's are.
  @Test func refusesContradictions() throws {
    let export = Export(text: "lead_id,created_at,tier\n1,13/07/2026,CEO\n2,07/13/2026,CEO\n")
    let path = try database(of: export)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let table = LeadSource.table("odd \" name", database: path)
    let fault = #expect(throws: Diagnostic.self) { try table.read(try Export.terms(), .silent) }
    #expect(
      fault?.why.first?.description
        == "13/07/2026 in row 1 has the day first, 07/13/2026 in row 2 the month.")
    let told = try table.read(try Export.terms { $0.mapping.dates = .dayFirst }, .silent)
    #expect(told.reading.reasons == [.otherDateOrder: 1])
  }

  /// A database has rows and no lines.
  @Test func speaksOfRows() throws {
    let path = try database(
      of: Export(
        text: "lead_id,created_at,tier,customer,revenue\n1,13/07/2026,CEO,no,\n2,13/07/2026,Pope,no,\n"
          + "3,soon,CEO,no,\n4,soon,CEO,no,\n"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let reading = try LeadSource.table("odd \" name", database: path).read(try Export.terms(), .silent).reading
    #expect(reading.datesDecided?.description == "13/07/2026 in row 1 leaves no other reading")
    #expect(
      reading.setAside.map(\.phrase.description) == [
        "a date that cannot be read (soon): rows 3, 4", "a tier that the agreement does not have (Pope): row 2"
      ])
    let foreign = try database(
      of: Export(text: "lead_id,created_at,tier,customer,revenue\n1,2026-07-01,CEO,yes,$5\n"))
    defer { try? FileManager.default.removeItem(atPath: foreign) }
    let fault = #expect(throws: Diagnostic.self) {
      try LeadSource.table("odd \" name", database: foreign).read(try Export.terms(), .silent)
    }
    #expect(fault?.why.first?.description == "Row 1 has $5.")
  }

  @Test func answersAsTheFileDoesFromAStream() throws {
    let export = try Export("generated.csv")
    let pipe = Pipe()
    let bytes = export.bytes
    Thread.detachNewThread {
      pipe.fileHandleForWriting.write(Data(bytes))
      try? pipe.fileHandleForWriting.close()
    }
    let stream = try LeadBytes.stream(pipe.fileHandleForReading.fileDescriptor)
    #expect(stream.count == bytes.count)
    let log = try LeadExport(name: "generated.csv", bytes: stream).read(try Export.terms(), .silent)
    #expect(log == (try export.read(try Export.terms())))
  }

  /// Two files of leads add up to one of both.
  @Test func addsUp() throws {
    let terms = try Export.terms { $0.asOf = Instant(seconds: 1_800_000_000) }
    let lines = String(decoding: try Export("generated.csv").bytes, as: UTF8.self).split(separator: "\n")
    let parts = [lines[1...250], lines[251...]].map { part in
      Export(text: ([lines[0]] + part).joined(separator: "\n") + "\n")
    }
    var sum = try parts[0].read(terms).aggregates
    sum.merge(try parts[1].read(terms).aggregates)
    #expect(sum == (try Export("generated.csv").read(terms)).aggregates)
  }
}
