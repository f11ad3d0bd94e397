// `report sla`: one page for both directors. What went well first, then what did not, with what was agreed for it.

import Calc
import Leads

extension Report {
  public static let sla = Report(
    name: "sla", title: "Kept and broken",
    does: "One page for both directors: promises kept and broken on what happened, since when, and what follows."
  ) { plan, _, _ throws(Diagnostic) in
    _ = try plan.tracked()
    var page = ReportPage("Kept and broken", plan, quantities: pairs.flatMap { [$0.planned, $0.actual] })
    let outcomes = plan.outcomes().filter { $0.actual != nil }
    let kept = outcomes.filter { $0.actual?.judgement.holds == true }
    let broken = outcomes.filter { $0.actual?.judgement.holds == false }
    let rest = outcomes.filter { $0.actual?.judgement.holds == nil }
    page.show(figures(plan))
    if let since = plan.leadsSince {
      page.say("Won: customers of leads created since \(since); no file has earlier ones.", .quiet)
    }
    for (title, list) in [("Kept", kept), ("Broken", broken), ("Not judged", rest)] as [(Phrase, [PromiseOutcome])]
    where !list.isEmpty {
      page.parts.append(.gap)
      page.say(title, .strong)
      page.parts.append(.promises(list))
    }
    let without = plan.agreement.promises.count - outcomes.count
    if outcomes.isEmpty {
      page.say("No promise has a test on what happened.", .quiet)
    } else if without > 0 {
      page.say(
        without == 1
          ? "One promise has no test on what happened (actual: … in the agreement)."
          : "\(without) promises have no test on what happened (actual: … in the agreement).", .quiet)
    }
    return page
  }

  /// What both sides had agreed beside what came of it.
  private static let pairs: [(planned: String, label: Phrase, actual: String, told: Phrase)] = [
    ("leads", "Leads owed", "actual_leads", "came"),
    ("lead_value_quota", "Lead value owed", "actual_value", "came"),
    ("response_rate", "Answered in time, expected", "actual_response_rate", "was"),
    ("customers", "Customers planned", "actual_won", "won"),
    ("marketing_quota", "Revenue planned from them", "actual_won_revenue", "won")
  ]

  private static func figures(_ plan: Plan) -> ReportTable {
    var table = ReportTable("Agreed and actual", columns: plan.monthColumnsAndTotal)
    for pair in pairs {
      var (planned, actual) = (plan.byMonth(pair.planned), plan.byMonth(pair.actual))
      if pair.actual == "actual_response_rate" {
        for (month, rate) in plan.answeredInTime.enumerated() where rate.isNaN {
          actual[month] = ReportTable.Cell(rate, .percent)
        }
      }
      guard actual.contains(where: { !$0.value.isNaN }) else { continue }
      let isPlanned = planned.contains { !$0.value.isNaN }
      let title = plan.schema.definition(pair.actual)?.title ?? pair.told
      table.add(pair.planned, pair.label, planned)
      table.add(pair.actual, isPlanned ? "  \(pair.told)" : title, actual)
    }
    return table
  }
}
