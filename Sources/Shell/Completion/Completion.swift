// What Tab offers, as a pure function of the line, the cursor and the session. What a command takes says which kinds
// may come next (Takes); Candidates knows what there is of each kind.

import Calc
import SLA

/// The candidates for the word at the cursor.
public struct Completion: Sendable, Equatable {
  public struct Candidate: Sendable, Equatable {
    public var text: String
    public var note: Phrase?

    public init(_ text: String, _ note: Phrase? = nil) {
      self.text = text
      self.note = note
    }
  }

  /// The bytes of the line that a candidate replaces.
  public var replacing: Range<Int>
  public var candidates: [Candidate]
  /// What follows the only candidate.
  public var suffix = " "

  /// - Parameter cursor: a UTF-8 offset into the line.
  /// - Returns: nil where nothing is known that could stand there.
  public static func of(_ line: String, at cursor: Int, in session: Session) -> Completion? {
    let typed = TypedLine(line, upTo: cursor)
    guard !typed.isComment else { return nil }
    return Completer(line: typed, all: Candidates(session: session)).completion
  }
}

/// Finds the completion of one line.
private struct Completer {
  let line: TypedLine
  let all: Candidates

  var completion: Completion? {
    if let bracket = line.bracket, line.quote.map({ $0 < bracket }) ?? true { return label(behind: bracket) }
    guard !line.words.isEmpty else {
      if let quote = line.quote { return promise(behind: quote) }
      return first
    }
    let next = expected.next
    if let quote = line.quote {
      return next.contains { $0.takes == .slot(.file) }
        ? file(from: quote + 1, isQuoted: true) : promise(behind: quote)
    }
    if next.contains(where: { Completer.takesName($0) }), let name = name(ofSeveralWords: next) { return name }
    if next.contains(where: { $0.takes == .slot(.file) }) { return file(from: line.typed.start, isQuoted: false) }
    return offered(next)
  }

  /// What may come behind the words that stand there.
  private var expected: Expected {
    var words = line.words.map(\.text)[...]
    var takes = Takes.slot(.expression)
    if let command = words.first.flatMap({ Command.named($0.lowercased()) }) {
      takes = command.takes
      words = words.dropFirst()
    } else if words.contains("=") {
      takes = Command.set.takes
    }
    var expected = Expected(takes) { all.isMonth($0) }
    for word in words { expected.take(word) }
    return expected
  }

  // MARK: Where

  /// At the beginning of a statement: a command, or a name.
  private var first: Completion? {
    let start = line.nameStart
    let typed = line.text(start..<line.end)
    if start > line.typed.start {
      return found(all.names(typed, drivers: false) + all.functions(typed), from: start)
    }
    let functions = typed.isEmpty ? [] : all.functions(typed)
    return found(all.commands(typed) + all.names(typed, drivers: false) + functions, from: start)
  }

  /// A name of which several words stand there already: `close ra`.
  private func name(ofSeveralWords next: [Expected.Next]) -> Completion? {
    let drivers = next.contains { $0.takes == .slot(.driver) } && line.typed.text.isEmpty
    for count in [4, 3, 2] {
      guard let joined = line.joined(count), !all.isName(joined.text.drop { $0 == "_" }) else { continue }
      if line.typed.text.isEmpty, all.isName(joined.text.dropLast()) { return nil }
      let found = all.names(joined.text, drivers: drivers)
      if !found.isEmpty { return Completion(replacing: joined.start..<line.end, candidates: found) }
    }
    return nil
  }

  private static func takesName(_ next: Expected.Next) -> Bool {
    if case .slot(let slot) = next.takes { next.isBegun && slot.isLong } else { false }
  }

  /// Everything that may come next and begins as typed.
  private func offered(_ next: [Expected.Next]) -> Completion? {
    let (typed, start) = (line.typed.text, line.nameStart)
    let stem = line.text(start..<line.end)
    // Behind a sign or a bracket only a name goes on.
    let isWhole = start == line.typed.start || !next.contains { Completer.isFormula($0) }
    var candidates: [Completion.Candidate] = []
    for one in next {
      switch one.takes {
      case .word(let word): if isWhole, word != ",", word != "=" { candidates += all.matching([word], typed) }
      case .line: candidates += isWhole ? all.commands(typed) + all.names(typed, drivers: false) : []
      case .slot(let slot) where slot.isLong:
        candidates += long(slot, isBegun: one.isBegun, isWhole: isWhole, typed, stem)
      case .slot(let slot): candidates += all.of(slot, typed)
      default: break
      }
    }
    if isWhole, start > line.typed.start { return found(candidates, from: line.typed.start) }
    return found(candidates, from: start)
  }

  private static func isFormula(_ next: Expected.Next) -> Bool {
    switch next.takes {
    case .slot(.expression), .slot(.test): true
    case .slot(.value): next.isBegun
    default: false
    }
  }

  private func long(
    _ slot: Takes.Slot, isBegun: Bool, isWhole: Bool, _ typed: String, _ stem: String
  ) -> [Completion.Candidate] {
    switch slot {
    case .driver, .name:
      if isBegun { return [] }
      let drivers = slot == .driver
      return all.names(stem, drivers: drivers)
        + (drivers && !typed.isEmpty ? all.names(stem, drivers: false, others: true) : [])
    case .value:
      guard let subject = all.subject(of: line.words.map(\.text)) else { return [] }
      if isBegun, typed.isEmpty { return all.units(subject, behind: line.words.last?.text ?? "") }
      let values = isBegun ? all.units(subject, behind: line.words.last?.text ?? "") : all.values(subject)
      let whole = isWhole ? values.filter { $0.text.lowercased().hasPrefix(typed.lowercased()) } : []
      return whole + (stem.isEmpty || subject.definition.units.choices != nil ? [] : all.names(stem, drivers: false))
    default:
      if isBegun, stem.isEmpty, typed.isEmpty { return [] }
      let promises = slot == .test && !isBegun && isWhole ? all.promises(typed) : []
      return promises + all.names(stem, drivers: false) + (stem.isEmpty ? [] : all.functions(stem))
    }
  }

  private func found(_ candidates: [Completion.Candidate], from start: Int) -> Completion? {
    guard let only = candidates.first else { return nil }
    var unique: [Completion.Candidate] = []
    for candidate in candidates where !unique.contains(where: { $0.text == candidate.text }) {
      unique.append(candidate)
    }
    var result = Completion(replacing: start..<line.end, candidates: unique)
    if unique.count == 1, Function.named(only.text) != nil { result.suffix = "(" }
    return result
  }

  // MARK: Within brackets and quotation marks

  private func label(behind bracket: Int) -> Completion? {
    let inside = line.text(bracket + 1..<line.end)
    let typed = (inside.split(separator: ",", omittingEmptySubsequences: false).last.map(String.init) ?? "")
      .trimmedStart
    let before = line.text(0..<bracket).split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    for count in [4, 3, 2, 1] where count <= before.count {
      guard let definition = all.definition(before.suffix(count).joined(separator: "_")) else { continue }
      let labels = all.labels(of: definition, typed)
      guard !labels.isEmpty else { return nil }
      return Completion(replacing: line.end - typed.utf8.count..<line.end, candidates: labels, suffix: "]")
    }
    return nil
  }

  private func promise(behind quote: Int) -> Completion? {
    let typed = line.text(quote + 1..<line.end)
    let found = all.matching(all.promiseNames, typed)
    return found.isEmpty ? nil : Completion(replacing: quote + 1..<line.end, candidates: found, suffix: "\"")
  }

  private func file(from start: Int, isQuoted: Bool) -> Completion? {
    let typed = line.text(start..<line.end)
    var found = all.files(typed).map { file in
      guard !isQuoted, let quoted = Parser.typed([file.text]), quoted != file.text else { return file }
      // The path into a folder goes on in its quotation marks.
      return Completion.Candidate(file.text.hasSuffix("/") ? String(quoted.dropLast()) : quoted, file.note)
    }
    for next in isQuoted ? [] : expected.next {
      switch next.takes {
      case .word(let word): found += all.matching([word], typed)
      case .slot(let slot) where slot != .file && !slot.isLong: found += all.of(slot, typed)
      default: break
      }
    }
    guard let only = found.first else { return nil }
    let isFolder = found.count == 1 && only.text.hasSuffix("/")
    return Completion(replacing: start..<line.end, candidates: found, suffix: isFolder ? "" : isQuoted ? "\"" : " ")
  }
}
