// `show`: the opening view, quantities as tables, one party's duties, the changes, the model, the agreement.

import Calc
import Documents
import SLA

extension Command {
  static let show = Command(
    "show", others: ["list", "ls"],
    usage: ["show", "show NAME, …", "show marketing | sales", "show changes | all | model | agreement"],
    does: "The opening view; quantities as tables with totals; one party's duties; what was changed; every quantity.",
    examples: ["show", "show leads, utilization", "show sales", "show changes"], next: "why leads",
    takes: .maybe(.either([.slot(.topic), .list(.slot(.name))]))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    let isList = ["list", "ls"].contains(parser.verb)
    if parser.isAtEnd {
      if isList { return ModelList(plan: plan, format: session.format).reply() }
      return OpeningView(plan: plan, format: session.format, note: session.isExample ? "example" : nil).reply()
    }
    if let word = parser.word, parser.isLast {
      if let reply = try session.topic(word, plan) { return reply }
    }
    let word = parser.isLast ? parser.word : nil
    var list = [try parser.expression()]
    while try parser.takeSymbol(",") { list.append(try parser.expression()) }
    try parser.end()
    do throws(Diagnostic) {
      return try QuantityReply.of(list, plan, parser.source, session.format)
    } catch {
      let topics = ["changes", "all", "model", "agreement"] + plan.agreement.parties.map(\.key)
      guard error.hint == nil, let near = word.flatMap({ Suggestion.best(for: $0, among: topics) }) else { throw error }
      throw error.with { $0.hint = "show \(near)" }
    }
  }
}

extension Session {
  /// What `show changes`, `show sales` … show; nil for any other word.
  func topic(_ word: String, _ plan: Plan) throws(Diagnostic) -> Reply? {
    switch word {
    case "all": return ModelList(plan: plan, format: format).reply()
    case "model":
      var reply = Reply()
      for line in Model.text.split(separator: "\n", omittingEmptySubsequences: false) {
        reply.say(Styled(String(line), line.hasPrefix("#") ? .quiet : line.hasPrefix("==") ? .strong : .plain))
      }
      return reply
    case "agreement": return AgreementText(plan: plan, format: format).reply()
    case "changes": return changesReply(plan)
    default:
      let parties = Set(plan.agreement.parties.map(\.key) + ["marketing", "sales"])
      guard parties.contains(word) else { return nil }
      return partyReply(word, plan)
    }
  }

  private func changesReply(_ plan: Plan) -> Reply {
    let moved = loaded.map { plan.sheet.moved(since: $0.sheet) } ?? []
    var reply = Reply()
    reply.result = .object([("changes", .array(moved.map { json($0, plan) }))])
    guard let loaded, !moved.isEmpty else {
      reply.say(
        isChanged
          ? "No value differs from the agreement as it was opened or saved."
          : "Nothing was changed since the agreement was opened or saved.")
      return reply
    }
    var table = Table([.left, .left, .right, .right, .right], fixed: 2)
    table.add(["", "", "opened", "now", ""], kind: .header)
    let figures = Figures(plan: plan, format: format)
    for item in moved.prefix(200) {
      let definition = plan.schema.definitions[item.place]
      let labels = plan.schema.labels(of: item.cell, over: plan.sheet.grid(item.place).axes)
      let isSet = plan.givens[item.place] != loaded.givens[item.place]
      table.add([
        Styled(definition.name, isSet ? .strong : .plain), Styled(figures.spoken(labels), .quiet),
        Styled(format.short(item.before, definition.units)), Styled(format.short(item.after, definition.units)),
        Styled(format.change(from: item.before, to: item.after, definition.units))
      ])
    }
    reply.show(table)
    if moved.count > 200 { reply.say(Styled("… \(moved.count - 200) more", .quiet)) }
    return reply
  }

  private func json(_ item: Moved, _ plan: Plan) -> JSON {
    let definition = plan.schema.definitions[item.place]
    return .object([
      ("name", .text(definition.name)),
      ("labels", .labels(plan.schema.labels(of: item.cell, over: plan.sheet.grid(item.place).axes))),
      ("before", .value(item.before, definition.units)), ("after", .value(item.after, definition.units))
    ])
  }

  /// One party's duties: its quantities by month and its promises.
  private func partyReply(_ party: String, _ plan: Plan) -> Reply {
    let names: [String]
    switch party {
    case "marketing":
      names = [
        "leads", "lead_value_quota", "supply", "coverage", "value_coverage", "lead_spend", "budget_used", "pipeline_gap"
      ]
    case "sales":
      names = [
        "quota", "workload", "available_hours", "utilization", "reps", "reps_needed", "lead_capacity", "leads_per_rep",
        "response_rate"
      ]
    default: names = ["customers", "service_hours"]
    }
    let items = names.compactMap { plan.schema.place(of: $0) }.map { QuantityReply.item($0, plan) }.filter {
      $0.grid.cells.contains { !$0.isNaN }
    }
    var reply = Reply()
    let director = plan.agreement.director(of: party).map { "  \($0)" } ?? ""
    reply.say(Styled(party.uppercased(), .strong) + Styled(director, .quiet))
    let quantities = QuantityReply.reply(items, plan, format)
    reply.blocks += quantities.blocks
    reply.answer = quantities.answer
    reply.cells = quantities.cells
    if items.isEmpty, let first = names.first.flatMap({ plan.schema.place(of: $0) }) {
      let reason = QuantityReply.item(first, plan).reason.map { ": \($0)" } ?? ""
      reply.say(Styled("Nothing can be told yet\(reason)." as Phrase, .quiet))
    }
    let outcomes = plan.outcomes().filter { $0.promise.by == party }
    if !outcomes.isEmpty { reply.gap() }
    let figures = Figures(plan: plan, format: format)
    reply.show(CheckReply.table(outcomes, figures))
    return reply
  }
}

extension Parser {
  /// The verb the statement begins with.
  var verb: String {
    String(source.text.trimmedStart.prefix { $0 != " " && $0 != "\t" }).lowercased()
  }

  /// Whether the next token is the last one.
  var isLast: Bool {
    var probe = self
    probe.advance()
    return probe.isAtEnd
  }
}

/// Every quantity with its value, units and where it comes from.
struct ModelList {
  let plan: Plan
  let format: QuantityFormat

  func reply() -> Reply {
    var reply = Reply()
    var table = Table([.left, .right, .left, .left], fixed: 1)
    var group: String?
    let figures = Figures(plan: plan, format: format)
    for (place, definition) in plan.schema.definitions.enumerated() where definition.role != .test {
      if definition.group == "Actuals", plan.sheet.grid(place).cells.allSatisfy(\.isNaN) { continue }
      if definition.group != group {
        group = definition.group
        table.add([Styled(definition.group, .strong)], kind: .heading)
      }
      table.add(
        [
          Styled(definition.name), Styled(value(place, definition, figures)),
          Styled(definition.units.name(currency: plan.schema.currency), .quiet),
          Styled(state(place, definition), .quiet)
        ], indent: 1)
    }
    reply.show(table)
    return reply
  }

  private func value(_ place: Int, _ definition: Definition, _ figures: Figures) -> String {
    let grid = plan.sheet.grid(place)
    guard let first = grid.cells.first else { return "–" }
    if grid.cells.allSatisfy({ $0 == first }), definition.totals != .sum || grid.cells.count == 1 {
      return figures.shown(first, definition)
    }
    if definition.totals == .sum, let total = Watched.lines(plan, [place]).first {
      if let dealt = plan.sheet.dealt(place) {
        return figures.whole(plan.schema.summed(dealt, definition.axes, over: definition.axes)[0], definition.units)
      }
      return figures.shown(total.value, definition)
    }
    if grid.cells.contains(where: \.isNaN) { return "–" }
    guard let low = grid.cells.min(), let high = grid.cells.max() else { return "–" }
    return "\(figures.shown(low, definition)) … \(figures.shown(high, definition))"
  }

  private func state(_ place: Int, _ definition: Definition) -> String {
    if plan.givens[place] != nil { return definition.role == .computed ? "pinned" : "given" }
    switch definition.role {
    case .fact: return definition.group == Model.actuals ? "from tracking" : "from the dates"
    case .computed: return definition.absence == nil ? "computed" : "not yet"
    default: return definition.formula == nil ? "not given" : "default"
    }
  }
}
