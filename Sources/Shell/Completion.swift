// What Tab offers, as a pure function of the line, the cursor and the session: labels within brackets, files,
// scenarios and topics behind their commands, commands and quantities at the start, quantities and functions elsewhere.

import Calc
import SLA

/// The candidates for the word at the cursor.
public struct Completion: Sendable, Equatable {
  public struct Candidate: Sendable, Equatable {
    public var text: String
    public var note: String?

    public init(_ text: String, _ note: String? = nil) {
      self.text = text
      self.note = note
    }
  }

  /// The bytes of the line that a candidate replaces.
  public var replacing: Range<Int>
  public var candidates: [Candidate]
  /// What follows the only candidate.
  public var suffix: String

  /// - Parameter cursor: a UTF-8 offset into the line.
  public static func of(_ line: String, at cursor: Int, in session: Session) -> Completion? {
    let head = String(decoding: Array(line.utf8.prefix(max(0, cursor))), as: UTF8.self)
    let statement = head.lastIndex(of: ";").map { head[head.index(after: $0)...] } ?? head[...]
    let start = head.utf8.count - statement.utf8.count
    return Completion.within(String(statement), start, session)
  }

  private static func within(_ text: String, _ offset: Int, _ session: Session) -> Completion? {
    if let open = text.lastIndex(of: "["), !text[open...].contains("]") { return label(text, open, offset, session) }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let typed = words.last ?? ""
    let first = words.first { !$0.isEmpty } ?? ""
    let range = offset + text.utf8.count - typed.utf8.count..<offset + text.utf8.count
    guard words.filter({ !$0.isEmpty }).count > (typed.isEmpty ? 0 : 1), let command = Command.named(first.lowercased())
    else {
      if words.filter({ !$0.isEmpty }).count <= 1 {
        let commands = Command.all.map { Candidate($0.name, "\($0.does)") }
        return matching(typed, range, commands + names(session))
      }
      return name(words, text, offset, session)
    }
    switch command.takes {
    case .file: return files(typed, range, session)
    case .scenario:
      let own =
        [Candidate(Scenario.base, "the agreement")]
        + (session.plan?.agreement.scenarios.map { Candidate($0.name) } ?? [])
      let extra =
        command.name == "compare" ? [Candidate("now"), Candidate("loaded")] : [Candidate("new"), Candidate("drop")]
      let last = typed.split(separator: ",", omittingEmptySubsequences: false).last.map(String.init) ?? typed
      return matching(last, range.upperBound - last.utf8.count..<range.upperBound, own + extra)
    case .topics:
      let parties = session.plan?.agreement.parties.map(\.key) ?? []
      let topics = (["changes", "all", "model", "agreement"] + parties).map { Candidate($0) }
      if words.filter({ !$0.isEmpty }).count <= 2, let found = matching(typed, range, topics + names(session)) {
        return found
      }
      return name(words, text, offset, session)
    case .commands:
      return matching(typed, range, Command.all.map { Candidate($0.name, "\($0.does)") } + names(session))
    case .drivers:
      return value(words, typed, range, session)
        ?? name(words, text, offset, session, typed.isEmpty && words.count <= 2 ? drivers(session) : nil)
    case .tiers:
      let tiers = session.plan?.schema.axes[Model.tier].labels ?? []
      return matching(typed, range, tiers.map { Candidate($0) } + [Candidate("for")])
    case .names, .test: return name(words, text, offset, session)
    case .nothing: return nil
    }
  }

  // MARK: Kinds

  private static func matching(_ typed: String, _ range: Range<Int>, _ all: [Candidate], suffix: String = " ")
    -> Completion?
  {
    let folded = typed.lowercased()
    let found = all.filter { $0.text.lowercased().hasPrefix(folded) }
    return found.isEmpty ? nil : Completion(replacing: range, candidates: found, suffix: suffix)
  }

  /// Quantities, the ones that can be set first.
  private static func names(_ session: Session) -> [Candidate] {
    guard let plan = session.plan else { return [] }
    let all = plan.schema.definitions.filter { $0.role != .test && ($0.group != "Actuals") }
    return all.filter { $0.role == .driver }.map { Candidate($0.name, "\($0.title)") }
      + all.filter { $0.role != .driver }.map { Candidate($0.name, "\($0.title)") }
  }

  private static func drivers(_ session: Session) -> [Candidate] {
    session.plan?.schema.definitions.filter { $0.role == .driver }.map { Candidate($0.name, "\($0.title)") } ?? []
  }

  /// A name whose words may be typed apart: `close ra` is completed to `close_rate`.
  private static func name(
    _ words: [String], _ text: String, _ offset: Int, _ session: Session, _ only: [Candidate]? = nil
  ) -> Completion? {
    let all = only ?? names(session) + Function.standard.map { Candidate($0.name, $0.usage) }
    for count in (1...min(4, max(1, words.count))).reversed() {
      let tail = words.suffix(count)
      guard count == 1 || tail.allSatisfy({ !$0.isEmpty }) else { continue }
      let joined = tail.joined(separator: " ")
      let stem = joined.drop { !($0.isLetter || $0 == "_") }
      if count > 1, stem.count < joined.count { continue }
      let folded = Vocabulary.fold(String(stem))
      if count > 1, folded.isEmpty { continue }
      let found = all.filter { $0.text.hasPrefix(folded) }
      guard !found.isEmpty else { continue }
      let end = offset + text.utf8.count
      return Completion(replacing: end - stem.utf8.count..<end, candidates: found, suffix: " ")
    }
    return nil
  }

  /// The values that make sense where they are few: `set clock ` offers its words.
  private static func value(_ words: [String], _ typed: String, _ range: Range<Int>, _ session: Session) -> Completion?
  {
    guard let plan = session.plan, words.first == "set", words.count >= 3 else { return nil }
    let name = words.dropFirst().dropLast().filter { !$0.isEmpty && $0 != "=" }.joined(separator: "_")
    guard let known = plan.schema.vocabulary.canonical(Vocabulary.fold(name)),
      let definition = plan.schema.definition(known)
    else {
      return nil
    }
    if let choices = definition.units.choices {
      return matching(typed, range, choices.map { Candidate($0) }, suffix: "")
    }
    guard typed.isEmpty, let place = plan.schema.place(of: known), let now = plan.sheet.grid(place).cells.first,
      !now.isNaN
    else { return nil }
    let present = session.format.full(now, definition.units)
    let steps =
      definition.units.isPercent ? ["+1pp", "-1pp"] : definition.units.noun != nil ? ["+1", "-1"] : ["+10%", "-10%"]
    return Completion(replacing: range, candidates: (steps + [present]).map { Candidate($0) }, suffix: "")
  }

  private static func label(_ text: String, _ open: String.Index, _ offset: Int, _ session: Session) -> Completion? {
    guard let plan = session.plan else { return nil }
    let before = text[..<open].split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    let inside = text[text.index(after: open)...]
    let typed =
      inside.split(separator: ",", omittingEmptySubsequences: false).last.map { String($0).trimmedStart } ?? ""
    for count in (1...4).reversed() where count <= before.count {
      let folded = before.suffix(count).map { Vocabulary.fold($0) }.joined(separator: "_")
      guard let name = plan.schema.vocabulary.canonical(folded), let definition = plan.schema.definition(name) else {
        continue
      }
      let labels = plan.schema.labels(of: definition.axes) + (definition.axes.isEmpty ? [] : ["all"])
      let end = offset + text.utf8.count
      return matching(typed, end - typed.utf8.count..<end, labels.map { Candidate($0) }, suffix: "]")
    }
    return nil
  }

  private static func files(_ typed: String, _ range: Range<Int>, _ session: Session) -> Completion? {
    let slash = typed.lastIndex(of: "/")
    let folder = slash.map { String(typed[...$0]) } ?? ""
    let names = session.world.list(folder.isEmpty ? "." : folder).filter { !$0.hasPrefix(".") }.sorted()
    let candidates =
      names.map { Candidate(folder + $0) } + (folder.isEmpty ? [Candidate("demo", "the built-in example")] : [])
    guard var found = matching(typed, range, candidates) else { return nil }
    if found.candidates.count == 1, found.candidates[0].text.hasSuffix("/") { found.suffix = "" }
    return found
  }
}
