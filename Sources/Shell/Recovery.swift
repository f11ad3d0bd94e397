// A meeting that ended without its person meaning it, taken up again: what its journal tells is done once more on the
// agreement as the journal holds it.
//
//     file as opened or last saved    →  its changes are there again, unsaved; undo and the minutes go on
//     file that changed meanwhile     →  the same on the journal's own copy: saving into the file refuses
//     nothing unsaved                 →  there is nothing to recover

import Calc
import Documents
import Leads
import SLA

/// What a journal gave back.
public struct Recovery: Sendable {
  /// The meeting, taken up where it was left.
  public var session: Session
  /// What the person is told.
  public var reply: Reply
  /// How many bytes of the journal were taken up; what comes behind them is left out.
  public var length: Int
  /// The number of the line that comes next.
  public var next: Int

  /// How many of the recovered lines are shown, the last ones.
  private static let shownLines = 8

  /// The verbs that a journal may hold: nothing in it writes or runs anything. Read is nothing but an export of the CRM
  /// that is still the one it was (track … digest …), and only where the journal does not hold what it came to.
  private static let verbs: Set<String> = [
    "set", "reset", "scenario", "define", "watch", "track", "recalibrate", "undo", "redo"
  ]

  /// Takes a meeting up again.
  /// - Parameters:
  ///   - reading: what its journal tells.
  ///   - opened: a session that has just opened the agreement.
  ///   - bytes: what it read.
  /// - Returns: nil where that is all there is.
  public init?(_ reading: Journal.Reading, opened: Session, bytes: [UInt8]) {
    guard let journal = reading.journal, let plan = opened.plan,
      let first = try? AgreementReader.plan(bytes: journal.bytes, file: plan.agreement.file)
    else { return nil }
    let saved = journal.records.reversed().lazy.compactMap { record in
      if case .saved(let digest, _) = record { digest } else { nil }
    }.first
    let isSame = saved.map { $0 == Checksum.digest(bytes) } ?? (bytes == journal.bytes)
    var session = opened
    session.world = .none
    session.world.leads = { path throws(Diagnostic) in
      guard path != "-" else { throw Diagnostic("what came from standard input is not there again") }
      return try opened.world.leads(path)
    }
    session.origin = .script
    session.isJournaled = false
    session.plan = first
    session.loaded = first
    if !isSame { session.original = journal.bytes }
    session.steps = Steps()
    let done = journal.records.prefix { Recovery.carryOut($0, isSame: isSame, &session) }.count
    (session.world, session.origin, session.isJournaled) = (opened.world, opened.origin, opened.isJournaled)
    session.counted = []
    guard let now = session.plan, let then = session.loaded, now.differs(from: then), now.differs(from: plan) else {
      return nil
    }
    self.session = session
    // The agreement stands in the first two lines.
    length = reading.ends[done + 1]
    next = done + 3
    let dropped = reading.dropped + journal.records.count - done
    reply = ChangeReply(before: then, after: now, format: session.format).reply(
      heading: Recovery.heading(session, dropped: dropped, isSame: isSame))
  }

  private static func carryOut(_ record: Journal.Record, isSame: Bool, _ session: inout Session) -> Bool {
    switch record {
    case .saved:
      if isSame {
        session.loaded = session.plan
        session.steps.markSaved()
      }
      return true
    case .did(let entry, let counted):
      let source = Source(entry.line)
      let line = Line(entry.line)
      let isKnown = line.statements.allSatisfy {
        verbs.contains(String(trimmed(source.text($0)).prefix { $0 != " " }))
      }
      session.world.now = { entry.at }
      if let agreement = session.plan?.agreement {
        session.counted = counted.compactMap { try? TrackedFile(written: $0, for: agreement) }
      }
      return isKnown && (try? Session.refuseHidden(source)) != nil && (try? session.carryOut(line, of: source)) != nil
    }
  }

  // MARK: What is told

  private static func heading(_ session: Session, dropped: Int, isSame: Bool) -> [Styled] {
    let steps = session.steps
    let unsaved = steps.saved.map { Array(steps.entries.dropFirst($0)) } ?? []
    let since = (unsaved.first ?? steps.entries.last).map { spoken($0.at, today: session.world.now().day) } ?? ""
    var lines = [Styled(""), Recovery.sentence(unsaved.count, since)]
    let shown = unsaved.suffix(Recovery.shownLines)
    if shown.count < unsaved.count { lines.append(Styled("  … \(unsaved.count - shown.count) more, then", .quiet)) }
    lines += shown.map { Styled("  \($0.line)", .code) }
    if dropped > 0 {
      lines.append(
        Styled(dropped == 1 ? "The line behind them" : "The \(dropped) lines behind them", .strong)
          + Styled(" in the journal could not be read and \(dropped == 1 ? "is" : "are") left out."))
    }
    if !isSame, let file = session.file {
      lines.append(
        Styled("\(file) has changed on disk since: ", .strong)
          + Styled("this is the agreement as it was, with your changes. ")
          + Styled("save NAME.yaml", .code) + Styled(" keeps both, ")
          + Styled(Parser.typed(["open", file]) ?? "open", .code)
          + Styled(" reads it as it is now."))
    }
    return lines
  }

  /// "3 changes from 14:32 were recovered: undo 3 takes them back, save keeps them."
  private static func sentence(_ count: Int, _ since: String) -> Styled {
    switch count {
    case 0:
      Styled("What was undone since the last save was recovered: ", .strong) + Styled("redo", .code)
        + Styled(" brings it back, ") + Styled("save", .code) + Styled(" keeps it as it is.")
    case 1:
      Styled("1 change from \(since) was recovered: ", .strong) + Styled("undo", .code) + Styled(" takes it back, ")
        + Styled("save", .code) + Styled(" keeps it.")
    default:
      Styled("\(count) changes from \(since) were recovered: ", .strong) + Styled("undo \(count)", .code)
        + Styled(" takes them back, ") + Styled("save", .code) + Styled(" keeps them.")
    }
  }

  /// "14:32", with the day where it was another one: "Nov 29, 14:32".
  private static func spoken(_ moment: Moment, today: Day) -> String {
    guard moment.day != today else { return moment.clock }
    let (_, month, day) = moment.day.civil
    return "\(Month.names[month - 1].prefix(3)) \(day), \(moment.clock)"
  }
}
