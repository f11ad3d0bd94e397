// `export FILE [replace] [COMMAND or NAME, …]`: an answer, some quantities, the agreement's figures or the minutes as a
// file; the ending decides the format.

import Calc
import Documents
import SLA

extension Command {
  static let export = Command(
    "export", usage: ["export FILE [replace] [COMMAND or NAME, …]"],
    does: "Writes an answer, quantities or the agreement to a .md, .csv or .json file; to .pacto, the minutes.",
    examples: [
      "export /tmp/plan.md replace compare base, {scenario}", "export /tmp/leads.csv replace leads, utilization",
      "export /tmp/meeting.pacto replace"
    ],
    takes: .then([.slot(.file), .maybe(.word("replace")), .maybe(.line)])
  ) { session, parser throws(Diagnostic) in
    guard let (path, span) = try parser.takeRaw() else {
      throw Diagnostic("export needs a file", hint: "export plan.md")
    }
    let ending = path.lastIndex(of: ".").map { String(path[$0...]) } ?? ""
    guard let format = ExportFormat(rawValue: ending) else {
      let endings = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Diagnostic(
        ending.isEmpty ? "\(path) has no ending: it decides the format" : "\(ending) cannot be written",
        at: parser.source.place(span),
        why: "What can be: \(endings).",
        hint: Parser.typed(["export", "\(path.dropLast(ending.count)).md"]).map { "\($0) \(parser.rest)".trimmedEnd })
    }
    let replace = try parser.takeWord("replace")
    if format == .minutes {
      guard parser.isAtEnd else {
        throw parser.unexpected("the minutes stand alone", mark: nil, hint: Parser.typed(["export", path]))
      }
      let text = try Minutes(of: session).text(at: session.target(path))
      try session.write(Array(text.utf8), to: path, replace: replace, parser.source, span)
      var done = Reply(Styled("wrote \(path): pacto run \(path) does it again" as Phrase))
      done.result = .object([("text", .text("wrote \(path)"))])
      return done
    }
    let plan = try session.opened()
    var reply: Reply
    if parser.isAtEnd {
      reply = Command.whole(plan, session)
    } else if let word = parser.word, let command = Command.named(word), parser.isFree(word) {
      guard !["export", "run", "quit", "open", "new", "save", "set", "undo", "redo", "reset"].contains(command.name)
      else {
        throw parser.unexpected("\(word) has no answer to export", hint: Parser.typed(["export", path, "check"]))
      }
      parser.advance()
      var copy = session
      reply = try command.run(&copy, &parser)
    } else {
      var list = [try parser.expression()]
      while try parser.takeSymbol(",") { list.append(try parser.expression()) }
      try parser.end()
      reply = try QuantityReply.of(list, plan, parser.source, session.format)
    }
    guard let text = format.text(reply, title: plan.agreement.title, scenario: plan.scenario) else {
      throw Diagnostic(
        "that answer has no cells for a CSV file", at: parser.source.place(span),
        hint: Parser.typed(["export", "\(path.dropLast(4)).md"]).map {
          $0 + parser.source.text(span.upperBound..<parser.source.text.utf8.count)
        })
    }
    try session.write(Array(text.utf8), to: path, replace: replace, parser.source, span)
    var done = Reply(Styled("wrote \(path)" as Phrase))
    done.result = .object([("text", .text("wrote \(path)"))])
    return done
  }

  /// The agreement: its prose, its main figures and its promises. The file's heading is the title already.
  private static func whole(_ plan: Plan, _ session: Session) -> Reply {
    var reply = Reply()
    let names = [
      "quota", "marketing_share", "leads", "lead_value_quota", "supply", "coverage", "workload", "available_hours",
      "utilization"
    ]
    let items = names.compactMap { plan.schema.place(of: $0) }.map { QuantityReply.item($0, plan) }.filter {
      $0.grid.cells.contains { !$0.isNaN }
    }
    let quantities = QuantityReply.reply(items, plan, session.format)
    let check = CheckReply(plan: plan, format: session.format).reply()
    let text = AgreementText(plan: plan, format: session.format)
    reply.blocks = text.head().dropFirst() + text.prose() + quantities.blocks + [.gap] + check.blocks
    reply.cells = quantities.cells
    reply.result = .object([
      ("agreement", .text(plan.agreement.title)), ("scenario", .text(plan.scenario)),
      ("quantities", quantities.result ?? .null), ("check", check.result ?? .null)
    ])
    return reply
  }
}

/// The formats a file can be written in, by ending.
enum ExportFormat: String, CaseIterable {
  case markdown = ".md"
  case csv = ".csv"
  case json = ".json"
  /// The meeting as a script.
  case minutes = ".pacto"

  /// The file's text; nil where the answer cannot be written so.
  func text(_ reply: Reply, title: String, scenario: String) -> String? {
    switch self {
    case .markdown:
      return "# \(Safe.markdown(title))\n\nScenario: \(Safe.markdown(scenario))\n\n" + MarkdownReply.text(reply)
    case .csv: return reply.rows.isEmpty ? nil : ([reply.columns] + reply.rows).joined(separator: "\n") + "\n"
    case .minutes: return nil
    case .json: return (reply.result ?? .object([("text", .text(reply.text))])).written + "\n"
    }
  }
}

/// Replies as Markdown.
public enum MarkdownReply {
  public static func text(_ reply: Reply) -> String {
    var out: [String] = []
    var paragraph: [String] = []
    func flush() {
      if !paragraph.isEmpty { out.append(paragraph.joined(separator: "  \n")) }
      paragraph = []
    }
    for block in reply.blocks {
      switch block {
      case .line(let line): paragraph.append(Markdown.line(line))
      case .gap: flush()
      case .table(let table):
        flush()
        out.append(Markdown.table(table))
      case .chart(let chart):
        flush()
        out.append(fenced(chart))
      }
    }
    flush()
    return out.isEmpty ? "" : out.joined(separator: "\n\n") + "\n"
  }

  /// A chart as characters that keep their places. Nothing within can end the fence.
  private static func fenced(_ chart: Chart) -> String {
    var reply = Reply()
    reply.show(chart)
    return "```text\n" + Plain(width: 80).text(reply).replacing("`", with: "'") + "```"
  }
}
