// `set close_rate +1pp`, `reps[SDR] = 8`: changes an assumption and answers with what moved.

import Calc
import Documents
import SLA

extension Command {
  static let set = Command(
    "set", others: ["what-if"],
    usage: ["set NAME[LABEL] VALUE [from MONTH]", "NAME[LABEL] = VALUE"],
    does: "Changes an assumption and answers with what moved; a comment on the line is kept as its source.",
    examples: ["set close rate +1pp", "set reps[SDR] 8 from Aug", "set quota 2.4M per quarter   # board, 14 May"],
    next: "undo takes it back, why leads explains, check judges every promise",
    takes: .drivers
  ) { session, parser throws(Diagnostic) in
    guard !parser.isAtEnd else {
      throw Diagnostic("set needs a name and a value", hint: "set close_rate +1pp")
    }
    let reference = try parser.reference()
    _ = try parser.takeSymbol("=")
    return try session.set(reference, &parser)
  }
}

extension Session {
  /// A line that begins `NAME =`; nil for any other.
  mutating func change(_ statement: Source) throws(Diagnostic) -> Reply? {
    var parser = try parser(statement)
    guard parser.word != nil, statement.text.contains("=") else { return nil }
    let reference: Reference
    do throws(Diagnostic) { reference = try parser.reference() } catch { return nil }
    guard case .symbol("=") = parser.token.kind else { return nil }
    try parser.advance()
    return try set(reference, &parser)
  }

  /// Sets what a reference names to the value that is next.
  mutating func set(_ reference: Reference, _ parser: inout Parser) throws(Diagnostic) -> Reply {
    let plan = try opened()
    let place = try Checker(plan.schema, source: parser.source).quantity(reference)
    let definition = plan.schema.definitions[place]
    _ = try Checker(plan.schema, source: parser.source).selections(reference, of: definition)
    guard !parser.isAtEnd else {
      throw Diagnostic(
        "a value is missing", at: parser.source.place(parser.token.span), mark: "value?",
        why: "\(definition.name) is \(definition.units.spoken).",
        hint: "set \(reference.written) \(example(definition, plan))")
    }
    let (written, text) = try value(for: definition, reference, &parser)
    var from: String?
    if try parser.takeWord("from") {
      guard let (month, _) = try parser.takeRaw() else {
        throw parser.unexpected("“from” needs a month", mark: "month?", hint: nil)
      }
      from = month
    }
    try parser.end()
    let change = Change(
      name: definition.name, labels: reference.labels.map(\.text), from: from, written: written, text: text,
      source: comment)
    let after: Plan
    do throws(Diagnostic) {
      after = try plan.with(change)
    } catch {
      throw error.with { $0.place = parser.source.place(parser.whole) }
    }
    self.plan = after
    var heading = SetEcho(before: plan, after: after, place: place, format: format).lines()
    if let spreadDropped = droppedSpread(plan, after, place, change) { heading.append(spreadDropped) }
    return ChangeReply(before: plan, after: after, format: format).reply(heading: heading)
  }

  /// A relative change moves the plain value and drops the range it was known by.
  private func droppedSpread(_ before: Plan, _ after: Plan, _ place: Int, _ change: Change) -> Styled? {
    guard change.isStep, before.givens[place]?.isUncertain == true, after.givens[place]?.isUncertain != true else {
      return nil
    }
    return Styled("\(change.name) was known as a range; it is now one figure.", .quiet)
  }

  private func example(_ definition: Definition, _ plan: Plan) -> String {
    guard let place = plan.schema.place(of: definition.name),
      let value = plan.sheet.grid(place).cells.first(where: { !$0.isNaN })
    else { return "…" }
    return format.full(value, definition.units)
  }

  /// The value up to `from` or the end: as people write values, or an expression.
  private func value(
    for definition: Definition, _ reference: Reference, _ parser: inout Parser
  ) throws(Diagnostic) -> (Written, String) {
    let plan = try opened()
    var probe = parser
    let start = parser.token.span.lowerBound
    var isExpression = false
    var isFirst = true
    while !probe.isAtEnd, probe.word != "from" {
      switch probe.token.kind {
      case .symbol(let sign):
        if !isFirst || !["+", "-", "*"].contains(sign) { isExpression = isExpression || !["%"].contains(sign) }
      case .text: isExpression = true
      case .word(let word):
        let isPlain = ["to", "of"].contains(word.lowercased())
        let folded = Vocabulary.fold(word)
        if !isPlain,
          plan.schema.vocabulary.canonical(folded).flatMap({ plan.schema.place(of: $0) }) != nil
            || Function.named(folded) != nil || Parser.keywords.contains(folded) || probe.nameIsKnown
        {
          isExpression = isExpression || definition.units.choices == nil
        }
      default: break
      }
      isFirst = false
      try probe.advance()
    }
    let end = probe.isAtEnd ? probe.token.span.lowerBound : probe.token.span.lowerBound
    let text = trimmed(parser.source.text(start..<end))
    if !isExpression {
      let source = parser.source
      let reader = QuantityReader(form: form, currency: plan.agreement.currency)
      let written: Written
      do throws(Diagnostic) {
        written = try reader.read(text, for: plan.agreement.wanted(definition)) {
          source.place(start + $0.lowerBound..<start + $0.upperBound)
        }
      } catch {
        throw error.with { fault in
          fault.hint = fault.hint.map { hint in hint.contains("set ") ? hint : "set \(reference.written) \(hint)" }
          if fault.why.isEmpty, !definition.describe.template.isEmpty {
            fault.why = [about(definition, plan)]
          }
        }
      }
      try parser.move(to: end)
      return (written, text)
    }
    let syntax = try parser.expression()
    let checked = try plan.checked(syntax, parser.source)
    let grid = plan.sheet.evaluate(checked)
    guard let value = grid.scalar else {
      throw Diagnostic(
        "\(text) gives \(grid.cells.count) values, one is needed", at: parser.source.place(syntax.span),
        hint: "set \(reference.written) max(\(text))")
    }
    guard !value.isNaN else {
      let why = Tracer(plan.sheet).reason(checked, at: [Int](repeating: 0, count: plan.schema.axes.count))
      throw Diagnostic("\(text) is undefined", at: parser.source.place(syntax.span), why: why ?? "It has no value.")
    }
    let units = checked.units
    guard units.sameDimension(definition.units), !(definition.units.isPercent && !units.isPercent && value > 1) else {
      throw Diagnostic(
        "\(definition.name) is \(definition.units.spoken), not \(units.spoken)", at: parser.source.place(syntax.span),
        mark: "\(units.spoken)", why: about(definition, plan))
    }
    let written = Written(.exact(value), units: definition.units)
    return (written, format.full(value, definition.units))
  }

  /// "close_rate is the share of leads that become customers (northwind.yaml, line 14)"
  private func about(_ definition: Definition, _ plan: Plan) -> Phrase {
    let place =
      plan.agreement.lines[definition.name].map { line in " (\(plan.agreement.file ?? "the example"), line \(line))" }
      ?? ""
    return "\(definition.name): \(definition.describe)\(place)"
  }
}

/// What was set, label by label, in full: `close_rate    CEO 5% → 6%    Director 4% → 5%`.
struct SetEcho {
  let before: Plan
  let after: Plan
  let place: Int
  let format: QuantityFormat

  func lines() -> [Styled] {
    let definition = after.schema.definitions[place]
    let (old, new) = (before.sheet.grid(place), after.sheet.grid(place))
    guard old.shape == new.shape else { return [Styled(definition.name, .strong)] }
    let moved = new.cells.indices.filter { Sheet.differs(old.cells[$0], new.cells[$0]) }
    let name = Styled(definition.name, .strong)
    if moved.isEmpty {
      let value = new.cells.first ?? .nan
      let isSame = new.cells.allSatisfy { $0 == value }
      return [name + Styled(isSame ? "    stays \(echo(value, definition, cell: 0))" : "    stays as it is")]
    }
    let isOne =
      Set(moved.map { old.cells[$0].bitPattern }).count == 1 && Set(moved.map { new.cells[$0].bitPattern }).count == 1
    if isOne, moved.count == new.cells.count, let first = moved.first {
      return [
        name + Styled("    \(was(old.cells[first], definition)) → \(echo(new.cells[first], definition, cell: first))")
      ]
    }
    var line = name
    var shown = 0
    for (cells, label) in grouped(moved, old, new, definition) {
      guard let cell = cells.first else { continue }
      if shown == 8 {
        line += Styled("    … \(moved.count) in all", .quiet)
        break
      }
      line += Styled("    \(label) \(plain(old.cells[cell], definition)) → \(plain(new.cells[cell], definition))")
      shown += 1
    }
    var result = [line]
    if definition.isShares, let sums = rescaled(moved, definition) { result.append(sums) }
    return result
  }

  private func plain(_ value: Double, _ definition: Definition) -> String {
    let text = format.full(value, definition.units)
    return text.count <= 12 ? text : format.short(value, definition.units)
  }

  /// The old value; a flow that was written per another period than the new one says so.
  private func was(_ value: Double, _ definition: Definition) -> String {
    let (old, new) = (before.givens[place]?.single?.per, after.givens[place]?.single?.per)
    guard let old, old != new, definition.units.flow != nil, !value.isNaN else { return plain(value, definition) }
    return plain(written(value, old, definition), definition) + " per \(old.rawValue)"
  }

  /// A flow's value per the period it was written with.
  private func written(_ value: Double, _ per: Per, _ definition: Definition) -> Double {
    per.written(value, over: definition.units.flow == .month ? 1 : after.schema.months)
  }

  /// The new value in full: `2,700,000 EUR (2.7 million) for Jul–Sep 2026`.
  private func echo(_ value: Double, _ definition: Definition, cell: Int) -> String {
    guard !value.isNaN else { return "not given" }
    let text = format.full(value, definition.units, named: true)
    if text.count > 24 { return format.short(value, definition.units) }
    func said(_ value: Double, _ per: Per? = nil) -> String {
      format.echo(value, definition.units, per: per).map { "\($0)" }.joined(separator: " ")
    }
    guard let flow = definition.units.flow else { return said(value) }
    let whole = said(value) + (flow == .month ? " a month" : " for \(after.agreement.period.spoken)")
    guard let per = after.givens[place]?.single?.per else { return whole }
    let own = said(written(value, per, definition), per)
    return per.months == (flow == .month ? 1 : after.schema.months) ? own : "\(own): \(whole)"
  }

  /// Months that moved alike for one label stand as one: "AE 7 → 8 from Sep".
  private func grouped(_ moved: [Int], _ old: Grid, _ new: Grid, _ definition: Definition) -> [(
    cells: [Int], label: String
  )] {
    let figures = Figures(plan: after, format: format)
    var groups: [(cells: [Int], label: String, who: String)] = []
    for cell in moved {
      let labels = after.schema.labels(of: cell, over: new.axes)
      let who = labels.filter { $0.axis != "month" }.map(\.label).joined(separator: " ")
      if let last = groups.last, last.who == who, let one = last.cells.first, old.cells[one] == old.cells[cell],
        new.cells[one] == new.cells[cell]
      {
        groups[groups.count - 1].cells.append(cell)
      } else {
        groups.append(([cell], figures.spoken(labels), who))
      }
    }
    let months = after.schema.axes[Model.month].labels.count
    return groups.map { group in
      guard definition.axes.contains(place: Model.month), group.cells.count > 1 || months == 1 else {
        return (group.cells, group.label)
      }
      return (group.cells, group.cells.count == months ? group.who : "\(group.label) on")
    }
  }

  private func rescaled(_ moved: [Int], _ definition: Definition) -> Styled? {
    moved.count > 1 ? Styled("The shares add up to 100 %: labels that were not named were rescaled.", .quiet) : nil
  }
}
