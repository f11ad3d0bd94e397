// `capacity`: does it fit? Hours needed of hours available, team by team; reps needed; the largest lead quota the teams
// can work.

import Calc
import Documents
import SLA

extension Command {
  static let capacity = Command(
    "capacity", usage: ["capacity"],
    does: "Does it fit? Hours needed of hours available for each team, reps needed, the most leads the teams can work.",
    examples: ["capacity"], next: "why workload[SDR, Aug]"
  ) { session, parser throws(Diagnostic) in
    try parser.end()
    return CapacityReply(plan: try session.opened(), format: session.format).reply()
  }
}

/// Builds the answer of `capacity`.
struct CapacityReply {
  let plan: Plan
  let format: QuantityFormat

  private var schema: Schema { plan.schema }

  private func grid(_ name: String) -> Grid { schema.place(of: name).map { plan.sheet.grid($0) } ?? Grid(.nan) }

  private func value(_ name: String, team: Int, month: Int) -> Double {
    let grid = grid(name)
    let at = team * grid.stride(of: Model.team) + month * grid.stride(of: Model.month)
    return grid.cells.indices.contains(at) ? grid.cells[at] : .nan
  }

  func reply() -> Reply {
    let figures = Figures(plan: plan, format: format)
    let teams = schema.axes[Model.team].labels
    let months = schema.axes[Model.month].labels.indices
    var reply = Reply()
    let leads = figures.cells(schema.place(of: "leads") ?? 0)
    let total = Watched.lines(plan, [schema.place(of: "leads") ?? 0]).first
    let quota =
      leads.isEmpty || total?.value.isNaN != false ? "–" : format.short(total?.value, .count("leads"), rounding: .up)
    reply.say(
      Styled("Does it fit?", .strong) + Styled("  \(quota) leads")
        + Styled("   hours and reps: needed of available", .quiet))
    var table = Table(fixed: 2, figures: months.count)
    table.add(["", ""] + figures.monthNames().map { Styled($0) }, kind: .header)
    for (team, name) in teams.enumerated() {
      var needed: [Styled] = []
      var reps: [Styled] = []
      for month in months {
        let (work, open) = (
          value("workload", team: team, month: month), value("available_hours", team: team, month: month)
        )
        let fits = work <= open * (1 + 1e-9)
        let (a, b) = format.besideTest(work, open, .hours)
        let bare = { (text: String) in text.hasSuffix(" h") ? String(text.dropLast(2)) : text }
        needed.append(
          Styled(fits ? "✓ " : "✗ ", fits ? .good : .bad) + Styled("\(bare(a)) of \(bare(b))"))
        let need = value("reps_needed", team: team, month: month)
        let have = value("reps", team: team, month: month)
        reps.append(
          Styled("\(format.short(need, .count("reps"), rounding: .up)) of \(format.full(have, .number))"))
      }
      table.add([Styled(name, .strong), "hours"] + needed)
      table.add(["", "reps"] + reps)
    }
    if teams.isEmpty {
      reply.say(Styled("The agreement has no teams: nobody's hours are known.", .quiet))
    } else {
      reply.gap()
      reply.show(table)
      reply.gap()
      if let capacity = schema.place(of: "lead_capacity") {
        let cells = figures.cells(capacity)
        let names = figures.monthNames()
        if cells.count <= 6 {
          let most = zip(names, cells).map { "\($0) \($1)" }.joined(separator: " · ")
          reply.say(Styled("Most leads the teams can work: ") + Styled(most, .strong))
        } else {
          reply.show(QuantityReply.table([QuantityReply.item(capacity, plan)], figures))
        }
      }
      for line in short(figures) { reply.say(line) }
    }
    let assumed = ["selling_time", "marketing_time", "sales_cycle"].filter { name in
      schema.place(of: name).map { plan.givens[$0] == nil } ?? false
    }
    if !assumed.isEmpty, !teams.isEmpty {
      let parts = assumed.map { name in
        "\(name) \(format.full(grid(name).cells.first ?? .nan, schema.definition(name)?.units ?? .number))"
      }
      reply.say(Styled("assumed: \(parts.joined(separator: ", "))" as Phrase, .quiet))
    }
    reply.answer = { json() }
    return reply
  }

  /// "August lacks 8 SDR hours."
  private func short(_ figures: Figures) -> [Styled] {
    let spare = grid("spare_hours")
    let lacking = spare.cells.indices.filter { spare.cells[$0] < -1e-9 }
    guard !lacking.isEmpty else {
      if let undefined = spare.cells.firstIndex(where: \.isNaN), let place = schema.place(of: "spare_hours") {
        let tracer = Tracer(plan.sheet)
        let reason = tracer.reason(place, at: tracer.position(of: undefined, in: spare))
        return [Styled("Whether it fits is undefined: \(reason ?? "hours are missing")." as Phrase)]
      }
      return [Styled("It fits: every team has the hours in every month." as Phrase, .good)]
    }
    let parts = lacking.prefix(6).map { cell in
      let labels = figures.spoken(schema.labels(of: cell, over: spare.axes))
      return "\(labels) \(format.short(-spare.cells[cell], .hours))"
    }
    return [
      Styled("Hours are missing: \(parts.joined(separator: ", "))\(lacking.count > 6 ? " …" : "")." as Phrase, .bad)
    ]
  }

  private func json() -> JSON {
    func cells(_ name: String, team: Int) -> JSON {
      .array(
        schema.axes[Model.month].labels.indices.map { month in
          let value = value(name, team: team, month: month)
          return value.isNaN ? .null : .number(value)
        })
    }
    let teams = schema.axes[Model.team].labels.enumerated().map { team, name -> JSON in
      .object([
        ("team", .text(name)), ("needed", cells("workload", team: team)),
        ("available", cells("available_hours", team: team)), ("reps", cells("reps", team: team)),
        ("reps_needed", cells("reps_needed", team: team))
      ])
    }
    let capacity = grid("lead_capacity").cells.map { value -> JSON in value.isNaN ? .null : .number(value) }
    return .object([
      ("months", .array(schema.axes[Model.month].labels.map { .text($0) })), ("hours", .array(teams)),
      ("time", .null), ("depth", .array([])), ("lead_capacity", .array(capacity))
    ])
  }
}
