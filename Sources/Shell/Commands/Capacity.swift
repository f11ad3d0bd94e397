// `capacity`: does it fit? Three questions with three answers, since each can be no by itself:
//
//     1 HOURS   is there time for the work?                  needed of available, team by team and month by month
//     2 TIME    does the first contact come in time?         leads come in bunches: spare hours may still be too few reps
//     3 DEPTH   are so many attempts possible?               the most that fit the hours, and that answer in time too

import Calc
import Documents
import SLA

extension Command {
  static let capacity = Command(
    "capacity", usage: ["capacity", "capacity chart"],
    does: "Does it fit? Hours, time to answer and depth of follow-up, each by itself; reps needed; the most leads.",
    examples: ["capacity", "capacity chart"], next: "levers \"{promise}\"",
    takes: .maybe(.word("chart"))
  ) { session, parser throws(Diagnostic) in
    let isChart = try parser.takeWord("chart")
    try parser.end()
    let answer = CapacityReply(plan: try session.opened(), format: session.format)
    return isChart ? answer.chart() : answer.reply()
  }
}

/// Builds the answer of `capacity`.
struct CapacityReply: Sendable {
  let plan: Plan
  let format: QuantityFormat
  private let depth: Depth?

  init(plan: Plan, format: QuantityFormat) {
    self.plan = plan
    self.format = format
    depth = Depth(plan)
  }

  private var schema: Schema { plan.schema }
  private var teams: [String] { schema.axes[Model.team].labels }
  private var months: Range<Int> { schema.axes[Model.month].labels.indices }
  private var figures: Figures { Figures(plan: plan, format: format) }

  private func grid(_ name: String) -> Grid { schema.place(of: name).map { plan.sheet.grid($0) } ?? Grid(.nan) }

  private func value(_ name: String, team: Int = 0, month: Int = 0) -> Double {
    let grid = grid(name)
    let at = team * grid.stride(of: Model.team) + month * grid.stride(of: Model.month)
    return grid.cells.indices.contains(at) ? grid.cells[at] : .nan
  }

  /// The teams that follow up.
  private var following: [Int] { teams.indices.filter { value("follow_up_share", team: $0) > 0 } }
  private var followers: String { following.map { teams[$0] }.joined(separator: " and ") }

  /// Whether the hours of some teams suffice in a month; nil where that is undefined.
  private func suffices(_ teams: [Int], _ month: Int) -> Bool? {
    let spare = teams.map { value("spare_hours", team: $0, month: month) }
    let available = teams.map { value("available_hours", team: $0, month: month) }
    if spare.contains(where: \.isNaN) { return nil }
    return zip(spare, available).allSatisfy { $0 >= -1e-9 * max(1, $1) }
  }

  /// Whether the first contact comes in time in a month.
  private func answers(_ month: Int) -> Bool? {
    let (rate, target) = (value("response_rate", month: month), value("respond_target"))
    return rate.isNaN || target.isNaN ? nil : Sheet.margin(.atLeast, rate, target) >= 0
  }

  // MARK: For people

  func reply() -> Reply {
    var reply = Reply()
    reply.answer = { json() }
    let total = schema.place(of: "leads").flatMap { Watched.lines(of: $0, plan).first }?.value ?? .nan
    let quota = format.short(total, .count("leads"), rounding: .up)
    let head = Styled("Does it fit?", .strong) + Styled("  \(quota) leads")
    guard !teams.isEmpty else {
      reply.say(head)
      reply.say(Styled("The agreement has no teams: nobody's hours are known.", .quiet))
      return reply
    }
    var table = Table(fixed: 1, figures: months.count)
    table.add([head] + figures.monthNames().map { Styled($0) }, kind: .header)
    hours(&table)
    time(&table)
    reply.show(table)
    depth(&reply)
    reply.gap()
    let verdict = verdict()
    for line in verdict { reply.say(line) }
    most(&reply, isBroken: verdict.contains { line in line.pieces.contains { $0.role == .bad } })
    if months.contains(where: { !value("response_rate", month: $0).isNaN }) {
      reply.say(Styled(CapacityReply.caution, .quiet))
    }
    if let assumed = assumed() { reply.say(assumed) }
    return reply
  }

  /// What the expected share of answers rests on.
  static let caution: Phrase =
    "Expected for steady random arrivals; waves, Mondays, long talks and reps away for hours do worse, by up to 10 points at 85% busy."

  private func hours(_ table: inout Table) {
    table.add(
      [Styled("1 HOURS  ", .strong) + Styled("is there time for the work? Needed of available:")], kind: .heading)
    let widest = teams.map { TextWidth.of($0) }.max() ?? 0
    for (team, name) in teams.enumerated() {
      var needed: [Styled] = []
      var reps: [Styled] = []
      for month in months {
        let (work, open) = (
          value("workload", team: team, month: month), value("available_hours", team: team, month: month)
        )
        let (a, b) = format.besideTest(work, open, .hours)
        needed.append(sign(suffices([team], month)) + Styled("\(bare(a)) of \(bare(b))"))
        reps.append(people(value("reps_needed", team: team, month: month), value("reps", team: team, month: month)))
      }
      let pad = String(repeating: " ", count: widest - TextWidth.of(name))
      table.add([Styled(name + pad, .strong) + Styled("  hours")] + needed, indent: 1)
      table.add([Styled(String(repeating: " ", count: widest)) + Styled("  reps")] + reps, indent: 1)
    }
  }

  /// Without its unit: "381".
  private func bare(_ hours: String) -> String { hours.hasSuffix(" h") ? String(hours.dropLast(2)) : hours }

  private func sign(_ fits: Bool?) -> Styled {
    switch fits {
    case true?: Styled("✓ ", .good)
    case false?: Styled("✗ ", .bad)
    case nil: Styled()
    }
  }

  /// "5 of 6"
  private func people(_ needed: Double, _ present: Double) -> Styled {
    Styled("\(format.short(needed, .count("reps"), rounding: .up)) of \(format.full(present, .number))")
  }

  private func time(_ table: inout Table) {
    guard schema.place(of: "response_rate") != nil else { return }
    let within = format.full(value("respond_within"), .hours)
    let target = format.short(value("respond_target"), .percent)
    table.add(
      [Styled("2 TIME   ", .strong) + Styled("does the first contact come within \(within) for \(target) of leads?")],
      kind: .heading)
    let goal = value("respond_target")
    let rates = months.map { month -> Styled in
      let rate = value("response_rate", month: month)
      let shown = format.besideTest(rate, goal, .percent).left
      return sign(answers(month)) + Styled(rate.isNaN ? QuantityFormat.undefined : shown)
    }
    table.add(["expected"] + rates, indent: 1)
    guard !following.isEmpty else { return }
    let reps = months.map { month -> Styled in
      let present = following.reduce(0) { $0 + value("reps", team: $1, month: month) }
      return people(value("response_reps_needed", month: month), present)
    }
    table.add([Styled(following.count == 1 ? "\(followers) reps for it" : "reps for it")] + reps, indent: 1)
  }

  private func depth(_ reply: inout Reply) {
    guard let depth else { return }
    reply.say(Styled("3 DEPTH  ", .strong) + Styled(question(depth.present), .strong))
    let byHours = row(depth.byHours, depth, "fit \(followers) hours")
    let inTime = row(depth.inTime, depth, "also answer in time")
    reply.say(Styled("  ") + byHours)
    reply.say(Styled("  ") + inTime)
  }

  /// "are 6 attempts possible (CEO 8)?"
  private func question(_ present: [Double]) -> Phrase {
    let (main, others) = told(present)
    return "are \(main) attempts possible\(others.isEmpty ? "" : " (\(others))")?"
  }

  /// "✓ most that fit SDR hours: 6 (CEO 8)"
  private func row(_ most: Depth.Most, _ depth: Depth, _ what: String) -> Styled {
    func text(_ cells: [Double]) -> String {
      let (main, others) = told(cells)
      return others.isEmpty ? main : "\(main) (\(others))"
    }
    switch most {
    case .attempts(let cells):
      return sign(most.holds(depth.present)) + Styled("most that \(what): " as Phrase) + Styled(text(cells), .strong)
    case .noLimit(let cells):
      return sign(true) + Styled("most that \(what): " as Phrase)
        + Styled("\(text(cells)) and more" as Phrase, .strong)
    case .none: return sign(false) + Styled("most that \(what): " as Phrase) + Styled("not even 1", .strong)
    case .undefined: return Styled("most that \(what): undefined" as Phrase, .quiet)
    }
  }

  /// Attempts by tier: those of most tiers, and the others with their names.
  private func told(_ cells: [Double]) -> (main: String, others: String) {
    let counts = Dictionary(grouping: cells, by: { $0 }).mapValues(\.count)
    let main = cells.max { (counts[$0] ?? 0, -$0) < (counts[$1] ?? 0, -$1) } ?? .nan
    let tiers = schema.axes[Model.tier].labels
    let others = zip(tiers, cells).filter { $1 != main }.map { "\($0) \(format.full($1, .number))" }
    return (
      format.full(main, .number), others.prefix(4).joined(separator: ", ") + (others.count > 4 ? " …" : "")
    )
  }

  /// The hours used of every team and month as bars against all that there are.
  func chart() -> Reply {
    var reply = Reply()
    reply.answer = { json() }
    let names = figures.monthNames()
    let groups = teams.enumerated().map { team, name in
      Chart.Bars.Group(
        Styled(name),
        months.map { month in
          let used = value("utilization", team: team, month: month)
          return Chart.Bars.Bar(
            names[month], Chart.Value(used, format.besideTest(used, 1, .percent).left),
            isBroken: suffices([team], month) == false)
        })
    }
    if teams.isEmpty {
      reply.say(Styled("The agreement has no teams: nobody's hours are known.", .quiet))
      return reply
    }
    let limit = Chart.Mark("available", Chart.Value(1, "100%"))
    reply.show(Chart(Styled("Hours used of those available"), .bars(Chart.Bars(groups, limit: limit))))
    for line in verdict() { reply.say(line) }
    return reply
  }

  // MARK: In a sentence

  /// The three reasons told apart.
  private func verdict() -> [Styled] {
    let names = figures.monthNames()
    var lines: [Styled] = []
    let spare = grid("spare_hours")
    let lacking = spare.cells.indices.filter { cell in
      let at = spare.position(of: cell)
      return at.count == 2 && suffices([at[0]], at[1]) == false
    }
    if !lacking.isEmpty {
      let parts = lacking.prefix(6).map { cell in
        let labels = figures.spoken(schema.labels(of: cell, over: spare.axes))
        return "\(labels) \(format.short(-spare.cells[cell], .hours))"
      }
      let text = parts.joined(separator: ", ") + (lacking.count > 6 ? " …" : "")
      lines.append(Styled("✗ Hours are missing: \(text)." as Phrase, .bad))
    } else if let cell = spare.cells.firstIndex(where: \.isNaN) {
      lines.append(Styled("Whether the hours fit is undefined: \(reason("spare_hours", cell))." as Phrase))
    }
    let late = months.filter { answers($0) == false }
    let bunched = late.filter { suffices(following, $0) == true }
    if !bunched.isEmpty {
      let text = listed(bunched, names)
      let verbs = bunched.count == 1 ? "has the hours and answers" : "have the hours and answer"
      lines.append(Styled("✗ \(text) \(verbs) late: leads come in bunches." as Phrase, .bad))
    }
    let short = late.filter { suffices(following, $0) == false }
    if !short.isEmpty {
      lines.append(Styled("✗ \(listed(short, names)): late for want of hours\(piling(short))." as Phrase, .bad))
    }
    if late.isEmpty, let cell = grid("response_rate").cells.firstIndex(where: \.isNaN) {
      lines.append(Styled("Whether answers come in time is undefined: \(reason("response_rate", cell))." as Phrase))
    }
    if let depth, case .attempts = depth.byHours, !depth.byHours.holds(depth.present) {
      lines.append(
        Styled("✗ The depth does not fit: so many attempts ask for more \(followers) hours." as Phrase, .bad))
    } else if depth?.byHours == Depth.Most.none {
      lines.append(Styled("✗ No depth fits: one attempt a lead asks for more \(followers) hours." as Phrase, .bad))
    }
    if lines.isEmpty {
      lines.append(Styled("✓ It fits: the hours, the time to answer and the depth." as Phrase, .good))
    } else if lacking.isEmpty, !bunched.isEmpty, short.isEmpty {
      lines.insert(Styled("✓ The hours fit: every team has them in every month." as Phrase, .good), at: 0)
    }
    return lines
  }

  /// Where new leads go first and hours are short, further attempts are never reached.
  private func piling(_ months: [Int]) -> String {
    let isNewFirst = value("queue") == 0
    return isNewFirst && months.contains { value("agents", month: $0) <= value("task_load", month: $0) }
      ? "; new leads go first, further attempts pile up" : ""
  }

  private func reason(_ name: String, _ cell: Int) -> Phrase {
    guard let place = schema.place(of: name) else { return "it has no value" }
    let tracer = Tracer(plan.sheet)
    return tracer.reason(place, at: tracer.position(of: cell, in: plan.sheet.grid(place))) ?? "it has no value"
  }

  private func listed(_ months: [Int], _ names: [String]) -> String {
    guard months.count <= 6 else { return "\(months.count) months" }
    let own = months.map { names[$0] }
    return own.count < 2 ? own.joined() : own.dropLast().joined(separator: ", ") + " and " + (own.last ?? "")
  }

  private func most(_ reply: inout Reply, isBroken: Bool) {
    guard let capacity = schema.place(of: "lead_capacity") else { return }
    let cells = figures.cells(capacity)
    guard cells.count <= 6 else {
      reply.show(QuantityReply.table([QuantityReply.item(capacity, plan)], figures))
      return
    }
    let most = zip(figures.monthNames(), cells).map { "\($0) \($1)" }.joined(separator: " · ")
    reply.say(
      Styled("Most leads the hours can work: ") + Styled(most, .strong)
        + (isBroken ? Styled("     Next: ", .quiet) + Styled("levers", .code) : Styled()))
  }

  private func assumed() -> Styled? {
    let all = ["selling_time", "marketing_time", "sales_cycle", "in_hours", "respond_within", "respond_target"]
    let names = all.filter { name in
      schema.place(of: name).map { plan.givens[$0] == nil } ?? false
    }
    guard !names.isEmpty else { return nil }
    let parts = names.map { "\($0) \(format.full(value($0), schema.definition($0)?.units ?? .number))" }
    return Styled("assumed: \(parts.joined(separator: ", "))" as Phrase, .quiet)
  }

  // MARK: For programs

  private func json() -> JSON {
    func cells(_ name: String, team: Int = 0) -> JSON {
      .array(months.map { .value(value(name, team: team, month: $0), .number) })
    }
    let hours = teams.enumerated().map { team, name -> JSON in
      .object([
        ("team", .text(name)), ("needed", cells("workload", team: team)),
        ("available", cells("available_hours", team: team)), ("reps", cells("reps", team: team)),
        ("reps_needed", cells("reps_needed", team: team))
      ])
    }
    let target = value("respond_target")
    let time: JSON =
      teams.isEmpty || target.isNaN
      ? .null
      : .object([
        ("expected", cells("response_rate")), ("target", .number(target)),
        ("reps_needed", cells("response_reps_needed"))
      ])
    let attempts = schema.axes[Model.tier].labels.enumerated().map { tier, name -> JSON in
      func cell(_ most: Depth.Most?) -> JSON { .number(most?.cells?[tier]) }
      return .object([
        ("tier", .text(name)), ("attempts", .number(depth?.present[tier] ?? value("attempts"))),
        ("fits_hours", cell(depth?.byHours)), ("fits_time", cell(depth?.inTime))
      ])
    }
    return .object([
      ("months", .array(schema.axes[Model.month].labels.map { .text($0) })), ("hours", .array(hours)), ("time", time),
      ("depth", .array(depth == nil ? [] : attempts)),
      ("lead_capacity", .array(grid("lead_capacity").cells.map { .value($0, .number) }))
    ])
  }
}
