// `help`: on one screen what can be typed; for a word, how it is used, examples that work, and what to try next.

import Calc
import Documents
import SLA

extension Command {
  static let help = Command(
    "help", usage: ["help", "help COMMAND", "help NAME", "help REPORT", "help tracking"],
    does: "What can be typed; how one command is used; what a quantity, a function or a report is.",
    examples: ["help", "help set", "help close_rate"], takes: .maybe(.either([.slot(.command), .slot(.name)] + topics)),
    needsAgreement: false
  ) { session, parser throws(Diagnostic) in
    guard !parser.isAtEnd else { return Help(session: session).overview() }
    let word = trimmed(parser.rest)
    return try Help(session: session).about(word, parser.source, parser.token.span)
  }

  private static var topics: [Takes] { ([TrackingHelp.name] + Report.standard.map(\.name)).map { .word($0) } }
}

/// Builds the answers of `help`.
struct Help {
  let session: Session

  func overview() -> Reply {
    var reply = Reply()
    reply.say(Styled("Type a change, a command, or something to work out.", .strong))
    reply.gap()
    var table = Table([.left, .left], fixed: 2)
    let words = ExampleWords(session.plan)
    func row(_ typed: String, _ does: Phrase) {
      if let typed = words.filled(typed) { table.add([Styled(typed, .code), Styled(does)]) }
    }
    row("set close rate +1pp", "change an assumption, see what moves")
    row("reps[{team}] = 8", "the same; [ ] names a tier, a team or a month")
    row("show · show leads", "the whole, or one quantity; show sales: one side")
    row("why leads[{tier}, {month}]", "where a number comes from")
    row("check · capacity", "promises kept or broken · do the hours fit")
    row("track demo · report", "what happened, against what was agreed")
    row("undo · redo · reset attempts", "take back")
    row("scenario new lean · compare", "branch off · side by side")
    row("total(leads) * 60", "work something out")
    row("define fee = 2k per month", "a quantity of your own; watch shows it")
    row("open · new · save · export", "files: .yaml, .md .csv .json out, .pacto minutes")
    row("run · assert · print", "scripts")
    row("quit", "or Ctrl-D")
    reply.show(table)
    reply.gap()
    reply.say(Styled("Figures: 1.2M  400k/month  4%  +1pp  *1.1  3% to 5%  5 of 100  1h30  45 days", .quiet))
    reply.say(
      Styled("help set", .code) + Styled("  more on one command     ", .quiet) + Styled("list", .code)
        + Styled("  every quantity     ", .quiet)
        + Styled("Tab", .code) + Styled("  completes", .quiet))
    return reply
  }

  func about(_ word: String, _ source: Source, _ span: Range<Int>) throws(Diagnostic) -> Reply {
    let folded = Vocabulary.fold(word)
    if let command = Command.named(word.lowercased()) { return about(command) }
    if let plan = session.plan, let name = plan.schema.vocabulary.canonical(folded),
      let place = plan.schema.place(of: name)
    {
      return about(place, plan)
    }
    if let function = Function.named(folded) { return about(function) }
    if folded == "functions" { return functions() }
    if let report = Report.named(folded) { return about(report) }
    if folded == TrackingHelp.name { return TrackingHelp.reply() }
    if TrackingHelp.tells(folded) {
      throw Diagnostic(
        "there is no help on \(word) alone", at: source.place(span), why: "It is a word of the agreement's tracking.",
        hint: "help \(TrackingHelp.name)")
    }
    let known =
      [TrackingHelp.name] + Report.standard.map(\.name) + Command.all.map(\.name) + Function.standard.map(\.name)
      + (session.plan?.schema.definitions.map(\.name) ?? [])
    let near = Suggestion.best(for: folded, among: known)
    throw Diagnostic("there is no help on \(word)", at: source.place(span), hint: near.map { "help \($0)" } ?? "help")
  }

  private func about(_ command: Command) -> Reply {
    var reply = Reply()
    reply.say(Styled(command.does))
    reply.gap()
    for usage in command.usage { reply.say(Styled("  \(usage)", .code)) }
    let examples = session.examples(of: command)
    if !examples.isEmpty {
      reply.gap()
      reply.say(Styled(session.plan == nil ? "Examples, after open demo:" : "Examples:", .quiet))
      for example in examples { reply.say(Styled("  \(example)", .code)) }
    }
    if !command.others.isEmpty {
      reply.say(Styled("Also known as \(command.others.joined(separator: ", "))." as Phrase, .quiet))
    }
    if let next = command.next.flatMap({ ExampleWords(session.plan).filled($0) }) {
      reply.say(Styled("Next: ", .quiet) + Styled(next, .code))
    }
    return reply
  }

  private func about(_ place: Int, _ plan: Plan) -> Reply {
    let definition = plan.schema.definitions[place]
    var reply = Reply()
    reply.say(Styled(definition.title, .strong) + Styled("  \(definition.describe)"))
    let axes = definition.axes.places.map { plan.schema.axes[$0].name }
    let split: Phrase = axes.isEmpty ? "one value" : "split by \(axes.joined(separator: ", "))"
    reply.say(Styled("\(definition.units.spoken), \(split)" as Phrase, .quiet))
    if let formula = definition.formula {
      reply.say(Styled(definition.role == .computed ? "= \(formula.written())" : "default \(formula.written())", .code))
    }
    reply.gap()
    let value = QuantityReply.reply([QuantityReply.item(place, plan)], plan, session.format)
    reply.blocks += value.blocks.filter {
      if case .line(let line) = $0 { line.text != "\(definition.describe)" } else { true }
    }
    reply.say(
      Styled("Next: ", .quiet)
        + Styled(
          definition.role == .driver ? "set \(definition.name) …   why \(definition.name)" : "why \(definition.name)",
          .code))
    return reply
  }

  private func about(_ function: Function) -> Reply {
    var reply = Reply()
    reply.say(Styled(function.describe))
    reply.gap()
    reply.say(Styled("  \(function.usage)", .code))
    reply.say(Styled("  \(function.example)", .code) + Styled("  is \(JSON.number(function.yields).written)", .quiet))
    return reply
  }

  private func about(_ report: Report) -> Reply {
    var reply = Reply()
    reply.say(Styled(report.title, .strong) + Styled("  \(report.does)"))
    reply.gap()
    var table = Table([.left, .left], fixed: 2)
    table.add([Styled("report \(report.name)", .code), Styled()], indent: 1)
    for option in report.options {
      table.add([Styled("report \(report.name) \(option.rawValue)", .code), Styled(option.does)], indent: 1)
    }
    reply.show(table)
    reply.say(Styled("Next: ", .quiet) + Styled("help report", .code))
    return reply
  }

  private func functions() -> Reply {
    var reply = Reply()
    for function in Function.standard {
      reply.say(Styled(function.usage, .code))
      reply.say(Styled("    ") + Styled(function.describe))
    }
    return reply
  }
}

extension ReportOption {
  /// What it does, for help.
  fileprivate var does: Phrase {
    switch self {
    case .value: "the leads' value in the place of their number"
    case .calendarDays: "the line rises on every day, not on working days alone"
    case .weeks: "by week in the place of months"
    }
  }
}
