// What Tab offers: the candidates come from the program, the editor inserts what they share and lists the rest.

/// One thing a word can be completed to.
public struct Candidate: Equatable, Sendable {
  /// What is typed in for it.
  public var text: String
  /// How the list names it, where that differs.
  public var shown: String
  /// A few words beside it in the list. A list with notes has one candidate a row.
  public var note: String?

  public init(_ text: String, shown: String? = nil, note: String? = nil) {
    self.text = text
    self.shown = shown ?? text
    self.note = note
  }
}

/// The candidates for the word at the cursor.
public struct Completions: Equatable, Sendable {
  /// The part of the line that a candidate replaces, in UTF-8 bytes.
  public var replacing: Range<Int>
  public var candidates: [Candidate]
  /// What follows a candidate that is the only one: a blank, a bracket.
  public var suffix: String

  public init(replacing: Range<Int>, candidates: [Candidate], suffix: String = " ") {
    self.replacing = replacing
    self.candidates = candidates
    self.suffix = suffix
  }

  /// What the candidates begin with, all of them.
  var sharedPrefix: String {
    guard var shared = candidates.first.map({ Array($0.text) }) else { return "" }
    for candidate in candidates.dropFirst() {
      let same = zip(shared, candidate.text).prefix { $0 == $1 }.count
      shared.removeLast(shared.count - same)
    }
    return String(shared)
  }

  /// What to put in place of `typed`, nil when the candidates say no more than that. The suffix is not doubled where
  /// `rest`, the line after it, begins so.
  func insertion(for typed: String, before rest: String = "") -> String? {
    if candidates.count == 1, let only = candidates.first {
      return rest.hasPrefix(suffix) ? only.text : only.text + suffix
    }
    let shared = sharedPrefix
    return shared.count > typed.count ? shared : nil
  }
}

/// The list under the line, in columns read downwards as `ls` has them.
struct CandidateList {
  /// Rows that fit `columns` cells; at most `limit` of them, the last of which then says how many were left out.
  static func rows(_ candidates: [Candidate], columns: Int, limit: Int, more: (Int) -> String) -> [String] {
    let limit = max(2, limit)
    let names = candidates.map { StyledText($0.shown).plain }
    let widths = names.map(Cells.count)
    let room = max(1, columns - 1)
    let widest = min(room, widths.max() ?? 0)
    let hasNotes = candidates.contains { $0.note != nil }
    let perRow = hasNotes ? 1 : max(1, (room + 2) / (widest + 2))
    var height = (names.count + perRow - 1) / perRow
    var shown = names.count
    if height > limit {
      height = limit - 1
      shown = height * perRow
    }
    var rows: [String] = []
    for row in 0..<height {
      var line = ""
      for index in stride(from: row, to: shown, by: height) {
        line += names[index]
        let gap = String(repeating: " ", count: max(0, widest - widths[index]) + 2)
        if let note = candidates[index].note {
          line += gap + StyledText(note).plain
        } else if index + height < shown {
          line += gap
        }
      }
      rows.append(StyledText(line).sequence(columns: room, colour: false))
    }
    if shown < names.count { rows.append(StyledText(more(names.count - shown)).sequence(columns: room, colour: false)) }
    return rows
  }
}
