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
      guard !parser.isAtEnd else { throw parser.unexpected("“from” needs a month", mark: "month?", hint: nil) }
      from = trimmed(parser.rest)
      try parser.move(to: statementEnd(parser))
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

  private func statementEnd(_ parser: Parser) -> Int { parser.source.text.utf8.count }

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

  private var definition: Definition { after.schema.definitions[place] }

  func lines() -> [Styled] {
    let (old, new) = (before.sheet.grid(place), after.sheet.grid(place))
    let name = Styled(definition.name, .strong)
    guard old.shape == new.shape else { return [name] }
    if let flow = flow() { return [name + Styled("    \(flow)")] }
    let moved = new.cells.indices.filter { Sheet.differs(old.cells[$0], new.cells[$0]) }
    if moved.isEmpty {
      let isSame = new.cells.allSatisfy { $0 == new.cells.first }
      return [name + Styled(isSame ? "    stays \(echo(new.cells.first ?? .nan))" : "    stays as it is")]
    }
    let isOne =
      Set(moved.map { old.cells[$0].bitPattern }).count == 1 && Set(moved.map { new.cells[$0].bitPattern }).count == 1
    if isOne, moved.count == new.cells.count, let first = moved.first {
      return [name + Styled("    \(plain(old.cells[first])) → \(echo(new.cells[first]))\(spread(first, new))")]
    }
    if definition.role == .computed, after.givens[place] == nil {
      return [name + Styled("    follows its formula again" as Phrase)]
    }
    var result = told(grouped(moved, old, new), old, new, count: moved.count)
    if definition.isShares, moved.count > 1 {
      result.append(Styled("The shares add up to 100 %: labels that were not named were rescaled.", .quiet))
    }
    return result
  }

  /// Label by label: on one line as far as it fits, else one below the other.
  private func told(
    _ groups: [(cells: [Int], label: String)], _ old: Grid, _ new: Grid, count: Int
  ) -> [Styled] {
    var parts = groups.prefix(8).compactMap { cells, label in
      cells.first.map { "\(label) \(plain(old.cells[$0])) → \(plain(new.cells[$0]))\(spread($0, new))" }
    }
    if groups.count > 8 { parts.append("… \(count) in all") }
    let name = Styled(definition.name, .strong)
    let joined = parts.joined(separator: "    ")
    guard TextWidth.of(definition.name + joined) > 72 else { return [name + Styled("    \(joined)")] }
    let margin = String(repeating: " ", count: TextWidth.of(definition.name) + 4)
    return parts.enumerated().map { at, part in at == 0 ? name + Styled("    \(part)") : Styled(margin + part) }
  }

  private func plain(_ value: Double) -> String {
    guard !value.isNaN else { return QuantityFormat.undefined }
    if definition.rounding != .nearest { return format.short(value, definition.units, rounding: definition.rounding) }
    let text = format.full(value, definition.units)
    return text.count <= 12 ? text : format.short(value, definition.units)
  }

  /// The new value in full: `2,100,000 EUR (2.1 million)`. What was computed keeps the digits that matter.
  private func echo(_ value: Double) -> String {
    guard !value.isNaN else { return "not given" }
    let text = format.full(value, definition.units, named: true)
    if text.count > 24 { return format.short(value, definition.units) }
    if text.count(where: \.isNumber) > 9 {
      return Figures(plan: after, format: format).shown(value, definition.units)
    }
    return format.echo(value, definition.units).map { "\($0)" }.joined(separator: " ")
  }

  /// What the new figure is known from: ` (3% to 5%)`, ` (8 of 120)`.
  private func spread(_ cell: Int, _ grid: Grid) -> String {
    guard let given = after.givens[place] else { return "" }
    let own = Grid(axes: given.axes, shape: given.shape, cells: [])
    var at = 0
    for (axis, index) in zip(grid.axes.places, grid.position(of: cell)) { at += own.stride(of: axis) * index }
    guard given.cells.indices.contains(at), let shape = given.cells[at]?.spread else { return "" }
    return " (\(format.full(Written(shape, units: definition.units))))"
  }

  // MARK: Flows

  /// A flow given as one figure, old and new each per the period it was written with:
  /// `2,100,000 EUR a quarter → 800,000 EUR a month: 2,400,000 EUR (2.4 million) for Jul–Sep 2026`.
  private func flow() -> String? {
    guard let own = definition.units.flow else { return nil }
    let (old, new) = (before.givens[place]?.single, after.givens[place]?.single)
    guard old != nil || new != nil else { return nil }
    let was = old.map { plain(written($0)) + ($0.per == new?.per ? "" : " \(period($0.per))") }
    guard let new else { return was.map { "\($0) → not given" } }
    let isWhole = new.per.map { $0.months == (own == .month ? 1 : after.schema.months) } ?? true
    let noun = definition.units.noun.map { " \($0)" } ?? ""
    let now =
      "\(echo(written(new)))\(noun) \(period(new.per))"
      + (isWhole ? "" : ": \(echo(new.value))\(noun) \(period(nil))") + spread(0, Grid(.nan))
    if let old, old == new { return "stays \(now)" }
    let byDefault = before.sheet.grid(place).scalar.map { plain($0) } ?? QuantityFormat.undefined
    return "\(was ?? byDefault) → \(now)"
  }

  /// A flow's value per the period it was written with.
  private func written(_ cell: Given.Cell) -> Double {
    cell.per.map { $0.written(cell.value, over: definition.units.flow == .month ? 1 : after.schema.months) }
      ?? cell.value
  }

  /// "a quarter"; for a figure without a period, the agreement's own.
  private func period(_ per: Per?) -> String {
    if let per { return "a \(per.rawValue)" }
    return definition.units.flow == .month ? "a month" : "for \(after.agreement.period.spoken)"
  }

  /// Months that moved alike for one label stand as one: "AE 7 → 8 from Sep".
  private func grouped(_ moved: [Int], _ old: Grid, _ new: Grid) -> [(cells: [Int], label: String)] {
    let figures = Figures(plan: after, format: format)
    var groups: [(cells: [Int], label: String, who: String)] = []
    for cell in moved {
      let labels = after.schema.labels(of: cell, over: new.axes)
      let who = labels.filter { $0.axis != "month" }.map(\.label).joined(separator: " ")
      if let last = groups.last, last.who == who, let one = last.cells.first,
        !Sheet.differs(old.cells[one], old.cells[cell]),
        !Sheet.differs(new.cells[one], new.cells[cell])
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
}
