// `report speed`: how soon sales answered, month by month or week by week, beside the promise and what the model expects.

import Calc
import Leads

extension Report {
  static let speed = Report(
    name: "speed", title: "Time to the first contact",
    does: "How soon leads were first contacted: share within the promise, mean, median, 90 % point, never contacted.",
    options: [.weeks]
  ) { plan, options, format throws(Diagnostic) in
    let known = try plan.tracked()
    var page = ReportPage(
      "Time to the first contact", plan,
      quantities: ["actual_response_rate", "response_rate"] + times.map(\.0)
        + ["actual_due", "actual_answered", "actual_uncontacted"])
    promise(plan, format, &page)
    page.show(options.contains(.weeks) ? try weeks(known, plan) : months(plan))
    if options.contains(.weeks) {
      page.say("Weeks by their Monday; the first and the last may reach out of the period.", .quiet)
    }
    if let bars = distribution(known, plan) { page.parts.append(.bars(bars)) }
    return page
  }

  /// What was agreed, and how it went in the months that are told.
  private static func promise(_ plan: Plan, _ format: QuantityFormat, _ page: inout ReportPage) {
    let (within, target) = (plan.figure("respond_within"), plan.figure("respond_target"))
    let (due, rates) = (plan.cells(of: "actual_due"), plan.cells(of: "actual_response_rate"))
    let told = due.indices.filter { rates.indices.contains($0) && !due[$0].isNaN && !rates[$0].isNaN }
    let all = told.reduce(0) { $0 + due[$1] }
    let promise: Phrase = "within \(format.short(within, .hours)) for \(format.short(target, .percent)) of leads"
    guard all > 0 else {
      if rates.contains(where: { !$0.isNaN }) { return page.say("Agreed: \(promise). How it went was typed by month.") }
      let why = plan.reason("actual_response_rate", firstOf: due.indices.filter { !due[$0].isNaN })
      return page.say("Agreed: \(promise). How it went is not known: \(why ?? "no file tells it").")
    }
    let rate = told.reduce(0) { $0 + due[$1] * rates[$1] } / all
    let shown = format.besideTest(rate, target, .percent).left
    page.say(
      "Agreed: \(promise). It was so for \(shown) of those due.",
      Sheet.margin(.atLeast, rate, target) >= 0 ? .good : .bad)
  }

  private static func months(_ plan: Plan) -> ReportTable {
    let target = plan.figure("respond_target")
    var table = ReportTable("By month", columns: plan.monthColumns)
    table.add(
      "actual_response_rate", "Answered in time",
      plan.answeredInTime.map { rate($0, target) })
    table.add("response_rate", "expected by the model", plan.cells(of: "response_rate"), .percent)
    for (name, label) in times { table.add(name, label, plan.cells(of: name), .hours) }
    table.add("actual_due", "Leads due an answer", plan.cells(of: "actual_due"), .count("leads"))
    table.add("actual_uncontacted", "Never contacted", plan.cells(of: "actual_uncontacted"), .count("leads"))
    return table
  }

  private static func rate(_ rate: Double, _ target: Double) -> ReportTable.Cell {
    .init(rate, .percent, Sheet.margin(.atLeast, rate, target) < 0 ? .bad : .plain)
  }

  /// A row a week, by the promise's own clock.
  /// - Throws: where no file tells weeks.
  private static func weeks(_ known: Actuals, _ plan: Plan) throws(Diagnostic) -> ReportTable {
    let mondays = Set(known.files.flatMap(\.weeks.keys)).sorted()
    guard !mondays.isEmpty else {
      throw Diagnostic(
        "nothing tracked tells single weeks", why: "An export of the CRM does, tracked anew; typed months do not.",
        hint: "report speed")
    }
    let target = plan.figure("respond_target")
    let isElapsed = plan.figure("clock") == 1
    guard !plan.isOutOfDate else {
      throw Diagnostic(
        "the weeks were counted for another response time, clock or business hours",
        why: "A file is counted for what is agreed when it is tracked.", hint: "report speed")
    }
    var table = ReportTable(
      isElapsed ? "By week" : "By week, business time",
      columns: ["due", "in time", "mean", "median", "90% within", "never"])
    for monday in mondays {
      guard let week = known.week(monday) else { continue }
      let (due, answered) = (week.due ?? .nan, week.answered ?? .nan)
      let times =
        isElapsed ? [week.mean, week.median, week.p90] : [week.meanBusiness, week.medianBusiness, week.p90Business]
      table.add(
        "\(monday)", "\(monday.civil.day) \(monday.month.short)",
        [.init(due, .count("leads")), rate(due > 0 ? answered / due : .nan, target)]
          + times.map { .init($0 ?? .nan, .hours) } + [.init(week.uncontacted ?? .nan, .count("leads"))])
    }
    return table
  }

  private static let times: [(String, Phrase)] = [
    ("actual_response_mean", "Mean"), ("actual_response_median", "Median"), ("actual_response_p90", "90% within"),
    ("actual_response_mean_business", "Mean, business time"),
    ("actual_response_median_business", "Median, business time"),
    ("actual_response_p90_business", "90% within, business time")
  ]

  /// How many first contacts of the period came how soon, by the promise's clock.
  private static func distribution(_ known: Actuals, _ plan: Plan) -> ReportBars? {
    let edges = ResponseTimes.edges
    let isElapsed = plan.figure("clock") == 1
    guard isElapsed || known.files.allSatisfy(plan.agreement.isCurrent) else { return nil }
    var counts = [Double](repeating: 0, count: edges.count + 1)
    for told in plan.agreement.period.all.compactMap(known.month) {
      for (at, count) in (isElapsed ? told.times : told.timesBusiness).enumerated() where counts.indices.contains(at) {
        counts[at] += count
      }
    }
    guard let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
    let format = QuantityFormat()
    let within = plan.figure("respond_within")
    let bars = counts[...last].enumerated().map { at, count -> (name: Phrase, count: Double, isBroken: Bool) in
      let from = at == 0 ? 0 : edges[at - 1]
      let name: Phrase =
        at < edges.count ? "up to \(format.short(edges[at], .hours))" : "over \(format.short(from, .hours))"
      return (name, count, from >= within - 1e-9)
    }
    return ReportBars(
      title: isElapsed
        ? "First contacts by elapsed time (✗ later than agreed)"
        : "First contacts by business time (✗ later than agreed)", bars: bars,
      units: .count("leads"))
  }
}
