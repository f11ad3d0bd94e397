// `report marketing`: the burn-up. Where are we against the line, what pace is needed for the rest, and can sales' hours
// take it?

import Calc
import Leads

extension Report {
  static let marketing = Report(
    name: "marketing", title: "Leads against the line",
    does: "The burn-up: leads or their value against the goal line, the pace needed, whether sales' hours can take it.",
    options: [.value, .calendarDays]
  ) { plan, options, format throws(Diagnostic) in
    let known = try plan.tracked()
    let measure: BurnUp.Measure = options.contains(.value) ? .value : .leads
    var page = ReportPage(
      measure == .leads ? "Leads against the line" : "Lead value against the line", plan,
      quantities: ["leads", "actual_leads", "lead_value_quota", "actual_value", "lead_capacity"])
    guard let burnUp = BurnUp(plan, of: measure, isCalendar: options.contains(.calendarDays)) else {
      let period = plan.agreement.period.spoken
      throw Diagnostic(
        "what is tracked lies outside \(period)",
        why: "The burn-up is about the period's own months: \(known.spokenSources).")
    }
    BurnUpWords(burnUp, format).standing(&page)
    page.parts.append(.curve(curve(burnUp)))
    page.show(months(plan))
    return page
  }

  private static func curve(_ burnUp: BurnUp) -> ReportCurve {
    let days = burnUp.days
    let goal = days.map { burnUp.goal($0) }
    let isLeads = burnUp.measure == .leads
    return ReportCurve(
      title: isLeads ? "Leads since the period began" : "Lead value since the period began", days: days,
      units: isLeads ? .count("leads") : .money,
      lines: [
        ("came", days.map { burnUp.actual($0) }, false), ("line", goal, false),
        ("10% above and below", goal.map { $0 * 1.1 }, true), ("", goal.map { $0 * 0.9 }, true)
      ], asOf: burnUp.asOf < burnUp.lastDay ? burnUp.asOf : nil)
  }

  private static func months(_ plan: Plan) -> ReportTable {
    var table = ReportTable("By month", columns: plan.monthColumnsAndTotal)
    table.add("leads", "Leads owed", plan.byMonth("leads"))
    table.add("actual_leads", "Leads, actual", plan.byMonth("actual_leads"))
    table.add("lead_value_quota", "Value owed", plan.byMonth("lead_value_quota"))
    table.add("actual_value", "Value, actual", plan.byMonth("actual_value"))
    return table
  }
}

/// The burn-up in sentences.
private struct BurnUpWords {
  let burnUp: BurnUp
  let format: QuantityFormat

  init(_ burnUp: BurnUp, _ format: QuantityFormat) { (self.burnUp, self.format) = (burnUp, format) }

  private var isLeads: Bool { burnUp.measure == .leads }
  private var dayWord: String { burnUp.isCalendar ? "day" : "working day" }

  /// "1,160 leads", "57,370 EUR"
  private func amount(_ value: Double) -> String {
    "\(figure(value)) \(isLeads ? "leads" : burnUp.plan.agreement.currency)"
  }

  /// A figure as it is read: whole leads, whole units of money.
  private func shown(_ value: Double) -> Double { isLeads ? Rounding.up.whole(value) : value.rounded() }

  private func figure(_ value: Double) -> String { format.short(shown(value), isLeads ? .count("leads") : .money) }

  /// Where it stands, and what the rest of the period needs.
  func standing(_ page: inout ReportPage) {
    let (actual, line) = (burnUp.actual(burnUp.asOf), burnUp.goal(burnUp.passed))
    guard !actual.isNaN, !line.isNaN else {
      return page.say(
        "Not every month up to \(burnUp.asOf) is tracked, or what marketing owes is undefined.", .quiet)
    }
    // Reckoned from what is shown, so that the eye can check it.
    let (came, due) = (shown(actual), shown(line))
    let part = line > 0 ? actual / line - 1 : 0
    let size = format.short(abs(part), .percent)
    let day = "\(burnUp.asOf.civil.day) \(burnUp.asOf.month.short)"
    let verdict: Phrase =
      part < -0.1 ? "below ±10%" : part > 0.1 ? "above ±10%" : "within ±10%"
    let start: Phrase = "By \(day): \(amount(actual)) came, the line says \(figure(line))"
    let isGood = abs(part) <= 0.1
    page.say(
      came == due
        ? "\(start): on the line."
        : came < due
          ? "\(start): \(figure(due - came)) short (\(size)), \(verdict)."
          : "\(start): \(figure(came - due)) more (\(size)), \(verdict).", isGood ? .good : .bad)
    pace(actual, &page)
  }

  private func pace(_ actual: Double, _ page: inout ReportPage) {
    let goal = shown(burnUp.wholeGoal)
    let missing = goal - shown(actual)
    let quota: Phrase = isLeads ? "lead quota" : "lead value quota"
    guard burnUp.daysLeft > 0 else {
      return page.say(
        missing > 0.5
          ? "The period is over: \(figure(missing)) of the \(quota) of \(figure(goal)) were not delivered."
          : "The period is over: the \(quota) of \(figure(goal)) was delivered.")
    }
    let days = "\(format.full(burnUp.daysLeft, .number)) \(dayWord)\(burnUp.daysLeft == 1 ? "" : "s")"
    guard missing > 0 else {
      return page.say("The period's \(quota) of \(figure(goal)) is reached, with \(days) left.", .good)
    }
    let needed = missing / burnUp.daysLeft
    let soFar = burnUp.daysGone > 0 ? format.short(actual / burnUp.daysGone, .number) : QuantityFormat.undefined
    let pace: Phrase = "Pace needed: \(figure(needed)) a day for \(days); so far \(soFar)."
    guard isLeads else { return page.say(pace) }
    let room = burnUp.roomADay
    guard !room.isNaN else {
      page.say(pace)
      return page.say("Whether sales' hours can take that is not known.", .quiet)
    }
    let most = format.short(room, .count("leads"), rounding: .down)
    page.say(
      needed <= room ? "\(pace) ✓ Sales can take \(most)." : "\(pace) ✗ Sales can take \(most).",
      needed <= room ? .good : .bad)
  }
}
