// `report funnel`: what became of each month's leads. A cohort too young to have closed is marked open: its close rate
// can only rise.

import Calc
import Leads

extension Report {
  static let funnel = Report(
    name: "funnel", title: "What became of the leads",
    does: "Cohorts by month and tier: leads, customers, close rate with its 90 % interval, deal size, cycle."
  ) { plan, _, _ throws(Diagnostic) in
    _ = try plan.tracked()
    var page = ReportPage(
      "What became of the leads", plan,
      quantities: [
        "actual_leads", "actual_customers", "actual_close_rate", "close_rate", "actual_revenue", "actual_deal_size",
        "actual_cycle_mean", "actual_cycle_median"
      ])
    guard plan.agreement.actuals.tellsTiers(in: plan.agreement.period) else {
      page.show(untiered(plan))
      page.say(
        "Nothing tracked tells tiers: no close rate or deal size can be held against the agreement's.", .quiet)
      return page
    }
    let tiers = plan.schema.axes[Model.tier].labels
    let months = plan.schema.axes[Model.month].labels
    let (leads, customers) = (plan.cells(of: "actual_leads"), plan.cells(of: "actual_customers"))
    let (wholeLeads, wholeCustomers) = (plan.whole("actual_leads"), plan.whole("actual_customers"))
    let (agreed, revenue) = (plan.cells(of: "close_rate"), plan.cells(of: "actual_revenue"))
    var table = ReportTable(
      "Cohorts", columns: ["leads", "won", "rate", "from", "to", "agreed", "deal size"])
    var isAnyOpen = false
    for (tier, name) in tiers.enumerated() {
      var isOpenTier = false
      for (month, label) in months.enumerated() {
        let cell = tier * months.count + month
        guard leads.indices.contains(cell), !leads[cell].isNaN else { continue }
        let isOpen = plan.isYoung(tier, plan.agreement.period.all[month])
        isOpenTier = isOpenTier || isOpen
        table.add(
          "\(name) \(label)", "\(name) \(label)",
          cohort(
            leads[cell], customers[cell], revenue[cell], agreed[tier], isOpen,
            shown: (wholeLeads[cell], wholeCustomers[cell])), note: isOpen ? "open" : nil)
      }
      isAnyOpen = isAnyOpen || isOpenTier
      let range = tier * months.count..<(tier + 1) * months.count
      func sum(_ cells: [Double]) -> Double {
        let told = cells[range].filter { !$0.isNaN }
        return told.isEmpty ? .nan : told.reduce(0, +)
      }
      guard leads[range].contains(where: { !$0.isNaN }) else { continue }
      table.add(
        name, "\(name), all",
        cohort(
          sum(leads), sum(customers), sum(revenue), agreed[tier], isOpenTier,
          shown: (sum(wholeLeads), sum(wholeCustomers))), note: isOpenTier ? "open" : nil, isTotal: true)
    }
    page.show(table)
    page.show(cycles(plan))
    if isAnyOpen {
      page.say("open: too young to have closed; its rate is not final, and may come to more.", .quiet)
    }
    page.say("From and to: between these the close rate lies, nine times in ten.", .quiet)
    return page
  }

  /// A bound of an interval, to a hundredth of a percent: it knows no more.
  private static func bound(_ bound: Double?) -> ReportTable.Cell {
    let bound = bound ?? .nan
    return .init(bound, .percent, shown: (bound * 10_000).rounded() / 10_000)
  }

  /// All tiers together, a row a month.
  private static func untiered(_ plan: Plan) -> ReportTable {
    var table = ReportTable("All tiers", columns: plan.monthColumnsAndTotal)
    table.add("actual_leads", "Leads", plan.byMonth("actual_leads"))
    table.add("actual_customers", "Customers of them", plan.byMonth("actual_customers"))
    table.add("actual_revenue", "Their revenue", plan.byMonth("actual_revenue"))
    return table
  }

  /// Days from created to closed, by tier.
  private static func cycles(_ plan: Plan) -> ReportTable {
    let tiers = plan.schema.axes[Model.tier].labels
    var table = ReportTable("Sales cycle", columns: tiers.map { Phrase(verbatim: $0) })
    let mean = plan.cells(of: "actual_cycle_mean")
    guard mean.contains(where: { !$0.isNaN }) else { return table }
    table.add("sales_cycle", "agreed", plan.cells(of: "sales_cycle"), .days)
    table.add("actual_cycle_mean", "mean", mean, .days)
    table.add("actual_cycle_median", "median", plan.cells(of: "actual_cycle_median"), .days)
    return table
  }

  /// The figures of a cohort; its rate's tone says whether the agreed one lies outside of the interval. What is still
  /// open may yet come up to it.
  private static func cohort(
    _ leads: Double, _ customers: Double, _ revenue: Double, _ agreed: Double, _ isOpen: Bool,
    shown: (leads: Double, customers: Double)
  ) -> [ReportTable.Cell] {
    let interval = Interval(customers, of: leads)
    let rate = leads > 0 ? customers / leads : .nan
    let isOut = interval.map { agreed < $0.low || agreed > $0.high && !isOpen } ?? false
    return [
      .init(leads, .count("leads"), shown: shown.leads),
      .init(customers, .count("customers"), shown: shown.customers),
      .init(rate, .percent, isOut ? .bad : .plain),
      bound(interval?.low), bound(isOpen ? nil : interval?.high), .init(agreed, .percent),
      .init(customers > 0 ? revenue / customers : .nan, .money)
    ]
  }
}
