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
      ("time", .object([("expected", cells), ("target", .number), ("reps_needed", cells)])),
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
    for line in ["capacity chart", "set reps[SDR] 0; capacity", "reset quota; capacity", "set clock elapsed; capacity"]
    {
      #expect(shape.faults(of: try result(line)) == [], "\(line)")
    }
    #expect(answer["time"]?["reps_needed"]?.written == "[8,9,8]")
    #expect(answer["time"]?["target"]?.double == 0.9)
    #expect(
      answer["depth"]?[0]?.written == #"{"tier":"CEO","attempts":8,"fits_hours":8,"fits_time":4}"#)
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
    #expect(answer["quantities"]?.items.allSatisfy { $0["parts"]?.items.isEmpty == true } == true)
    let two = try result("compare base, cautious")
    #expect(shape.faults(of: two) == [])
    #expect(two["quantities"]?[3]?["parts"]?.items.map { $0["name"]?.string } == ["close_rate", "reps"])
    // What has no effect has no part, not even noise.
    #expect(two["quantities"]?[0]?["parts"]?[1]?["part"]?.double == 0)
  }

  /// The parts of a JSON answer add up to the difference of its values, whatever is changed.
  @Test(arguments: [
    "compare base, cautious", "compare cautious, aggressive", "compare aggressive, now",
    "set quota +7%; set close rate -0.7pp; set attempts +2; set reps[SDR] 8; set automation 41%; compare",
    "set mix[CEO] 13%; set deal_size *1.07; set sales_cycle 31 days; set supply 913; compare loaded, now",
    "set leads[all] 200; set connect_rate 21%; set time_per_attempt 7 min; compare now, base"
  ])
  func partsAddUpToTheDifference(line: String) throws {
    let answer = try result(line)
    let quantities = try #require(answer["quantities"]?.items)
    #expect(!quantities.isEmpty)
    for quantity in quantities {
      let values = quantity["values"]?.items.compactMap(\.double) ?? []
      try #require(values.count == 2)
      let parts = quantity["parts"]?.items.compactMap { $0["part"]?.double } ?? []
      let size = max(abs(values[0]), abs(values[1]), parts.reduce(0) { max($0, abs($1)) })
      #expect(abs(parts.reduce(0, +) - (values[1] - values[0])) <= 4 * size.ulp, "\(quantity.written)")
    }
  }

  @Test func trade() throws {
    let side = Shape.object([("tier", .text), ("leads", .number)])
    let shape = Shape.object([
      ("give", side), ("get", side), ("value", .number),
      ("moves", .list(.object([("name", .text), ("before", .numberOrNull), ("after", .numberOrNull)])))
    ])
    let answer = try result("trade 10 CEO leads for Manager")
    #expect(shape.faults(of: answer) == [])
    #expect(answer["give"]?.written == #"{"tier":"CEO","leads":10}"#)
    #expect(answer["get"]?.written == #"{"tier":"Manager","leads":25}"#)
    #expect(answer["value"]?.double == 1000)
    #expect(answer["moves"]?.items.map { $0["name"]?.string } == ["leads", "revenue", "customers", "workload"])
    #expect(shape.faults(of: try result("trade 1000 CEO for Manager")) == [])
    #expect(try result("trade 1000 CEO for Manager")["moves"]?.items.isEmpty == true)
    let rates = try result("trade")
    #expect(
      rates.written
        == #"{"labels":["CEO","Director","Manager"],"rates":[[1,2,2.5],[0.5,1,1.25],[0.4,0.8,1]]}"#)
  }

  @Test func sweep() throws {
    let cells = Shape.list(.numberOrNull)
    func shape(_ value: Shape) -> Shape {
      .object([
        (
          "axes",
          .list(.object([("name", .text), ("labels", .labels), ("values", .list(.any([.number, .list(.number)])))]))
        ),
        (
          "results",
          .list(.object([("name", .text), ("labels", .labels), ("over", .textOrNull), ("value", value)]))
        )
      ])
    }
    let one = try result("sweep close_rate[CEO] 3% to 6%")
    #expect(shape(cells).faults(of: one) == [])
    #expect(one["axes"]?[0]?["labels"]?.written == #"{"tier":"CEO"}"#)
    #expect(one["axes"]?[0]?["values"]?.items.count == 11)
    #expect(one["results"]?[0]?["value"]?.items.count == 11)
    let two = try result("sweep reps[SDR] 0 to 2, close_rate -1pp to +1pp show utilization, quota / 0")
    #expect(shape(.list(cells)).faults(of: two) == [])
    let high = two["axes"]?[1]?["values"]?[10]
    #expect(high?.items.count == 3, "labels that differ are told one by one")
    #expect(abs((high?[0]?.double ?? 0) - 0.06) < 1e-12)
    #expect(two["results"]?.items.map { $0["name"]?.string } == ["utilization", "utilization", "quota / 0"])
    #expect(two["results"]?[0]?["value"]?.items.map(\.items.count) == [11, 11, 11], "nested by axes")
  }

  @Test func tornado() throws {
    let end = Shape.any([.number, .list(.number)])
    let effect = Shape.object([
      ("name", .text), ("labels", .labels), ("over", .textOrNull), ("low", .numberOrNull), ("high", .numberOrNull)
    ])
    let shape = Shape.object([
      (
        "drivers",
        .list(.object([("name", .text), ("labels", .labels), ("low", end), ("high", end), ("effects", .list(effect))]))
      )
    ])
    #expect(shape.faults(of: try result("sweep")) == [])
  }

  @Test func simulate() throws {
    let figure = Shape.object([
      ("name", .text), ("labels", .labels), ("over", .textOrNull), ("plain", .numberOrNull), ("mean", .numberOrNull),
      ("p5", .numberOrNull), ("p10", .numberOrNull), ("p50", .numberOrNull), ("p90", .numberOrNull),
      ("p95", .numberOrNull),
      (
        "histogram",
        .any([
          .null,
          .object([("edges", .list(.number)), ("counts", .list(.number)), ("below", .number), ("above", .number)])
        ])
      ),
      ("undefined", .number),
      ("drivers", .list(.object([("name", .text), ("labels", .labels), ("share", .number)])))
    ])
    let shape = Shape.object([
      ("trials", .number), ("seed", .number), ("quantities", .list(figure)),
      ("promises", .list(.object([("promise", .text), ("kept", .number)])))
    ])
    let answer = try result("simulate 2000 seed 5")
    #expect(shape.faults(of: answer) == [])
    #expect(answer["trials"]?.double == 2000 && answer["seed"]?.double == 5)
    #expect(answer["quantities"]?[0]?["over"]?.string == "total")
    #expect(answer["quantities"]?.items.last?["over"]?.string == "worst")
    #expect(answer["promises"]?.items.count == 4)
    let undefined = try result("simulate 500 show quota / 0")
    #expect(shape.faults(of: undefined) == [])
    #expect(undefined["quantities"]?[0]?["undefined"]?.double == 500)
    #expect(undefined["quantities"]?[0]?["p50"] == .null && undefined["quantities"]?[0]?["histogram"] == .null)
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
