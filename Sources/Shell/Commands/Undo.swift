// `reset`, `undo`, `redo`: taking back.

import Calc
import Documents
import SLA

extension Command {
  static let reset = Command(
    "reset", usage: ["reset NAME, …"],
    does: "Takes what was set away: a driver goes back to its default, a pinned quantity to its formula.",
    examples: ["reset connect_rate", "reset attempts, automation"], next: "undo brings it back",
    takes: .list(.slot(.driver)), trying: .effect
  ) { session, parser throws(Diagnostic) in
    guard !parser.isAtEnd else { throw Diagnostic("reset needs a name", hint: "reset close_rate") }
    let before = try session.opened()
    var plan = before
    var names: [String] = []
    repeat {
      let reference = try parser.reference()
      let place = try Checker(plan.schema, source: parser.source).quantity(reference)
      let name = plan.schema.definitions[place].name
      guard let next = try plan.resetting(name) else {
        throw Diagnostic(
          "\(name) is not set\(plan.scenario == Scenario.base ? "" : " in \(plan.scenario)")",
          at: parser.source.place(reference.span), why: "It has its default or its formula already.")
      }
      plan = next
      names.append(name)
    } while try parser.takeSymbol(",")
    try parser.end()
    session.change(to: plan, by: .reset(names))
    let lines = names.compactMap { name in
      plan.schema.place(of: name).map {
        SetEcho(before: before, after: plan, place: $0, format: session.format).lines()
      }
    }
    return ChangeReply(before: before, after: plan, format: session.format).reply(heading: lines.flatMap { $0 })
  }

  static let undo = Command(
    "undo", usage: ["undo [N]"], does: "Takes the last change back, or the last N.", examples: ["undo", "undo 2"],
    next: "redo", takes: .maybe(.slot(.number)), trying: .effect
  ) { session, parser throws(Diagnostic) in
    try session.travel(&parser, back: true)
  }

  static let redo = Command(
    "redo", usage: ["redo [N]"], does: "Does again what undo took back.", examples: ["redo"], next: "undo",
    takes: .maybe(.slot(.number)), trying: .effect
  ) { session, parser throws(Diagnostic) in
    try session.travel(&parser, back: false)
  }
}

extension Session {
  mutating func travel(_ parser: inout Parser, back: Bool) throws(Diagnostic) -> Reply {
    let count = try parser.takeWhole() ?? 1
    try parser.end()
    guard count >= 1 else { throw Diagnostic("how many steps? 1 or more", hint: back ? "undo" : "redo") }
    finishStep()
    let before = try opened()
    var taken = 0
    var state = before.state
    while taken < count, let other = back ? steps.undo(from: state) : steps.redo(from: state) {
      state = other
      taken += 1
    }
    guard taken > 0 else { throw Diagnostic(back ? "there is nothing to undo" : "there is nothing to redo") }
    let after = try Plan(state)
    plan = after
    note(.did(Entry(at: world.now(), line: "\(back ? "undo" : "redo") \(taken)")))
    var heading = [Styled("\(back ? "undid" : "redid") \(taken) step\(taken == 1 ? "" : "s")" as Phrase, .quiet)]
    if taken < count { heading.append(Styled("there were no more" as Phrase, .quiet)) }
    if before.scenario != after.scenario { heading.append(Styled("scenario \(after.scenario)" as Phrase)) }
    if before.agreement.watch != after.agreement.watch { heading.append(Styled(Command.watching(after), .quiet)) }
    if before.agreement.actuals != after.agreement.actuals {
      let basis = after.agreement.actuals.spokenSources
      heading.append(
        after.agreement.actuals.isEmpty ? Styled("nothing is tracked") : Styled("tracked: \(basis)" as Phrase))
    }
    for (name, text) in after.agreement.formulas
    where before.agreement.formulas.first(where: { $0.name == name })?.text != text {
      heading.append(Styled(name, .strong) + Styled(" = \(text)"))
    }
    for (name, _) in before.agreement.formulas where !after.agreement.formulas.contains(where: { $0.name == name }) {
      heading.append(Styled(name, .strong) + Styled(" is defined no more" as Phrase))
    }
    for (place, definition) in after.schema.definitions.enumerated()
    where definition.role == .driver || before.givens[place] != after.givens[place] {
      guard before.schema.place(of: definition.name) == place, before.givens[place] != after.givens[place] else {
        continue
      }
      heading += SetEcho(before: before, after: after, place: place, format: format).lines()
    }
    return ChangeReply(before: before, after: after, format: format).reply(heading: heading)
  }
}
