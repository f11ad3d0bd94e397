// A meeting: the open agreement, what was done to it and can be taken back, and the one function that carries a line
// out. The session is a value. A line is carried out on a copy, which takes the place of the old one only when the
// whole line has succeeded: a failed line changes nothing.
//
//     line → statements → change | command | expression → Reply

import Calc
import Documents
import SLA

/// The state of one shell.
public struct Session: Sendable {
  /// How a figure is written where the line comes from.
  public enum Origin: Sendable, Equatable {
    /// Typed at the prompt: the agreement's language decides the decimal mark.
    case prompt
    /// A script, a pipe or `-c`: the files' form.
    case script
  }

  public internal(set) var plan: Plan?
  /// The agreement as it was opened or last saved.
  public internal(set) var loaded: Plan?
  /// The file it stands in, as it was named; nil for the built-in example or one never saved.
  public internal(set) var file: String?
  /// Its bytes as they were read or last saved: what saving changes, and what the disk must still hold.
  var original: [UInt8]?
  /// Why the file is not this session's to write: another shell has it open.
  public var holder: Phrase?
  /// Where the agreement stands.
  public internal(set) var home = Home.starter
  /// What was done, and what undo and redo go through.
  var steps = Steps()
  /// Whether somebody keeps a journal of what is done, and takes it.
  public var isJournaled = false
  /// What was done since it was last taken.
  private var deeds: [Deed] = []
  /// The edits of the step under way, and the plan before them.
  var edits: [Edit] = []
  var unedited: Plan?
  public var origin: Origin
  public var world: World
  /// Below which folder scripts may write; nil for anywhere.
  public var outFolder: String?
  /// Whether scripts may write over existing files.
  public var replaces = false
  /// The folder that paths of open and run are relative to: that of the script that runs.
  var folder = ""
  /// Scripts that are running, to refuse cycles.
  var running: [String] = []
  /// What the next line must fail with.
  public internal(set) var expectation: (text: String, place: Place)?
  /// What the files came to that the next lines track, in their order: those files are not read again.
  var counted: [TrackedFile] = []
  /// A hint is tried out: nothing further is proposed.
  var isProposing = false
  /// The statement that runs, for messages.
  var source = Source("")

  /// What the last answer proposed: `apply N` carries the N-th out.
  var proposals: [[Change]] = [] { didSet { proposedFor = plan } }
  /// The plan that it was proposed for: what fits one need not fit another.
  private(set) var proposedFor: Plan?

  public init(world: World, origin: Origin = .script) {
    self.world = world
    self.origin = origin
  }

  /// Where the agreement's file lies, seen from the program; nil where there is none.
  public var location: String? { if case .file(let path) = home { path } else { nil } }

  public var isExample: Bool { home == .demo }

  /// The scenario that is on.
  public var scenario: String { plan?.scenario ?? Scenario.base }

  /// Whether there is something that saving would keep.
  public var isChanged: Bool {
    guard let plan else { return false }
    return loaded.map { plan.agreement.isEdited(since: $0.agreement) } ?? true
  }

  /// "base*>"
  public var prompt: String { plan == nil ? "pacto> " : "\(scenario)\(isChanged ? "*" : "")> " }

  // MARK: What is done

  /// Notes what must not be lost.
  mutating func note(_ deed: Deed) {
    if isJournaled { deeds.append(deed) }
  }

  /// What was done since this was last asked.
  public mutating func takeDeeds() -> [Deed] {
    defer { deeds = [] }
    return deeds
  }

  /// Whether a line opens another agreement, so that what is not saved of this one would be given up.
  public func leaves(_ line: String) -> Bool {
    let source = Source(line)
    return Line(line).statements.contains { span in
      let verb = trimmed(source.text(span)).prefix { $0 != " " && $0 != "\t" }.lowercased()
      return ["open", "new"].contains(Command.named(verb)?.name)
    }
  }

  // MARK: Lines

  /// The longest line that is read.
  public static let longestLine = 10_000

  /// Carries a line out.
  /// - Returns: an answer for each of its statements, with the statement's text.
  /// - Throws: the first thing that is wrong with it; then the session is as it was.
  public mutating func execute(_ source: Source) throws(Diagnostic) -> [(command: String, reply: Reply)] {
    try Session.refuseLong(source)
    try Session.refuseHidden(source)
    return try carryOut(Line(source.text), of: source)
  }

  /// Carries out a line that has been looked at.
  mutating func carryOut(_ line: Line, of source: Source) throws(Diagnostic) -> [(command: String, reply: Reply)] {
    guard !line.statements.isEmpty else { return [] }
    if let expectation, !line.statements.isEmpty {
      return [(source.text(line.statements[0]), try fail(as: expectation, source))]
    }
    var next = self
    var replies: [(String, Reply)] = []
    for span in line.statements {
      let text = source.text(span)
      replies.append((trimmed(text), try next.carryOut(source, span, comment: line.comment)))
    }
    // Only one of the two may hold the steps when one is added, or they would all be copied.
    self = consume next
    finishStep()
    return replies
  }

  /// A line that is too long.
  private static func refuseLong(_ source: Source) throws(Diagnostic) {
    let count = source.text.utf8.count
    guard count <= longestLine else {
      let beginning = Source(String(source.text.prefix(60)), file: source.file, firstLine: source.firstLine)
      throw Diagnostic(
        "this line has \(count) characters; \(longestLine) are the most", at: beginning.place(0..<1))
    }
  }

  /// A line whose bytes are no text, or that holds what nobody sees.
  static func refuseHidden(_ source: Source) throws(Diagnostic) {
    var text = source.text.unicodeScalars[...]
    // A script's line may end in it; anywhere else it would make a terminal write over the beginning.
    if text.last == "\r" { text.removeLast() }
    if let hidden = text.firstIndex(where: { Safe.isHidden($0) && $0 != "\t" }) {
      let at = source.text.utf8.distance(from: source.text.utf8.startIndex, to: hidden)
      let scalar = source.text.unicodeScalars[hidden]
      let why: Phrase = "Such characters are invisible and could hide what a line does."
      throw Diagnostic(
        scalar == "\u{FFFD}" ? "this line is not UTF-8 text" : "this line holds a hidden character",
        at: source.place(at..<at + 1), mark: "\(Safe.terminal(String(scalar)))", why: why)
    }
    if let broken = source.text.unicodeScalars.firstIndex(of: "\u{FFFD}") {
      let at = source.text.utf8.distance(from: source.text.utf8.startIndex, to: broken)
      throw Diagnostic("this line is not UTF-8 text", at: source.place(at..<at + 3))
    }
  }

  private mutating func fail(as expectation: (text: String, place: Place), _ source: Source) throws(Diagnostic) -> Reply
  {
    var attempt = self
    attempt.expectation = nil
    self.expectation = nil
    var reply = Reply()
    do throws(Diagnostic) {
      _ = try attempt.execute(source)
    } catch {
      let said = error.all.flatMap { [$0.message] + $0.why }.map { "\($0)" }.joined(separator: "\n")
      if said.lowercased().contains(expectation.text.lowercased()) {
        reply.say(Styled("✓ ", .good) + Styled("failed as expected: \(error.message)"))
        reply.assertion = true
        return reply
      }
      reply.say(Styled("✗ ", .bad) + Styled("expected an error with “\(expectation.text)”, but: \(error.message)"))
      reply.outcome = .no
      reply.assertion = false
      return reply
    }
    reply.say(Styled("✗ ", .bad) + Styled("expected an error with “\(expectation.text)”, but the line succeeded"))
    reply.outcome = .no
    reply.assertion = false
    return reply
  }

  private mutating func carryOut(_ source: Source, _ span: Range<Int>, comment: String?) throws(Diagnostic) -> Reply {
    // The statement alone is parsed, but errors show the whole line: blanks keep every offset where it is.
    let padded = String(repeating: " ", count: span.lowerBound) + source.text(span)
    let statement = Source(padded, file: source.file, firstLine: source.firstLine)
    self.source = Source(source.text, file: source.file, firstLine: source.firstLine)
    do throws(Diagnostic) {
      return try dispatch(statement, comment)
    } catch {
      throw proposing(error, statement).with { fault in
        if fault.place == nil {
          fault.place = self.source.place(Session.trimmedSpan(source, span))
        } else if fault.place?.text == padded || fault.place?.text == padded.trimmedEnd {
          fault.place?.text = source.text.trimmedEnd
        }
        fault = fault.hinting { $0.trimmedStart }
      }
    }
  }

  /// A complaint without a proposal, with one where the rest of the line tells what was meant.
  private func proposing(_ fault: Diagnostic, _ statement: Source) -> Diagnostic {
    guard !isProposing, let place = fault.place, place.file == nil || place.file == statement.file else { return fault }
    guard fault.hint == nil else { return proved(fault) }
    switch fault.message.template {
    case "nothing is called {}": return fault.with { $0.hint = "list" }
    case "{} stands where the line should end", "a figure stands where the line should end":
      return behind(fault, place, statement)
    default: return fault
    }
  }

  /// A change that is proposed and would fail in its turn gives way to what is proposed for it.
  func proved(_ fault: Diagnostic) -> Diagnostic {
    let readings = fault.readings
    guard !isProposing, readings.allSatisfy({ $0.hasPrefix("set ") && !$0.contains("…") }) else { return fault }
    let working = readings.flatMap { line -> [String] in
      guard let next = self.fault(of: line) else { return [line] }
      return next.readings.filter { $0.hasPrefix("set ") && self.fault(of: $0) == nil }
    }
    return fault.with { $0.hint = Diagnostic.hint(Array(working.prefix(3))) }
  }

  /// What stands behind a whole statement: a label without its brackets, a value without `set`, or a word too many.
  private func behind(_ fault: Diagnostic, _ place: Place, _ statement: Source) -> Diagnostic {
    let before = trimmed(String(statement.text.prefix(place.column - 1)))
    let rest = String(statement.text.dropFirst(place.column - 1))
    let word = String(rest.prefix(place.width))
    let verb = Command.named(statement.text.trimmedStart.prefix { $0 != " " && $0 != "\t" }.lowercased())?.name
    if plan?.schema.label(word) != nil, verb.map({ ["show", "why", "set"].contains($0) }) ?? true {
      let open = before.last == "]" ? String(before.dropLast()) + ", " : before + "["
      let line = "\(open)\(word)]\(rest.dropFirst(place.width))"
      if self.fault(of: line) == nil {
        return fault.with { ($0.message, $0.hint) = ("a label stands in brackets", line) }
      }
    }
    let lines = verb == nil ? ["set \(before) \(rest)", before] : [before]
    return fault.with { fault in
      fault.hint = lines.first { verb.map(Session.takesLong.contains) == true || self.fault(of: $0) == nil }
    }
  }

  /// Commands that are not carried out only to see whether a hint works.
  static let takesLong: Set<String> = ["run", "levers", "sweep", "simulate", "trade", "track"]

  /// What would be wrong with a line, nil where it works. Nothing happens by it.
  func fault(of line: String) -> Diagnostic? {
    var copy = self
    copy.isProposing = true
    copy.expectation = nil
    copy.world = .none
    do throws(Diagnostic) {
      _ = try copy.execute(Source(line))
      return nil
    } catch {
      return error
    }
  }

  private static func trimmedSpan(_ source: Source, _ span: Range<Int>) -> Range<Int> {
    let text = source.text(span)
    let lead = text.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
    return span.lowerBound + lead..<span.lowerBound + text.trimmedEnd.utf8.count
  }

  private mutating func dispatch(_ statement: Source, _ comment: String?) throws(Diagnostic) -> Reply {
    var parser = try parser(statement)
    guard let word = parser.word else { return try evaluate(&parser, statement) }
    let raw = parser.rest.prefix { $0 != " " && $0 != "\t" }.lowercased()
    if let command = Command.named(raw) ?? Command.named(word), parser.isFree(word) {
      if raw.contains("-") {
        // "what-if" and "goal-seek" are one word here and three to the parser.
        parser.move(to: statement.text.utf8.count - parser.rest.utf8.count + raw.utf8.count)
      } else {
        parser.advance()
      }
      if command.needsAgreement, plan == nil {
        throw Diagnostic(
          "no agreement is open", why: "“\(command.name)” works on one.", hint: "open demo")
      }
      self.comment = comment
      var reply = try command.run(&self, &parser)
      if command.name != word, command.others.contains(raw) || command.others.contains(word) {
        reply.blocks.insert(.line(Styled("\(raw) stands for \(command.name)", .quiet)), at: 0)
      }
      return reply
    }
    if let what = Command.later[word], parser.isFree(word) {
      throw Diagnostic(
        "\(word) is not built yet", at: statement.place(parser.token.span),
        why: "A later version will bring \(what).", hint: "help")
    }
    self.comment = comment
    if let reply = try change(statement) { return reply }
    return try evaluate(&parser, statement)
  }

  /// The comment of the line that runs: it is kept as the source of what the line sets.
  var comment: String?

  /// A parser over a statement, in the form of figures of where it comes from.
  func parser(_ statement: Source) throws(Diagnostic) -> Parser {
    Parser(statement, vocabulary: plan?.schema.vocabulary ?? Vocabulary(), figures: figures)
  }

  /// Any currency is read; whoever needs money in the agreement's own says so in its own words.
  var figures: FigureReader { FigureReader(form: form) }

  /// The form in which figures are read here.
  var form: NumberForm {
    let language = plan?.agreement.language ?? "en"
    return origin == .prompt ? .prompt(language: language) : .files(language: language)
  }

  /// How figures are written in answers.
  var format: QuantityFormat { QuantityFormat(form: form, currency: plan?.agreement.currency) }

  /// The open plan.
  func opened() throws(Diagnostic) -> Plan {
    guard let plan else { throw Diagnostic("no agreement is open", hint: "open demo") }
    return plan
  }

  // MARK: Expressions

  private func evaluate(_ parser: inout Parser, _ statement: Source) throws(Diagnostic) -> Reply {
    if plan == nil, let word = parser.word {
      let near = Suggestion.best(for: word, among: Command.all.map(\.name))
      throw Diagnostic(
        near == nil ? "no agreement is open" : "there is no command \(word)", at: statement.place(parser.token.span),
        hint: near ?? "open demo")
    }
    let plan: Plan = if let open = self.plan { open } else { try Plan.nothing() }
    let syntax: Syntax
    do throws(Diagnostic) {
      var list = [try parser.expression()]
      while try parser.takeSymbol(",") { list.append(try parser.expression()) }
      try parser.end()
      if list.count > 1 { return try QuantityReply.of(list, plan, statement, format) }
      syntax = list[0]
    } catch {
      throw suggesting(error, statement)
    }
    do throws(Diagnostic) {
      var reply = try QuantityReply.of([syntax], plan, statement, format)
      if let hint = intended(syntax) { reply.say("nothing changed: \(hint)", .quiet) }
      return reply
    } catch {
      throw suggesting(error, statement)
    }
  }

  /// A word nobody knows at the start of a line may have been meant as a command.
  private func suggesting(_ fault: Diagnostic, _ statement: Source) -> Diagnostic {
    let first = statement.text.trimmedStart.prefix { $0 != " " && $0 != "[" && $0 != "(" }
    let word = String(first)
    if Report.named(word.lowercased()) != nil, plan?.schema.vocabulary.canonical(Vocabulary.fold(word)) == nil {
      let rest = statement.text.trimmedStart.dropFirst(word.count)
      let isParty = plan?.agreement.parties.contains { $0.key == word.lowercased() } ?? false
      return fault.with { $0.hint = Diagnostic.hint((isParty ? ["show \(word)"] : []) + ["report \(word)\(rest)"]) }
    }
    guard fault.hint == nil || fault.mark == "unknown", Function.named(word.lowercased()) == nil,
      plan?.schema.vocabulary.canonical(Vocabulary.fold(word)) == nil,
      let near = Suggestion.best(for: word, among: Command.all.map(\.name)), word.count >= 3
    else { return fault }
    let rest = statement.text.trimmedStart.dropFirst(word.count)
    let lead = statement.text.utf8.count - statement.text.trimmedStart.utf8.count
    return Diagnostic(
      "there is no command or quantity \(word)", at: statement.place(lead..<lead + word.utf8.count), mark: "unknown",
      hint: near + rest)
  }

  /// `reps[SDR] +1` is an expression; it was meant as a change.
  private func intended(_ syntax: Syntax) -> String? {
    guard let plan, case .binary(let op, let left, let right) = syntax.node, op == .add || op == .subtract,
      case .reference(let reference) = left.node, case .figure(_, let written) = right.node,
      let definition = plan.schema.definition(reference.name), definition.role == .driver
    else { return nil }
    let line = "set \(reference.written) \(op == .add ? "+" : "-")\(written)"
    guard let fault = fault(of: line) else { return line }
    return fault.hint
  }
}

extension Parser {
  /// Whether a word at the start of a statement is a verb here: not followed by `=` or `[`, which make it a name.
  func isFree(_ word: String) -> Bool {
    let rest = self.rest.dropFirst(word.count).drop { $0 == " " }
    return !(rest.first == "=" && rest.dropFirst().first != "=") && rest.first != "["
  }
}

func trimmed(_ text: String) -> String { text.trimmedStart.trimmedEnd }

extension String {
  /// Without blanks before it.
  var trimmedStart: String {
    let rest = utf8.drop { $0 == 0x20 || $0 == 0x09 }
    return rest.startIndex == startIndex ? self : String(Substring(rest))
  }

  /// Without blanks and line ends behind it.
  var trimmedEnd: String {
    var end = utf8.endIndex
    while end > utf8.startIndex {
      let last = utf8.index(before: end)
      guard [0x20, 0x09, 0x0D].contains(utf8[last]) else { break }
      end = last
    }
    return end == utf8.endIndex ? self : String(self[..<end])
  }
}
