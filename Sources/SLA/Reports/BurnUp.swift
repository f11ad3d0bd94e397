// The burn-up: leads, or their value, against the line that was agreed, day by day.
//
//     goal at the end of day d of month m  =  leads of the months before + leads[m] × working days elapsed ÷ working_days
//     band                                 ±10 % of the line: over-delivery floods sales
//     pace needed                          (the period's goal − actual) ÷ working days after as-of
//
// On request the line rises on all days alike.

import Calc
import Leads

/// Leads, or their value, over the days of the period.
struct BurnUp {
  enum Measure {
    case leads, value

    var goal: String { self == .leads ? "leads" : "lead_value_quota" }
    var actual: String { self == .leads ? "actual_leads" : "actual_value" }
  }

  let plan: Plan
  let measure: Measure
  /// Whether weekends and holidays count too.
  let isCalendar: Bool
  /// The last day of which something is known; within the period.
  let asOf: Day
  /// The last day that has passed for the line: an export from before business closes leaves its own day to come.
  let passed: Day
  /// By month; NaN where undefined.
  private let goals: [Double]
  private let actuals: [Double]
  private let leads: [Double]
  private let free: Set<Day>

  private var agreement: Agreement { plan.agreement }
  private var period: Period { agreement.period }
  var firstDay: Day { period.start.first }
  var lastDay: Day { period.last.lastDay }

  /// - Returns: nil where nothing is known of the period.
  init?(_ plan: Plan, of measure: Measure, isCalendar: Bool = false) {
    (self.plan, self.measure, self.isCalendar) = (plan, measure, isCalendar)
    let known = plan.agreement.actuals
    let period = plan.agreement.period
    let typed = period.all.filter { known.typed[$0] != nil }.map(\.lastDay)
    guard let asOf = (typed + (known.asOf.map { [min($0, period.last.lastDay)] } ?? [])).max(),
      asOf >= period.start.first
    else { return nil }
    self.asOf = asOf
    let closes = Double(plan.agreement.businessHours.closes) / 60
    let isOngoing = known.files.contains { $0.asOf == asOf && ($0.until ?? 24) < closes } && !typed.contains(asOf)
    passed = isOngoing ? Day(number: asOf.number - 1) : asOf
    goals = plan.monthly(measure.goal)
    actuals = plan.monthly(measure.actual)
    leads = measure == .leads ? actuals : plan.monthly("actual_leads")
    free = Set(plan.agreement.holidays)
    guard [goals, actuals, leads].allSatisfy({ $0.count == period.months }) else { return nil }
  }

  /// The days of some that count: Monday to Friday without holidays, or all.
  private func days(_ days: ClosedRange<Int>) -> Double {
    Double(days.count { isCalendar || Day(number: $0).isWeekday && !free.contains(Day(number: $0)) })
  }

  /// Days to come.
  var daysLeft: Double { passed < lastDay ? days(passed.number + 1...lastDay.number) : 0 }
  /// Days that have passed.
  var daysGone: Double { passed >= firstDay ? days(firstDay.number...passed.number) : 0 }

  /// What is due by the end of a day.
  func goal(_ day: Day) -> Double {
    let month = min(max(0, day.month.number - period.start.number), period.months - 1)
    let (first, last) = (period.all[month].first.number, period.all[month].lastDay.number)
    let gone = day.number >= first ? days(first...min(day.number, last)) : 0
    let all = days(first...last)
    return goals[..<month].reduce(0, +) + (all > 0 ? goals[month] * gone / all : 0)
  }

  var wholeGoal: Double { goals.reduce(0, +) }

  /// What had come by the end of a day; NaN where no file tells single days.
  func actual(_ day: Day) -> Double {
    guard day <= asOf, let month = period.index(of: day.month) else { return .nan }
    let before = actuals[..<month].reduce(0, +)
    if day == day.month.lastDay || day == asOf { return before + actuals[month] }
    guard let daily = daily(day.month) else { return .nan }
    return before + daily.prefix(day.civil.day).reduce(0, +)
  }

  /// The days a curve is drawn through: the end of each week and month, and as-of.
  var days: [Day] {
    (firstDay.number...lastDay.number).map { Day(number: $0) }.filter { day in
      day.monday.number + 6 == day.number || day == asOf || day == firstDay || day == day.month.lastDay
    }
  }

  /// Leads or their value by day of a month, all files together; nil where no file tells them. The value of leads whose
  /// tier nothing tells is that of the month's leads on average.
  private func daily(_ month: Month) -> [Double]? {
    guard let told = agreement.actuals.month(month), told.cohorts.contains(where: { !$0.daily.isEmpty }) else {
      return nil
    }
    var days = [Double](repeating: 0, count: month.dayCount)
    func add(_ cohort: TrackedCohort, worth value: Double) {
      for (day, count) in cohort.daily.enumerated() where days.indices.contains(day) { days[day] += count * value }
    }
    let tiers = plan.schema.axes[Model.tier].labels
    let values = plan.cells(of: "lead_value")
    for (tier, cohort) in told.tiers {
      let value = tiers.firstIndex(of: tier).flatMap { values.indices.contains($0) ? values[$0] : nil }
      add(cohort, worth: measure == .leads ? 1 : value ?? .nan)
    }
    if let at = period.index(of: month) { add(told.untiered, worth: measure == .leads ? 1 : actuals[at] / leads[at]) }
    return days
  }

  /// The leads a day after as-of that sales' hours can take; NaN where they are not known.
  var roomADay: Double {
    let capacity = plan.cells(of: "lead_capacity")
    guard daysLeft > 0, capacity.count == period.months else { return .nan }
    var sum = 0.0
    for (at, month) in period.all.enumerated() {
      let (first, last) = (month.first.number, month.lastDay.number)
      let left = last > passed.number ? days(max(first, passed.number + 1)...last) : 0
      if left > 0 { sum += capacity[at] * left / days(first...last) }
    }
    return sum / daysLeft
  }
}
