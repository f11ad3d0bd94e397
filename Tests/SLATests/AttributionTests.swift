import Calc
import Testing

@testable import SLA

@Suite("Why did it change?")
struct AttributionTests {
  /// One tier and no sales cycle: leads = quota ÷ (close rate × deal size), all in the quarter.
  private static let small = """
    agreement: Small
    currency: EUR
    period: {start: 2026-07, months: 3}
    goal: {quota: 100k per quarter}
    tiers:
      A: {close_rate: 4%, deal_size: 10k}
    follow_up: {connect_rate: 20%, attempts: 4, time_per_opportunity: 1 h}
    teams:
      SDR: {reps: 2, follow_up_share: 100%, selling_share: 0%}
      AE: {reps: 2, follow_up_share: 0%, selling_share: 100%}

    """

  private func plan() throws -> Plan { try AgreementReader.plan(bytes: Array(Self.small.utf8), file: "small.yaml") }

  private func change(_ name: String, _ value: Double, _ labels: [String] = []) -> Change {
    Change(name: name, labels: labels, written: Written(.exact(value), units: .number), text: "\(value)")
  }

  private func attribution(
    _ figures: [Attribution.Figure], _ before: Plan, _ after: Plan
  ) throws -> Attribution {
    try Attribution(of: figures, from: before, to: after, names: ("loaded", "now"))
  }

  private let leads = Attribution.Figure("leads", .total)

  /// 250 leads become 240. The quota alone: 300; the close rate alone: 200. So the quota's part is the mean of 50 and
  /// 40, the close rate's that of −50 and −60.
  @Test func twoDriversByHand() throws {
    let before = try plan()
    let after = try before.with(change("quota", 120_000)).with(change("close_rate", 0.05))
    let found = try attribution([leads], before, after)
    #expect(found.causes == ["quota", "close_rate"])
    #expect(abs(found.shares[0].parts[0] - 45) < 1e-9 && abs(found.shares[0].parts[1] + 55) < 1e-9)
    #expect(!found.isSampled)
  }

  @Test func theOrderOfTheChangesDoesNotMatter() throws {
    let before = try plan()
    let changes = [change("quota", 120_000), change("close_rate", 0.05), change("deal_size", 9_000)]
    var one = before
    for change in changes { one = try one.with(change) }
    var other = before
    for change in changes.reversed() { other = try other.with(change) }
    let (a, b) = (try attribution([leads], before, one), try attribution([leads], before, other))
    #expect(a.causes == b.causes && a.shares[0].parts == b.shares[0].parts)
  }

  @Test func aChangeWithoutEffectHasExactlyNoPart() throws {
    let before = try plan()
    let after = try before.with(change("quota", 120_000)).with(change("reps", 5, ["SDR"]))
    let found = try attribution([leads], before, after)
    #expect(found.shares[0].parts[1] == 0 && abs(found.shares[0].parts[0] - 50) < 1e-9)
  }

  /// The fullest team's month is read anew for every set of changes: halving the SDRs makes another cell the worst.
  @Test func theWorstMayBeAnotherCell() throws {
    let before = try plan()
    var after = try before.with(change("reps", 1, ["SDR"]))
    after = try after.with(
      Change(
        name: "reps", labels: ["SDR"], from: "2026-09", written: Written(.exact(4), units: .number), text: "4"))
    let worst = Attribution.Figure("utilization", .worst(.up), team: 0)
    let found = try attribution([worst], before, after)
    func fullest(_ plan: Plan) -> Double {
      let place = plan.schema.place(of: "utilization") ?? 0
      return plan.sheet.grid(place).cells.prefix(3).max() ?? .nan
    }
    #expect(found.shares[0].parts == [fullest(after) - fullest(before)])
  }

  @Test func aPinnedQuantityIsACauseToo() throws {
    let before = try plan()
    let after = try before.with(change("leads", 100, ["all"])).with(change("reps", 1, ["SDR"]))
    let found = try attribution([Attribution.Figure("follow_up_hours", .total)], before, after)
    #expect(found.causes == ["leads", "reps"] && found.shares[0].parts[1] == 0 && found.shares[0].parts[0] > 0)
  }

  /// Whatever is changed and by how much, the parts add up to the difference, as exactly as doubles of their size can.
  @Test func partsAddUpWhateverIsChanged() throws {
    let base = try plan()
    let numbers = Seed(12).stream("changes")
    let figures = [
      leads, Attribution.Figure("follow_up_hours", .total), Attribution.Figure("utilization", .worst(.up), team: 0),
      Attribution.Figure("response_rate", .worst(.down)), Attribution.Figure("revenue_per_lead", .worst(.up))
    ]
    let ranges: [(String, ClosedRange<Double>)] = [
      ("quota", 50_000...400_000), ("close_rate", 0.01...0.2), ("deal_size", 2_000...30_000), ("reps", 1...9),
      ("connect_rate", 0.05...0.6), ("attempts", 1...9), ("automation", 0...0.9)
    ]
    func varied(_ at: Int) throws -> Plan {
      var plan = base
      for (index, (name, range)) in ranges.enumerated() where numbers.uniform(100 * at + index) < 0.6 {
        let value = range.lowerBound + (range.upperBound - range.lowerBound) * numbers.uniform(100 * at + 50 + index)
        plan = try plan.with(change(name, value, ["reps"].contains(name) ? ["all"] : []))
      }
      return plan
    }
    func value(_ figure: Attribution.Figure, _ plan: Plan) throws -> Double {
      let grid = plan.sheet.grid(try #require(plan.schema.place(of: figure.name)))
      let cells = figure.team == nil ? grid.cells : Array(grid.cells.prefix(3))
      switch figure.rule {
      case .total: return cells.reduce(0, +)
      case .worst(.up): return try #require(cells.max())
      case .worst(.down): return try #require(cells.min())
      }
    }
    for at in 0..<40 {
      let (before, after) = (try varied(2 * at), try varied(2 * at + 1))
      let found = try attribution(figures, before, after)
      for (figure, share) in zip(figures, found.shares) {
        let difference = try value(figure, after) - value(figure, before)
        let size = share.parts.reduce(0) { max($0, abs($1)) }
        #expect(abs(share.parts.reduce(0, +) - difference) <= 8 * size.ulp, "\(figure.name), \(at)")
      }
    }
  }

  /// More than twelve changes: orders are sampled, and the parts add up all the same.
  @Test func aboveTwelveChangesOrdersAreSampled() throws {
    let before = try plan()
    var after = before
    let values: [(String, Double)] = [
      ("quota", 120_000), ("marketing_share", 0.8), ("next_quota", 90_000), ("close_rate", 0.05), ("deal_size", 9_000),
      ("sales_cycle", 20), ("connect_rate", 0.3), ("attempts", 5), ("automation", 0.2), ("time_per_attempt", 0.2),
      ("time_per_conversation", 0.5), ("respond_within", 0.5), ("selling_time", 0.7)
    ]
    for (name, value) in values { after = try after.with(change(name, value)) }
    let found = try attribution([leads], before, after)
    #expect(found.causes.count == 13 && found.isSampled)
    let place = try #require(after.schema.place(of: "leads"))
    let difference = after.sheet.grid(place).cells.reduce(0, +) - before.sheet.grid(place).cells.reduce(0, +)
    #expect(abs(found.shares[0].parts.reduce(0, +) - difference) < 1e-12)
    #expect(try attribution([leads], before, after).shares[0].parts == found.shares[0].parts)
  }

  @Test func whatIsUndefinedAtAnEndCannotBeShared() throws {
    let before = try plan()
    let after = try before.with(change("quota", 120_000)).with(change("reps", 0, ["SDR"]))
    let found = try attribution([Attribution.Figure("utilization", .worst(.up), team: 0), leads], before, after)
    #expect(found.shares[0].parts.isEmpty)
    #expect("\(found.shares[0].obstacle ?? "")".hasPrefix("it is undefined in now: SDR has no available hours"))
    #expect(found.shares[1].obstacle == nil)
  }

  /// Both ends have reps, but with one of the two changes alone nobody is left.
  @Test func whatIsUndefinedInBetweenCannotBeShared() throws {
    let base = try plan()
    let before = try base.with(change("productivity", 1, ["all"]))
    let pinned = try before.with(change("hours_per_rep", 100, ["all"]))
    let found = try attribution(
      [Attribution.Figure("utilization", .worst(.up), team: 0)],
      try before.with(change("available_hours", 300, ["all"])).with(change("reps", 0, ["SDR"])),
      pinned)
    #expect(found.shares[0].parts.isEmpty)
    #expect("\(found.shares[0].obstacle ?? "")".hasPrefix("with only"))
  }

  /// A formula of the agreement's own that was written anew is one more cause.
  @Test func anotherFormulaIsACause() throws {
    let before = try plan().defining("fee", "quota * 10%")
    let after = try before.defining("fee", "quota * 20%").with(change("quota", 200_000))
    let found = try attribution([Attribution.Figure("fee", .worst(.up))], before, after)
    // 10,000 becomes 40,000; the quota alone gives 20,000, the formula alone 20,000.
    #expect(found.causes == ["quota", "fee"])
    #expect(abs(found.shares[0].parts[0] - 15_000) < 1e-6 && abs(found.shares[0].parts[1] - 15_000) < 1e-6)
  }

  @Test func whatIsNotDefinedInOneStateCannotBeShared() throws {
    let before = try plan()
    let after = try before.defining("fee", "quota * 10%")
    let found = try attribution([Attribution.Figure("fee", .worst(.up))], before, after)
    #expect("\(found.shares[0].obstacle ?? "")" == "it is undefined in loaded: it is not defined there")
  }

  @Test func itStopsWhenItIsTold() throws {
    let before = try plan()
    let after = try before.with(change("quota", 120_000))
    #expect(throws: Diagnostic.stopped) {
      try Attribution(
        of: [leads], from: before, to: after, names: ("a", "b"),
        progress: Progress(isCancelled: { true }, report: { _ in }))
    }
  }
}
