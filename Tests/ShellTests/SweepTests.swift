// Sweeps: what stands in a cell is what setting the drivers to its points gives; the points are those people mean.

import Calc
import Documents
import SLA
import Testing

@testable import Shell

@Suite struct SweepTests {
  private static func demo(_ lines: String...) throws -> Session {
    var session = Session(world: MemoryDisk().world)
    for line in ["open demo"] + lines { _ = try session.execute(Source(line)) }
    return session
  }

  private static func answer(_ line: String, in session: Session? = nil) throws -> JSON {
    var session = try session ?? demo()
    return try #require(try session.execute(Source(line)).last?.reply.result)
  }

  private static func numbers(_ json: JSON?) -> [Double] { (json?.items ?? []).map { $0.double ?? .nan } }

  // MARK: Points

  @Test func elevenPointsInDecimals() {
    #expect(
      Span.points(from: 0.03, to: 0.05, step: nil, whole: false)
        == [0.03, 0.032, 0.034, 0.036, 0.038, 0.04, 0.042, 0.044, 0.046, 0.048, 0.05])
    #expect(Span.points(from: 0.05, to: 0.03, step: nil, whole: false)?.dropFirst(10) == [0.03])
  }

  @Test func countsGoByWholeNumbers() {
    #expect(Span.points(from: 4, to: 9, step: nil, whole: true) == [4, 5, 6, 7, 8, 9])
    #expect(Span.points(from: 2, to: -1, step: nil, whole: true) == [2, 1, 0, -1])
    #expect(
      Span.points(from: 10, to: 60, step: nil, whole: true) == [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60])
    #expect(Span.points(from: 0, to: 25, step: nil, whole: true) == [0, 3, 5, 8, 10, 13, 15, 18, 20, 23, 25])
  }

  @Test func aStepEndsAtTheLastPointWithinTheBounds() {
    #expect(Span.points(from: 0.03, to: 0.05, step: 0.005, whole: false) == [0.03, 0.035, 0.04, 0.045, 0.05])
    #expect(Span.points(from: 1, to: 10, step: 4, whole: true) == [1, 5, 9])
    #expect(Span.points(from: 10, to: 1, step: 4, whole: true) == [10, 6, 2])
    #expect(Span.points(from: 5, to: 5, step: 1, whole: true) == [5])
    #expect(Span.points(from: 0, to: 1, step: 1e-6, whole: false) == nil, "a million and one")
    #expect(Span.points(from: 0, to: 1, step: .leastNonzeroMagnitude, whole: false) == nil)
  }

  // MARK: Cells

  /// Lines that sweep, with a line for each driver that sets it to a point.
  private static let cases: [(sweep: String, set: [String], each: Int)] = [
    ("sweep close_rate[CEO] 3% to 6%", ["set close_rate[CEO] "], 1),
    ("sweep close_rate -1pp to +1pp", ["set close_rate "], 1),
    ("sweep deal_size *0.8 to *1.3", ["set deal_size "], 1),
    ("sweep attempts -2 to +3", ["set attempts "], 1),
    ("sweep quota 600k to 900k per month", ["set quota "], 1),
    ("sweep mix[CEO] 0% to 40% step 8%", ["set mix[CEO] "], 1),
    ("sweep supply 500 to 900 per month", ["set supply "], 1),
    ("sweep close_rate[all] 2% to 4% step 1%", ["set close_rate[all] "], 1),
    ("sweep reps[SDR] 4 to 8, reps[AE] 5 to 9", ["set reps[SDR] ", "set reps[AE] "], 3),
    ("sweep quota 1.8M to 2.4M, automation 0% to 60%", ["set quota ", "set automation "], 7)
  ]

  @Test(arguments: cases.indices) func aCellIsWhatSettingItsPointsGives(at: Int) throws {
    let (line, sets, each) = Self.cases[at]
    let base = try Self.demo()
    let shown = " show leads, coverage, utilization, response_rate, total(customers), budget_used"
    let swept = try Self.answer(line + shown, in: base)
    let points = swept["axes"]?.items.map { $0["values"]?.items ?? [] } ?? []
    let results = swept["results"]?.items ?? []
    #expect(results.count == 7, "utilization is told for both teams")
    let columns = points.count > 1 ? points[1].count : 1
    let cells = points.reduce(1) { $0 * $1.count }
    for cell in stride(from: 0, to: cells, by: each) {
      var session = base
      for (driver, set) in sets.enumerated() {
        let index = driver == 0 ? cell / columns : cell % columns
        let point = driver == 0 && points.count == 1 ? cell : index
        _ = try session.execute(Source(set + written(line, driver, point, points[driver])))
      }
      let plan = try #require(session.plan)
      let expected = plan.watchedFigures(["leads", "coverage", "utilization", "response_rate"])
      for (result, figure) in zip(results, expected) {
        let row = points.count > 1 ? result["value"]?[cell / columns]?[cell % columns] : result["value"]?[cell]
        let value = row?.double ?? .nan
        #expect(abs(value - figure) <= 1e-9 * abs(figure) || value.isNaN && figure.isNaN, "\(line) cell \(cell)")
      }
    }
  }

  /// A point as `set` reads it.
  private func written(_ line: String, _ driver: Int, _ at: Int, _ points: [JSON]) -> String {
    if let value = points[at].double { return QuantityFormat(grouped: false).full(value, .number) }
    switch line {
    case let line where line.contains("pp"):
      return ["-1", "-0.8", "-0.6", "-0.4", "-0.2", "+0", "+0.2", "+0.4", "+0.6", "+0.8", "+1"][at] + "pp"
    case let line where line.contains("*"): return "*\(QuantityFormat().full(Digit.sum(at), .number))"
    default: return at < 2 ? "-\(2 - at)" : "+\(at - 2)"
    }
  }

  private enum Digit {
    /// 0.8, 0.85 … 1.3
    static func sum(_ at: Int) -> Double { Double(80 + 5 * at) / 100 }
  }

  @Test func severalBlocksAreOneSweep() throws {
    let session = try Self.demo()
    let all = try Self.answer("sweep supply 1 to 600 per month step 1, reps[SDR] 5 to 6 show coverage", in: session)
    let rows = all["results"]?[0]?["value"]?.items ?? []
    #expect(rows.count == 600 && rows.allSatisfy { $0.items.count == 2 })
    let turned = try Self.answer("sweep reps[SDR] 5 to 6, supply 1 to 600 per month step 1 show coverage", in: session)
    let columns = Self.numbers(turned["results"]?[0]?["value"]?[0])
    #expect(columns.count == 600, "more than are computed at once")
    #expect(rows.map { $0[0]?.double ?? .nan } == columns)
    let coverage = try #require(
      Self.numbers(
        try Self.answer("sweep supply 740 to 741 per month step 1 show coverage", in: session)["results"]?[0]?["value"]
      ).first)
    #expect(abs(columns[369] / coverage - 0.5) < 1e-9, "half the supply covers half")
  }

  @Test func undefinedCellsAreNull() throws {
    let answer = try Self.answer("sweep reps[SDR] 0 to 2 show utilization")
    #expect(answer["results"]?[0]?["value"]?[0] == .null)
    #expect(answer["results"]?[0]?["value"]?[1]?.double != nil)
  }

  // MARK: The screen

  @Test func promisesAreMarkedWhereTheyBreak() throws {
    var session = try Self.demo()
    let reply = try #require(try session.execute(Source("sweep supply 700 to 900 per month show coverage")).last?.reply)
    #expect(reply.text.contains("Deliver the lead quota: kept at 820 to 900"))
  }

  @Test func aLargeSweepShowsAPart() throws {
    var session = try Self.demo()
    let line = "sweep quota 1M to 3M step 10k, reps[SDR] 1 to 40 step 1 show leads, utilization"
    let reply = try #require(try session.execute(Source(line)).last?.reply)
    #expect(Plain(width: 80).text(reply).split(separator: "\n").count <= 30)
    #expect(reply.text.contains("of 8,040 cells are shown"))
    #expect(reply.rows.joined(separator: "\n").split(separator: "\n").count == 8_040 * 3)
  }

  @Test func cellsForSpreadsheetsNameTheirPoints() throws {
    var session = try Self.demo()
    let line = "sweep reps[SDR] 5 to 6, close_rate[CEO] 4% to 5% step 1% show utilization"
    let reply = try #require(try session.execute(Source(line)).last?.reply)
    #expect(reply.columns == "quantity,tier,stage,team,month,value,units,reps[SDR],close_rate[CEO]")
    let lines = reply.rows.joined(separator: "\n").split(separator: "\n")
    #expect(lines.count == 8)
    #expect(lines[1].hasPrefix("utilization,,,SDR,,1.12") && lines[1].hasSuffix(",percent,5,0.05"), "\(lines[1])")
    #expect(lines[7].hasPrefix("utilization,,,AE,,0.8") && lines[7].hasSuffix(",percent,6,0.05"), "\(lines[7])")
  }

  @Test func aSweepThatIsStoppedChangesNothing() throws {
    var session = try Self.demo()
    session.world.progress = Progress(isCancelled: { true }, report: { _ in })
    let before = session.plan?.sheet.grid(0)
    do throws(Diagnostic) {
      _ = try session.execute(Source("sweep quota 1M to 3M"))
      Issue.record("it was not stopped")
    } catch {
      #expect(error.isStopped)
    }
    #expect(session.plan?.sheet.grid(0) == before)
  }

  // MARK: The tornado

  @Test func theTornadoMovesEachDriverATenthWithinItsBounds() throws {
    let session = try Self.demo()
    let drivers = try Self.answer("sweep", in: session)["drivers"]?.items ?? []
    let reps = try #require(drivers.first { $0["name"]?.string == "reps" && $0["labels"]?["team"]?.string == "SDR" })
    #expect(abs((reps["low"]?.double ?? 0) - 5.4) < 1e-12 && abs((reps["high"]?.double ?? 0) - 6.6) < 1e-12)
    let share = try #require(
      drivers.first { $0["name"]?.string == "follow_up_share" && $0["labels"]?["team"]?.string == "SDR" })
    #expect(share["high"]?.double == 1, "no share is over 100%")
    // A tenth less quota for this period, of which the next period's part stays: the leads of both bring it down.
    let quota = try #require(drivers.first { $0["name"]?.string == "quota" })
    let swept = try Self.answer("sweep quota *0.9 to *1.1 step 20% show leads", in: session)
    let low = try #require(swept["results"]?[0]?["value"]?[0]?.double)
    let plain = try #require(try Self.answer("total(leads)", in: session)["value"]?.double)
    let effect = quota["effects"]?.items.first { $0["name"]?.string == "leads" }
    #expect(abs((effect?["low"]?.double ?? 0) - (low - plain)) < 1e-9)
  }

  @Test func theTornadoIsRanked() throws {
    let drivers = try Self.answer("sweep")["drivers"]?.items ?? []
    let sizes = drivers.map { driver in
      (driver["effects"]?.items ?? []).flatMap { [$0["low"]?.double ?? 0, $0["high"]?.double ?? 0] }.contains {
        $0 != 0
      }
    }
    #expect(sizes.first == true)
    let last = try #require(sizes.lastIndex(of: true))
    #expect(!sizes[...last].contains(false), "what moves nothing comes last")
    #expect(!drivers.contains { $0["name"]?.string == "clock" }, "a choice has no tenth")
  }
}

extension Plan {
  /// The figures of some quantities as they are watched.
  fileprivate func watchedFigures(_ names: [String]) -> [Double] {
    names.compactMap { schema.place(of: $0) }.flatMap { Watched.lines(of: $0, self) }.map(\.value)
  }
}
