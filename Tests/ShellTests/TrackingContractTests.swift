// The JSON of `track`, `report`, `recalibrate` and of the actuals in `check`: keys and types as the contract has them.

import Calc
import Documents
import Testing

@testable import Shell

@Suite struct TrackingContractTests {
  private func result(_ lines: String...) throws -> JSON {
    var session = Session(world: MemoryDisk().world)
    var last: JSON?
    for line in ["open demo"] + lines { last = try session.execute(Source(line)).last?.reply.result }
    return try JSONReader.read(try #require(last).written)
  }

  private static let aside = Shape.list(.object([("why", .text), ("rows", .number), ("lines", .list(.number))]))

  @Test func trackingAFile() throws {
    let reading = Shape.object([
      ("name", .text), ("file", .text), ("digest", .text), ("layout", .text), ("delimiter", .text),
      ("encoding", .text), ("columns", .list(.object([("field", .text), ("header", .text), ("test", .textOrNull)]))),
      ("unused", .list(.text)), ("dates", .textOrNull), ("zone", .text), ("tiers", .list(.text))
    ])
    let shape = Shape.object([
      ("rows", .number), ("used", .number), ("set_aside", Self.aside), ("reading", reading), ("as_of", .text)
    ])
    let answer = try result("track demo as of 2026-08-20")
    #expect(shape.faults(of: answer) == [])
    let (rows, used) = (try #require(answer["rows"]?.number), try #require(answer["used"]?.number))
    let aside = answer["set_aside"]?.items.reduce(0) { $0 + ($1["rows"]?.number ?? 0) }
    #expect(aside == rows - used && rows > used, "every row is accounted for")
    #expect(answer["as_of"]?.string == "2026-08-20")
  }

  @Test func trackingTypedFigures() throws {
    let answer = try result("track 2026-07 leads 1320, sales_cycle 47 days, response_rate 85%")
    #expect(
      answer.written
        == #"{"rows":null,"used":null,"set_aside":[],"reading":{"month":"2026-07","leads":1320,"sales_cycle":47,"#
        + #""response_rate":0.85},"as_of":"2026-07-31"}"#)
  }

  @Test(arguments: ["sla", "marketing", "speed", "depth", "funnel"]) func reports(name: String) throws {
    let table = Shape.object([
      ("columns", .list(.text)),
      (
        "rows",
        .list(
          .any([
            .object([("name", .text), ("values", .list(.value))]),
            .object([("name", .text), ("values", .list(.value)), ("note", .text)])
          ]))
      )
    ])
    let answer = try result("track demo", "report \(name)")
    guard case .object(let fields) = answer else {
      Issue.record("\(answer.written)")
      return
    }
    #expect(!fields.isEmpty)
    for (title, part) in fields where title != "Promises" {
      #expect(table.faults(of: part) == [], "\(title)")
      for row in part["rows"]?.items ?? [] { #expect(row["values"]?.items.count == part["columns"]?.items.count) }
    }
  }

  @Test func recalibration() throws {
    let shape = Shape.list(
      .object([
        ("name", .text), ("labels", .labels), ("agreed", .value), ("observed", .number), ("low", .numberOrNull),
        ("high", .numberOrNull), ("n", .number), ("within", .boolOrNull)
      ]))
    let answer = try result("track demo", "recalibrate")
    #expect(shape.faults(of: answer) == [])
    for estimate in answer.items {
      let (low, high) = (estimate["low"]?.number ?? 0, estimate["high"]?.number ?? 0)
      let agreed = try #require(estimate["agreed"]?.number)
      #expect(estimate["within"]?.bool == (agreed >= low && agreed <= high), "\(estimate.written)")
    }
  }

  @Test func checkTellsActuals() throws {
    let answer = try result("track 2026-07 leads 700", "track 2026-08 leads 900", "check")
    let actual = try #require(answer["promises"]?[0]?["actual"])
    // 747.2… leads are owed in July: 748 shown, 47.2 short.
    #expect(actual["kept"]?.bool == false && actual["left"]?.number == 700 && actual["since"]?.string == "2026-07")
    #expect(abs((actual["margin"]?.number ?? 0) - (700 - (actual["right"]?.number ?? 0))) < 1e-9)
    // The budget is for the quarter, which is not over.
    #expect(answer["promises"]?[1]?["actual"]?["kept"] == .null)
  }
}

extension JSON {
  fileprivate var number: Double? { if case .number(let value) = self { value } else { nil } }
  fileprivate var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
}
