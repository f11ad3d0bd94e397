// `report marketing`: the burn-up. Where are we against the line, what pace is needed for the rest, and can sales' hours
// take it?

import Calc
import Leads

extension Report {
  static let marketing = Report(
    name: "marketing", title: "Leads against the line",
    does: "The burn-up: leads and value against the goal line, the pace needed, whether sales' hours can take it."
  ) { plan, format throws(Diagnostic) in
    let known = try plan.tracked()
    var page = ReportPage("Leads against the line", plan)
    guard let burnUp = BurnUp(plan) else {
      let period = plan.agreement.period.spoken
      throw Diagnostic(
        "what is tracked lies outside \(period)",
        why: "The burn-up is about the period's own months: \(known.spokenSources).")
    }
    standing(burnUp, format, &page)
    page.parts.append(.curve(curve(burnUp)))
    page.show(months(plan))
    return page
  }

  private static func standing(_ burnUp: BurnUp, _ format: QuantityFormat, _ page: inout ReportPage) {
    let (actual, line) = (burnUp.actual(burnUp.asOf), burnUp.goal(burnUp.asOf))
    func leads(_ value: Double) -> String { format.short(value, .count("leads"), rounding: .up) }
    guard !actual.isNaN, !line.isNaN else {
      return page.say("Not every month up to \(burnUp.asOf) is tracked, or the lead quota is undefined.", .quiet)
    }
    let (gap, part) = (actual - line, line > 0 ? actual / line - 1 : 0)
    let size = format.short(abs(part), .percent)
    let day = "\(burnUp.asOf.civil.day) \(burnUp.asOf.month.short)"
    let verdict: Phrase =
      part < -0.1 ? "below ±10%" : part > 0.1 ? "above ±10%: sales is flooded" : "within ±10%"
    let isGood = abs(part) <= 0.1
    page.say(
      gap < 0
        ? "By \(day): \(leads(actual)) leads came, the line says \(leads(line)): \(leads(-gap)) short (\(size)), \(verdict)."
        : "By \(day): \(leads(actual)) leads came, the line says \(leads(line)): \(leads(gap)) more (\(size)), \(verdict).",
      isGood ? .good : .bad)
    pace(burnUp, actual, format, &page)
  }

  private static func pace(
    _ burnUp: BurnUp, _ actual: Double, _ format: QuantityFormat, _ page: inout ReportPage
  ) {
    let missing = burnUp.wholeGoal - actual
    func leads(_ value: Double) -> String { format.short(value, .count("leads"), rounding: .up) }
    guard burnUp.daysLeft > 0 else {
      return page.say(
        missing > 0.5
          ? "The period is over: \(leads(missing)) leads of \(leads(burnUp.wholeGoal)) were not delivered."
          : "The period is over: the lead quota of \(leads(burnUp.wholeGoal)) was delivered.")
    }
    let days = format.full(burnUp.daysLeft, .number)
    guard missing > 0 else {
      return page.say("The period's quota of \(leads(burnUp.wholeGoal)) is reached, \(days) working days early.", .good)
    }
    let (needed, room) = (missing / burnUp.daysLeft, burnUp.roomADay)
    let soFar = burnUp.daysGone > 0 ? leads(actual / burnUp.daysGone) : QuantityFormat.undefined
    let pace: Phrase = "Pace needed: \(leads(needed)) a working day for \(days) days, so far \(soFar)."
    guard !room.isNaN else {
      page.say(pace)
      return page.say("Whether sales' hours can take that is not known: capacity.", .quiet)
    }
    let most = format.short(room, .count("leads"), rounding: .down)
    page.say(
      needed <= room ? "\(pace) ✓ Sales' hours can take \(most)." : "\(pace) ✗ Sales' hours can take \(most) only.",
      needed <= room ? .good : .bad)
  }

  private static func curve(_ burnUp: BurnUp) -> ReportCurve {
    let days = burnUp.days
    let goal = days.map { burnUp.goal($0) }
    return ReportCurve(
      title: "Leads since the period began", days: days, units: .count("leads"),
      lines: [
        ("came", days.map { burnUp.actual($0) }), ("line", goal), ("10% above", goal.map { $0 * 1.1 }),
        ("10% below", goal.map { $0 * 0.9 })
      ], today: burnUp.asOf < burnUp.lastDay ? burnUp.asOf : nil)
  }

  private static func months(_ plan: Plan) -> ReportTable {
    var table = ReportTable("By month", columns: plan.monthColumns)
    table.add("leads", "Leads owed", plan.monthly("leads"), .count("leads"), rounding: .up)
    table.add("actual_leads", "Leads, actual", plan.monthly("actual_leads"), .count("leads"), rounding: .up)
    table.add("lead_value_quota", "Value owed", plan.monthly("lead_value_quota"), .money)
    table.add("actual_value", "Value, actual", plan.monthly("actual_value"), .money)
    return table
  }
}
