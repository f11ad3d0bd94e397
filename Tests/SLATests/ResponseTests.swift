// "Will we answer in time?": the functions as somebody types them, and a whole agreement worked out by hand.

import Calc
import Testing

@testable import SLA

@Suite("The response promise")
struct ResponseTests {
  private static func value(_ text: String, _ plan: Plan) throws -> Double {
    let source = Source(text)
    let syntax = try Parser.formula(source, vocabulary: plan.schema.vocabulary, figures: FigureReader())
    return try #require(plan.sheet.evaluate(try plan.checked(syntax, source)).scalar, "\(text) is one value")
  }

  private static func plan(_ text: String) throws -> Plan {
    try AgreementReader.plan(bytes: Array(text.utf8), file: "response.yaml")
  }

  // MARK: The functions

  /// A formula and its value to as many digits as are written.
  struct Reference: Sendable, CustomTestStringConvertible {
    let formula: String
    let value: Double
    var error = 6e-11

    init(_ formula: String, _ value: Double, within error: Double = 6e-11) {
      (self.formula, self.value, self.error) = (formula, value, error)
    }

    var testDescription: String { formula }
  }

  /// The table of analysis.md; T = s.
  private static let table = [
    Reference("erlang_b(14, 10)", 0.0568191434), Reference("erlang_c(14, 10)", 0.1741319336),
    Reference("served_within(14, 10, 1 h, 1 h)", 0.9968106624),
    Reference("erlang_b(3, 2.4)", 0.2684063374), Reference("erlang_c(3, 2.4)", 0.6471910112),
    Reference("served_within(3, 2.4, 1 h, 1 h)", 0.6448140423),
    Reference("erlang_b(4, 2.4)", 0.1387060523), Reference("erlang_c(4, 2.4)", 0.2870431894),
    Reference("served_within(4, 2.4, 1 h, 1 h)", 0.9420469796),
    Reference("erlang_b(2.73, 1.98)", 0.2472180236), Reference("erlang_c(2.73, 1.98)", 0.5445015982),
    Reference("served_within(2.73, 1.98, 1 h, 1 h)", 0.7427956571),
    Reference("erlang_b(2.5, 2.4)", 0.3508429911), Reference("erlang_c(2.5, 2.4)", 0.9310890620),
    Reference("served_within(2.5, 2.4, 1 h, 1 h)", 0.1575157772),
    Reference("erlang_b(0.5, 0.2)", 0.4082482905), Reference("erlang_c(0.5, 0.2)", 0.5348469228),
    Reference("served_within(0.5, 0.2, 1 h, 1 h)", 0.6037756543)
  ]

  /// New first and out of hours, of analysis.md; s 0.16 h, T 0.25 h.
  private static let further = [
    Reference("first_within(3, 1.98, 0.512, 0.16 h, 0.25 h)", 0.9910819237),
    Reference("first_within(3, 3.403, 0.88, 0.16 h, 0.25 h)", 0.9635750027),
    Reference("batch_within(12.8, 3, 1.98, 0.16 h, 0.25 h)", 0.4408426682),
    Reference("batch_within(7.68, 3, 1.98, 0.16 h, 15 min)", 0.6632257160),
    Reference("batch_within(4, 2, 0.62, 0.16 h, 0.25 h)", 0.7919758450)
  ]

  /// As many people as Erlangs, and fewer.
  private static let overload = [
    Reference("erlang_c(10, 10)", 1, within: 0), Reference("served_within(10, 10, 3 min, 20 min)", 0, within: 0),
    Reference("first_within(10, 10, 10, 3 min, 20 min)", 0, within: 0),
    Reference("erlang_c(9.5, 10)", 1, within: 0), Reference("served_within(9.5, 10, 3 min, 20 min)", 0, within: 0)
  ]

  /// 100 arrivals in 30 min of 180 s: 10 Erlangs; 20 s are 1/180 h; mean wait C s ÷ (c − A), in seconds. Then 12 leads
  /// an hour of 12 min.
  private static let published = [
    Reference("served_within(14, 100 * 3 / 30, 3 min, 1 h / 180)", 0.88835, within: 5e-6),
    Reference("erlang_c(14, 10) * 180 / (14 - 10)", 7.836, within: 5e-4),
    Reference("served_within(3, 12 * 0.2, 12 min, 5 min)", 0.496, within: 5e-4),
    Reference("served_within(4, 12 * 0.2, 12 min, 5 min)", 0.853, within: 5e-4),
    Reference("served_within(5, 12 * 0.2, 12 min, 5 min)", 0.962, within: 5e-4)
  ]

  @Test(arguments: table + further + overload + published) func functionYieldsItsReference(it: Reference) throws {
    let found = try Self.value(it.formula, Self.plan("{agreement: Nothing yet, period: {start: 2026-07, months: 1}}"))
    #expect((found - it.value).magnitude <= it.error, "\(it.formula) is \(found)")
  }

  // MARK: An agreement by hand

  /// July 2026 has 23 days from Monday to Friday, less 3 holidays: 20, of 8 h: open = 160 h.
  ///
  ///     revenue per lead 10 % × 100 = 10, so leads = 8,000 ÷ 10 = 800: 400 Hot, 400 Cold
  ///     Hot   connects every time: reach 1, attempts 1. Cold   connects one time in two, of 2: reach ¾, attempts 1½
  ///     E = 400 × 1 + 400 × 1½ = 1,000       M = 400 × 1 + 400 × 1½ × (1 − 20 %) = 880
  ///     F = 880 × 0.1 h + (400 × 1 + 400 × ¾) × 0.2 h = 88 + 140 = 228 h
  ///     A = 228 ÷ 160 = 1.425     s = 228 ÷ 880 = 0.25909 h     λ = 800 ÷ 160 = 5     a = 5 × 228 ÷ 1,000 = 1.14
  ///
  ///     a rep has 40 h ÷ 5 × 20 = 160 h; SDR: half of it, 4 × 80 = 320 h, all of its workload is follow-up
  ///     AE: 2 × 160 = 320 h; 25 % × 228 = 57 h of follow-up, 800 × 21.375 % × 1 h = 171 h of selling: ¼ is follow-up
  ///     Care: follows up nothing, and does not count
  ///     c = (320 × 1 + 320 × ¼) ÷ 160 = 2.5      b, where 30 % come out of hours: 800 × 30 % ÷ 20 = 12
  ///
  ///     B₂ = 0.29512218, B₃ = 0.12294783, B = √(B₂ B₃) = 0.19048525, P_w = B ÷ (1 − 0.57 (1 − B)) = 0.35368275
  private static func agreement(
    within: String = "15 min", quota: String = "8000", automation: String = "20%", time: String = "6 min",
    talk: String = "12 min", reps: Int = 4, _ terms: String...
  ) throws -> Plan {
    try plan(
      """
      agreement: Answered by hand
      currency: EUR
      period: {start: 2026-07, months: 1}
      business_hours: 9:00-17:00
      holidays: [2026-07-01, 2026-07-02, 2026-07-03]
      goal: {quota: \(quota)}
      tiers:
        Hot: {mix: 50%, connect_rate: 100%\(automation == "100%" ? ", automation: 100%" : "")}
        Cold: {mix: 50%, connect_rate: 50%, automation: \(automation)}
      leads: {close_rate: 10%, deal_size: 100}
      follow_up:
        attempts: 2
        time_per_attempt: \(time)
        time_per_conversation: \(talk)
        opportunity_rate: 21.375%
        time_per_opportunity: 1 h
        respond_within: \(within)
      \(terms.map { "  \($0)\n" }.joined())
      teams:
        SDR: {reps: \(reps), selling_time: 50%, follow_up_share: 75%, selling_share: 0%, service_share: 0%}
        AE: {reps: 2, follow_up_share: 25%, selling_share: 100%, service_share: 0%}
        Care: {reps: 1, follow_up_share: 0%, selling_share: 0%, service_share: 100%}

      """)
  }

  private func expect(_ formula: String, _ value: Double, in plan: Plan) throws {
    let found = try Self.value(formula, plan)
    #expect((found - value).magnitude < 1e-9 || (found.isNaN && value.isNaN), "\(formula) is \(found), not \(value)")
  }

  @Test func whatTheQueueIsMadeOf() throws {
    let plan = try Self.agreement("in_hours: 70%")
    try expect("total(leads)", 800, in: plan)
    try expect("total(follow_up_hours)", 228, in: plan)
    try expect("sum(open_hours)", 160, in: plan)
    try expect("sum(agents)", 2.5, in: plan)
    try expect("sum(task_load)", 1.425, in: plan)
    try expect("sum(task_time)", 228.0 / 880, in: plan)
    try expect("sum(first_load)", 1.14, in: plan)
    try expect("sum(morning_backlog)", 12, in: plan)
    try expect("sum(erlang_b(agents, task_load))", 0.190485252357966, in: plan)
    try expect("sum(erlang_c(agents, task_load))", 0.353682752899444, in: plan)
  }

  /// 1 − P_w e^{−(2.5 − 1.14) × 0.25 ÷ 0.25909}; in order with A for a. The reps that are needed are those of SDR and
  /// AE, 6 today, c = n × 2.5 ÷ 6: 5 would answer 78.1 %, in order 6 answer 87.5 % and 7 answer 94.6 %.
  @Test func allInHours() throws {
    let newFirst = try Self.agreement()
    try expect("sum(response_rate)", 0.904786700628435, in: newFirst)
    try expect("sum(response_reps_needed)", 6, in: newFirst)
    let inOrder = try Self.agreement("queue: in_order")
    try expect("sum(response_rate)", 0.874648770721981, in: inOrder)
    try expect("sum(response_reps_needed)", 7, in: inOrder)
    let strict = try Self.agreement("respond_target: 99.5%")
    try expect("sum(response_reps_needed)", 10, in: strict)
  }

  /// Of 12 a morning 28.98 % are answered in time: 70 % × 0.904787 + 30 % × 0.289806. 12 reps answer 89.94 % of all,
  /// 13 answer 91.5 %. By a clock that goes on, none of the 30 % is: no number of reps reaches 90 %.
  @Test func someComeOutOfHours() throws {
    let business = try Self.agreement("in_hours: 70%")
    try expect("sum(response_rate)", 0.720292421108555, in: business)
    try expect("sum(response_reps_needed)", 13, in: business)
    let inOrder = try Self.agreement("in_hours: 70%", "queue: in_order")
    try expect("sum(response_rate)", 0.699195870174038, in: inOrder)
    let elapsed = try Self.agreement("in_hours: 70%", "clock: elapsed")
    try expect("sum(response_rate)", 0.633350690439905, in: elapsed)
    try expect("sum(response_reps_needed)", .nan, in: elapsed)
  }

  /// From closing to opening are 16 h: a longer promise reaches into the next day.
  @Test func aPromiseThatReachesIntoTheNextDayIsNotPredicted() throws {
    let night = try Self.agreement(within: "16 h", "in_hours: 70%", "clock: elapsed")
    try expect("sum(response_rate)", 0.7, in: night)
    let day = try Self.agreement(within: "16.1 h", "in_hours: 70%", "clock: elapsed")
    try expect("sum(response_rate)", .nan, in: day)
    let business = try Self.agreement(within: "16.1 h", "in_hours: 70%")
    try expect("sum(response_rate)", 1, in: business)
    // Where none comes out of hours there is nothing that cannot be predicted.
    let none = try Self.agreement(within: "16.1 h", "clock: elapsed")
    try expect("sum(response_rate)", 1, in: none)
  }

  /// 1 SDR and the AEs: c = (80 + 80) ÷ 160 = 1. Of a quota of 6,500 A = 1.425 × 65/80 = 1.1578125, a = 0.92625 and
  /// b = 650 × 30 % ÷ 20 = 9.75: further attempts pile up, new leads go before them, 1 − e^{−(1 − a) × 0.25 ÷ 0.25909}.
  /// Of the morning's, with nobody free, 9.89 % are answered. In order nobody is.
  @Test func furtherAttemptsPileUp() throws {
    let newFirst = try Self.agreement(quota: "6500", reps: 1)
    try expect("sum(agents)", 1, in: newFirst)
    try expect("sum(response_rate)", 0.0686892538975466, in: newFirst)
    let morning = try Self.agreement(quota: "6500", reps: 1, "in_hours: 70%")
    try expect("sum(response_rate)", 0.0777470703094020, in: morning)
    for terms in ["in_hours: 100%", "in_hours: 70%", "in_hours: 0%"] {
      try expect("sum(response_rate)", 0, in: Self.agreement(quota: "6500", reps: 1, terms, "queue: in_order"))
    }
    // At the quota of 8,000 first contacts alone are 1.14 Erlangs for one person.
    try expect("sum(response_rate)", 0, in: Self.agreement(reps: 1))
  }

  @Test func aMonthWithoutLeadsOwesNothing() throws {
    let plan = try Self.agreement(quota: "0", "in_hours: 70%")
    try expect("sum(response_rate)", 1, in: plan)
    try expect("sum(response_reps_needed)", 0, in: plan)
    try expect("sum(agents)", 4, in: plan)
  }

  /// Nothing is left that a person would do at an attempt, so no task has a length; a talk still takes time.
  @Test func fullAutomationLeavesNoTaskToTime() throws {
    let plan = try Self.agreement(automation: "100%")
    try expect("sum(follow_up_hours)", 140, in: plan)
    try expect("sum(task_time)", .nan, in: plan)
    try expect("sum(response_rate)", .nan, in: plan)
    try expect("sum(response_reps_needed)", .nan, in: plan)
  }

  /// Work that takes no time: SDR has no workload and counts in full, 320 ÷ 160 = 2; the AEs have 171 h of selling, none
  /// of it follow-up. Everybody is answered at once.
  @Test func aTeamWithoutWorkloadCountsInFull() throws {
    let plan = try Self.agreement(time: "0 min", talk: "0 min")
    try expect("sum(agents)", 2, in: plan)
    try expect("sum(response_rate)", 1, in: plan)
  }

  @Test func nobodyThereAnswersNobody() throws {
    let plan = try Self.plan(
      """
      agreement: Nobody
      currency: EUR
      period: {start: 2026-07, months: 1}
      goal: {quota: 8000}
      tiers: {Lead: {close_rate: 10%, deal_size: 100}}
      teams: {SDR: {reps: 0}}
      """)
    try expect("sum(response_rate)", 0, in: plan)
    try expect("sum(response_reps_needed)", .nan, in: plan)
  }
}
