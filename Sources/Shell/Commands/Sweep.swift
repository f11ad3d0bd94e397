// `sweep DRIVER A to B`: what if it is somewhere in between? One driver gives a table and a curve, two give a grid.
// `sweep` alone: what each driver does to the watched quantities, a tenth down and a tenth up (Tornado.swift).

import Calc
import Documents
import SLA

extension Command {
  static let sweep = Command(
    "sweep",
    usage: ["sweep NAME A to B [step S] [show NAME, …]", "sweep NAME A to B, NAME C to D [show NAME, …]", "sweep"],
    does: "Varies one or two drivers over many values; alone, every driver a tenth down and up.",
    examples: [
      "sweep close_rate -1pp to +1pp", "sweep reps[{team}] 5 to 8, quota 1.8M to 2.4M show utilization", "sweep"
    ], next: "levers",
    takes: .maybe(
      .then([
        .list(
          .then([
            .slot(.driver), .slot(.value), .word("to"), .slot(.value), .maybe(.then([.word("step"), .slot(.value)]))
          ])), .maybe(.then([.word("show"), .list(.slot(.expression))]))
      ]))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    if parser.isAtEnd { return try TornadoReply(plan, session.format, session.world.progress).reply() }
    var reader = SpanReader(plan: plan, form: session.form)
    var spans = [try reader.span(&parser)]
    if try parser.takeSymbol(",") {
      spans.append(try reader.span(&parser))
      try reader.refuseMeeting(spans, parser.source)
    }
    var targets: [SweepTarget] = []
    if try parser.takeWord("show") {
      repeat {
        targets += try SweepTarget.of(try parser.expression(), plan, parser.source)
      } while try parser.takeSymbol(",")
    } else {
      targets = plan.watched.flatMap { SweepTarget.lines(of: $0, plan) }
    }
    try parser.end()
    guard !targets.isEmpty else {
      throw Diagnostic(
        "there is nothing to show", why: "No watched quantity has a value.",
        hint: "\(trimmed(parser.text(parser.whole))) show leads")
    }
    let cells = spans.reduce(1) { $0 * $1.span.points.count }
    guard cells <= Sweep.most else {
      throw reader.tooMany("\(session.format.full(Double(cells), .number)) cells are too many", spans.map(\.text))
    }
    let values = try Sweep.values(
      plan.sheet, over: spans.map(\.span), of: targets.map(\.formula), progress: session.world.progress)
    let answer = SweepReply(plan: plan, format: session.format, drivers: spans, targets: targets, values: values)
    return try answer.reply(session.world.progress)
  }
}

/// A driver of a sweep, with the words it was given in.
struct SweptDriver: Sendable {
  let span: Span
  let definition: Definition
  let labels: [String]
  /// What its figures are told per, where they were written so.
  let per: Per?
  /// `reps[SDR] 5 to 8`, without a step.
  let text: String

  var name: String { labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]" }

  /// A point as people read it.
  func point(_ point: Double, _ format: QuantityFormat, months: Int) -> String {
    switch span.movement.manner {
    case .value:
      let months = definition.units.flow == .month ? 1 : months
      return format.compact(per?.written(point, over: months) ?? point, definition.units)
    case .factor: return "×" + format.full(point, .number)
    case .step:
      let sign = point < 0 ? "−" : "+"
      if point == 0 { return definition.units.isPercent ? "+0pp" : "+0" }
      if definition.units.isPercent { return sign + String(format.full(abs(point), .percent).dropLast()) + "pp" }
      return sign + format.compact(abs(point), definition.units)
    }
  }
}

/// Reads the drivers of a sweep with their bounds.
struct SpanReader {
  let plan: Plan
  let form: NumberForm

  private var schema: Schema { plan.schema }
  private var format: QuantityFormat { QuantityFormat(form: form, currency: plan.agreement.currency) }

  /// A part of the statement that stands up to a word or a sign.
  private struct Piece {
    var text: String
    var start: Int
    var range: Range<Int> { start..<start + text.utf8.count }
  }

  private func piece(_ parser: inout Parser, until words: Set<String>) -> Piece {
    let start = parser.token.span.lowerBound
    while !parser.isAtEnd, parser.word.map({ !words.contains($0) }) ?? true {
      if case .symbol(",") = parser.token.kind { break }
      parser.advance()
    }
    return Piece(text: trimmed(parser.source.text(start..<parser.token.span.lowerBound)), start: start)
  }

  /// `reps[SDR] 5 to 8 step 1`
  mutating func span(_ parser: inout Parser) throws(Diagnostic) -> SweptDriver {
    let source = parser.source
    let reference = try parser.reference()
    let checker = Checker(schema, source: source)
    let place = try checker.quantity(reference)
    let definition = schema.definitions[place]
    let at = try checker.selections(reference, of: definition)
    guard definition.role == .driver else {
      throw Diagnostic(
        "\(definition.name) is computed; a driver can be swept", at: source.place(reference.span),
        why: "What it depends on: why \(definition.name).")
    }
    guard let base = Movement(place, at: at, by: isAll(reference) ? .value : nil, in: plan.sheet) else {
      throw unmovable(definition, reference, source)
    }
    let first = piece(&parser, until: ["to", "step", "show"])
    guard try parser.takeWord("to"), !first.text.isEmpty else {
      throw parser.unexpected(
        "a sweep needs two bounds: from what to what?", mark: "to?",
        hint: "sweep \(reference.written) \(example(base, definition))")
    }
    let last = piece(&parser, until: ["step", "show"])
    guard !last.text.isEmpty else {
      throw parser.unexpected(
        "the second bound is missing", mark: "to what?",
        hint: "sweep \(reference.written) \(example(base, definition))")
    }
    let low = try written(first, definition, source, before: last)
    let high = try written(last, definition, source)
    let movement = try self.movement(base, (low, first), (high, last), reference, at, source)
    let from = try point(low, movement, definition, first, source)
    let to = try point(high, movement, definition, last, source)
    var step: Double?
    if try parser.takeWord("step") {
      let piece = piece(&parser, until: ["show"])
      step = try self.step(piece, movement, definition, source)
    }
    let text = "\(reference.written) \(first.text) to \(last.text)"
    guard let points = Span.points(from: from, to: to, step: step, whole: movement.isWhole) else {
      throw tooMany("such small steps give too many points", [text])
    }
    return SweptDriver(
      span: Span(movement, points), definition: definition, labels: reference.labels.map(\.text),
      per: low.per ?? high.per ?? plan.givens[place]?.cells.first.flatMap { $0?.per }, text: text)
  }

  private func isAll(_ reference: Reference) -> Bool { reference.labels.contains { $0.text.lowercased() == "all" } }

  private func unmovable(_ definition: Definition, _ reference: Reference, _ source: Source) -> Diagnostic {
    let why: Phrase =
      definition.isShares
      ? "Shares add up to 100%: name the one that is to move."
      : definition.units.choices != nil ? "It is a choice of words." : "It has no value yet."
    let label = schema.labels(of: definition.axes).first
    return Diagnostic(
      "\(definition.name) cannot be swept", at: source.place(reference.span), why: why,
      hint: definition.isShares ? label.map { "sweep \(definition.name)[\($0)] 10% to 30%" } : nil)
  }

  /// Bounds that work for a driver.
  private func example(_ movement: Movement, _ definition: Definition) -> String {
    if definition.units.isPercent { return "-1pp to +1pp" }
    return definition.units.noun != nil && definition.units.flow == nil ? "-1 to +1" : "*0.9 to *1.1"
  }

  // MARK: Bounds

  /// - Parameter other: the bound that follows, which a proposal mends as well.
  private func written(
    _ piece: Piece, _ definition: Definition, _ source: Source, before other: Piece? = nil
  ) throws(Diagnostic) -> Written {
    let reader = QuantityReader(form: form, currency: plan.agreement.currency)
    var written: Written
    do throws(Diagnostic) {
      written = try reader.read(piece.text, for: plan.agreement.wanted(definition)) {
        source.place(piece.start + $0.lowerBound..<piece.start + $0.upperBound)
      }
    } catch {
      let lines = error.readings.enumerated().map { at, text in
        guard let other else { return replacing(piece, by: text, source) }
        let between = source.text(piece.range.upperBound..<other.range.lowerBound)
        let whole = Piece(text: piece.text + between + other.text, start: piece.start)
        return replacing(whole, by: text + between + mended(other, definition, reader, reading: at), source)
      }
      throw error.with { $0.hint = Diagnostic.hint(lines.count > 1 ? lines.filter(isReadable) : lines) }
    }
    switch written.shape {
    case .exact, .step: break
    default:
      throw Diagnostic("a bound is one figure", at: source.place(piece.range), mark: "not one figure")
    }
    // A bare figure over a flow that was written with a period keeps that period (model.md, Time).
    if written.per == nil, definition.units.flow != nil, case .exact = written.shape,
      let per = schema.place(of: definition.name).flatMap({ plan.givens[$0]?.cells.first })??.per
    {
      written.per = per
    }
    return written
  }

  /// Whether a line that is proposed has bounds that make sense.
  private func isReadable(_ line: String) -> Bool {
    var reader = self
    var parser = Parser(Source(line), vocabulary: schema.vocabulary, figures: FigureReader(form: form))
    parser.advance()
    return (try? reader.span(&parser)) != nil
  }

  /// A bound as it is, or as it should be written: the reading of that number where it has several.
  private func mended(_ piece: Piece, _ definition: Definition, _ reader: QuantityReader, reading: Int) -> String {
    do throws(Diagnostic) {
      _ = try reader.read(piece.text, for: plan.agreement.wanted(definition))
      return piece.text
    } catch {
      let readings = error.readings
      return readings.indices.contains(reading) ? readings[reading] : readings.first ?? piece.text
    }
  }

  private func replacing(_ piece: Piece, by text: String, _ source: Source) -> String {
    trimmed(
      source.text(0..<piece.range.lowerBound) + text + source.text(piece.range.upperBound..<source.text.utf8.count))
  }

  /// The way the driver is moved: by its value where it has one, else by what both bounds are steps of.
  private func movement(
    _ base: Movement, _ low: (Written, Piece), _ high: (Written, Piece), _ reference: Reference,
    _ at: [Checked.Selection], _ source: Source
  ) throws(Diagnostic) -> Movement {
    let definition = schema.definitions[base.place]
    guard base.manner != .value || base.present.isNaN else { return base }
    let manners = [low, high].map { written, _ -> Movement.Manner in
      switch written.shape {
      case .step(.times), .step(.relative): .factor
      case .step: .step
      default: .value
      }
    }
    if manners == [.value, .value], isAll(reference) { return base }
    if let exact = manners.firstIndex(of: .value) {
      let open = definition.axes.places.first { place in !at.contains { $0.place == place } }
      let label = open.flatMap { schema.axes[$0].labels.first } ?? "…"
      let one = reference.labels.filter { $0.text.lowercased() != "all" }.map(\.text) + [label]
      throw Diagnostic(
        "\(reference.written) has several values: sweep one of them, or step them all",
        at: source.place(reference.span), mark: "which?",
        hint: Diagnostic.hint([
          "sweep \(definition.name)[\(one.joined(separator: ", "))] \(low.1.text) to \(high.1.text)",
          "sweep \(definition.name) \(example(base, definition))"
        ])
      ).with { if $0.place == nil { $0.place = source.place([low, high][exact].1.range) } }
    }
    guard manners[0] == manners[1] else {
      throw Diagnostic(
        "one bound is an amount and the other a part of the value", at: source.place(high.1.range),
        mark: "two kinds of steps", hint: "sweep \(reference.written) \(example(base, definition))")
    }
    if manners[0] == .factor, base.isWhole {
      throw Diagnostic(
        "\(definition.name) goes in whole numbers", at: source.place(low.1.range), mark: "no whole numbers",
        hint: "sweep \(reference.written) -1 to +1")
    }
    return Movement(base.place, at: at, by: manners[0], in: plan.sheet) ?? base
  }

  /// A bound as a point of the movement, held against the driver's own bounds.
  private func point(
    _ written: Written, _ movement: Movement, _ definition: Definition, _ piece: Piece, _ source: Source
  ) throws(Diagnostic) -> Double {
    let months = definition.units.flow == .month ? 1 : schema.months
    let flow = written.over(months: months)
    var point: Double
    switch flow.shape {
    case .exact(let value): point = value
    case .step(let step):
      // What cannot be stepped so says why: +10% of a percentage could be points.
      let start = movement.manner == .value ? movement.present : movement.origin.grid.cells.first { !$0.isNaN } ?? 0
      do throws(Diagnostic) {
        point = try step.applied(to: start, units: definition.units)
      } catch {
        throw error.with {
          $0.place = $0.place ?? source.place(piece.range)
          $0.hint = "sweep \(definition.name) \(example(movement, definition))"
        }
      }
      switch (movement.manner, step) {
      case (.value, _): break
      case (_, .relative(let part)): point = 1 + part
      case (_, .times(let amount)), (_, .by(let amount)), (_, .points(let amount)): point = amount
      }
    default: point = .nan
    }
    guard !movement.isWhole || point == point.rounded() else {
      throw Diagnostic(
        "\(definition.name) goes in whole numbers", at: source.place(piece.range), mark: "not whole",
        hint: movement.manner == .value
          ? replacing(piece, by: format.full(point.rounded(), definition.units), source) : nil)
    }
    if let (cell, value) = movement.outOfBounds(at: point) {
      throw outOfBounds(movement, definition, cell, value, piece, source)
    }
    return point
  }

  private func outOfBounds(
    _ movement: Movement, _ definition: Definition, _ cell: Int, _ value: Double, _ piece: Piece, _ source: Source
  ) -> Diagnostic {
    let bounds = movement.bounds
    func shown(_ value: Double) -> String { format.full(value, definition.units) }
    let labels = schema.labels(of: cell, over: movement.origin.grid.axes).map(\.label)
    let name = labels.isEmpty ? definition.name : "\(definition.name)[\(labels.joined(separator: ", "))]"
    let nearest = value > bounds.upper ? bounds.upper : bounds.lower
    let canBe = bounds.contains(nearest) && movement.manner == .value
    return Diagnostic(
      "\(name) would be \(shown(value)), out of bounds", at: source.place(piece.range), mark: "out of bounds",
      why: bounds.upper >= 1e13
        ? (bounds.aboveLower
          ? "It must be above \(shown(bounds.lower))." : "It must be at least \(shown(bounds.lower)).")
        : bounds.aboveLower
          ? "It must be above \(shown(bounds.lower)) and at most \(shown(bounds.upper))."
          : "It goes from \(shown(bounds.lower)) to \(shown(bounds.upper)).",
      hint: canBe
        ? replacing(piece, by: shown(nearest), source) : "sweep \(definition.name) \(example(movement, definition))")
  }

  private func step(
    _ piece: Piece, _ movement: Movement, _ definition: Definition, _ source: Source
  ) throws(Diagnostic) -> Double {
    let reader = QuantityReader(form: form, currency: plan.agreement.currency)
    let wanted = plan.agreement.wanted(definition)
    var written = try? reader.read(piece.text, for: wanted)
    // `0.5pp` and `5%` of money are steps without their sign.
    if written == nil { written = try? reader.read("+" + piece.text, for: wanted) }
    let months = definition.units.flow == .month ? 1 : schema.months
    var size: Double?
    switch written?.over(months: months).shape {
    case .exact(let value): size = value
    case .step(.by(let amount)), .step(.points(let amount)): size = amount
    case .step(.relative(let part)):
      size = movement.manner == .factor ? part : movement.manner == .value ? abs(movement.present * part) : nil
    default: size = nil
    }
    guard let size, size > 0, size.isFinite, !movement.isWhole || size == size.rounded() else {
      throw Diagnostic(
        "“step \(piece.text)” is no step for \(definition.name)", at: source.place(piece.range),
        mark: movement.isWhole ? "a whole number above 0" : "an amount above 0",
        hint: replacing(piece, by: definition.units.isPercent ? "0.5pp" : movement.isWhole ? "1" : "5%", source))
    }
    return size
  }

  // MARK: Both

  func refuseMeeting(_ spans: [SweptDriver], _ source: Source) throws(Diagnostic) {
    guard spans.count == 2, spans[0].span.movement.meets(spans[1].span.movement) else { return }
    let name = spans[1].definition.name
    throw Diagnostic(
      "\(spans[0].name) and \(spans[1].name) move the same value", why: "Sweep two drivers, or two labels of \(name).",
      hint: "sweep \(spans[0].text)")
  }

  /// - Parameter spans: the drivers with their bounds, which give eleven points each.
  func tooMany(_ message: Phrase, _ spans: [String]) -> Diagnostic {
    Diagnostic(
      message, why: "1,000,000 are the most; without a step there are eleven for each driver.",
      hint: "sweep \(spans.joined(separator: ", "))")
  }
}

/// What a sweep tells at every point: one figure of a quantity, or an expression.
struct SweepTarget: Sendable {
  var name: String
  var title: String
  var labels: [(axis: String, label: String)] = []
  var over: Watched.Over?
  var units: Units
  var rounding = Rounding.nearest
  /// Without axes.
  var formula: Checked

  /// The watched lines of a quantity.
  static func lines(of place: Int, _ plan: Plan) -> [SweepTarget] {
    Watched.lines(of: place, plan).map { line in
      SweepTarget(
        name: line.definition.name, title: line.title, labels: line.labels, over: line.over,
        units: line.definition.units, rounding: line.definition.rounding,
        formula: line.formula(in: plan.schema))
    }
  }

  /// What stands behind `show`: a quantity as it is watched, or an expression with one value.
  static func of(_ syntax: Syntax, _ plan: Plan, _ source: Source) throws(Diagnostic) -> [SweepTarget] {
    let checked = try plan.checked(syntax, source)
    let text = trimmed(source.text(syntax.span))
    if case .quantity(let place, let at) = checked.node, plan.schema.definitions[place].role != .test {
      if at.isEmpty { return lines(of: place, plan) }
      let definition = plan.schema.definitions[place]
      let reduction: Reduction = definition.totals == .sum ? .sum : definition.worst == .up ? .most : .least
      let labels = at.map {
        (axis: plan.schema.axes[$0.place].name, label: plan.schema.axes[$0.place].labels[$0.index])
      }
      let over: Watched.Over? = checked.axes.isEmpty ? nil : definition.totals == .sum ? .total : .worst
      return [
        SweepTarget(
          name: definition.name, title: text, labels: labels, over: over, units: definition.units,
          rounding: definition.rounding, formula: .quantity(place, at: at, by: reduction, in: plan.schema))
      ]
    }
    if checked.units.flavour == .truth {
      return [SweepTarget(name: text, title: text, units: checked.units, formula: checked.everywhere)]
    }
    guard checked.axes.isEmpty else {
      throw Diagnostic(
        "\(text) has a value for each \(plan.schema.axes[checked.axes.places[0]].name); a sweep shows one",
        at: source.place(syntax.span), mark: "several values",
        hint: trimmed(source.text(0..<syntax.span.lowerBound)) + " max(\(text))")
    }
    return [SweepTarget(name: text, title: text, units: checked.units, formula: checked)]
  }

  func shown(_ value: Double, _ format: QuantityFormat) -> String { format.short(value, units, rounding: rounding) }
}
