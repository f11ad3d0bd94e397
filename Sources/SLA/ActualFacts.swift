// The model's quantities about what happened, pinned from the actuals. What no file tells is left to the model's own
// formulas (typed leads are split by mix there) or stays undefined.

import Calc
import Leads

extension Agreement {
  /// Pins of the quantities that the actuals tell, by place.
  func trackedFacts() -> [Int: Pin] {
    guard !actuals.isEmpty else { return [:] }
    var pins: [Int: Pin] = [:]
    let tiers = schema.axes[Model.tier].labels
    let months = period.all
    func pin(_ name: String, _ axes: AxisSet, _ cells: [Double?]) {
      guard let place = schema.place(of: name), cells.contains(where: { $0 != nil }) else { return }
      pins[place] = Pin(Grid(axes: axes, shape: schema.shape(axes), cells: cells.map { $0 ?? .nan }))
    }
    func byMonth(_ name: String, _ figure: (Month) -> Double?) {
      pin(name, AxisSet(place: Model.month), months.map(figure))
    }
    func byTierAndMonth(_ name: String, _ figure: (TrackedCohort) -> Double?) {
      pin(
        name, [AxisSet(place: Model.tier), AxisSet(place: Model.month)],
        tiers.flatMap { tier in months.map { actuals.cohort(tier, $0).flatMap(figure) } })
    }
    func typed(_ name: String, _ figure: TypedFigure, _ told: (TrackedCohort) -> Double?) {
      byMonth(name) { actuals.untiered($0).flatMap(told) ?? actuals.typed[$0]?[figure] }
    }
    func told(_ name: String, _ figure: (TrackedMonth) -> Double?) {
      byMonth(name) { actuals.month($0).flatMap(figure) }
    }

    byMonth("month_over") { actuals.isOver($0) ? 1 : 0 }
    typed("typed_leads", .leads, \.leads)
    typed("typed_customers", .customers, \.customers)
    typed("typed_revenue", .marketingRevenue, \.revenue)
    byTierAndMonth("actual_leads", \.leads)
    byTierAndMonth("actual_customers", \.customers)
    byTierAndMonth("actual_revenue", \.revenue)
    byTierAndMonth("actual_unreached", \.unreached)
    byTierAndMonth("actual_unreached_attempts", \.attempts)
    told("actual_won", \.won)
    told("actual_won_revenue", \.wonRevenue)
    byMonth("actual_total_revenue") { actuals.month($0)?.totalRevenue ?? actuals.typed[$0]?[.totalRevenue] }
    byMonth("actual_self_generated") { actuals.month($0)?.selfGenerated ?? actuals.typed[$0]?[.selfGenerated] }
    told("actual_due", \.response.due)
    told("counted_answered", \.response.answered)
    told("actual_uncontacted", \.response.uncontacted)
    byMonth("actual_response_rate") { actuals.month($0)?.response.due == nil ? actuals.typed[$0]?[.responseRate] : nil }
    told("actual_response_mean", \.response.mean)
    told("actual_response_median", \.response.median)
    told("actual_response_p90", \.response.p90)
    // Business time is counted when a file is read; by other hours than those of now it tells nothing.
    func current<Value>(_ month: Month, _ value: Value?) -> Value? {
      actuals.files.allSatisfy { $0.months[month] == nil || isCurrent($0) } ? value : nil
    }
    func inBusiness(_ name: String, _ figure: (TrackedResponse) -> Double?) {
      byMonth(name) { current($0, actuals.month($0).flatMap { figure($0.response) }) }
    }
    inBusiness("actual_response_mean_business", \.meanBusiness)
    inBusiness("actual_response_median_business", \.medianBusiness)
    inBusiness("actual_response_p90_business", \.p90Business)
    // By the wall clock neither hours nor holidays matter.
    func counted(_ name: String, _ figure: (ResponseTerms) -> Double?) {
      byMonth(name) { month in
        guard let terms = actuals.terms(month) else { return nil }
        return terms.clock == "elapsed" ? figure(terms) : current(month, figure(terms))
      }
    }
    counted("counted_within", \.within)
    counted("counted_clock") { $0.clock.map { $0 == "elapsed" ? 1 : 0 } }
    let whole = tiers.map { tier in
      months.compactMap { actuals.cohort(tier, $0) }.reduce(into: TrackedCohort()) { $0.add($1) }
    }
    pin(
      "actual_cycle_mean", AxisSet(place: Model.tier),
      whole.map { ratio($0.cycleDays, $0.cycles) ?? actuals.typedCycle })
    pin("actual_cycle_median", AxisSet(place: Model.tier), tiers.map { actuals.medianCycle($0) })
    let all = whole.reduce(into: TrackedCohort()) { $0.add($1) }
    pin("actual_connect_rate", [], [ratio(all.connected, all.connectedAttempts.map { $0 + (all.attempts ?? 0) })])
    let inHours = months.compactMap { current($0, actuals.month($0)?.inHours) }.sum
    let timed = months.compactMap { current($0, actuals.month($0)?.timed) }.sum
    // A file tracked by an earlier Pacto has no count of leads with a time of day: then it cannot be told.
    let isTold = (inHours ?? 0) <= (timed ?? 0)
    pin("actual_in_hours", [], [isTold ? ratio(inHours, timed) : nil])
    return pins
  }
}

/// A part of a whole that is not 0; nil where either is not told.
private func ratio(_ part: Double?, _ whole: Double?) -> Double? {
  guard let part, let whole, whole > 0 else { return nil }
  return part / whole
}

extension [Double] {
  /// Nil where there is none.
  fileprivate var sum: Double? { isEmpty ? nil : reduce(0, +) }
}

extension Actuals {
  /// The leads of a month for which no tier is told at all.
  fileprivate func untiered(_ month: Month) -> TrackedCohort? {
    self.month(month).flatMap { $0.tiers.isEmpty ? $0.untiered : nil }
  }

  /// What the first contacts of a month were counted for; nil where its files differ in that.
  fileprivate func terms(_ month: Month) -> ResponseTerms? {
    let telling = files.filter { $0.months[month]?.response.due != nil }.map(\.terms)
    guard let first = telling.first, telling.allSatisfy({ $0.within == first.within && $0.clock == first.clock })
    else { return nil }
    return first
  }

  /// The median days that a tier's customers took; two files have no common one.
  fileprivate func medianCycle(_ tier: String) -> Double? {
    let all = files.compactMap { $0.medianCycles[tier] }
    return all.count == 1 ? all[0] : nil
  }

  /// The mean of the typed cycles, each month weighing by its customers.
  fileprivate var typedCycle: Double? {
    let told = typed.values.compactMap { month in month[.salesCycle].map { (days: $0, weight: month[.customers]) } }
    guard !told.isEmpty else { return nil }
    // Where a month has no customers typed, all months weigh the same.
    let weights = told.contains { ($0.weight ?? 0) <= 0 } ? told.map { _ in 1 } : told.map { $0.weight ?? 1 }
    return zip(told, weights).reduce(0) { $0 + $1.0.days * $1.1 } / weights.reduce(0, +)
  }
}
