// `scenario`, `define`, `watch`: the states of a plan, quantities of one's own, and what every answer shows.

import Calc
import Documents
import SLA

extension Command {
  static let scenario = Command(
    "scenario", usage: ["scenario [NAME]", "scenario new NAME", "scenario drop NAME"],
    does: "Lists the scenarios, switches to one, branches a new one off the present state, or drops one.",
    examples: ["scenario", "scenario {scenario}", "scenario new lean"], next: "compare",
    takes: .maybe(
      .either([
        .slot(.scenario), .then([.word("new"), .slot(.newName)]), .then([.word("drop"), .slot(.ownScenario)])
      ])), trying: .effect
  ) { session, parser throws(Diagnostic) in
    let before = try session.opened()
    if parser.isAtEnd { return session.scenarioList(before) }
    let verb = parser.word
    if verb == "new" || verb == "drop" {
      parser.advance()
      guard let (name, span) = try parser.takeRaw() else {
        throw Diagnostic("scenario \(verb ?? "") needs a name", hint: "scenario \(verb ?? "") lean")
      }
      try parser.end()
      let after =
        verb == "new" ? try session.branch(name, span, parser.source) : try session.drop(name, span, parser.source)
      session.change(to: after, by: verb == "new" ? .branch(name) : .drop(name))
      let said: Phrase = verb == "new" ? "scenario \(name), as \(before.scenario) is now" : "dropped \(name)"
      var reply = ChangeReply(before: before, after: after, format: session.format).reply(heading: [Styled(said)])
      // Branching off moves nothing, and so does dropping a scenario that is not on.
      if after.scenario == before.scenario || verb == "new" { reply.blocks = [.line(Styled(said))] }
      return reply
    }
    guard let (name, span) = try parser.takeRaw() else { throw Diagnostic("scenario needs a name") }
    try parser.end()
    let after: Plan
    do throws(Diagnostic) { after = try before.switched(to: name) } catch {
      throw error.placed(parser.source.place(span))
    }
    session.change(to: after, by: .scenario(after.scenario))
    return ChangeReply(before: before, after: after, format: session.format).reply(
      heading: [Styled("scenario \(after.scenario)" as Phrase, .strong)])
  }

  static let define = Command(
    "define", usage: ["define NAME = EXPRESSION"],
    does: "Adds a quantity of your own; a plain value becomes a driver that can be set.",
    examples: ["define pipeline = total(leads * deal_size)", "define fee = 2k per month"], next: "watch pipeline",
    takes: .then([.slot(.newName), .word("="), .slot(.expression)])
  ) { session, parser throws(Diagnostic) in
    let before = try session.opened()
    guard case .word(let word) = parser.token.kind else {
      throw Diagnostic("define needs a name and an expression", hint: "define pipeline = total(leads * deal_size)")
    }
    var span = parser.token.span
    let rest = parser.rest
    if let sign = rest.utf8.firstIndex(of: 0x3D) {
      span = span.lowerBound..<span.lowerBound + String(rest[..<sign]).trimmedEnd.utf8.count
    }
    let typed = parser.text(span)
    let name = Vocabulary.fold(typed)
    if let fault = Names.fault(typed.contains { $0 == " " || $0 == "-" } ? typed : name) {
      let free = Names.free(like: name, in: before.schema)
      throw Diagnostic(
        fault, at: parser.source.place(span), mark: "no name",
        hint: "define \(free)\(parser.text(span.upperBound..<span.lowerBound + rest.utf8.count))")
    }
    if let taken = before.schema.definition(name), taken.group != "Own" {
      throw Diagnostic(
        "\(name) is a quantity of the model", at: parser.source.place(span), mark: "taken", why: "\(taken.describe)",
        hint: "set \(name) …")
    }
    let axis = before.schema.axis(named: name) ?? before.schema.label(typed)?.place
    if let axis {
      let what: Phrase =
        before.schema.label(typed) != nil
        ? "“\(typed)” is a \(before.schema.axes[axis].name) and cannot be a name"
        : "“\(typed)” is what quantities are split by and cannot be a name"
      throw Diagnostic(
        what, at: parser.source.place(span), mark: "taken",
        hint:
          "define \(Names.free(like: name, in: before.schema))\(parser.text(span.upperBound..<span.lowerBound + rest.utf8.count))"
      )
    }
    parser.move(to: span.upperBound)
    guard try parser.takeSymbol("=") else {
      throw parser.unexpected(
        "“define \(word)” needs “=” and an expression", mark: "=?",
        hint: "define \(word) = \(parser.isAtEnd ? "…" : parser.rest)")
    }
    guard !parser.isAtEnd else { throw parser.unexpected("an expression is missing", mark: "here", hint: nil) }
    let text = trimmed(parser.rest)
    let start = parser.token.span.lowerBound
    let after: Plan
    do throws(Diagnostic) {
      after = try before.defining(name, text)
    } catch {
      throw error.with { fault in
        if fault.message == "nothing is called \(name)" {
          fault.message = "\(name) would depend on itself"
          fault.mark = "itself"
        }
        if let place = fault.place, place.text == text {
          let offset = text.prefix(place.column - 1).utf8.count
          let width = text.dropFirst(place.column - 1).prefix(place.width).utf8.count
          fault.place = parser.source.place(start + offset..<start + offset + width)
        }
        if fault.place != nil { fault = fault.hinting { "define \(name) = \($0)" } }
      }
    }
    session.change(to: after, by: .define(name, text))
    guard let place = after.schema.place(of: name) else { return Reply() }
    return QuantityReply.reply([QuantityReply.item(place, after)], after, session.format)
  }

  static let watch = Command(
    "watch", usage: ["watch NAME, …", "watch"],
    does: "Chooses the quantities that every answer shows; alone, goes back to the standard ones.",
    examples: ["watch leads, lead_spend, utilization", "watch"], takes: .maybe(.list(.slot(.name)))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    if parser.isAtEnd {
      session.change(to: plan.watching(nil), by: .watch([]))
    } else {
      var names: [String] = []
      repeat {
        let reference = try parser.reference()
        let place = try Checker(plan.schema, source: parser.source).quantity(reference)
        guard reference.labels.isEmpty else {
          throw Diagnostic(
            "watch takes whole quantities", at: parser.source.place(reference.span), hint: "watch \(reference.name)")
        }
        names.append(plan.schema.definitions[place].name)
      } while try parser.takeSymbol(",")
      try parser.end()
      session.change(to: plan.watching(names), by: .watch(names))
    }
    return Reply(Styled(Command.watching(try session.opened())))
  }

  /// "watching leads, coverage"
  static func watching(_ plan: Plan) -> Phrase {
    guard !plan.watched.isEmpty else { return "watching the standard quantities, none of which has a value yet" }
    return "watching \(plan.watched.map { plan.schema.definitions[$0].name }.joined(separator: ", "))"
  }
}

extension Session {
  func drop(_ name: String, _ span: Range<Int>, _ source: Source) throws(Diagnostic) -> Plan {
    let plan = try opened()
    guard name.lowercased() != Scenario.base else {
      throw Diagnostic(
        "\(Scenario.base) is the agreement itself and cannot be dropped", at: source.place(span))
    }
    do throws(Diagnostic) { return try plan.dropping(name) } catch {
      let near = Suggestion.best(for: name, among: plan.agreement.scenarios.map(\.name))
      throw error.placed(source.place(span)).with { $0.hint = near.map { "scenario drop \($0)" } }
    }
  }

  func branch(_ name: String, _ span: Range<Int>, _ source: Source) throws(Diagnostic) -> Plan {
    let plan = try opened()
    if let fault = Names.fault(name) {
      throw Diagnostic(
        fault, at: source.place(span), mark: "no name", hint: "scenario new \(Names.free(like: name, in: plan.schema))")
    }
    guard !plan.agreement.scenarios.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw Diagnostic("there is a scenario \(name) already", at: source.place(span), hint: "scenario \(name)")
    }
    return try plan.branching(name)
  }

  func scenarioList(_ plan: Plan) -> Reply {
    var reply = Reply()
    var table = Table([.left, .left, .left], fixed: 3)
    let all = [Scenario(Scenario.base)] + plan.agreement.scenarios
    for scenario in all {
      let isOn = scenario.name == plan.scenario
      let changes = scenario.changes.map { "\($0.target) \($0.text)\($0.from.map { " from \($0)" } ?? "")" }.joined(
        separator: ", ")
      let what = scenario.name == Scenario.base ? "the agreement" : changes.isEmpty ? "no changes" : changes
      table.add([Styled(isOn ? "▸" : " "), Styled(scenario.name, isOn ? .strong : .plain), Styled(what, .quiet)])
    }
    reply.show(table)
    reply.result = .object([
      ("changes", .array([])), ("promises", .array([])), ("scenario", .text(plan.scenario)),
      ("scenarios", .array(all.map { .text($0.name) }))
    ])
    return reply
  }
}
