// `run`, `assert`, `expect error`, `print`: what scenario files are made of.

import Calc
import Documents
import SLA

extension Command {
  static let run = Command(
    "run", usage: ["run FILE"], does: "Carries out the lines of a script.", examples: [], takes: .slot(.file),
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    guard let (path, span) = try parser.takeRaw() else {
      throw Diagnostic("run needs a file", hint: "run quarter.pacto")
    }
    try parser.end()
    var script = try Script(path: session.resolved(path), world: session.world, at: parser.source.place(span))
    session.finishStep()
    return try script.include(in: &session)
  }

  static let assert = Command(
    "assert", usage: ["assert TEST [within X] [\"why\"]"],
    does: "States what must hold; a script goes on and ends with 1 where it does not.",
    examples: [
      "assert utilization <= 120%", "assert total(leads) = {leads}", "assert total(leads) = {leads} within 1%"
    ],
    takes: .then([
      .slot(.test), .maybe(.then([.word("within"), .slot(.value)])), .maybe(.slot(.text))
    ]), trying: .answer
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    guard !parser.isAtEnd else { throw Diagnostic("assert needs a test", hint: "assert utilization <= 100%") }
    return try Assertion(plan: plan, session: session).reply(&parser)
  }

  static let expect = Command(
    "expect", usage: ["expect error \"TEXT\""],
    does: "Says that the next line must fail with an error that holds the text.",
    examples: ["expect error \"close_rate\""], takes: .then([.word("error"), .slot(.text)]),
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    let span = parser.whole
    guard try parser.takeWord("error"), let text = try parser.takeText() else {
      throw parser.unexpected("expect is written: expect error \"TEXT\"", hint: "expect error \"close_rate\"")
    }
    try parser.end()
    session.expectation = (text, parser.source.place(span))
    return Reply()
  }

  static let print = Command(
    "print", usage: ["print \"TEXT {EXPRESSION}\""], does: "Prints a text with the values of the expressions in it.",
    examples: ["print \"{total(leads)} leads\""], takes: .slot(.text), trying: .answer,
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    let span = parser.token.span
    guard let text = try parser.takeText() else {
      throw parser.unexpected("print takes a text in quotation marks", hint: "print \"{total(leads)} leads\"")
    }
    try parser.end()
    let line = try session.filled(text, parser.source, from: span.lowerBound + 1)
    var reply = Reply(Styled(line))
    reply.result = .object([("text", .text(line))])
    return reply
  }

  static let quit = Command(
    "quit", others: ["exit"], usage: ["quit"], does: "Ends the shell.", examples: [], needsAgreement: false
  ) { _, parser throws(Diagnostic) in
    try parser.end()
    var reply = Reply()
    reply.ends = true
    return reply
  }
}

extension Session {
  /// A text with the values of `{expressions}` in it.
  func filled(_ text: String, _ source: Source, from offset: Int) throws(Diagnostic) -> String {
    guard text.contains("{") else { return text }
    let plan = try opened()
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      guard let close = rest[open...].firstIndex(of: "}") else {
        let at = offset + text.utf8.distance(from: text.startIndex, to: open)
        throw Diagnostic("“{” is opened and not closed", at: source.place(at..<at + 1), mark: "opened here")
      }
      let inner = String(rest[rest.index(after: open)..<close])
      let start = offset + text.utf8.distance(from: text.startIndex, to: rest.index(after: open))
      let own = Source(inner)
      do throws(Diagnostic) {
        let syntax = try Parser.formula(own, vocabulary: plan.schema.vocabulary, figures: figures)
        let item = try QuantityReply.item(syntax, plan, own)
        let figures = Figures(plan: plan, format: format)
        result += QuantityReply.sentence(item, figures)
      } catch {
        // What is wrong with the expression, shown in the whole line.
        let (before, after) = (source.text(0..<start), source.text(start + inner.utf8.count..<source.text.utf8.count))
        throw error.hinting { before + $0 + after }.with { fault in
          let column = fault.place.map { inner.prefix($0.column - 1).utf8.count } ?? 0
          let marked = fault.place.map { inner.dropFirst($0.column - 1).prefix($0.width).utf8.count }
          fault.place = source.place(start + column..<start + column + (marked ?? inner.utf8.count))
        }
      }
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }
}

/// `assert TEST [within X] ["why"]`.
struct Assertion {
  let plan: Plan
  let session: Session

  func reply(_ parser: inout Parser) throws(Diagnostic) -> Reply {
    let syntax = try parser.expression()
    let checked = try plan.checked(syntax, parser.source)
    guard checked.units.flavour == .truth, !checked.units.hasDimension else {
      throw Diagnostic(
        "an assertion is a test", at: parser.source.place(syntax.span), mark: "no test",
        why: "A test compares two values.", hint: "assert \(trimmed(parser.source.text(syntax.span))) <= …")
    }
    var tolerance: Tolerance?
    if parser.word == "within" { tolerance = try within(syntax, checked, &parser) }
    let text = trimmed(parser.source.text(syntax.span.lowerBound..<parser.token.span.lowerBound))
    let why = try parser.takeText()
    try parser.end()
    let judgement = promised(syntax).map { plan.judge($0) } ?? judge(syntax, checked, tolerance, parser.source)
    return answer(syntax, text, judgement, why, parser.source)
  }

  /// The promise whose name stands alone as the test.
  private func promised(_ syntax: Syntax) -> Promise? {
    guard case .text(let name) = syntax.node else { return nil }
    return plan.agreement.promises.first { $0.name.lowercased() == name.lowercased() }
  }

  private enum Tolerance {
    case amount(Double)
    case relative(Double)
  }

  private func within(_ syntax: Syntax, _ checked: Checked, _ parser: inout Parser) throws(Diagnostic) -> Tolerance {
    guard case .binary(.equal, _, _) = syntax.node, case .binary(_, let left, let right) = checked.node else {
      throw parser.unexpected(
        "“within” follows one =", mark: "not here", hint: "assert total(leads) = 2,300 within 1%")
    }
    parser.advance()
    guard case .figure(let figure) = parser.token.kind else {
      throw parser.unexpected("“within” needs an amount", mark: "amount?", hint: nil)
    }
    let span = parser.token.span
    parser.advance()
    let units = left.isPlainFigure ? right.units : left.units
    switch figure.unit {
    case .points where units.isPercent: return .amount(figure.value)
    case .percent where !units.isPercent: return .relative(figure.value)
    case .percent:
      throw Diagnostic(
        "a tolerance on a percentage is in points", at: parser.source.place(span),
        hint: parser.source.text(0..<span.lowerBound) + parser.source.text(span).replacing("%", with: "pp")
          + parser.source.text(span.upperBound..<parser.source.text.utf8.count))
    default: return .amount(figure.value)
    }
  }

  private func judge(_ syntax: Syntax, _ checked: Checked, _ tolerance: Tolerance?, _ source: Source) -> Judgement {
    var judgement = plan.sheet.judge(checked)
    guard judgement.comparison == .equal, let left = judgement.left, let right = judgement.right else {
      return judgement
    }
    // What is shown counts as well as what is exact: 2,667 leads are within 1 of 2,668.
    let shown = wholes(syntax, left, right, source).map { abs($0 - $1) }
    let difference = min(abs(left - right), shown ?? .infinity)
    switch tolerance {
    case .amount(let amount): judgement.holds = difference <= amount * (1 + 1e-9) + 1e-12
    case .relative(let part): judgement.holds = difference <= part * abs(right) * (1 + 1e-9)
    case nil:
      // A written figure is compared as the value is shown: total(leads) = 2,308.
      if case .binary(_, let a, let b) = syntax.node, judgement.holds == false, judgement.cells == 1 {
        judgement.holds = isShown(a, as: b, source) || isShown(b, as: a, source)
      }
    }
    return judgement
  }

  private func isShown(_ value: Syntax, as figure: Syntax, _ source: Source) -> Bool {
    guard case .figure(let written, _) = figure.node, let item = try? QuantityReply.item(value, plan, source),
      let exact = item.grid.scalar
    else { return false }
    if let dealt = item.dealt?.first ?? nil { return Double(dealt) == written.value }
    if item.rounding != .nearest { return item.rounding.whole(exact) == written.value }
    return Figures(plan: plan, format: session.format).shown(exact, item.units)
      == Figures(plan: plan, format: session.format).shown(written.value, item.units)
      || session.format.short(exact, item.units) == session.format.short(written.value, item.units)
        && written.value
          == Figures(plan: plan, format: session.format).read(session.format.short(exact, item.units), item.units)
  }

  /// - Parameter text: the assertion as it was written, with its tolerance.
  private func answer(
    _ syntax: Syntax, _ text: String, _ judgement: Judgement, _ why: String?, _ source: Source
  ) -> Reply {
    let figures = Figures(plan: plan, format: session.format)
    var reply = Reply()
    let holds = judgement.holds == true
    reply.assertion = holds
    reply.outcome = holds ? .yes : .no
    var line = Styled(holds ? "✓ " : "✗ ", holds ? .good : .bad)
    if holds {
      line += Styled(text)
    } else if promised(syntax) != nil {
      line += Styled("\(text): \(Verdict(judgement, figures).sentence)", .strong)
    } else if let left = judgement.left, let right = judgement.right, let op = judgement.comparison {
      let side: String
      if case .binary(_, let a, _) = syntax.node { side = trimmed(source.text(a.span)) } else { side = text }
      let (a, b, size) = sides(syntax, left, right, judgement, source)
      let place = figures.spoken(judgement.labels)
      let margin =
        (op == .atMost || op == .less ? "over by " : op == .equal || op == .unequal ? "off by " : "short by ") + size
      line += Styled(
        "\(side)\(place.isEmpty ? "" : " (\(place))"): \(a), asserted \(op.rawValue) \(b), \(margin)", .strong)
    } else {
      line += Styled("\(text): \(judgement.reason.map { "undefined, \($0)" } ?? "does not hold")", .strong)
    }
    if let why { line += Styled("   \(why)", .quiet) }
    reply.say(line)
    let difference = judgement.left.flatMap { left in judgement.right.map { left - $0 } }
    reply.result = .object([
      ("held", .bool(holds)), ("left", .number(judgement.left)), ("right", .number(judgement.right)),
      ("difference", .number(difference)), ("why", .text(why))
    ])
    return reply
  }

  /// Both sides and how far apart they are. Needs are rounded up as everywhere, as long as that fails the test too.
  private func sides(
    _ syntax: Syntax, _ left: Double, _ right: Double, _ judgement: Judgement, _ source: Source
  ) -> (String, String, String) {
    let units = judgement.units
    if judgement.cells == 1, case .binary(let op, _, _) = syntax.node,
      let (p, q) = wholes(syntax, left, right, source), Sheet.margin(op, p, q) < 0
    {
      return (session.format.short(p, units), session.format.short(q, units), difference(p, q, units))
    }
    let (a, b) = session.format.besideTest(left, right, units)
    return (a, b, difference(left, right, units))
  }

  /// Both sides as they are shown, where one of them is shown in whole numbers; nil where none is.
  private func wholes(_ syntax: Syntax, _ left: Double, _ right: Double, _ source: Source) -> (Double, Double)? {
    guard case .binary(let op, let a, let b) = syntax.node, op.isComparison,
      let x = try? QuantityReply.item(a, plan, source), let y = try? QuantityReply.item(b, plan, source),
      x.rounding != .nearest || y.rounding != .nearest || x.dealt != nil || y.dealt != nil
    else { return nil }
    func whole(_ item: QuantityReply.Item, _ value: Double) -> Double {
      if let dealt = item.dealt, dealt.count == 1, let only = dealt[0] { return Double(only) }
      return item.rounding == .nearest ? value : item.rounding.whole(value)
    }
    return (whole(x, left), whole(y, right))
  }

  private func difference(_ left: Double, _ right: Double, _ units: Units) -> String {
    String(session.format.difference(abs(left - right), units).filter { $0 != "+" })
  }
}
