// `solve DRIVER for TEST`: what would it take? And `apply`, which does what the last answer proposed.

import Calc
import Documents
import SLA

extension Command {
  static let solve = Command(
    "solve", others: ["goal", "goal-seek"], usage: ["solve NAME[LABEL] for TEST", "solve NAME for \"PROMISE\""],
    does: "Finds the value of a driver, nearest to today's, for which a test holds.",
    examples: ["solve close_rate for total(leads) = 2000", "solve supply for \"Deliver the lead quota\""],
    next: "apply", takes: .drivers
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    guard !parser.isAtEnd else {
      throw Diagnostic("solve needs a driver and a test", hint: "solve close_rate for total(leads) = 2000")
    }
    let reference = try parser.reference()
    guard try parser.takeWord("for") else {
      throw parser.unexpected(
        "“solve \(reference.written)” needs “for” and a test", mark: "for?",
        hint: "solve \(reference.written) for total(leads) = 2000")
    }
    let syntax = try parser.expression()
    try parser.end()
    let checked = try session.test(syntax, parser.source)
    let movement = try session.movement(reference, parser.source)
    var solver = Solver(checked, Path(movement), in: plan.sheet)
    let solution = solver.solve()
    let answer = SolveReply(
      plan: plan, format: session.format, movement: movement, labels: reference.labels.map(\.text), solution: solution,
      test: trimmed(parser.source.text(syntax.span)), checked: checked)
    session.proposals = answer.proposals
    return answer.reply()
  }

  static let apply = Command(
    "apply", usage: ["apply [N]"], does: "Does what the last answer proposed, as one step that undo takes back.",
    examples: ["solve supply for \"Deliver the lead quota\"; apply"], next: "undo"
  ) { session, parser throws(Diagnostic) in
    let before = try session.opened()
    let number = try parser.takeWhole() ?? 1
    try parser.end()
    guard !session.proposals.isEmpty else {
      throw Diagnostic("there is nothing to apply", why: "solve and levers propose changes.", hint: "levers")
    }
    guard session.proposals.indices.contains(number - 1) else {
      throw Diagnostic("the last answer has \(session.proposals.count) proposals", hint: "apply 1")
    }
    var after = before
    for change in session.proposals[number - 1] { after = try after.with(change) }
    session.plan = after
    let heading = session.proposals[number - 1].compactMap { change in
      after.schema.place(of: change.name).map {
        SetEcho(before: before, after: after, place: $0, format: session.format).lines()
      }
    }.flatMap { $0 }
    return ChangeReply(before: before, after: after, format: session.format).reply(heading: heading)
  }
}

extension Session {
  /// A formula that is a test, or a promise by its name.
  func test(_ syntax: Syntax, _ source: Source) throws(Diagnostic) -> Checked {
    let plan = try opened()
    if case .text(let name) = syntax.node,
      let promise = plan.agreement.promises.first(where: { $0.name.lowercased() == name.lowercased() })
    {
      return try Checker.check(promise.test, in: plan.schema, source: promise.source)
    }
    let checked = try plan.checked(syntax, source)
    guard checked.units.flavour == .truth, !checked.units.hasDimension else {
      throw Diagnostic(
        "\(trimmed(source.text(syntax.span))) is no test", at: source.place(syntax.span), mark: "no test",
        why: "A test compares two values: total(leads) = 2000.")
    }
    return checked
  }

  /// The way in which a driver that was named is moved.
  func movement(_ reference: Reference, _ source: Source) throws(Diagnostic) -> Movement {
    let plan = try opened()
    let checker = Checker(plan.schema, source: source)
    let place = try checker.quantity(reference)
    let definition = plan.schema.definitions[place]
    let at = try checker.selections(reference, of: definition)
    guard definition.role == .driver else {
      throw Diagnostic(
        "\(definition.name) is computed; a driver can be moved", at: source.place(reference.span),
        why: "What it depends on: why \(definition.name).", hint: nil)
    }
    if let movement = Movement(place, at: at, in: plan.sheet) { return movement }
    let why: Phrase =
      definition.isShares
      ? "Shares add up to 100%: name the one that is to move."
      : definition.units.choices != nil ? "It is a choice of words." : "It has no value yet."
    throw Diagnostic(
      "\(definition.name) cannot be moved", at: source.place(reference.span), why: why,
      hint: definition.isShares
        ? "solve \(definition.name)[\(plan.schema.labels(of: definition.axes).first ?? "…")] for …" : nil)
  }
}

/// Builds the answer of `solve`.
struct SolveReply {
  let plan: Plan
  let format: QuantityFormat
  let movement: Movement
  let labels: [String]
  let solution: Solution
  let test: String
  let checked: Checked

  private var definition: Definition { plan.schema.definitions[movement.place] }
  private var target: String {
    labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]"
  }

  /// What `apply` does: the solution as a change.
  var proposals: [[Change]] {
    guard let point = solution.point, !solution.wasKept else { return [] }
    return [
      [MovementChange(movement: movement, definition: definition, labels: labels, format: format).change(to: point)]
    ]
  }

  func reply() -> Reply {
    var reply = Reply()
    let figures = Figures(plan: plan, format: format)
    let words = MovementWords(movement: movement, definition: definition, format: format)
    if solution.wasKept {
      reply.say(Styled("✓ ", .good) + Styled("already so: \(Verdict(plan.sheet.judge(checked), figures).sentence)"))
    } else if let point = solution.point {
      reply.say(Styled(target, .strong) + Styled("  \(words.present) → ") + Styled(words.value(point), .strong))
      if let exact = solution.exact, exact != point { reply.say(Styled("exactly \(words.value(exact))", .quiet)) }
      if let after = proposals.first?.first.flatMap({ try? plan.with($0) }) {
        reply.say(
          Styled("then ", .quiet)
            + Styled(Verdict(after.sheet.judge(checked), Figures(plan: after, format: format)).sentence))
        let echo = SetEcho(before: plan, after: after, place: movement.place, format: format).lines()
        if movement.manner != .value { for line in echo { reply.say(line) } }
      }
      reply.say(Styled("apply", .code) + Styled("  does it; undo takes it back", .quiet))
    } else {
      reply.say(Styled("✗ ", .bad) + Styled("no \(target) does", .strong) + Styled(": \(binding(figures))"))
    }
    reply.answer = { json() }
    return reply
  }

  /// "even at 100% AE is 12 pp over 100%"
  private func binding(_ figures: Figures) -> String {
    let words = MovementWords(movement: movement, definition: definition, format: format)
    var sheet = plan.sheet
    sheet.set([movement.place: movement.pin(at: solution.best)])
    let judgement = sheet.judge(checked)
    return "at best, at \(words.value(solution.best)), it is \(Verdict(judgement, figures).sentence)"
  }

  private func json() -> JSON {
    let axes = labels.compactMap { plan.schema.label($0) }.map {
      (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
    }
    let isValue = movement.manner == .value
    var sheet = plan.sheet
    sheet.set([movement.place: movement.pin(at: solution.best)])
    let binding = solution.point == nil ? sheet.judge(checked).labels : []
    return .object([
      ("name", .text(definition.name)), ("labels", .labels(axes)),
      ("before", isValue ? .number(movement.present) : .null), ("value", isValue ? .number(solution.point) : .null),
      ("exact", .number(solution.exact)), ("factor", movement.manner == .factor ? .number(solution.point) : .null),
      ("step", movement.manner == .step ? .number(solution.point) : .null),
      ("satisfied", .bool(solution.point != nil)), ("binding", .labels(binding))
    ])
  }
}

/// The points of a movement in words: `6.2%`, `×1.08`, `+2`.
struct MovementWords {
  let movement: Movement
  let definition: Definition
  let format: QuantityFormat

  var present: String { movement.manner == .value ? value(movement.present) : "today's" }

  func value(_ point: Double) -> String {
    switch movement.manner {
    case .value:
      let full = format.full(point, definition.units)
      return full.count <= 10 ? full : format.short(point, definition.units)
    case .factor: return "×" + format.full((point * 1e4).rounded() / 1e4, .number)
    case .step: return (point < 0 ? "−" : "+") + format.full(abs(point), .number)
    }
  }
}

/// A point of a movement as a change that can be carried out and typed.
struct MovementChange {
  let movement: Movement
  let definition: Definition
  let labels: [String]
  let format: QuantityFormat

  func change(to point: Double) -> Change {
    let written: Written
    switch movement.manner {
    case .value: written = Written(.exact(point), units: definition.units)
    case .factor: written = Written(.step(.times(point)), units: definition.units)
    case .step: written = Written(.step(.by(point)), units: definition.units)
    }
    return Change(name: definition.name, labels: labels, written: written, text: format.full(written))
  }
}
