import Calc
import Testing

@testable import SLA

@Suite("What is a CEO worth in managers?")
struct ExchangeTests {
  /// 420 customers' worth of leads: 10 % CEOs worth 100, 30 % directors worth 50, 60 % managers worth 40, no sales cycle.
  private static let text = """
    agreement: Three tiers
    currency: EUR
    period: {start: 2026-07, months: 3}
    goal: {quota: 1092k per quarter}
    tiers:
      CEO:      {mix: 10%, close_rate: 5%, deal_size: 20k, lead_value: 100}
      Director: {mix: 30%, close_rate: 4%, deal_size: 12k, lead_value: 50}
      Manager:  {mix: 60%, close_rate: 2.5%, deal_size: 8k, lead_value: 40}
    follow_up: {connect_rate: 0%, attempts: 4, automation: 0%}
    teams:
      SDR: {reps: 6}

    """

  private func plan() throws -> Plan { try AgreementReader.plan(bytes: Array(Self.text.utf8), file: "tiers.yaml") }

  /// 10 CEO leads = 20 directors = 25 managers of value (model.md, Worked cases).
  @Test func ratesFollowLeadValue() throws {
    let exchange = try plan().exchange
    #expect(10 * exchange.rate(0, for: 1) == 20 && 10 * exchange.rate(0, for: 2) == 25)
    for a in 0..<3 { for b in 0..<3 { #expect(abs(exchange.rate(a, for: b) * exchange.rate(b, for: a) - 1) < 1e-12) } }
  }

  /// 1,092,000 ÷ 364 a lead = 3,000 leads. 10 CEOs bring 10 × 5 % × 20,000 = 10,000 and half a customer; 25 managers
  /// bring 25 × 2.5 % × 8,000 = 5,000 and 0.625. 4 attempts of 6 min are 24 min a lead, for 15 leads more: 6 h.
  @Test func aSwapMovesRevenueCustomersAndHours() throws {
    let plan = try plan()
    let swap = try #require(plan.swapped(10, of: 0, for: 2))
    let moves = Dictionary(uniqueKeysWithValues: swap.moves.map { ($0.name, ($0.before, $0.after)) })
    func expect(_ name: String, _ before: Double, _ change: Double) throws {
      let (was, now) = try #require(moves[name])
      #expect(abs(was - before) < 1e-6 * before && abs(now - was - change) < 1e-6, "\(name): \(was) → \(now)")
    }
    try expect("leads", 3_000, 15)
    try expect("revenue", 1_092_000, -5_000)
    try expect("customers", 3_000 * 0.032, 0.125)
    try expect("workload", 3_000 * 0.4, 6)
  }

  /// What is given and what is got are worth the same, in every month.
  @Test func theValueOwedStaysInEveryMonth() throws {
    let plan = try plan()
    let place = try #require(plan.schema.place(of: "lead_value_quota"))
    let swap = try #require(plan.swapped(77.5, of: 1, for: 0))
    for (a, b) in zip(plan.sheet.grid(place).cells, swap.sheet.grid(place).cells) { #expect(abs(a - b) < 1e-9 * a) }
  }

  @Test func noMoreThanIsOwedCanBeSwapped() throws {
    let plan = try plan()
    #expect(abs(plan.owed(0) - 300) < 1e-9)
    #expect(plan.swapped(300, of: 0, for: 1) != nil)
    #expect(plan.swapped(301, of: 0, for: 1) == nil)
  }

  @Test func aTierWorthNothingHasNoRate() throws {
    let plan = try plan().with(
      Change(name: "lead_value", labels: ["CEO"], written: Written(.exact(0), units: .money), text: "0"))
    #expect(plan.exchange.rate(1, for: 0).isNaN && plan.exchange.rate(0, for: 1) == 0)
    #expect(plan.swapped(1, of: 1, for: 0) == nil)
  }
}

@Suite("How deep can leads be followed up?")
struct DepthTests {
  /// 100 leads a month, nobody ever connects, an attempt takes 6 min: n attempts are 10 n hours of work. One rep has
  /// 40 h ÷ 5 × 23, 21 and 22 days of July, August and September × `selling`: at 50 % 92, 84, 88 h.
  private func depth(_ attempts: String, reps: String = "1", selling: String = "50%") throws
    -> Depth
  {
    let text = """
      agreement: Depth
      currency: EUR
      period: {start: 2026-07, months: 3}
      goal: {quota: 300k per quarter}
      tiers:
        CEO:     {mix: 50%, close_rate: 10%, deal_size: 10k\(attempts)}
        Manager: {mix: 50%, close_rate: 10%, deal_size: 10k}
      follow_up: {connect_rate: 0%, attempts: 6, respond_within: 2 min}
      teams:
        SDR: {reps: \(reps), selling_time: \(selling)}

      """
    return try #require(Depth(try AgreementReader.plan(bytes: Array(text.utf8), file: "depth.yaml")))
  }

  @Test func oneValueForAllMovesItself() throws {
    let depth = try depth("")
    #expect(depth.present == [6, 6])
    // 8 attempts are 80 h, 9 would be 90 of August's 84.
    #expect(depth.byHours == .attempts([8, 8]) && depth.byHours.holds(depth.present))
  }

  @Test func tiersThatDifferMoveByACommonStepNotBelowOne() throws {
    #expect(try depth(", attempts: 10").byHours == .attempts([10, 6]))
    // 5/1 is 30 h of 42: 7/3 would be 50; the step of 6/2 is 40.
    #expect(try depth(", attempts: 10", selling: "25%").byHours == .attempts([6, 2]))
    // 1/1 is 10 h; 4/1 25 h of August's 25.2.
    #expect(try depth(", attempts: 10", selling: "15%").byHours == .attempts([4, 1]))
  }

  @Test func notEvenOneMayFit() throws {
    #expect(try depth("", selling: "5%").byHours == Depth.Most.none)
    #expect(try !depth("", selling: "5%").byHours.holds([1, 1]))
  }

  @Test func answeringInTimeAsksForMore() throws {
    // 16 attempts are 160 h of August's 168. An attempt takes 6 min, so 90 % within 2 min need a rep who is mostly free.
    let depth = try depth("", reps: "2")
    #expect(depth.byHours == .attempts([16, 16]))
    #expect(try #require(depth.inTime.cells)[0] < 4)
  }

  /// The most that is told fits, and one more does not.
  @Test func itIsTheMost() throws {
    for selling in ["20%", "33%", "50%", "61%", "80%"] {
      let most = try #require(try depth("", selling: selling).byHours.cells)[0]
      let share = Double(selling.dropLast()).map { $0 / 100 } ?? 0
      #expect(10 * most <= 168 * share * (1 + 1e-9) && 10 * (most + 1) > 168 * share)
    }
  }

  @Test func whereEverythingFitsThereIsNoLimit() throws {
    guard case .noLimit = try depth("", reps: "50").byHours else {
      Issue.record("70 attempts fit 50 reps")
      return
    }
  }
}
