// The burn-up: leads against the line that was agreed, day by day.
//
//     goal at the end of day d of month m  =  leads of the months before + leads[m] × working days elapsed ÷ working_days
//     band                                 ±10 % of the line: over-delivery floods sales
//     pace needed                          (the period's goal − actual) ÷ working days after as-of

import Calc
import Leads

/// Leads over the days of the period.
struct BurnUp {
  let plan: Plan
  /// The last day of which something is known; within the period.
  let asOf: Day
  /// By month; NaN where undefined.
  private let goals: [Double]
  private let actuals: [Double]
  private let free: Set<Day>

  private var agreement: Agreement { plan.agreement }
  private var period: Period { agreement.period }
  var firstDay: Day { period.start.first }
  var lastDay: Day { Day(number: period.last.first.number + period.last.dayCount - 1) }

  /// - Returns: nil where nothing is known of the period.
  init?(_ plan: Plan) {
    self.plan = plan
    let known = plan.agreement.actuals
    let period = plan.agreement.period
    let typed = period.all.filter { known.typed[$0] != nil }.map { Day(number: $0.first.number + $0.dayCount - 1) }
    let last = Day(number: period.last.first.number + period.last.dayCount - 1)
    guard let asOf = (typed + (known.asOf.map { [min($0, last)] } ?? [])).max(), asOf >= period.start.first else {
      return nil
    }
    self.asOf = asOf
    goals = plan.monthly("leads")
    actuals = plan.monthly("actual_leads")
    free = Set(plan.agreement.holidays)
    guard goals.count == period.months, actuals.count == period.months else { return nil }
  }

  /// Monday to Friday without holidays, of some days.
  func workingDays(_ days: ClosedRange<Int>) -> Double {
    Double(days.count { Day(number: $0).isWeekday && !free.contains(Day(number: $0)) })
  }

  /// Working days after as-of.
  var daysLeft: Double { asOf < lastDay ? workingDays(asOf.number + 1...lastDay.number) : 0 }
  /// Working days up to as-of.
  var daysGone: Double { workingDays(firstDay.number...asOf.number) }

  /// What is due by the end of a day.
  func goal(_ day: Day) -> Double {
    let month = min(max(0, day.month.number - period.start.number), period.months - 1)
    let first = period.all[month].first.number
    let all = workingDays(first...first + period.all[month].dayCount - 1)
    let gone = day.number >= first ? workingDays(first...min(day.number, first + period.all[month].dayCount - 1)) : 0
    return goals[..<month].reduce(0, +) + (all > 0 ? goals[month] * gone / all : 0)
  }

  var wholeGoal: Double { goals.reduce(0, +) }

  /// What had come by the end of a day; NaN where no file tells single days.
  func actual(_ day: Day) -> Double {
    guard day <= asOf else { return .nan }
    let month = day.month.number - period.start.number
    let before = actuals[..<month].reduce(0, +)
    let isWhole = day.number == day.month.first.number + day.month.dayCount - 1
    if isWhole || day == asOf { return before + actuals[month] }
    guard let daily = agreement.actuals.daily(day.month) else { return .nan }
    return before + daily.prefix(day.civil.day).reduce(0, +)
  }

  /// The days a curve is drawn through: the end of each week and month, and as-of.
  var days: [Day] {
    (firstDay.number...lastDay.number).map { Day(number: $0) }.filter { day in
      (day.number + 3) % 7 == 6 || day == asOf || day == lastDay || day == firstDay
        || day.number == day.month.first.number + day.month.dayCount - 1
    }
  }

  /// The leads a working day after as-of that sales' hours can take; NaN where they are not known.
  var roomADay: Double {
    let capacity = plan.cells(of: "lead_capacity")
    guard daysLeft > 0, capacity.count == period.months else { return .nan }
    var sum = 0.0
    for (at, month) in period.all.enumerated() {
      let (first, last) = (month.first.number, month.first.number + month.dayCount - 1)
      let (all, left) = (
        workingDays(first...last), last > asOf.number ? workingDays(max(first, asOf.number + 1)...last) : 0
      )
      if left > 0 { sum += capacity[at] * left / all }
    }
    return sum / daysLeft
  }
}

extension Actuals {
  /// Leads by day of a month, all tiers and files together; nil where no file tells them.
  func daily(_ month: Month) -> [Double]? {
    guard let told = self.month(month) else { return nil }
    var days = [Double](repeating: 0, count: month.dayCount)
    for cohort in told.cohorts {
      for (day, count) in cohort.daily.enumerated() where days.indices.contains(day) { days[day] += count }
    }
    return told.cohorts.contains { !$0.daily.isEmpty } ? days : nil
  }
}
