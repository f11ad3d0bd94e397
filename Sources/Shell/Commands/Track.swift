// `track`: takes in what happened, typed month by month or counted in a file of the CRM. It asks nothing and shows how
// it was read; undo takes it back.

import Calc
import Documents
import Leads
import SLA

extension Command {
  static let track = Command(
    "track", usage: ["track MONTH FIGURE VALUE, …"] + TrackRequest.usage,
    does: "Takes in what happened: a month's figures, typed, or an export of the CRM; demo is a built-in one.",
    examples: [
      "track 2026-07 leads 1320, customers 44, marketing_revenue 352k",
      "track demo"
    ],
    next: "report sla, recalibrate, undo", takes: .either([TypedFigure.takes, TrackRequest.takes]),
    trying: .plan { session, plan, parser throws(Diagnostic) in
      // A file is not read with every key.
      guard session.namesMonth(parser) else { return nil }
      return plan.knowing(try session.typedFigures(&parser, plan).actuals)
    }
  ) { session, parser throws(Diagnostic) in
    guard !parser.isAtEnd else {
      throw Diagnostic("track needs a month with its figures", hint: "track 2026-07 leads 1320, customers 44")
    }
    return try session.namesMonth(parser) ? session.trackTyped(&parser) : session.trackFile(&parser)
  }
}

extension Session {
  /// `2026-07 leads 1320, customers 44`
  fileprivate mutating func trackTyped(_ parser: inout Parser) throws(Diagnostic) -> Reply {
    let before = try opened()
    let (month, figures, actuals) = try typedFigures(&parser, before)
    let after = before.knowing(actuals)
    let filed = QuantityFormat(form: .files(language: before.agreement.language), grouped: false)
    let told = figures.map { "\($0.figure.rawValue) \(filed.full($0.value, $0.figure.units))" }
    change(to: after, by: .track("\(month) \(told.joined(separator: ", "))"))
    return TrackReply(before: before, after: after, format: format).typed(month, figures)
  }

  /// What is typed for a month, and all that is known with it.
  fileprivate func typedFigures(
    _ parser: inout Parser, _ plan: Plan
  ) throws(Diagnostic) -> (month: Month, figures: [(figure: TypedFigure, value: Double)], actuals: Actuals) {
    let month = try trackedMonth(&parser, plan)
    guard !parser.isAtEnd else {
      throw parser.unexpected("what happened in \(month)?", mark: "figures?", hint: "track \(month) leads 1320")
    }
    var figures: [(figure: TypedFigure, value: Double)] = []
    var spans: [TypedFigure: Range<Int>] = [:]
    repeat {
      let (figure, span) = try typedFigure(&parser)
      guard spans[figure] == nil else {
        throw Diagnostic("\(figure.rawValue) stands here twice", at: parser.source.place(span), mark: "a second time")
      }
      let value = try typedValue(of: figure, &parser)
      figures.append((figure, value))
      spans[figure] = span
    } while try parser.takeSymbol(",")
    try parser.end()
    var actuals = plan.agreement.actuals
    let before = actuals.typed[month] ?? [:]
    for (figure, value) in figures { actuals.typed[month, default: [:]][figure] = value }
    let now = actuals.typed[month] ?? [:]
    if let leads = now[.leads], let customers = now[.customers], customers > leads,
      let span = spans[.customers] ?? spans[.leads]
    {
      func count(_ value: Double) -> String { format.full(value, .number) }
      let known: TypedFigure? = spans[.leads] == nil ? .leads : spans[.customers] == nil ? .customers : nil
      throw Diagnostic(
        "\(count(customers)) customers cannot come of \(count(leads)) leads", at: parser.source.place(span),
        mark: "more customers than leads",
        why: "A month's customers are those of its leads that became customers, whenever they closed."
      ).with { fault in
        guard let known, let value = before[known] else { return }
        fault.why.append("\(known.rawValue) \(count(value)) is typed for \(month) already; both may stand in one line.")
      }
    }
    return (month, figures, actuals)
  }

  /// Whether a month stands next rather than a file's name.
  fileprivate func namesMonth(_ parser: Parser) -> Bool {
    var probe = parser
    guard !probe.isQuoted, let raw = try? probe.takeRaw()?.text else { return false }
    return Month.isMeant(by: raw) || plan?.schema.label(raw)?.place == Model.month
  }

  private func trackedMonth(_ parser: inout Parser, _ plan: Plan) throws(Diagnostic) -> Month {
    let start = parser.token.span
    let months = plan.schema.axes[Model.month].labels
    var text = ""
    var end = start.lowerBound
    var found: Int?
    var probe = parser
    for _ in 0..<2 {
      if probe.isAtEnd { break }
      text += (text.isEmpty ? "" : " ") + probe.text(probe.token.span)
      let isMonth = plan.schema.label(text).flatMap { $0.place == Model.month ? $0.index : nil }
      end = probe.token.span.upperBound
      probe.advance()
      if let isMonth {
        found = isMonth
        parser.move(to: end)
      }
    }
    guard let found else {
      var rest = parser
      let (word, span) = try rest.takeRaw() ?? (parser.text(start), start)
      let month = Suggestion.best(for: word, among: months) ?? months.first ?? "2026-07"
      throw Diagnostic(
        "\(word) is not a month of the agreement", at: parser.source.place(span), mark: "which month?",
        why: "Its months are \(months.prefix(12).joined(separator: ", "))\(months.count > 12 ? " …" : "").",
        hint: "track \(month) \(rest.isAtEnd ? "leads 1320" : rest.rest)")
    }
    return plan.agreement.period.all[found]
  }

  private func typedFigure(_ parser: inout Parser) throws(Diagnostic) -> (TypedFigure, Range<Int>) {
    let start = parser.token.span
    var end = start.lowerBound
    var words: [String] = []
    while let word = parser.word {
      words.append(word)
      end = parser.token.span.upperBound
      parser.advance()
    }
    let all = TypedFigure.allCases.map(\.rawValue)
    guard !words.isEmpty else {
      throw parser.unexpected(
        "\(parser.shown) stands where the name of a figure is expected", mark: "figure?", hint: nil
      ).with { $0.why = ["Figures: \(all.joined(separator: ", "))."] }
    }
    let name = Vocabulary.fold(words.joined(separator: "_"))
    if case .symbol("[") = parser.token.kind { throw labelled(name, parser) }
    if let figure = TypedFigure(rawValue: name) { return (figure, start.lowerBound..<end) }
    let span = start.lowerBound..<end
    func line(_ name: String) -> String { parser.source.replacing(span, with: name) }
    if name == "revenue" {
      // What stands in the line already is not meant again.
      let free = ["marketing_revenue", "total_revenue"].filter { !Vocabulary.fold(parser.source.text).contains($0) }
      throw Diagnostic(
        "revenue could be marketing's or all of it", at: parser.source.place(span), mark: "which?",
        hint: Diagnostic.hint(free.map(line)))
    }
    throw Diagnostic(
      "nothing tracked is called \(name)", at: parser.source.place(span), mark: "unknown",
      why: "Figures of a month: \(all.joined(separator: ", ")).",
      hint: Suggestion.best(for: name, among: all).map(line))
  }

  /// A figure for a tier.
  private func labelled(_ name: String, _ parser: Parser) -> Diagnostic {
    let (open, source) = (parser.token.span.lowerBound, parser.source)
    let inside = source.text(open..<source.text.utf8.count).utf8.prefix { $0 != UInt8(ascii: "]") }.count
    let end = min(open + inside + 1, source.text.utf8.count)
    return Diagnostic(
      "what is typed of a month is for all tiers together", at: source.place(open..<end), mark: "no label here",
      why: "Typed figures are split over the tiers by mix. An export of the CRM tells the tiers: track FILE.",
      hint: TypedFigure(rawValue: name).map { _ in source.text(0..<open) + source.text(end..<source.text.utf8.count) })
  }

  private func typedValue(of figure: TypedFigure, _ parser: inout Parser) throws(Diagnostic) -> Double {
    let start = parser.token.span.lowerBound
    while !parser.isAtEnd {
      if case .symbol(",") = parser.token.kind { break }
      parser.advance()
    }
    let end = parser.token.span.lowerBound
    let source = parser.source
    let text = trimmed(source.text(start..<end))
    let span = start..<start + max(1, text.utf8.count)
    guard !text.isEmpty else {
      throw Diagnostic("\(figure.rawValue) has no value", at: source.place(span), mark: "value?")
    }
    let wanted = Wanted(figure.units, name: figure.rawValue)
    let written: Written
    do throws(Diagnostic) {
      written = try QuantityReader(form: form, currency: plan?.agreement.currency).read(text, for: wanted) {
        source.place(start + $0.lowerBound..<start + $0.upperBound)
      }
    } catch {
      throw error.hinting { source.replacing(start..<start + text.utf8.count, with: $0) }
    }
    guard case .exact(let value) = written.shape, written.per == nil else {
      throw Diagnostic(
        "\(text): what happened is one figure", at: source.place(span),
        why: "Ranges, counts and steps are for assumptions.")
    }
    guard value >= 0, value <= figure.most else {
      throw Diagnostic(
        "\(figure.rawValue) goes from 0 to \(format.full(figure.most, figure.units))", at: source.place(span),
        mark: "out of bounds")
    }
    guard figure.units.noun == nil || value == value.rounded() else {
      throw Diagnostic(
        "\(figure.rawValue) are whole: \(text) is none", at: source.place(span), mark: "whole?",
        why: "What happened is counted. Parts of a lead are for plans.",
        hint: source.replacing(start..<start + text.utf8.count, with: format.full(value.rounded(), .number)))
    }
    return value
  }
}

extension Month {
  /// Whether a word is no file but a month, be it one that does not exist: `2026-13`, `13/2026`, `October`.
  fileprivate static func isMeant(by word: String) -> Bool {
    let parts = word.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
    if parts.count == 2, parts.allSatisfy({ part in part.utf8.allSatisfy { $0 &- 0x30 < 10 } }) {
      let sizes = parts.map(\.utf8.count)
      return sizes.contains(4) && (sizes.contains(1) || sizes.contains(2))
    }
    return names.contains { $0.lowercased() == word.lowercased() || $0.prefix(3).lowercased() == word.lowercased() }
  }
}

extension TypedFigure {
  /// `MONTH FIGURE VALUE, …`
  fileprivate static var takes: Takes {
    .then([.slot(.month), .list(.then([.either(allCases.map { .word($0.rawValue) }), .slot(.number)]))])
  }
}

/// Builds the answers of `track`.
struct TrackReply {
  let before: Plan
  let after: Plan
  let format: QuantityFormat

  var figures: Figures { Figures(plan: after, format: format) }

  /// - Parameter told: what was typed for the month.
  func typed(_ month: Month, _ told: [(figure: TypedFigure, value: Double)]) -> Reply {
    var reply = Reply()
    let old = before.agreement.actuals.typed[month] ?? [:]
    reply.say(Styled("Tracked for \(Month.names[month.month - 1]) \(month.year)" as Phrase, .strong))
    var table = Table([.left, .left], fixed: 2)
    for (figure, value) in told {
      let was = old[figure].flatMap { $0 == value ? nil : format.full($0, figure.units) + " → " } ?? ""
      table.add([Styled(figure.rawValue), Styled(was + format.full(value, figure.units, named: true))], indent: 1)
    }
    reply.show(table)
    if told.contains(where: { [.leads, .customers, .marketingRevenue].contains($0.figure) }),
      after.schema.axes[Model.tier].labels.count > 1
    {
      reply.say("Typed figures are split over tiers by mix.", .quiet)
    }
    if after.agreement.actuals.files.contains(where: { $0.months[month] != nil }) {
      reply.say("What a file tells of the month goes before what is typed.", .quiet)
    }
    standing(&reply)
    reply.result = .object([
      ("rows", .null), ("used", .null), ("set_aside", .array([])),
      ("reading", .object([("month", .text("\(month)"))] + told.map { ($0.figure.rawValue, .number($0.value)) })),
      ("as_of", .text("\(Day(number: month.first.number + month.dayCount - 1))"))
    ])
    return reply
  }

  /// How the promises now stand on what happened.
  func standing(_ reply: inout Reply) {
    let outcomes = after.outcomes().filter { $0.actual != nil }
    guard !outcomes.isEmpty else { return }
    reply.gap()
    reply.show(ActualVerdict.table(outcomes, figures))
    reply.say(Styled("report sla", .code) + Styled("  shows what follows from it.", .quiet))
  }
}

extension Parser {
  /// Whether a text in quotation marks is next.
  fileprivate var isQuoted: Bool { if case .text = token.kind { true } else { false } }
}
