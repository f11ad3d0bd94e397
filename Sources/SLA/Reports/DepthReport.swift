// `report depth`: how often sales tried leads that never connected, against the attempts agreed.

import Calc
import Leads

extension Report {
  static let depth = Report(
    name: "depth", title: "Depth of follow-up",
    does: "Attempts on leads that never connected, by tier and month, against the attempts agreed."
  ) { plan, _, format throws(Diagnostic) in
    let known = try plan.tracked()
    var page = ReportPage(
      "Depth of follow-up", plan,
      quantities: ["attempts", "actual_attempts", "actual_unreached", "actual_unreached_attempts"])
    let tiers = plan.schema.axes[Model.tier].labels
    let months = plan.agreement.period.months
    let (agreed, actual) = (plan.cells(of: "attempts"), plan.cells(of: "actual_attempts"))
    guard actual.contains(where: { !$0.isNaN }), agreed.count == tiers.count else {
      page.say("Nothing tracked tells how often leads were tried.", .quiet)
      return page
    }
    let all = plan.reckoned("total(actual_attempts, month)").cells
    for (tier, name) in tiers.enumerated() where all.indices.contains(tier) && !all[tier].isNaN {
      let short = agreed[tier] - all[tier]
      let (was, wanted) = (format.short(all[tier], .number), format.full(agreed[tier], .number))
      if short > 0.05 * agreed[tier] {
        page.say("✗ \(name): \(was) attempts on average on leads never reached, \(wanted) agreed.", .bad)
      } else {
        page.say("✓ \(name): \(was) attempts on average on leads never reached, \(wanted) agreed.", .good)
      }
    }
    var table = ReportTable("Mean attempts by month", columns: ["agreed"] + plan.monthColumns + ["all"])
    for (tier, name) in tiers.enumerated() {
      let values =
        [agreed[tier]] + actual[tier * months..<(tier + 1) * months] + [all.indices.contains(tier) ? all[tier] : .nan]
      table.add(name, Phrase(verbatim: name), values, .number)
    }
    page.show(table)
    if let bars = distribution(known, plan, agreed: agreed.min() ?? 0) { page.parts.append(.bars(bars)) }
    return page
  }

  private static func distribution(_ known: Actuals, _ plan: Plan, agreed: Double) -> ReportBars? {
    var counts: [Double] = []
    for month in plan.agreement.period.all {
      for (at, count) in (known.month(month)?.depth ?? []).enumerated() {
        while counts.count <= at { counts.append(0) }
        counts[at] += count
      }
    }
    guard let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
    let shown = min(last, 12)
    let bars = (0...shown).map { at -> (name: Phrase, count: Double, isBroken: Bool) in
      let isLast = at == shown && last > shown
      return (
        isLast ? "\(at) and more" : "\(at)", isLast ? counts[at...].reduce(0, +) : counts[at],
        Double(at) < agreed - 1e-9
      )
    }
    return ReportBars(
      title: "Leads never reached, by attempts (✗ fewer than agreed)", bars: bars, units: .count("leads"))
  }
}
