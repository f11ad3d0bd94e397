// The JSON contract of the shell: each command's keys and types, exactly as its table has them.

import Calc
import Documents
import Testing

@testable import Shell

@Suite struct JSONContractTests {
  /// The result of the last answer to some lines on the demo, written and read back.
  private func result(_ lines: String...) throws -> JSON {
    var session = Session(world: MemoryDisk().world)
    var last: JSON?
    for line in ["open demo"] + lines {
      last = try session.execute(Source(line)).last?.reply.result
    }
    return try JSONReader.read(try #require(last).written)
  }

  private static let changes = Shape.object([
    (
      "changes",
      .list(.object([("name", .text), ("labels", .labels), ("before", .value), ("after", .value)]))
    ),
    (
      "promises",
      .list(.object([("promise", .text), ("by", .text), ("before", .boolOrNull), ("after", .boolOrNull)]))
    ),
    ("scenario", .text)
  ])

  @Test(arguments: [
    ["set close rate +1pp"], ["reps[SDR] = 8"], ["reset supply"], ["set quota 3M", "undo"],
    ["set quota 3M", "undo", "redo"], ["scenario cautious"], ["scenario new lean"],
    ["scenario cautious", "scenario drop cautious"], ["set quota 2.1M"]
  ])
  func whatChanges(lines: [String]) throws {
    var session = Session(world: .none)
    _ = try session.execute(Source("open demo"))
    var last: JSON?
    for line in lines { last = try session.execute(Source(line)).last?.reply.result }
    #expect(Self.changes.faults(of: try #require(last)) == [])
  }

  @Test func aChangeTellsEverythingThatMovedAndThePromisesThatFlipped() throws {
    let answer = try result("set close_rate[CEO] 6%")
    #expect(
      answer["changes"]?[0]?.written == #"{"name":"close_rate","labels":{"tier":"CEO"},"before":0.05,"after":0.06}"#)
    let moved = Set(answer["changes"]?.items.compactMap { $0["name"]?.string } ?? [])
    #expect(moved.isSuperset(of: ["leads", "lead_value_quota", "utilization", "win_rate", "cost_per_customer"]))
    #expect(!moved.contains("reps"))
    let flipped = try result("set close rate +1pp")["promises"]
    #expect(
      flipped?[0]?.written == #"{"promise":"Deliver the lead quota","by":"marketing","before":false,"after":true}"#)
    #expect(try result("scenario cautious")["scenario"]?.string == "cautious")
  }

  @Test func theListOfScenariosIsAChangeOfNothingWithTheirNames() throws {
    #expect(
      try result("scenario").written
        == #"{"changes":[],"promises":[],"scenario":"base","scenarios":["base","cautious","aggressive"]}"#)
  }

  @Test func check() throws {
    let promise = Shape.object([
      ("promise", .text), ("by", .text), ("kept", .boolOrNull), ("test", .text), ("labels", .labels),
      ("left", .numberOrNull), ("right", .numberOrNull), ("margin", .numberOrNull), ("otherwise", .textOrNull),
      ("relief", .list(.object([("promise", .text), ("kept", .boolOrNull)]))), ("tell", .list(.text)),
      (
        "actual",
        .any([
          .null,
          .object([
            ("kept", .boolOrNull), ("left", .numberOrNull), ("right", .numberOrNull), ("margin", .numberOrNull),
            ("since", .textOrNull)
          ])
        ])
      )
    ])
    let shape = Shape.object([("promises", .list(promise)), ("lacking", .list(.text))])
    let answer = try result("check")
    #expect(shape.faults(of: answer) == [])
    #expect(shape.faults(of: try result("reset quota", "check")) == [])
    let first = answer["promises"]?[0]
    #expect(first?["labels"]?.written == #"{"month":"2026-08"}"#)
    #expect(first?["kept"] == .bool(false))
    #expect(abs((first?["left"]?.double ?? 0) - 0.91627) < 1e-5)
    #expect(abs((first?["margin"]?.double ?? 0) + 0.08373) < 1e-5)
    #expect(try result("reset quota", "check")["promises"]?[0]?["kept"] == .null)
  }

  @Test(arguments: ["why leads", "why utilization[SDR, Aug]", "why all lead_capacity", "why pipeline_gap", "why clock"])
  func why(line: String) throws {
    let shape = Shape.object([
      ("name", .text), ("labels", .labels), ("value", .value), ("formula", .textOrNull), ("source", .text),
      ("of", .list(.itself))
    ])
    #expect(shape.faults(of: try result(line)) == [])
  }

  @Test func capacity() throws {
    let cells = Shape.list(.numberOrNull)
    let shape = Shape.object([
      ("months", .list(.text)),
      (
        "hours",
        .list(
          .object([("team", .text), ("needed", cells), ("available", cells), ("reps", cells), ("reps_needed", cells)]))
      ),
      ("time", .any([.null, .object([("expected", cells), ("target", .number), ("reps_needed", cells)])])),
      (
        "depth",
        .list(
          .object([
            ("tier", .text), ("attempts", .number), ("fits_hours", .numberOrNull), ("fits_time", .numberOrNull)
          ]))
      ),
      ("lead_capacity", cells)
    ])
    let answer = try result("capacity")
    #expect(shape.faults(of: answer) == [])
    #expect(answer["months"]?.written == #"["2026-07","2026-08","2026-09"]"#)
    #expect(answer["hours"]?.items.map { $0["team"]?.string } == ["SDR", "AE"])
    #expect(abs((answer["hours"]?[1]?["available"]?[2]?.double ?? 0) - 640.64) < 1e-9)
  }

  @Test func compare() throws {
    let values = Shape.list(.value)
    let shape = Shape.object([
      ("scenarios", .list(.text)), ("set", .list(.object([("name", .text), ("labels", .labels), ("values", values)]))),
      (
        "quantities",
        .list(
          .object([
            ("name", .text), ("labels", .labels), ("values", values),
            ("parts", .list(.object([("name", .text), ("part", .number)])))
          ]))
      ),
      ("promises", .list(.object([("promise", .text), ("kept", .list(.boolOrNull))])))
    ])
    let answer = try result("compare base, cautious, aggressive")
    #expect(shape.faults(of: answer) == [])
    #expect(answer["scenarios"]?.written == #"["base","cautious","aggressive"]"#)
    #expect(answer["set"]?[0]?.written == #"{"name":"quota","labels":{},"values":[2100000,2100000,2415000]}"#)
    #expect(shape.faults(of: try result("compare")) == [])
  }

  @Test(arguments: [
    "solve close_rate for total(leads) = 2000", "solve reps[SDR] for utilization[SDR] <= 85%",
    "solve reps for utilization <= 50%", "solve supply for coverage >= 100%", "solve supply for coverage >= 10%",
    "solve automation for utilization <= 60%", "solve reps[SDR] for utilization[SDR, Aug] = 85%"
  ])
  func solve(line: String) throws {
    let shape = Shape.object([
      ("name", .text), ("labels", .labels), ("before", .numberOrNull), ("value", .numberOrNull),
      ("exact", .numberOrNull), ("factor", .numberOrNull), ("step", .numberOrNull), ("satisfied", .bool),
      ("binding", .labels)
    ])
    #expect(shape.faults(of: try result(line)) == [])
  }

  @Test func levers() throws {
    let cells = Shape.any([.number, .list(.number)])
    let lever = Shape.object([
      ("name", .text), ("labels", .labels), ("before", cells), ("after", cells), ("change", .text),
      ("size", .numberOrNull), ("side", .text), ("satisfies", .bool), ("weakens", .bool), ("costs", .list(.text))
    ])
    let shape = Shape.object([
      ("test", .text), ("levers", .list(lever)), ("pairs", .list(.list(lever))),
      ("left_out", .list(.object([("name", .text), ("why", .text)])))
    ])
    for line in ["levers coverage >= 100% without quota", "levers \"First contact in 5 min\"", "levers coverage >= 1%"]
    {
      #expect(shape.faults(of: try result(line)) == [])
    }
    #expect(Shape.list(shape).faults(of: try result("levers")) == [])
    let pair = try result("levers coverage >= 100%")["pairs"]?[0]
    #expect(pair?.items.count == 2 && pair?.items.allSatisfy { $0["satisfies"] == .bool(true) } == true)
  }

  @Test func assertion() throws {
    let shape = Shape.object([
      ("held", .bool), ("left", .numberOrNull), ("right", .numberOrNull), ("difference", .numberOrNull),
      ("why", .textOrNull)
    ])
    #expect(shape.faults(of: try result("assert utilization <= 90%")) == [])
    #expect(shape.faults(of: try result("assert pipeline_gap <= 3")) == [])
    #expect(shape.faults(of: try result(#"assert "Work every lead""#)) == [])
    #expect(
      try result(#"assert quota <= 2M "the goal""#).written
        == #"{"held":false,"left":2100000,"right":2000000,"difference":100000,"why":"the goal"}"#)
  }

  // MARK: Quantities

  @Test func aQuantityIsNestedInTheOrderOfItsAxes() throws {
    let leads = try result("leads")
    #expect(leads["axes"]?.written == #"["tier","month"]"#)
    #expect(
      leads["labels"]?.written
        == #"{"tier":["CEO","Director","Manager"],"month":["2026-07","2026-08","2026-09"]}"#)
    #expect(leads["value"]?.items.count == 3)
    #expect(abs((leads["value"]?[2]?[1]?.double ?? 0) - 484.573266) < 1e-6)
    #expect(try result("show leads") == leads)
    let hours = try result("workload")
    #expect(hours["axes"]?.written == #"["team","month"]"#)
    #expect(hours["units"]?.string == "hours")
    let shape = Shape.object([
      ("name", .text), ("units", .text), ("axes", .list(.text)), ("labels", .map(.list(.text))), ("value", .nested(2))
    ])
    #expect(shape.faults(of: leads) == [] && shape.faults(of: hours) == [])
  }

  @Test func axesStandInTheOrderTierStageTeamMonth() throws {
    let text = """
      agreement: Stages
      period: {start: 2026-07, months: 2}
      goal: {quota: 100k}
      stages: [MQL, customer]
      tiers:
        A: {conversion: {MQL: 40%, customer: 10%}, deal_size: 1k}
        B: {conversion: {MQL: 20%, customer: 5%}, deal_size: 1k}

      """
    var session = Session(world: MemoryDisk(["stages.yaml": text]).world)
    _ = try session.execute(Source("open stages.yaml"))
    let answer = try #require(try session.execute(Source("stage_volume")).last?.reply.result)
    #expect(answer["axes"]?.written == #"["tier","stage","month"]"#)
    #expect(Shape.nested(3).faults(of: try #require(answer["value"])) == [])
    #expect(answer["value"]?.items.count == 2 && answer["value"]?[0]?.items.count == 2)
  }

  @Test func oneValueHasNoAxes() throws {
    #expect(
      try result("quota").written == #"{"name":"quota","units":"EUR","axes":[],"labels":{},"value":2100000}"#)
    #expect(
      try result("2 + 3").written == #"{"name":null,"units":"number","axes":[],"labels":{},"value":5}"#)
  }

  @Test func severalQuantitiesAreAnArray() throws {
    let answer = try result("show quota, clock, leads[CEO, Aug]")
    #expect(answer.items.map { $0["name"]?.written } == [#""quota""#, #""clock""#, "null"])
    #expect(answer[1]?["value"]?.string == "business")
  }

  @Test func unitsAreThoseOfTheContract() throws {
    let expected = [
      "quota": "EUR", "coverage": "percent", "workload": "hours", "sales_cycle": "days", "lag": "number",
      "leads": "leads", "reps": "reps", "attempts": "attempts", "working_days": "working days"
    ]
    for (name, units) in expected { #expect(try result(name)["units"]?.string == units, "\(name)") }
  }

  @Test func whatIsUndefinedIsNullWithItsReason() throws {
    let answer = try result("pipeline_gap")
    #expect(answer["value"]?.written == "[null,null,null]")
    #expect(answer["undefined"]?.string == "pipeline_on_hand is not given for CEO")
    #expect(try result("leads")["undefined"] == nil)
    #expect(try result("quota / 0")["undefined"]?.string == "it divides by 0")
  }

  @Test func whatHasNoLabelsIsEmptyWithItsReason() throws {
    var session = Session(world: MemoryDisk(["a.yaml": "agreement: A\nperiod: {start: 2026-07, months: 2}\n"]).world)
    _ = try session.execute(Source("open a.yaml"))
    let answer = try #require(try session.execute(Source("leads")).last?.reply.result)
    #expect(answer["value"]?.written == "[]")
    #expect(answer["undefined"]?.string == "the agreement has no tiers")
  }
}
