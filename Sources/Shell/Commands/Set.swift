// `set close_rate +1pp`, `reps[SDR] = 8`: changes an assumption and answers with what moved.

import Calc
import Documents
import SLA

extension Command {
  static let set = Command(
    "set", others: ["what-if"],
    usage: ["set NAME[LABEL] VALUE [from MONTH]", "NAME[LABEL] = VALUE"],
    does: "Changes an assumption and answers with what moved; a comment on the line is kept as its source.",
    examples: [
      "set close rate +1pp", "set reps[{team}] 8 from {month}", "set quota 2.4M per quarter   # board, 14 May",
      "set close_rate[{tier}] 6%", "set marketing_share 50%"
    ],
    next: "undo takes it back, why leads explains, check judges every promise",
    takes: .then([
      .slot(.driver), .maybe(.word("=")), .slot(.value), .maybe(.then([.word("from"), .slot(.month)]))
    ]), trying: .effect
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
    guard let reference = try assigned(&parser) else { return nil }
    return try set(reference, &parser)
  }

  /// What stands before the `=` of a line that begins `NAME =`; the parser then stands behind it. Nil for other lines.
  func assigned(_ parser: inout Parser) throws(Diagnostic) -> Reference? {
    let statement = parser.source
    guard parser.word != nil, statement.text.contains("=") else { return nil }
    let reference: Reference
    do throws(Diagnostic) { reference = try parser.reference() } catch { return nil }
    guard case .symbol("=") = parser.token.kind else { return nil }
    let sign = parser.token.span
    parser.advance()
    if parser.text(sign) == "==" {
      let (before, after) = (trimmed(parser.text(0..<sign.lowerBound)), parser.rest)
      throw Diagnostic(
        "“==” could set a value or compare it", at: statement.place(sign), mark: "two readings",
        hint: Diagnostic.hint(["set \(before) \(after)", "assert \(before) = \(after)"]))
    }
    return reference
  }

  /// Sets what a reference names to the value that is next.
  mutating func set(_ reference: Reference, _ parser: inout Parser) throws(Diagnostic) -> Reply {
    let plan = try opened()
    let (change, places) = try readChange(of: reference, &parser)
    let after: Plan
    do throws(Diagnostic) {
      after = try plan.with(change, at: places)
    } catch {
      throw error.placed(parser.source.place(parser.whole))
    }
    let filed = try filed(change)
    self.change(to: filed == change ? after : try plan.with(filed), by: .set(filed))
    guard let place = after.schema.place(of: change.name) else { return Reply() }
    var heading = SetEcho(before: plan, after: after, place: place, format: format).lines()
    if let spreadDropped = droppedSpread(plan, after, place, change) { heading.append(spreadDropped) }
    return ChangeReply(before: plan, after: after, format: format).reply(heading: heading)
  }

  /// The change of what a reference names, to the value that is next.
  func readChange(
    of reference: Reference, _ parser: inout Parser
  ) throws(Diagnostic) -> (change: Change, places: ChangePlaces) {
    let plan = try opened()
    if plan.schema.place(of: reference.name) == nil, let command = Command.named(reference.name) {
      throw Diagnostic(
        "\(command.name) is a command, not a quantity", at: parser.source.place(reference.span),
        hint: "help \(command.name)")
    }
    let place = try Checker(plan.schema, source: parser.source).quantity(reference)
    let definition = plan.schema.definitions[place]
    _ = try Checker(plan.schema, source: parser.source).selections(reference, of: definition)
    guard !parser.isAtEnd else {
      throw Diagnostic(
        "a value is missing", at: parser.source.place(parser.token.span), mark: "value?",
        why: "\(definition.name) is \(definition.units.spoken).",
        hint: "set \(reference.written) \(example(definition, plan))")
    }
    let start = parser.token.span.lowerBound
    let (written, text, end) = try value(for: definition, reference, &parser)
    let labelled = reference.labels.last.map { parser.source.closingBracket(behind: $0.span.upperBound) }
    var places = ChangePlaces(
      target: parser.source.place(reference.span.lowerBound..<(labelled ?? reference.span.upperBound)),
      value: parser.source.place(start..<end))
    var from: String?
    if try parser.takeWord("from") {
      guard !parser.isAtEnd else { throw parser.unexpected("“from” needs a month", mark: "month?", hint: nil) }
      let end = statementEnd(parser)
      from = trimmed(parser.text(parser.token.span.lowerBound..<end))
      places.month = parser.source.place(parser.token.span.lowerBound..<end)
      parser.move(to: end)
    }
    try parser.end()
    let change = Change(
      name: definition.name, labels: reference.labels.map(\.text), from: from, written: written, text: text,
      source: comment)
    return (change, places)
  }

  private func statementEnd(_ parser: Parser) -> Int { parser.source.text.utf8.count }

  /// A relative change moves the plain value and drops the range or the counts it was known by.
  private func droppedSpread(_ before: Plan, _ after: Plan, _ place: Int, _ change: Change) -> Styled? {
    guard change.isStep else { return nil }
    let left = Set(after.uncertainties.map(\.title))
    let lost = before.uncertainties.filter { $0.draw.place == place && !left.contains($0.title) }
    guard let first = lost.first else { return nil }
    let title = lost.count == 1 ? first.title : change.name
    return lost.contains { !$0.isCounts }
      ? Styled("\(title) was known as a range; it is now one figure.", .quiet)
      : Styled("\(title) was known from counts; it is now one figure.", .quiet)
  }

  private func example(_ definition: Definition, _ plan: Plan) -> String {
    guard let place = plan.schema.place(of: definition.name) else { return "…" }
    if let given = plan.givens[place]?.cells.first, let cell = given, cell.spread == nil, let per = cell.per {
      let months = definition.units.flow == .month ? 1 : plan.schema.months
      return format.full(per.written(cell.value, over: months), definition.units, per: per)
    }
    guard let value = plan.sheet.grid(place).cells.first(where: { !$0.isNaN }) else { return "…" }
    return format.full(value, definition.units)
  }

  /// The value up to `from` or the end: as people write values, or an expression. With its text and where it ends.
  private func value(
    for definition: Definition, _ reference: Reference, _ parser: inout Parser
  ) throws(Diagnostic) -> (Written, String, Int) {
    let plan = try opened()
    var probe = parser
    let start = parser.token.span.lowerBound
    try refuseLabel(behind: reference, definition, parser, plan)
    if case .month(let month) = parser.token.kind {
      throw Diagnostic(
        "\(month) is a month, not a value", at: parser.source.place(parser.token.span),
        why: about(definition, plan), hint: working(reference, definition, plan))
    }
    let isExpression = isFormula(&probe, definition, plan)
    let end = probe.token.span.lowerBound
    let text = trimmed(parser.source.text(start..<end))
    let textEnd = start + text.utf8.count
    if !isExpression {
      let source = parser.source
      let reader = QuantityReader(form: form, currency: plan.agreement.currency)
      let written: Written
      do throws(Diagnostic) {
        written = try reader.read(text, for: plan.agreement.wanted(definition)) {
          source.place(start + $0.lowerBound..<start + $0.upperBound)
        }
      } catch {
        let rest = probe.isAtEnd ? "" : " " + probe.rest
        throw proved(error.hinting { "set \(reference.written) \($0)\(rest)" }).with { fault in
          if fault.hint == nil { fault.hint = working(reference, definition, plan) }
          if fault.why.isEmpty, !definition.describe.template.isEmpty {
            fault.why = [about(definition, plan)]
          }
        }
      }
      parser.move(to: end)
      return (written, text, textEnd)
    }
    let syntax = try parser.expression()
    let checked = try plan.checked(syntax, parser.source)
    let units = checked.units
    let isPlain = checked.isPlainFigure && definition.units.isMoney
    guard units.sameDimension(definition.units) || isPlain, units.flavour != .truth, units.choices == nil,
      definition.units.choices == nil, definition.units.noun == nil || !units.isPercent
    else { throw unlike(definition, units, syntax, parser.source, plan) }
    let grid = plan.sheet.evaluate(checked)
    guard let value = grid.scalar?.withoutNoise else {
      throw Diagnostic(
        "\(text) gives \(grid.cells.count) values, one is needed", at: parser.source.place(syntax.span),
        mark: "\(grid.cells.count) values", hint: "set \(reference.written) max(\(text))")
    }
    guard !value.isNaN else {
      let why = Tracer(plan.sheet).reason(checked, at: [Int](repeating: 0, count: plan.schema.axes.count))
      throw Diagnostic("\(text) is undefined", at: parser.source.place(syntax.span), why: why ?? "It has no value.")
    }
    if definition.units.isPercent, !units.isPercent, value > 1 {
      throw unlike(definition, units, syntax, parser.source, plan)
    }
    let written = Written(.exact(value), units: definition.units)
    return (written, format.full(value, definition.units), syntax.span.upperBound)
  }

  /// Whether what stands up to `from` or the end is a formula rather than a written value; the parser then stands
  /// behind it.
  private func isFormula(_ probe: inout Parser, _ definition: Definition, _ plan: Plan) -> Bool {
    var isFormula = false
    var isBroken = false
    var last: Token?
    while !probe.isAtEnd, probe.word != "from" {
      switch probe.token.kind {
      // What stands behind a figure that is none may belong to it.
      case .fault: isBroken = true
      case .symbol("-") where Session.isRange(last, probe): break
      case .symbol(let sign):
        let isStep = last == nil && ["+", "-", "*"].contains(sign)
        if !isStep, !["%", ":"].contains(sign) { isFormula = isFormula || !isBroken }
      case .text: isFormula = isFormula || !isBroken
      case .word(let word):
        let folded = Vocabulary.fold(word)
        let isKnown =
          plan.schema.vocabulary.canonical(folded).flatMap { plan.schema.place(of: $0) } != nil
          || Function.named(folded) != nil || Parser.keywords.contains(folded) || probe.nameIsKnown
        if isKnown, folded != "to", folded != "of", !isBroken, definition.units.choices == nil { isFormula = true }
      default: break
      }
      last = probe.token
      probe.advance()
    }
    return isFormula
  }

  /// `3%-5%`: a dash without blanks between two figures that go up is how many people write a range.
  private static func isRange(_ last: Token?, _ parser: Parser) -> Bool {
    var next = parser
    next.advance()
    guard let last, case .figure(let low) = last.kind, case .figure(let high) = next.token.kind else { return false }
    return last.span.upperBound == parser.token.span.lowerBound
      && next.token.span.lowerBound == parser.token.span.upperBound && low.value <= high.value
  }

  /// `set close_rate CEO 4%`: a label stands in brackets.
  private func refuseLabel(
    behind reference: Reference, _ definition: Definition, _ parser: Parser, _ plan: Plan
  ) throws(Diagnostic) {
    var probe = parser
    var end: Int?
    for _ in 0..<6 {
      guard case .word = probe.token.kind else { break }
      let words = parser.text(parser.token.span.lowerBound..<probe.token.span.upperBound)
      if let label = plan.schema.label(words), definition.axes.contains(place: label.place) {
        end = probe.token.span.upperBound
      }
      probe.advance()
    }
    guard let end, !parser.nameIsKnown else { return }
    let span = parser.token.span.lowerBound..<end
    var labelled = reference
    labelled.labels.append(Reference.Label(parser.text(span)))
    let rest = trimmed(parser.source.text(end..<parser.source.text.utf8.count))
    throw Diagnostic(
      "a label stands in brackets", at: parser.source.place(span),
      hint: "set \(labelled.written) \(rest.isEmpty ? "…" : rest)")
  }

  private func unlike(
    _ definition: Definition, _ units: Units, _ syntax: Syntax, _ source: Source, _ plan: Plan
  ) -> Diagnostic {
    Diagnostic(
      "\(definition.name) is \(definition.units.spoken), not \(units.spoken)", at: source.place(syntax.span),
      mark: "\(units.spoken)", why: about(definition, plan))
  }

  /// A line that sets the quantity to what it is now: it shows how its values are written. Nil where none works.
  private func working(_ reference: Reference, _ definition: Definition, _ plan: Plan) -> String? {
    guard !isProposing else { return nil }
    let shown = example(definition, plan)
    let taken = reference.labels.compactMap { plan.schema.label($0.text)?.place }
    let open = definition.axes.places.first { !taken.contains($0) }
    let first = open.flatMap { plan.schema.axes[$0].labels.first }
    var labelled = reference
    labelled.labels += first.map { [Reference.Label($0)] } ?? []
    return ["set \(reference.written) \(shown)", "set \(labelled.written) \(shown)"].first { fault(of: $0) == nil }
  }

  /// "close_rate is the share of leads that become customers (northwind.yaml, line 14)"
  private func about(_ definition: Definition, _ plan: Plan) -> Phrase {
    let place =
      plan.agreement.lines[definition.name].map { line in " (\(plan.agreement.file ?? "the example"), line \(line))" }
      ?? ""
    return "\(definition.name): \(definition.describe)\(place)"
  }
}

extension Source {
  /// The offset behind the bracket that closes labels whose last one ends at an offset.
  fileprivate func closingBracket(behind offset: Int) -> Int {
    let rest = text(offset..<text.utf8.count)
    return offset
      + (rest.utf8.firstIndex(of: 0x5D).map { rest.utf8.distance(from: rest.utf8.startIndex, to: $0) + 1 } ?? 0)
  }
}

/// What was set, label by label, in full: `close_rate    CEO 5% → 6%    Director 4% → 5%`.
struct SetEcho {
  let before: Plan
  let after: Plan
  let place: Int
  let format: QuantityFormat
  /// All labels were named.
  var isWhole = false

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
    if definition.isShares, moved.count > 1, !isWhole {
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
