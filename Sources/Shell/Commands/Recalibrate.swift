// `recalibrate`: which assumption do the leads no longer support, and what would accepting them do?

import Calc
import Documents
import Leads
import SLA

extension Command {
  static let recalibrate = Command(
    "recalibrate", usage: ["recalibrate [all]", "recalibrate apply [NAME, …]"],
    does: "Which assumption do the leads no longer support, with 90 % intervals; all shows those that hold, too.",
    examples: ["track demo; recalibrate", "track demo; recalibrate apply close_rate"], next: "undo, compare",
    takes: .maybe(.either([.word("all"), .then([.word("apply"), .maybe(.list(.slot(.estimate)))])])),
    trying: .plan { session, plan, parser throws(Diagnostic) in
      guard let whole = session.plan, try parser.takeWord("apply") else { return nil }
      let chosen = try RecalibrateReply.chosen(RecalibrateReply.tracked(whole), &parser)
      return try plan.accepting(chosen, format: session.format).plan
    }
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    let recalibration = try RecalibrateReply.tracked(plan)
    let reply = RecalibrateReply(recalibration, plan: plan, format: session.format)
    guard try parser.takeWord("apply") else {
      let isAll = try parser.takeWord("all")
      try parser.end()
      return reply.reply(isAll: isAll)
    }
    let chosen = try RecalibrateReply.chosen(recalibration, &parser)
    let (after, left) = try plan.accepting(chosen, format: session.format)
    session.change(to: after, by: .recalibrate(chosen.map(\.target)))
    return reply.applied(chosen, after, left)
  }
}

/// Builds the answers of `recalibrate`.
struct RecalibrateReply {
  let recalibration: Recalibration
  let plan: Plan
  let format: QuantityFormat

  init(_ recalibration: Recalibration, plan: Plan, format: QuantityFormat) {
    (self.recalibration, self.plan, self.format) = (recalibration, plan, format)
  }

  /// What is tracked, as estimates.
  static func tracked(_ plan: Plan) throws(Diagnostic) -> Recalibration {
    guard !plan.agreement.actuals.isEmpty else {
      throw Diagnostic(
        "nothing is tracked yet", why: "Assumptions are held against what happened: track a file of leads first.",
        hint: "track demo")
    }
    return Recalibration(plan)
  }

  /// The estimates that a line names; those whose agreed value lies outside where it names none.
  static func chosen(_ recalibration: Recalibration, _ parser: inout Parser) throws(Diagnostic) -> [Estimate] {
    guard !parser.isAtEnd else {
      let outside = recalibration.outside
      guard !outside.isEmpty else {
        throw Diagnostic(
          "nothing that is agreed lies outside of what the leads say", why: "By name any assumption can be taken over.",
          hint: recalibration.estimates.first.map { "recalibrate apply \($0.target)" } ?? "recalibrate")
      }
      return outside
    }
    var chosen: [Estimate] = []
    repeat {
      let reference = try parser.reference()
      let labels = reference.labels.map { $0.text.lowercased() }
      let found = recalibration.estimates.filter {
        $0.definition.name == reference.name && (labels.isEmpty || labels.contains($0.tier?.lowercased() ?? ""))
      }
      guard !found.isEmpty, labels.isEmpty || found.count == labels.count else {
        let names = recalibration.estimates.map(\.definition.name)
        let why = recalibration.left.first { $0.name == reference.name }?.why
        throw Diagnostic(
          "nothing tracked tells \(reference.written)", at: parser.source.place(reference.span),
          why: why.map { "\(reference.name): \($0)." } ?? "recalibrate lists what it tells.",
          hint: Suggestion.best(for: reference.name, among: names).map { "recalibrate apply \($0)" } ?? "recalibrate")
      }
      chosen += found
    } while try parser.takeSymbol(",")
    try parser.end()
    return chosen
  }

  /// - Parameter isAll: with what the leads support.
  func reply(isAll: Bool = false) -> Reply {
    var reply = Reply()
    reply.say(Styled("Assumptions and leads", .strong) + Styled("  \(plan.agreement.actuals.spokenSources)", .quiet))
    let holding = recalibration.estimates.filter { $0.isWithin == true }
    let shown = isAll ? recalibration.estimates : recalibration.estimates.filter { $0.isWithin != true }
    var table = Table([.left, .right, .right, .right, .right, .left], fixed: 1)
    table.add(["", "agreed", "observed", "90% interval", "from", ""], kind: .header)
    for estimate in shown { table.add(row(estimate)) }
    if !shown.isEmpty { reply.show(table) }
    if !isAll, !holding.isEmpty {
      reply.say(
        Styled("✓ ", .good)
          + Styled("\(shown.isEmpty ? "All" : "\(holding.count) more") hold: " as Phrase)
          + Styled(RecalibrateReply.named(holding)) + Styled("   recalibrate all", .code))
    }
    for why in Set(recalibration.left.map(\.why.description)).sorted() {
      let names = recalibration.left.filter { $0.why.description == why }.map(\.name)
      reply.say("\(names.joined(separator: ", ")): not estimated, \(why).", .quiet)
    }
    if recalibration.young > 0 {
      let count = recalibration.young == 1 ? "One cohort is" : "\(recalibration.young) cohorts are"
      reply.say("\(count) too young for close rates and cycles, and left out.", .quiet)
    }
    effects(&reply)
    reply.answer = { json() }
    return reply
  }

  /// "close_rate[CEO, Manager], mix"
  private static func named(_ estimates: [Estimate]) -> String {
    var names: [String] = []
    for estimate in estimates where !names.contains(estimate.definition.name) { names.append(estimate.definition.name) }
    return names.map { name in
      let tiers = estimates.filter { $0.definition.name == name }.compactMap(\.tier)
      return tiers.isEmpty ? name : "\(name)[\(tiers.joined(separator: ", "))]"
    }.joined(separator: ", ")
  }

  private func row(_ estimate: Estimate) -> [Styled] {
    let units = estimate.definition.units
    func shown(_ value: Double) -> String { format.short(value, units) }
    let interval = estimate.interval.map { interval in
      // The unit once: 40.7 to 52.7 days.
      "\(format.short(interval.low, units.isDays ? .number : units)) to \(shown(interval.high))"
    }
    let verdict: Styled =
      switch estimate.isWithin {
      case true?: Styled("✓ holds", .good)
      case false?: Styled("✗ outside", .bad)
      case nil: Styled()
      }
    return [
      Styled(estimate.target), Styled(shown(estimate.agreed)), Styled(shown(estimate.observed), .strong),
      Styled(interval ?? QuantityFormat.undefined), Styled(format.short(estimate.count, .number), .quiet), verdict
    ]
  }

  /// What taking over each driver would move, in the tiers where the agreed value lies outside.
  private func effects(_ reply: inout Reply) {
    var table = Table([.left, .left], fixed: 2)
    var names: [String] = []
    for estimate in recalibration.estimates
    where estimate.isWithin == false && !names.contains(estimate.definition.name) {
      names.append(estimate.definition.name)
      let all = recalibration.estimates.filter { $0.definition.name == estimate.definition.name }
      let own = recalibration.outside.filter { $0.definition.name == estimate.definition.name }
      guard let after = try? plan.accepting(own, format: format).plan else { continue }
      let before = Watched.lines(plan)
      let moved = Watched.lines(after).compactMap { now -> String? in
        guard let was = before.first(where: { $0.title == now.title }), Sheet.differs(was.value, now.value) else {
          return nil
        }
        let (a, b) = (figures.shown(was.value, was.definition), figures.shown(now.value, now.definition))
        return a == b ? nil : "\(now.title) \(a) → \(b)"
      }
      table.add(
        [
          Styled(own.count == all.count ? estimate.definition.name : RecalibrateReply.named(own), .code),
          Styled(moved.isEmpty ? "nothing watched moves" : moved[0])
        ], indent: 1)
    }
    guard !names.isEmpty else { return }
    reply.gap()
    reply.say(Styled("recalibrate apply …", .code) + Styled("  takes over what was observed:"))
    reply.show(table)
  }

  private var figures: Figures { Figures(plan: plan, format: format) }

  /// - Parameter left: what could not be set.
  func applied(_ chosen: [Estimate], _ after: Plan, _ left: [(target: String, why: Phrase)]) -> Reply {
    var places: [Int] = []
    for estimate in chosen {
      if let place = plan.schema.place(of: estimate.definition.name), !places.contains(place) { places.append(place) }
    }
    var heading = places.filter { plan.givens[$0] != after.givens[$0] }.flatMap {
      SetEcho(before: plan, after: after, place: $0, format: format, isWhole: true).lines()
    }
    heading += left.map { Styled("\($0.target) stays as it is: \($0.why)." as Phrase, .quiet) }
    heading.append(Styled("Months that are over are measured against the new figures, too.", .quiet))
    return ChangeReply(before: plan, after: after, format: format).reply(heading: heading)
  }

  private func json() -> JSON {
    .array(
      recalibration.estimates.map { estimate in
        .object([
          ("name", .text(estimate.definition.name)),
          ("labels", .labels(estimate.tier.map { [("tier", $0)] } ?? [])),
          ("agreed", .value(estimate.agreed, estimate.definition.units)), ("observed", .number(estimate.observed)),
          ("low", .number(estimate.interval?.low)), ("high", .number(estimate.interval?.high)),
          ("n", .number(estimate.count)), ("within", .bool(estimate.isWithin))
        ])
      })
  }
}
