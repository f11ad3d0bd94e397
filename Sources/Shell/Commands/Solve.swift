// `solve DRIVER for TEST`: what would it take?

import Calc
import Documents
import SLA

extension Command {
  static let solve = Command(
    "solve", others: ["goal", "goal-seek"], usage: ["solve NAME[LABEL] for TEST", "solve NAME for \"PROMISE\""],
    does: "Finds the value of a driver, nearest to today's, for which a test holds.",
    examples: ["solve close_rate for total(leads) = 2000", "solve supply for \"{promise}\""],
    next: "apply", takes: .then([.slot(.driver), .word("for"), .slot(.test)])
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
    guard !parser.isAtEnd else {
      throw Diagnostic(
        "a test is missing behind “for”", why: "A test compares two values, or is a promise by its name.",
        hint: "solve \(reference.written) for total(leads) = 2000")
    }
    let syntax = try parser.expression()
    try parser.end()
    let test = try session.test(syntax, parser.source)
    let movement = try session.movement(reference, parser.source, for: test.title)
    let progress = session.world.progress
    var solver = Solver(
      test.checked, varying: [movement.place], in: plan.sheet, care: .thorough, progress: progress)
    let solution = solver.solve(Path(movement))
    try progress.check()
    let answer = SolveReply(
      plan: plan, format: session.format, movement: movement, labels: reference.labels.map(\.text),
      solution: solution, test: test)
    session.proposals = answer.changes.isEmpty ? [] : [answer.changes]
    return answer.reply()
  }
}

/// A test that is asked about: what it is called, and where its words stand.
struct AskedTest: Sendable {
  /// The promise's name, or the test as typed.
  var title: String
  var checked: Checked
  var source: Source
  var isPromise: Bool

  init(_ promise: Promise, in plan: Plan) throws(Diagnostic) {
    title = promise.name
    checked = try Checker.check(promise.test, in: plan.schema, source: promise.source)
    source = promise.source
    isPromise = true
  }

  init(_ checked: Checked, _ syntax: Syntax, _ source: Source) {
    title = trimmed(source.text(syntax.span))
    self.checked = checked
    self.source = source
    isPromise = false
  }

  /// The comparison that decides: the first part of an "and" that does not hold, else the test itself.
  func deciding(_ sheet: Sheet) -> Checked {
    var part = checked
    while case .binary(.and, let x, let y) = part.node { part = sheet.judge(x).holds == true ? y : x }
    return part
  }

  /// How it stands in a plan: "exactly 100% in Aug", "92% in Aug, 8.4 pp short of 100%".
  func standing(_ plan: Plan, _ format: QuantityFormat) -> String {
    let judgement = plan.sheet.judge(checked)
    let figures = Figures(plan: plan, format: format)
    let verdict = Verdict(judgement, figures)
    guard let left = judgement.left, let right = judgement.right, judgement.cells == 1 || !judgement.labels.isEmpty,
      abs(left - right) <= 1e-9 * max(abs(left), abs(right)), judgement.comparison != nil
    else { return verdict.sentence }
    let place = judgement.cells > 1 ? figures.spoken(judgement.labels) : ""
    return verdict.margin
      + (place.isEmpty ? "" : judgement.labels.first?.axis == "month" ? " in \(place)" : " (\(place))")
  }
}

extension Session {
  /// A formula that is a test, or a promise by its name.
  func test(_ syntax: Syntax, _ source: Source) throws(Diagnostic) -> AskedTest {
    let plan = try opened()
    if case .text(let name) = syntax.node {
      let promises = plan.agreement.promises
      if let promise = promises.first(where: { $0.name.lowercased() == name.lowercased() }) {
        return try AskedTest(promise, in: plan)
      }
    }
    let checked = try plan.checked(syntax, source)
    guard checked.units.flavour == .truth, !checked.units.hasDimension else {
      let text = trimmed(source.text(syntax.span))
      throw Diagnostic(
        "\(text) is no test", at: source.place(syntax.span), mark: "no test",
        why: "A test compares two values: total(leads) = 2000.",
        hint: plan.sheet.evaluate(checked).scalar.map {
          "\(trimmed(source.text(0..<syntax.span.upperBound))) = \(format.short($0, checked.units))"
        })
    }
    return AskedTest(checked, syntax, source)
  }

  /// The way in which a driver that was named is moved.
  /// - Parameter test: what it is moved for, to propose the line that works.
  func movement(_ reference: Reference, _ source: Source, for test: String) throws(Diagnostic) -> Movement {
    let plan = try opened()
    let checker = Checker(plan.schema, source: source)
    let place = try checker.quantity(reference)
    let definition = plan.schema.definitions[place]
    let at = try checker.selections(reference, of: definition)
    guard definition.role == .driver else {
      throw Diagnostic(
        "\(definition.name) is computed; a driver can be moved", at: source.place(reference.span),
        why: "Which drivers would do it, and how far they go, is what levers tells.", hint: "levers \(test)")
    }
    if let movement = Movement(place, at: at, in: plan.sheet) { return movement }
    if definition.isShares, let label = plan.schema.axes[definition.axes.places.first ?? 0].labels.first {
      throw Diagnostic(
        "\(definition.name) are shares: which one is to move?", at: source.place(reference.span), mark: "which?",
        why: "Shares add up to 100 %; the others make room for the one that moves.",
        hint: "solve \(definition.name)[\(label)] for \(test)")
    }
    throw Diagnostic(
      "\(definition.name) cannot be moved", at: source.place(reference.span),
      why: definition.units.choices != nil ? "It is one of some words, not a figure." : "It has no value yet.",
      hint: definition.units.choices.map { "set \(definition.name) \($0.last ?? "…")" } ?? "set \(definition.name) …")
  }
}

/// Builds the answer of `solve`.
struct SolveReply: Sendable {
  let plan: Plan
  let format: QuantityFormat
  let movement: Movement
  let labels: [String]
  let solution: Solution
  let test: AskedTest
  /// What `apply` does: the solution as changes; none where there is nothing to do.
  let changes: [Change]
  /// The plan after them.
  private let after: Plan?

  init(
    plan: Plan, format: QuantityFormat, movement: Movement, labels: [String], solution: Solution, test: AskedTest
  ) {
    self.plan = plan
    self.format = format
    self.movement = movement
    self.labels = labels
    self.solution = solution
    self.test = test
    if let point = solution.point, !solution.wasKept {
      changes = plan.changes(moving: movement, labels: labels, to: point, format: format)
      after = try? plan.with(changes)
    } else {
      changes = []
      after = nil
    }
  }

  private var definition: Definition { plan.schema.definitions[movement.place] }
  private var target: String {
    labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]"
  }
  private var words: MovementWords { MovementWords(movement: movement, plan: plan, format: format) }

  func reply() -> Reply {
    var reply = Reply()
    if solution.wasKept {
      reply.say(
        Styled("✓ ", .good) + Styled("already so", .strong)
          + Styled(": \(test.title) is \(test.standing(plan, format))" as Phrase))
    } else if let point = solution.point, let after {
      let isValue = movement.manner == .value
      var line = Styled(target, .strong) + Styled(isValue ? "    \(words.present) → " : "    ")
      line += Styled(words.exactly(point), .strong)
      if let exact = solution.exact, exact != point { line += Styled("    exactly \(words.exactly(exact))", .quiet) }
      reply.say(line)
      let echo = SetEcho(before: plan, after: after, place: movement.place, format: format)
      if !isValue || movement.isShares { for line in echo.lines() { reply.say(line) } }
      reply.say(Styled("✓ ", .good) + Styled("\(test.title): \(test.standing(after, format))" as Phrase))
      reply.say(Styled("apply", .code) + Styled(" does it; undo takes it back."))
    } else if let exact = solution.exact {
      reply.say(
        Styled("✗ ", .bad) + Styled("no whole number does", .strong)
          + Styled("; \(target) \(words.exactly(exact)) would" as Phrase))
    } else {
      reply.say(Styled("✗ ", .bad) + Styled("no \(target) does" as Phrase, .strong) + Styled(": ") + Styled(why))
    }
    reply.answer = { json() }
    return reply
  }

  /// "even at 100% utilization is 112% (AE in Aug), 12 pp over 100%"
  private var why: Phrase {
    guard plan.sheet.program.dependencies(of: test.checked.reads).contains(movement.place) else {
      return "\(test.title) does not depend on it"
    }
    var sheet = plan.sheet
    sheet.set([movement.place: movement.pin(at: solution.best)])
    let part = test.deciding(sheet)
    var what = test.title
    if case .binary(let op, let left, _) = part.node, op.isComparison { what = trimmed(test.source.text(left.span)) }
    let standing = Verdict(sheet.judge(part), Figures(plan: plan, format: format)).sentence
    if solution.best == movement.present { return "\(what) is best as it is, \(standing)" }
    return "even at \(words.exactly(solution.best)) \(what) is \(standing)"
  }

  private func json() -> JSON {
    let axes = labels.compactMap { plan.schema.label($0) }.map {
      (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
    }
    func point(_ manner: Movement.Manner) -> JSON { movement.manner == manner ? .number(solution.point) : .null }
    var sheet = plan.sheet
    sheet.set([movement.place: movement.pin(at: solution.best)])
    let binding = solution.point == nil ? sheet.judge(test.deciding(sheet)).labels : []
    return .object([
      ("name", .text(definition.name)), ("labels", .labels(axes)),
      ("before", movement.manner == .value ? .number(movement.present) : .null), ("value", point(.value)),
      ("exact", .number(solution.exact)), ("factor", point(.factor)), ("step", point(.step)),
      ("satisfied", .bool(solution.point != nil)), ("binding", .labels(binding))
    ])
  }
}
