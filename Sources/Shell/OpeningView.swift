// What an agreement opens with: both sides' duties by month and every promise, on one screen of 80 × 24.

import Calc
import Documents
import Leads
import SLA

/// The opening view of a plan.
struct OpeningView {
  let plan: Plan
  let format: QuantityFormat
  var note: String?

  private var schema: Schema { plan.schema }
  private var agreement: Agreement { plan.agreement }

  func reply() -> Reply {
    var reply = Reply()
    let figures = Figures(plan: plan, format: format)
    reply.say(head())
    if let goal = goal(figures) { reply.say(goal) }
    reply.gap()
    let months = figures.monthNames()
    if months.count <= 12 {
      var table = Table(fixed: 1, figures: months.count + (months.count > 1 ? 1 : 0))
      marketing(&table, figures, months)
      sales(&table, figures, months)
      if !table.isEmpty { reply.show(table) }
    } else {
      reply.blocks += longPeriod(figures)
    }
    let outcomes = plan.outcomes()
    if !outcomes.isEmpty { reply.gap() }
    reply.show(CheckReply.table(outcomes, figures))
    if !agreement.actuals.isEmpty {
      reply.gap()
      reply.say(
        Styled("Tracked: \(agreement.actuals.spokenSources).  " as Phrase, .quiet) + Styled("report sla", .code))
    }
    if let late = tooLate(figures) {
      reply.gap()
      reply.say(late)
    }
    let missing = needed()
    if !missing.isEmpty { reply.say(Styled("Still to be said: \(missing.joined(separator: ", "))." as Phrase, .quiet)) }
    for remark in agreement.remarks { reply.say(Styled(remark, .quiet)) }
    return reply
  }

  private func head() -> Styled {
    let right =
      "\(agreement.period.spoken) · \(agreement.currency)"
      + (plan.scenario == Scenario.base ? "" : " · \(plan.scenario)") + (note.map { " · \($0)" } ?? "")
    let gap = max(2, 76 - TextWidth.of(agreement.title) - TextWidth.of(right))
    return Styled(agreement.title, .strong) + Styled(String(repeating: " ", count: gap)) + Styled(right, .quiet)
  }

  private func value(_ name: String) -> Double? {
    guard let place = schema.place(of: name) else { return nil }
    let value = plan.sheet.grid(place).cells.first ?? .nan
    return value.isNaN ? nil : value
  }

  private func goal(_ figures: Figures) -> Styled? {
    guard let quota = value("quota") else { return nil }
    let share = value("marketing_share") ?? 1
    let mine = figures.evaluate("total(marketing_quota)")?.grid.scalar ?? .nan
    let money = { (value: Double) in format.short(value, .money) }
    if share >= 1, (value("self_generated") ?? 0) == 0 {
      return Styled("Sales must sell \(money(quota)), all of it from marketing's leads." as Phrase)
    }
    return Styled(
      "Sales must sell \(money(quota)); \(format.short(share, .percent)) of it, \(money(mine)), from marketing's leads."
        as Phrase)
  }

  // MARK: Tables

  private func marketing(_ table: inout Table, _ figures: Figures, _ months: [String]) {
    guard let leads = schema.place(of: "leads") else { return }
    let grid = plan.sheet.grid(leads)
    let director = agreement.director(of: "marketing").map { "  \($0)" } ?? ""
    table.add(
      [Styled("MARKETING OWES", .strong) + Styled(director, .quiet)] + months.map { Styled($0) }
        + (months.count > 1 ? ["total"] : []), kind: .header)
    let dealt = plan.sheet.dealt(leads)?.compactMap { $0 } ?? []
    guard !dealt.isEmpty, dealt.count == grid.cells.count else {
      let tracer = Tracer(plan.sheet)
      let cell = grid.cells.firstIndex(where: \.isNaN) ?? 0
      let reason = tracer.reason(leads, at: tracer.position(of: cell, in: grid))
      table.add([Styled("Leads  –  \(reason.map { "\($0)" } ?? "")")], kind: .heading)
      return
    }
    let count = months.count
    func row(_ cells: [Int]) -> [Styled] {
      let all = cells + (count > 1 ? [cells.reduce(0, +)] : [])
      return all.map { Styled(format.short(Double($0), .count("leads"), rounding: .up)) }
    }
    let totals = (0..<count).map { month in stride(from: month, to: dealt.count, by: count).reduce(0) { $0 + dealt[$1] }
    }
    table.add([Styled("Leads", .strong)] + row(totals), indent: 1)
    let tiers = schema.axes[Model.tier].labels
    if tiers.count > 1, tiers.count <= 8 {
      for (tier, name) in tiers.enumerated() {
        table.add([tierName(tier, name)] + row(Array(dealt[tier * count..<(tier + 1) * count])), indent: 2)
      }
    }
    if let supply = schema.place(of: "supply"), plan.givens[supply] != nil,
      let cells = figures.total(supply, over: AxisSet(place: Model.tier))
    {
      let all = cells.cells + (count > 1 ? [cells.cells.reduce(0, +)] : [])
      table.add(
        [Styled("Can deliver")] + all.map { Styled(format.short($0, .count("leads"), rounding: .down)) }, indent: 1)
    }
  }

  /// "CEO       closes 5%, 20k"
  private func tierName(_ tier: Int, _ name: String) -> Styled {
    func cell(_ quantity: String) -> Double? {
      guard let place = schema.place(of: quantity) else { return nil }
      let cells = plan.sheet.grid(place).cells
      return cells.indices.contains(tier) && !cells[tier].isNaN ? cells[tier] : nil
    }
    let widest = schema.axes[Model.tier].labels.map { TextWidth.of($0) }.max() ?? 0
    let pad = String(repeating: " ", count: max(0, min(widest, 16) - TextWidth.of(name)))
    guard let rate = cell("close_rate"), let size = cell("deal_size") else { return Styled(name) }
    return Styled(name + pad)
      + Styled("  closes \(format.short(rate, .percent)), \(format.compact(size, .money))", .quiet)
  }

  private func sales(_ table: inout Table, _ figures: Figures, _ months: [String]) {
    let teams = schema.axes[Model.team].labels
    guard !teams.isEmpty, let used = schema.place(of: "utilization"), let reps = schema.place(of: "reps") else {
      return
    }
    let director = agreement.director(of: "sales").map { "  \($0)" } ?? ""
    if !table.isEmpty { table.add([""], kind: .heading) }
    table.add([Styled("SALES OWES", .strong) + Styled(director, .quiet)], kind: .heading)
    let (grid, heads) = (plan.sheet.grid(used), plan.sheet.grid(reps))
    let count = months.count
    for (team, name) in teams.enumerated().prefix(6) {
      let own =
        heads.cells.indices.contains((team + 1) * count - 1)
        ? Array(heads.cells[team * count..<(team + 1) * count]) : []
      let low = own.min() ?? .nan
      let high = own.max() ?? .nan
      let people =
        low.isNaN
        ? ""
        : low == high
          ? "\(format.full(low, .number)) reps" : "\(format.full(low, .number))–\(format.full(high, .number)) reps"
      let cells = grid.cells[team * count..<(team + 1) * count].map { value in
        Styled(format.short(value, .percent), value > 1 + 1e-9 ? .bad : .plain)
      }
      table.add([Styled("\(name) hours used") + Styled("  \(people)", .quiet)] + cells, indent: 1)
    }
    if teams.count > 6 { table.add([Styled("… \(teams.count - 6) more teams: capacity", .quiet)], indent: 1) }
    if let rate = schema.place(of: "response_rate"), !plan.sheet.grid(rate).cells.contains(where: \.isNaN) {
      let within = format.short(value("respond_within"), .hours)
      let target = format.short(value("respond_target"), .percent)
      table.add(
        [Styled("Answered in \(within)") + Styled("  agreed \(target)", .quiet)]
          + plan.sheet.grid(rate).cells.map { Styled(format.short($0, .percent)) }, indent: 1)
    }
  }

  /// Many months do not fit a screen: totals only.
  private func longPeriod(_ figures: Figures) -> [Reply.Block] {
    var table = Table([.left, .right, .left], fixed: 1)
    for line in Watched.lines(plan) {
      let unit =
        line.over == .worst
        ? figures.spoken(line.cell)
        : line.definition.units.noun ?? (line.definition.units.isMoney ? schema.currency : "")
      table.add([Styled(line.title), Styled(figures.shown(line.value, line.definition)), Styled(unit, .quiet)])
    }
    return [.table(table), .line(Styled("show leads  gives every month", .quiet))]
  }

  private func tooLate(_ figures: Figures) -> Styled? {
    guard let late = figures.evaluate("total(pipeline_leads)")?.grid.scalar, late > 1e-9,
      let cycle = schema.place(of: "sales_cycle")
    else { return nil }
    let cells = plan.sheet.grid(cycle).cells
    let days =
      cells.allSatisfy { $0 == cells[0] }
      ? "\(format.full(cells.first ?? 0, .number))-day cycle" : "sales cycles differ by tier"
    let first = Month.names[agreement.period.start.month - 1]
    let count = format.short(late, .count("leads"), rounding: .up)
    return Styled("Too late: \(count) leads for this period were due before \(first) (\(days))." as Phrase, .quiet)
  }

  /// What the main figures wait for.
  private func needed() -> [String] {
    ["quota", "close_rate", "deal_size", "reps"].filter { name in
      guard let place = schema.place(of: name) else { return false }
      let grid = plan.sheet.grid(place)
      return grid.cells.isEmpty ? name != "reps" : grid.cells.contains(where: \.isNaN)
    }
  }
}
