// `report speed`: how soon sales answered, month by month, beside the promise and what the model expects.

import Calc
import Leads

extension Report {
  static let speed = Report(
    name: "speed", title: "Time to the first contact",
    does: "How soon leads were first contacted: share within the promise, mean, median, 90 % point, never contacted."
  ) { plan, format throws(Diagnostic) in
    let known = try plan.tracked()
    var page = ReportPage("Time to the first contact", plan)
    let (within, target) = (plan.figure("respond_within"), plan.figure("respond_target"))
    let rate = plan.reckoned("total(actual_response_rate)").scalar ?? .nan
    let shown = format.besideTest(rate, target, .percent).left
    let promise: Phrase = "within \(format.full(within, .hours)) for \(format.short(target, .percent)) of leads"
    if rate.isNaN {
      page.say("Agreed: \(promise). Not every month is told.")
    } else {
      let isKept = Sheet.margin(.atLeast, rate, target) >= 0
      page.say("Agreed: \(promise). It was so for \(shown) of those due.", isKept ? .good : .bad)
    }
    var table = ReportTable("By month", columns: plan.monthColumns)
    let rates = plan.cells(of: "actual_response_rate")
    table.add(
      "actual_response_rate", "Answered in time",
      rates.map { .init($0, .percent, $0 < target - 1e-9 ? .bad : .plain) })
    table.add("response_rate", "expected by the model", plan.cells(of: "response_rate"), .percent)
    for (name, label) in times { table.add(name, label, plan.cells(of: name), .hours) }
    table.add("actual_due", "Leads due an answer", plan.cells(of: "actual_due"), .count("leads"))
    table.add("actual_uncontacted", "Never contacted", plan.cells(of: "actual_uncontacted"), .count("leads"))
    page.show(table)
    if let bars = distribution(known, plan) { page.parts.append(.bars(bars)) }
    return page
  }

  private static let times: [(String, Phrase)] = [
    ("actual_response_mean", "Mean"), ("actual_response_median", "Median"), ("actual_response_p90", "90% within"),
    ("actual_response_mean_business", "Mean, business time"),
    ("actual_response_median_business", "Median, business time"),
    ("actual_response_p90_business", "90% within, business time")
  ]

  /// How many first contacts of the period came how soon.
  private static func distribution(_ known: Actuals, _ plan: Plan) -> ReportBars? {
    let edges = ResponseTimes.edges
    var counts = [Double](repeating: 0, count: edges.count + 1)
    for month in plan.agreement.period.all {
      for (at, count) in (known.month(month)?.times ?? []).enumerated() where counts.indices.contains(at) {
        counts[at] += count
      }
    }
    guard let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
    let format = QuantityFormat()
    let within = plan.figure("respond_within")
    let isElapsed = plan.figure("clock") == 1
    let bars = counts[...last].enumerated().map { at, count -> (name: Phrase, count: Double, isBroken: Bool) in
      let from = at == 0 ? 0 : edges[at - 1]
      let name: Phrase =
        at < edges.count ? "up to \(format.short(edges[at], .hours))" : "over \(format.short(from, .hours))"
      return (name, count, isElapsed && from >= within - 1e-9)
    }
    return ReportBars(title: "First contacts by elapsed time", bars: bars, units: .count("leads"))
  }
}
