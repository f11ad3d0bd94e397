// The minutes: the meeting as a script. Every change that was agreed on stands there as a line, with its time and what
// it led to as a comment; what was undone is left out. Running it on the same agreement gives the same numbers.
//
//     # Minutes of Northwind SLA, third quarter
//     # 2026-11-30, 14:05 to 15:20
//     open northwind.yaml
//
//     # 14:32  Lead quota 2,334 → 1,811 · Deliver the lead quota: kept
//     set close_rate +1pp   # the new call script
//
//     # What it came to:
//     assert total(leads) = 1,811
//
// What was saved before is in the file that is opened, and a step taken twice would be another number: so it stands as
// a comment. The assertions say so where the file has been changed since the minutes were written.

import Calc
import Documents
import SLA

/// The minutes of a meeting.
struct Minutes {
  private let session: Session
  private let plan: Plan
  /// The agreement as the script will open it.
  private let opened: Plan
  private var format: QuantityFormat {
    QuantityFormat(form: .files(language: plan.agreement.language), currency: plan.agreement.currency)
  }

  /// - Throws: nothing is open, or undo went back behind what was saved.
  init(of session: Session) throws(Diagnostic) {
    var session = session
    session.finishStep()
    self.session = session
    plan = try session.opened()
    opened = session.loaded ?? plan
    guard let saved = session.steps.saved, saved <= session.steps.count else {
      throw Diagnostic(
        "undo went back behind what was saved", why: "The minutes open the file, which holds what was undone since.",
        hint: "save")
    }
  }

  /// The script.
  /// - Parameter path: the file that it is written to.
  /// - Throws: the agreement cannot be named in a script, or the script would not give the same numbers.
  func text(at path: String) throws(Diagnostic) -> String {
    let entries = session.steps.entries
    let saved = session.steps.saved ?? 0
    var lines = heading(entries)
    if saved > 0 {
      lines += ["", "# Agreed before the file was saved, which holds it:"]
      lines += told(0..<saved, entries).map { $0.isEmpty || $0.hasPrefix("#") ? $0 : "#   \($0)" }
    }
    let opening = try ScriptPath(session.home, from: path, in: session.world.folder()).line
    let live =
      (opened.scenario == Scenario.base ? [] : ["scenario \(opened.scenario)"]) + told(saved..<entries.count, entries)
    lines += ["", opening] + live
    let replayed = try replay(live, counted: entries.dropFirst(saved).flatMap(\.counted))
    let claims = Watched.lines(plan).compactMap { claim($0, replayed) }
    if !claims.isEmpty { lines += ["", "# What it came to:"] + claims }
    return lines.joined(separator: "\n") + "\n"
  }

  private func heading(_ entries: [Entry]) -> [String] {
    let now = session.world.now()
    let began = entries.first?.at ?? now
    let ended = entries.last?.at ?? now
    let time =
      began == ended
      ? "\(began.day), \(began.clock)"
      : "\(began.day), \(began.clock) to \(ended.day == began.day ? "" : "\(ended.day), ")\(ended.clock)"
    return ["# Minutes of \(Safe.terminal(plan.agreement.title))", "# \(time)"]
  }

  // MARK: Changes

  /// Some of the steps, each with its time and its effect before it.
  private func told(_ range: Range<Int>, _ entries: [Entry]) -> [String] {
    var lines: [String] = []
    var day = entries.first?.at.day
    for at in range {
      let entry = entries[at]
      if entry.at.day != day { lines += ["", "# \(entry.at.day)"] }
      day = entry.at.day
      lines += [""] + comment(entry, effects(at)) + statements(entry.line)
    }
    return lines
  }

  /// What a step led to. Of steps that undo reaches no more the states are not kept, and so nothing is told.
  private func effects(_ at: Int) -> [String] {
    let past = session.steps.past
    let index = at - session.steps.olderCount
    guard index >= 0, let before = try? Plan(past[index].state),
      let after = index + 1 < past.count ? try? Plan(past[index + 1].state) : plan
    else { return [] }
    return ChangeReply(before: before, after: after, format: format).effects()
  }

  /// "# 14:32  Lead quota 2,334 → 1,811 · …", on as many lines as it takes.
  private func comment(_ entry: Entry, _ effects: [String]) -> [String] {
    var lines: [String] = []
    var line = "# \(entry.at.clock)  "
    var isFirst = true
    for effect in effects.map({ Safe.terminal($0) }) {
      if !isFirst, TextWidth.of(line) + TextWidth.of(effect) > 100 {
        lines.append(line + " ·")
        line = "#        "
        isFirst = true
      }
      line += (isFirst ? "" : " · ") + effect
      isFirst = false
    }
    return lines + [line.trimmedEnd]
  }

  /// A line, or its statements one by one where it is longer than a script's line may be.
  private func statements(_ text: String) -> [String] {
    guard text.utf8.count > Session.longestLine else { return [text] }
    let (line, source) = (Line(text), Source(text))
    return line.statements.map { span in
      trimmed(source.text(span)) + (line.comment.map { "   # \($0)" } ?? "")
    }
  }

  // MARK: Proof

  /// The script carried out on the agreement as it will be opened. The script itself will read the exports again, and
  /// go on only where they are what they were.
  /// - Parameter counted: what the exports came to that it tracks, in its order.
  /// - Throws: it does not come to the same.
  private func replay(_ lines: [String], counted: [TrackedFile]) throws(Diagnostic) -> Session {
    var replay = Session(world: .none)
    replay.counted = counted
    replay.begin(try opened.switched(to: Scenario.base), file: session.file, home: session.home, bytes: [])
    for line in lines { _ = try replay.execute(Source(line)) }
    guard let again = replay.plan, !again.differs(from: plan), again.sheet.moved(since: plan.sheet).isEmpty else {
      throw Diagnostic(
        "the minutes would not give the same numbers", why: "Saved, they begin with what is there now.", hint: "save")
    }
    return replay
  }

  /// `assert total(leads) = 1,811`; nil where the figure cannot be stated so.
  private func claim(_ line: Watched, _ session: Session) -> String? {
    guard !line.value.isNaN else { return nil }
    let labels = (line.labels + line.cell).map(\.label)
    let name = line.definition.name
    let value = format.short(line.value, line.definition.units, rounding: line.definition.rounding)
    let subject =
      line.over == .total ? "total(\(name))" : Reference(name, labels: labels.map { Reference.Label($0) }).written
    let text = "assert \(subject) = \(value)"
    var copy = session
    guard let replies = try? copy.execute(Source(text)), replies.first?.reply.assertion == true else { return nil }
    return text
  }
}

/// How a script opens an agreement: by its path from the script's own folder, so that both can move together.
struct ScriptPath {
  let line: String

  /// - Parameters:
  ///   - home: where the agreement stands.
  ///   - script: the script's path.
  ///   - folder: that relative paths start from.
  /// - Throws: the agreement's name cannot stand in a script.
  init(_ home: Home, from script: String, in folder: String) throws(Diagnostic) {
    switch home {
    case .demo: line = "open demo"
    case .starter: line = "new"
    case .file(let path):
      let (file, own) = (ScriptPath.parts(path, in: folder), ScriptPath.parts(script, in: folder).dropLast())
      let common = zip(file, own).prefix { $0 == $1 }.count
      let up = [String](repeating: "..", count: own.count - common)
      let relative = (up + file.dropFirst(common)).joined(separator: "/")
      let name =
        common == 0 && !own.isEmpty ? "/" + file.joined(separator: "/") : relative == "demo" ? "./demo" : relative
      guard let line = Parser.typed(["open", name]) else {
        throw Diagnostic(
          "\(name) cannot be named in a script",
          why: "A name with quotation marks or hidden characters cannot be typed.",
          hint: "save our-sla.yaml")
      }
      self.line = line
    }
  }

  /// The names along a path from the root.
  private static func parts(_ path: String, in folder: String) -> [String] {
    var parts: [String] = []
    for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts
  }
}
