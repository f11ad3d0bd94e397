// `report`: what happened against what was agreed. The pages are SLA's (Report.standard); here they become text,
// tables and charts.

import Calc
import Documents
import Leads
import SLA

extension Command {
  static let report = Command(
    "report", usage: usage,
    does: "What happened against what was agreed; alone, the page for both directors.",
    examples: ["track 2026-07 leads 720; report sla", "track 2026-07 leads 720; report marketing"],
    next: "recalibrate, check", takes: .maybe(.either(Report.standard.map(\.takes)))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    var report = Report.sla
    if let word = parser.word {
      guard let named = Report.named(word) else {
        let names = Report.standard.map(\.name)
        throw Diagnostic(
          "there is no report \(word)", at: parser.source.place(parser.token.span), mark: "unknown",
          why: "Reports: \(names.joined(separator: ", ")).",
          hint: "report \(Suggestion.best(for: word, among: names) ?? "sla")")
      }
      report = named
      parser.advance()
    }
    let options = try report.options(&parser)
    let page = try report.page(plan, options, session.format)
    return ReportReply(page: page, plan: plan, format: session.format).reply()
  }

  /// "report marketing [value] [calendar days]", those without options on one line.
  private static var usage: [String] {
    let plain = Report.standard.filter(\.options.isEmpty).map(\.name).joined(separator: " | ")
    return ["report [\(plain)]"]
      + Report.standard.filter { !$0.options.isEmpty }.map { report in
        "report \(report.name) \(report.options.map { "[\($0.rawValue)]" }.joined(separator: " "))"
      }
  }
}

extension Report {
  fileprivate var takes: Takes {
    .then(
      [.word(name)]
        + options.map { .maybe(.then($0.rawValue.split(separator: " ").map { .word(String($0)) })) })
  }

  /// What is asked for behind the report's name, in any order.
  fileprivate func options(_ parser: inout Parser) throws(Diagnostic) -> Set<ReportOption> {
    var asked: Set<ReportOption> = []
    while !parser.isAtEnd {
      let start = parser.token.span
      let word = parser.word
      let option = options.first { $0.rawValue.split(separator: " ").first.map(String.init) == word }
      guard let option else {
        let known = options.map(\.rawValue)
        throw Diagnostic(
          "report \(name) takes no “\(parser.text(start))”", at: parser.source.place(start), mark: "unknown",
          why: known.isEmpty ? "It stands alone." : "It takes \(known.joined(separator: " and ")).",
          hint: word.flatMap { Suggestion.best(for: $0, among: known) }.map { "report \(name) \($0)" }
            ?? "report \(name)")
      }
      for word in option.rawValue.split(separator: " ") {
        guard try parser.takeWord(String(word)) else {
          throw parser.unexpected(
            "“\(option.rawValue)” is meant", mark: "here", hint: "report \(name) \(option.rawValue)")
        }
      }
      asked.insert(option)
    }
    return asked
  }
}

/// Shows a report.
struct ReportReply {
  let page: ReportPage
  let plan: Plan
  let format: QuantityFormat

  private var figures: Figures { Figures(plan: plan, format: format) }

  func reply() -> Reply {
    var reply = Reply()
    reply.say(Styled(page.title, .strong) + Styled("  \(page.basis)", .quiet))
    for part in page.parts {
      switch part {
      case .sentence(let phrase, let tone): reply.say(Styled(phrase, tone.role))
      case .table(let table): reply.show(self.table(table))
      case .curve(let curve): reply.show(chart(curve))
      case .bars(let bars): reply.show(chart(bars))
      case .promises(let outcomes): promises(outcomes, &reply)
      case .gap: reply.gap()
      }
    }
    reply.answer = { json() }
    reply.cells = { [plan, quantities = page.quantities] in
      CSV.lines(quantities.compactMap { plan.schema.place(of: $0) }, of: plan)
    }
    return reply
  }

  // MARK: Parts

  private func table(_ table: ReportTable) -> Table {
    var shown = Table(fixed: 1, figures: table.columns.count)
    shown.add([Styled(table.title)] + table.columns.map { Styled(column($0)) }, kind: .header)
    for row in table.rows {
      let cells = row.cells.map { Styled(format.short($0.shown, $0.units), $0.tone.role) }
      let note = row.note.map { Styled("  ") + Styled($0, .quiet) } ?? Styled()
      shown.add([Styled(label(row.label)) + note] + cells, kind: row.isTotal ? .total : .normal)
    }
    return shown
  }

  /// A month's column as people say it.
  private func column(_ phrase: Phrase) -> Phrase {
    let months = plan.schema.axes[Model.month].labels
    guard let at = months.firstIndex(of: phrase.description) else { return phrase }
    return Phrase(verbatim: figures.monthNames()[at])
  }

  /// "CEO 2026-07" as "CEO Jul".
  private func label(_ phrase: Phrase) -> Phrase {
    let text = phrase.description
    let months = plan.schema.axes[Model.month].labels
    guard let at = months.firstIndex(where: { text.hasSuffix(" \($0)") }) else { return phrase }
    return Phrase(verbatim: "\(text.dropLast(months[at].count))\(figures.monthNames()[at])")
  }

  private func chart(_ curve: ReportCurve) -> Chart {
    func value(_ number: Double) -> Chart.Value {
      Chart.Value(number, format.short(number, curve.units, rounding: .up))
    }
    func place(_ day: Day) -> Chart.Value {
      Chart.Value(Double(day.number), "\(day.civil.day) \(day.month.short)")
    }
    return Chart(
      Styled(curve.title, .strong),
      .curve(
        Chart.Curve(
          Styled(), curve.days.map(place),
          curve.lines.map { Chart.Curve.Series(Styled($0.name), $0.values.map(value), isGuide: $0.isGuide) },
          mark: curve.asOf.map { Chart.Mark(Styled("as of"), place($0)) }, endsAtMark: true))
    )
  }

  private func chart(_ bars: ReportBars) -> Chart {
    Chart(
      Styled(bars.title, .strong),
      .bars(
        Chart.Bars([
          Chart.Bars.Group(
            Styled(),
            bars.bars.map {
              Chart.Bars.Bar(
                $0.name.description, Chart.Value($0.count, format.short($0.count, bars.units)), isBroken: $0.isBroken)
            })
        ])))
  }

  private func promises(_ outcomes: [PromiseOutcome], _ reply: inout Reply) {
    reply.show(ActualVerdict.table(outcomes, figures))
    for outcome in outcomes where outcome.actual?.judgement.holds == false {
      let promise = outcome.promise
      guard promise.otherwise != nil || !promise.tell.isEmpty || !promise.relief.isEmpty else { continue }
      reply.say(Styled("  \(promise.name)", .strong))
      if let otherwise = promise.otherwise { reply.say(Styled("    agreed   ", .quiet) + Styled(otherwise)) }
      if !promise.relief.isEmpty {
        let changes = promise.relief.map { "\($0.target) \($0.text)" }.joined(separator: ", ")
        reply.say(Styled("    relief   ", .quiet) + Styled("the other side is released to \(changes)" as Phrase))
      }
      if !promise.tell.isEmpty {
        reply.say(Styled("    tell     ", .quiet) + Styled(promise.tell.joined(separator: ", ")))
      }
    }
  }

  // MARK: For programs

  /// The tables by title; promises as `check` has them.
  private func json() -> JSON {
    var fields: [(String, JSON)] = []
    for part in page.parts {
      switch part {
      case .table(let table):
        let rows = table.rows.map { row in
          JSON.object(
            [("name", .text(row.name)), ("values", .array(row.cells.map { .value($0.value, $0.units) }))]
              + (row.note.map { [("note", .text($0.description))] } ?? []))
        }
        fields.append(
          (
            table.title.description,
            .object([("columns", .array(table.columns.map { .text($0.description) })), ("rows", .array(rows))])
          ))
      case .promises(let outcomes):
        let key = "Promises"
        let items = outcomes.map {
          JSON.object([
            ("promise", .text($0.promise.name)), ("by", .text($0.promise.by)),
            ("actual", ActualVerdict.json($0.actual, plan)), ("otherwise", .text($0.promise.otherwise)),
            ("tell", .array($0.promise.tell.map { .text($0) }))
          ])
        }
        if let at = fields.firstIndex(where: { $0.0 == key }), case .array(let before) = fields[at].1 {
          fields[at].1 = .array(before + items)
        } else {
          fields.append((key, .array(items)))
        }
      default: break
      }
    }
    return .object(fields)
  }
}

extension ReportPage.Tone {
  fileprivate var role: Role {
    switch self {
    case .plain: .plain
    case .good: .good
    case .bad: .bad
    case .quiet: .quiet
    case .strong: .strong
    }
  }
}
