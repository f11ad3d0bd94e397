// What was assumed against what the leads say: every driver that can be estimated, with the interval in which it lies
// nine times in ten. Leads outside the period count here; cohorts that are too young do not count for close rates and
// cycles (Plan.isYoung).
//
//     close_rate     customers of leads          attempts       mean on leads that never connected
//     deal_size      mean of amounts             connect_rate   connected of all attempts
//     mix            a tier's of all leads       in_hours       arrived in business hours of those timed
//     sales_cycle    mean of days                marketing_share  as actual_marketing_share, over all months told

import Calc
import Leads

/// A driver as the leads tell it.
public struct Estimate: Sendable {
  public enum Source: Sendable, Equatable {
    /// So many of so many.
    case counts(Double, of: Double)
    /// A mean of so many.
    case mean(of: Double)
    /// A ratio without an interval, from so many months.
    case months(Double)
  }

  public var definition: Definition
  /// The tier's label; nil for a driver without tiers.
  public var tier: String?
  /// What is agreed; NaN where undefined.
  public var agreed: Double
  public var observed: Double
  /// Nil where too little is known for one.
  public var interval: Interval?
  public var source: Source

  /// Whether the agreed value lies within; nil without an interval.
  public var isWithin: Bool? { agreed.isNaN ? nil : interval.map { $0.contains(agreed) } }

  /// How many leads, customers, attempts or months it rests on.
  public var count: Double {
    switch source {
    case .counts(_, let all): all
    case .mean(let count), .months(let count): count
    }
  }

  /// `close_rate[CEO]`
  public var target: String { tier.map { "\(definition.name)[\($0)]" } ?? definition.name }
}

/// All drivers that what is tracked can estimate.
public struct Recalibration: Sendable {
  public private(set) var estimates: [Estimate] = []
  /// Drivers that it cannot tell, each with the reason.
  public private(set) var left: [(name: String, why: Phrase)] = []
  /// How many cohorts, of a month and a tier each, are too young for close rates and cycles.
  public private(set) var young = 0

  private let plan: Plan
  private var tiers: [String] { plan.schema.axes[Model.tier].labels }

  public init(_ plan: Plan) {
    self.plan = plan
    let known = plan.agreement.actuals
    let months = Set(known.files.flatMap(\.months.keys)).sorted()
    // By tier: everything, and what is old enough.
    var all = tiers.map { _ in TrackedCohort() }
    var old = all
    // Leads of a month that goes on are still being worked.
    var worked = all
    for (tier, label) in tiers.enumerated() {
      for month in months {
        guard let cohort = known.cohort(label, month) else { continue }
        all[tier].add(cohort)
        if known.isOver(month) { worked[tier].add(cohort) }
        if plan.isYoung(tier, month) {
          if (cohort.leads ?? 0) > 0 { young += 1 }
        } else {
          old[tier].add(cohort)
        }
      }
    }
    let leads = all.compactMap(\.leads).reduce(0, +)
    // What speaks against all that is told by tier.
    let noTiers: Phrase? =
      known.files.isEmpty
      ? "it takes an export of the CRM" : leads == 0 ? "what is tracked tells no tiers" : nil
    let isClosed = all.contains { $0.customers != nil }
    let tooYoung: Phrase = isClosed ? "no cohort is old enough" : "no customers are tracked"
    let noAttempts: Phrase =
      all.contains { $0.attempts != nil } ? "no month of them is over" : "no attempts are tracked"
    rates("close_rate", old, \.customers, \.leads, noTiers ?? tooYoung)
    means("deal_size", all, \.amounts, \.revenue, \.revenueSquared, noTiers ?? "no amounts are tracked")
    rates("mix", all, \.leads, { _ in leads }, noTiers ?? "no tiers are tracked")
    means("sales_cycle", old, \.cycles, \.cycleDays, \.cycleSquared, noTiers ?? tooYoung)
    rates(
      "connect_rate", worked, \.connected, { cohort in cohort.connectedAttempts.map { $0 + (cohort.attempts ?? 0) } },
      noTiers ?? noAttempts)
    means("attempts", worked, \.unreached, \.attempts, \.attemptsSquared, noTiers ?? noAttempts)
    let timed = months.compactMap { known.month($0)?.timed }.reduce(0, +)
    let inHours = months.compactMap { known.month($0)?.inHours }.reduce(0, +)
    if known.files.allSatisfy(plan.agreement.isCurrent) {
      one("in_hours", inHours, of: timed, "it takes an export with times of day")
    } else {
      left.append(("in_hours", "business hours, holidays or time zone have changed since it was tracked"))
    }
    marketingShare()
  }

  /// What the leads no longer support; shares hold together or not at all.
  public var outside: [Estimate] {
    let names = Set(estimates.filter { $0.isWithin == false }.map(\.definition.name))
    return estimates.filter {
      $0.isWithin == false || $0.definition.isShares && names.contains($0.definition.name)
    }
  }

  /// Nothing is tracked that tells anything.
  public var isEmpty: Bool { estimates.isEmpty }

  // MARK: Estimating

  private mutating func rates(
    _ name: String, _ cohorts: [TrackedCohort], _ part: (TrackedCohort) -> Double?,
    _ whole: (TrackedCohort) -> Double?, _ why: Phrase
  ) {
    guard let definition = plan.schema.definition(name) else { return }
    let before = estimates.count
    for (tier, cohort) in cohorts.enumerated() {
      guard let some = part(cohort), let all = whole(cohort), all > 0, some <= all else { continue }
      estimates.append(
        Estimate(
          definition: definition, tier: tiers[tier], agreed: agreed(name, tier), observed: some / all,
          interval: Interval(some, of: all), source: .counts(some, of: all)))
    }
    if estimates.count == before { left.append((name, why)) }
  }

  private mutating func means(
    _ name: String, _ cohorts: [TrackedCohort], _ count: (TrackedCohort) -> Double?,
    _ sum: (TrackedCohort) -> Double?, _ squares: (TrackedCohort) -> Double?, _ why: Phrase
  ) {
    guard let definition = plan.schema.definition(name) else { return }
    let before = estimates.count
    for (tier, cohort) in cohorts.enumerated() {
      guard let count = count(cohort), count > 0, let sum = sum(cohort) else { continue }
      estimates.append(
        Estimate(
          definition: definition, tier: tiers[tier], agreed: agreed(name, tier), observed: sum / count,
          interval: squares(cohort).flatMap { Interval(meanOf: count, sum: sum, squares: $0) },
          source: .mean(of: count)))
    }
    if estimates.count == before { left.append((name, why)) }
  }

  private mutating func one(_ name: String, _ some: Double, of all: Double, _ why: Phrase) {
    guard let definition = plan.schema.definition(name) else { return }
    guard all > 0, some <= all else { return left.append((name, why)) }
    estimates.append(
      Estimate(
        definition: definition, tier: nil, agreed: plan.figure(name), observed: some / all,
        interval: Interval(some, of: all), source: .counts(some, of: all)))
  }

  private mutating func marketingShare() {
    guard let definition = plan.schema.definition("marketing_share") else { return }
    let shares = plan.cells(of: "actual_marketing_share")
    let told = shares.indices.filter { !shares[$0].isNaN }
    let (won, total, own) = (
      plan.cells(of: "actual_won_revenue"), plan.cells(of: "actual_total_revenue"),
      plan.cells(of: "actual_self_generated")
    )
    let rest = told.reduce(0) { $0 + total[$1] - own[$1] }
    guard rest > 0 else { return left.append(("marketing_share", "all revenue of a month is not tracked")) }
    estimates.append(
      Estimate(
        definition: definition, tier: nil, agreed: plan.figure("marketing_share"),
        observed: told.reduce(0) { $0 + won[$1] } / rest, interval: nil, source: .months(Double(told.count))))
  }

  private func agreed(_ name: String, _ tier: Int) -> Double {
    let cells = plan.cells(of: name)
    return cells.indices.contains(tier) ? cells[tier] : .nan
  }
}

// MARK: Accepting

extension Plan {
  /// The plan with estimates in the place of what was agreed: rates as counts, means as ranges.
  /// - Returns: with it the targets that could not be set, and why.
  public func accepting(_ estimates: [Estimate], format: QuantityFormat) throws(Diagnostic) -> (
    plan: Plan, left: [(target: String, why: Phrase)]
  ) {
    var plan = self
    var left: [(String, Phrase)] = []
    // A scenario keeps a change as it is written, and goes into a file so.
    let filed = QuantityFormat(form: .files(language: agreement.language), currency: agreement.currency)
    let shares = estimates.filter(\.definition.isShares)
    for estimate in estimates where !estimate.definition.isShares {
      guard let written = estimate.written else {
        left.append(
          (estimate.target, "\(format.short(estimate.observed, estimate.definition.units)) is out of its bounds"))
        continue
      }
      let change = Change(
        name: estimate.definition.name, labels: estimate.tier.map { [$0] } ?? [], written: written,
        text: filed.full(written), source: "recalibrated: \(agreement.actuals.spokenSources)")
      plan = try plan.with(change)
    }
    for (name, all) in Dictionary(grouping: shares, by: \.definition.name) {
      // Shares hold together or not at all, which changes one after the other cannot say: a scenario keeps changes.
      if scenario == Scenario.base, let next = plan.sharing(all) {
        plan = next
      } else {
        left.append((name, "shares are recalibrated in base, all tiers together"))
      }
    }
    return (plan, left)
  }

  /// The plan with all labels of a share given at once.
  private func sharing(_ estimates: [Estimate]) -> Plan? {
    guard let definition = estimates.first?.definition, let place = schema.place(of: definition.name),
      let axis = definition.axes.places.first, schema.axes[axis].labels.count == estimates.count,
      abs(estimates.reduce(0) { $0 + $1.observed } - 1) < 1e-9
    else { return nil }
    var given = Given(over: AxisSet(place: axis), in: schema)
    for (label, estimate) in estimates.enumerated() {
      guard case .counts(let some, let all) = estimate.source else { return nil }
      given.cells[label] = Given.Cell(estimate.observed, spread: .counts(some, of: all))
    }
    return giving(given, at: place, source: "recalibrated: \(agreement.actuals.spokenSources)")
  }
}

extension Estimate {
  /// As it is set; nil where the driver's bounds do not allow it.
  var written: Written? {
    guard definition.bounds.contains(observed) else { return nil }
    switch source {
    case .counts(let some, let all) where some == some.rounded() && all == all.rounded():
      return Written(.counts(some, of: all), units: definition.units)
    case .mean:
      guard let interval, interval.low < interval.high, definition.bounds.contains(interval.low) else { break }
      return Written(.range(Estimate.plain(interval.low), Estimate.plain(interval.high)), units: definition.units)
    default: break
    }
    return Written(.exact(Estimate.plain(observed)), units: definition.units)
  }

  /// Four digits: an estimate knows no more.
  private static func plain(_ value: Double) -> Double {
    var factor = 1.0
    while abs(value) * factor < 1_000, factor < 1e9 { factor *= 10 }
    return value >= 10_000 ? (value / 10).rounded() * 10 : (value * factor).rounded() / factor
  }
}
