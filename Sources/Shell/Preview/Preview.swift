// The answer before Enter: one row under the line that is being typed. For a change it says what would move and which
// promise would flip, for an expression its value, for a command its usage, for a half-typed name the names it may
// become, and for what cannot be understood yet what is expected next.
//
//     base> set close rate +1.2pp█
//     leads 1,719 −25.5% · SDR 64% −22 pp · ✓ kept: First contact in 5 min
//
// It works on a copy of the session that has no files and is thrown away. Nothing runs that could take long.

import Calc
import Documents
import SLA

/// What the row under the line says, for one state of the session.
public struct Preview {
  private let session: Session
  /// The state that effects are told against, made when the first change is typed.
  private var known: Trial?
  /// Where the statements before the last one lead to.
  private var earlier: (text: String, session: Session?) = ("", nil)

  /// Where a value would have fewer cells, it stands alone.
  private static let leastForValues = 12

  /// Longer lines have no preview.
  private static let longest = 500

  public init(_ session: Session) {
    var copy = session
    copy.world = .none
    copy.isProposing = true
    self.session = copy
  }

  /// The row for a line.
  /// - Parameter columns: cells it may take.
  /// - Returns: nil where there is nothing to say.
  public mutating func row(_ line: String, columns: Int) -> Styled? {
    guard line.utf8.count <= Preview.longest, columns > 0, session.expectation == nil else { return nil }
    let source = Source(line)
    let statements = Line(line).statements
    guard let last = statements.last, let now = session(before: last, source) else { return nil }
    let row = row(of: source.text(last), isAlone: statements.count == 1, now, columns)
    return row.map { PreviewRow.clipped(safe($0), columns) }
  }

  private func safe(_ row: Styled) -> Styled {
    row.pieces.reduce(into: Styled()) { $0 += Styled(Safe.terminal($1.text), $1.role) }
  }

  /// The session as the statements before the last one would leave it; nil where that is not known before Enter.
  private mutating func session(before last: Range<Int>, _ source: Source) -> Session? {
    guard last.lowerBound > 0, case let text = source.text(0..<last.lowerBound), text.contains(";") else {
      return session
    }
    if earlier.text == text { return earlier.session }
    var next: Session? = session
    for span in Line(text).statements {
      let statement = source.text(span)
      let verb = Preview.verb(statement)
      guard verb.map({ $0.trying.isEffect }) ?? true, next != nil else {
        next = nil
        break
      }
      do throws(Diagnostic) { _ = try next?.execute(Source(statement)) } catch { next = nil }
    }
    earlier = (text, next)
    return next
  }

  private static func verb(_ statement: String) -> Command? {
    Command.named(statement.trimmedStart.prefix { $0 != " " && $0 != "\t" }.lowercased())
  }

  // MARK: Statements

  private mutating func row(of statement: String, isAlone: Bool, _ now: Session, _ columns: Int) -> Styled? {
    let text = statement.trimmedStart
    // A name that has only begun means nothing yet, and what is wrong with it takes long to find.
    if Preview.endsInWord(text), let names = candidates(text, now, columns) { return names }
    do throws(Diagnostic) {
      var parser = try now.parser(Source(text))
      if let command = Preview.verb(text), parser.isFree(command.name) {
        let typed = text.drop { $0 != " " && $0 != "\t" }
        // A verb without a blank behind it may become another word.
        if typed.isEmpty, !command.trying.isEffect || command.name == "set" {
          return usage(command, "", now, text, columns)
        }
        parser.move(to: text.utf8.count - typed.utf8.count)
        return try row(of: command, &parser, String(typed), isAlone, now, text, columns)
      }
      guard now.plan != nil || parser.word == nil else { return candidates(text, now, columns) }
      if let reference = try now.assigned(&parser) { return try change(reference, &parser, now, isAlone, columns) }
      return try value(&parser, now, columns)
    } catch {
      return candidates(text, now, columns) ?? expected(error, columns)
    }
  }

  /// Whether a word without a figure in front stands at the end.
  private static func endsInWord(_ text: String) -> Bool {
    let word = text.utf8.reversed().prefix(while: TypedLine.isNamePart)
    return word.last.map { $0 >= 0x41 } ?? false
  }

  private mutating func row(
    of command: Command, _ parser: inout Parser, _ typed: String, _ isAlone: Bool, _ now: Session, _ text: String,
    _ columns: Int
  ) throws(Diagnostic) -> Styled? {
    guard now.plan != nil || !command.needsAgreement else { return usage(command, typed, now, text, columns) }
    switch command.trying {
    case .plan(let outcome) where !parser.isAtEnd:
      guard let plan = now.plan, let trial = trial() else { return nil }
      let start = isAlone ? trial.plan : Trial.narrowed(plan)
      guard let after = try outcome(now, start, &parser) else {
        return usage(command, typed, now, text, columns)
      }
      return told(trial.effect(of: after, columns: columns), columns)
    case .never, .plan: return usage(command, typed, now, text, columns)
    case .answer where parser.isAtEnd: return usage(command, typed, now, text, columns)
    case .answer:
      var copy = now
      guard case .line(let line) = try command.run(&copy, &parser).blocks.first else { return nil }
      return line
    case .effect where command.name == "set":
      guard !parser.isAtEnd else { return usage(command, typed, now, text, columns) }
      let reference = try parser.reference()
      _ = try parser.takeSymbol("=")
      return try change(reference, &parser, now, isAlone, columns)
    case .effect:
      var copy = now
      do throws(Diagnostic) { _ = try command.run(&copy, &parser) } catch {
        if typed.allSatisfy({ $0 == " " }), command.takes != .nothing {
          return usage(command, typed, now, text, columns)
        }
        throw error
      }
      guard let after = copy.plan, after.differs(from: now.plan),
        let parts = trial()?.effect(of: after, columns: columns),
        parts.contains(where: \.isEffect)
      else {
        return usage(command, typed, now, text, columns)
      }
      return PreviewRow.fitted(parts, columns: columns)
    }
  }

  // MARK: Changes

  /// The state to tell effects against; it is that before the whole line.
  private mutating func trial() -> Trial? {
    if known == nil, let plan = session.plan { known = Trial(plan, format: session.format) }
    return known
  }

  private mutating func change(
    _ reference: Reference, _ parser: inout Parser, _ now: Session, _ isAlone: Bool, _ columns: Int
  ) throws(Diagnostic) -> Styled? {
    guard let plan = now.plan, let trial = trial() else { return nil }
    if parser.isAtEnd { return try wanted(reference, parser, plan, now, columns) }
    let (change, places) = try now.readChange(of: reference, &parser)
    let isDriver = plan.schema.definition(change.name)?.role == .driver
    // The narrow plan knows all drivers, but not every computed quantity that somebody pins.
    let start = !isDriver ? plan : isAlone ? trial.plan : Trial.narrowed(plan)
    return told(trial.effect(of: try start.with(change, at: places), columns: columns), columns)
  }

  /// An effect; nil where it cannot be told.
  private func told(_ parts: [PreviewRow.Part]?, _ columns: Int) -> Styled? {
    guard let parts else { return nil }
    guard parts.contains(where: \.isEffect) else {
      return PreviewRow.fitted(
        [PreviewRow.Part(Styled("moves nothing that is watched", .quiet), rank: 0)] + parts, columns: columns)
    }
    return PreviewRow.fitted(parts, columns: columns)
  }

  /// What a quantity wants and what it is: "a percentage · now CEO 5%, Director 4%, Manager 2.5%".
  private func wanted(
    _ reference: Reference, _ parser: Parser, _ plan: Plan, _ now: Session, _ columns: Int
  ) throws(Diagnostic) -> Styled? {
    let place = try Checker(plan.schema, source: parser.source).quantity(reference)
    let definition = plan.schema.definitions[place]
    let source = Source(reference.written)
    let syntax = try Parser.formula(source, vocabulary: plan.schema.vocabulary, figures: now.figures)
    let item = try QuantityReply.item(syntax, plan, source)
    let figures = Figures(plan: plan, format: now.format)
    let kind = Styled("\(definition.units.spoken), now " as Phrase, .quiet)
    let room = columns - TextWidth.of(kind.text)
    return room >= Preview.leastForValues ? kind + told(item, figures, room) : told(item, figures, columns)
  }

  // MARK: Values

  private func value(_ parser: inout Parser, _ now: Session, _ columns: Int) throws(Diagnostic) -> Styled? {
    guard let plan = now.plan ?? (try? Plan.nothing()) else { return nil }
    var list = [try parser.expression()]
    while try parser.takeSymbol(",") { list.append(try parser.expression()) }
    try parser.end()
    let figures = Figures(plan: plan, format: now.format)
    var row = Styled("= ", .quiet)
    for (at, syntax) in list.enumerated() where TextWidth.of(row.text) < columns {
      if at > 0 { row += Styled(" · ", .quiet) }
      let item = try QuantityReply.item(syntax, plan, parser.source)
      row += told(item, figures, columns - TextWidth.of(row.text))
    }
    return row
  }

  /// A value, or as many of several as there is room for, their total first where they have one.
  private func told(_ item: QuantityReply.Item, _ figures: Figures, _ columns: Int) -> Styled {
    if item.grid.cells.isEmpty || item.grid.cells.allSatisfy(\.isNaN), let reason = item.reason {
      return Styled("undefined: \(reason)" as Phrase, .quiet)
    }
    guard !item.grid.axes.isEmpty else { return Styled(QuantityReply.named(item, figures), .strong) }
    var row = Styled()
    if item.definition?.totals == .sum, let dealt = item.dealt, !dealt.contains(nil) {
      row += Styled(figures.whole(dealt.compactMap { $0 }.reduce(0, +), item.units), .strong)
      row += Styled(" in all", .quiet)
    }
    let first = item.grid.cells.first ?? .nan
    if item.grid.cells.allSatisfy({ $0 == first }) { return Styled(item.text(0, figures), .strong) }
    var used = TextWidth.of(row.text)
    for cell in item.grid.cells.indices where used <= columns {
      let labels = figures.spoken(figures.schema.labels(of: cell, over: item.grid.axes))
      let one = "\(row.isEmpty ? "" : ", ")\(labels) "
      let text = item.text(cell, figures)
      row += Styled(one) + Styled(text, .strong)
      used += TextWidth.of(one) + TextWidth.of(text)
    }
    return row
  }

  // MARK: What is not whole yet

  /// The form of a command that fits what is typed, and what it does; the names that a word begun behind it may become.
  private func usage(_ command: Command, _ typed: String, _ now: Session, _ text: String, _ columns: Int) -> Styled? {
    if !typed.isEmpty, let names = candidates(text, now, columns) { return names }
    return Styled(command.form(for: typed), .code) + Styled("  ") + Styled(command.does, .quiet)
  }

  /// What the word at the end may become; nil where it is whole, or nothing begins so.
  private func candidates(_ text: String, _ now: Session, _ columns: Int) -> Styled? {
    guard let last = text.unicodeScalars.last, Preview.endsInWord(text) || "[\"/".unicodeScalars.contains(last),
      let found = Completion.of(text, at: text.utf8.count, in: now),
      !found.replacing.isEmpty || last == "[" || last == "\""
    else { return nil }
    let typed = text.utf8.dropFirst(found.replacing.lowerBound)
    guard !found.candidates.contains(where: { $0.text.utf8.elementsEqual(typed) }) else { return nil }
    return PreviewRow.list(found.candidates.map(\.text), columns: columns)
  }

  /// What is missing or wrong, quietly: the line is still being typed.
  private func expected(_ fault: Diagnostic, _ columns: Int) -> Styled? {
    var parts = [PreviewRow.Part(Styled(fault.message, .quiet), rank: 0)]
    if let hint = fault.hint { parts.append(PreviewRow.Part(Styled(hint, .code), rank: 1)) }
    return PreviewRow.fitted(parts, columns: columns)
  }
}
