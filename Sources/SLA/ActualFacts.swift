// The model's quantities about what happened, pinned from the actuals. What no file tells is left to the model's own
// formulas (typed leads are split by mix there) or stays undefined.

import Calc

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
    func typed(_ name: String, _ figure: TypedFigure) { byMonth(name) { actuals.typed[$0]?[figure] } }
    func whole(_ name: String, _ figure: (TrackedMonth) -> Double?) { byMonth(name) { actuals.month($0).flatMap(figure) } }

    byMonth("month_over") { actuals.isOver($0) ? 1 : 0 }
    typed("typed_leads", .leads)
    typed("typed_customers", .customers)
    typed("typed_revenue", .marketingRevenue)
    byTierAndMonth("actual_leads", \.leads)
    byTierAndMonth("actual_customers", \.customers)
    byTierAndMonth("actual_revenue", \.revenue)
    byTierAndMonth("actual_unreached", \.unreached)
    byTierAndMonth("actual_unreached_attempts", \.attempts)
    whole("actual_won", \.won)
    whole("actual_won_revenue", \.wonRevenue)
    byMonth("actual_total_revenue") { actuals.month($0)?.totalRevenue ?? actuals.typed[$0]?[.totalRevenue] }
    byMonth("actual_self_generated") { actuals.month($0)?.selfGenerated ?? actuals.typed[$0]?[.selfGenerated] }
    whole("actual_due", \.due)
    whole("actual_answered", \.answered)
    whole("actual_uncontacted", \.uncontacted)
    byMonth("actual_response_rate") { actuals.month($0)?.due == nil ? actuals.typed[$0]?[.responseRate] : nil }
    whole("actual_response_mean", \.mean)
    whole("actual_response_median", \.median)
    whole("actual_response_p90", \.p90)
    whole("actual_response_mean_business", \.meanBusiness)
    whole("actual_response_median_business", \.medianBusiness)
    whole("actual_response_p90_business", \.p90Business)
    pin("actual_cycle_mean", AxisSet(place: Model.tier), tiers.map { actuals.cycle($0)?.mean ?? actuals.typedCycle })
    pin("actual_cycle_median", AxisSet(place: Model.tier), tiers.map { actuals.cycle($0)?.median })
    pin("actual_connect_rate", [], [actuals.share(\.connects, of: \.attempts)])
    pin("actual_in_hours", [], [actuals.share(\.inHours, of: \.arrivals)])
    return pins
  }
}

extension Actuals {
  /// How long a tier's customers took, all files together; two files have no common median.
  public func cycle(_ tier: String) -> TrackedCycle? {
    let all = files.compactMap { $0.cycles[tier] }.filter { ($0.customers ?? 0) > 0 }
    guard all.count > 1 else { return all.first }
    var sum = TrackedCycle()
    let count = all.reduce(0) { $0 + ($1.customers ?? 0) }
    let mean = all.reduce(0) { $0 + ($1.customers ?? 0) * ($1.mean ?? .nan) } / count
    let square = all.reduce(0.0) { sum, one in
      let (mean, variation) = (one.mean ?? .nan, one.variation ?? .nan)
      return sum + (one.customers ?? 0) * mean * mean * (1 + variation * variation)
    }
    sum.customers = count
    sum.mean = mean.isNaN ? nil : mean
    let variance = square / count - mean * mean
    sum.variation = variance.isNaN || mean == 0 ? nil : max(0, variance).squareRoot() / mean
    return sum
  }

  /// The mean of the typed cycles, each month weighing by its customers.
  fileprivate var typedCycle: Double? {
    let told = typed.values.compactMap { month in month[.salesCycle].map { (days: $0, weight: month[.customers]) } }
    guard !told.isEmpty else { return nil }
    // Where a month has no customers typed, all months weigh the same.
    let weights = told.contains { ($0.weight ?? 0) <= 0 } ? told.map { _ in 1 } : told.map { $0.weight ?? 1 }
    return zip(told, weights).reduce(0) { $0 + $1.0.days * $1.1 } / weights.reduce(0, +)
  }

  /// One count of the files over another.
  fileprivate func share(_ part: KeyPath<TrackedFile, Double?>, of whole: KeyPath<TrackedFile, Double?>) -> Double? {
    let told = files.filter { $0[keyPath: part] != nil && ($0[keyPath: whole] ?? 0) > 0 }
    guard !told.isEmpty else { return nil }
    return told.reduce(0) { $0 + ($1[keyPath: part] ?? 0) } / told.reduce(0) { $0 + ($1[keyPath: whole] ?? 0) }
  }
}
