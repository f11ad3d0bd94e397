// What a cell's words mean: yes or no, which tier. Exports repeat a few words over and over, so that an answer is kept
// by the bytes of the cell and worked out once for each spelling.

/// Answers to one question about cells.
struct CellAnswers: Sendable {
  private struct Known: Sendable {
    var word: UInt64
    var bytes: [UInt8]
    var answer: Int
  }

  private let question: @Sendable (String) -> Int
  private var known: [Known] = []
  /// Spellings that are kept; what comes behind them is worked out each time.
  private static let most = 64

  /// - Parameter question: answers by the text of a cell.
  init(_ question: @escaping @Sendable (String) -> Int) { self.question = question }

  @inline(__always)
  mutating func answer(_ cell: Cell) -> Int {
    let word = Self.word(cell)
    for place in known.indices where known[place].word == word {
      if cell.count <= 7 || known[place].bytes.elementsEqual(cell.bytes) { return known[place].answer }
    }
    return learn(cell, word)
  }

  /// The length, and the first seven bytes.
  @inline(__always)
  private static func word(_ cell: Cell) -> UInt64 {
    let (start, count) = (UnsafeRawPointer(cell.start), cell.count)
    let length = UInt64(truncatingIfNeeded: count) &<< 56
    if count > 7 { return length | start.loadUnaligned(as: UInt64.self) & (1 &<< 56 &- 1) }
    if count > 3 {
      let rest = UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      return length | rest &<< UInt64(truncatingIfNeeded: 8 &* (count &- 4))
        | UInt64(start.loadUnaligned(as: UInt32.self))
    }
    guard count > 0 else { return length }
    // One, two or three.
    return length | UInt64(cell[0]) | UInt64(cell[count / 2]) &<< 8 | UInt64(cell[count &- 1]) &<< 16
  }

  private mutating func learn(_ cell: Cell, _ word: UInt64) -> Int {
    let answer = question(cell.text)
    if known.count < Self.most { known.append(Known(word: word, bytes: Array(cell.bytes), answer: answer)) }
    return answer
  }

  // MARK: - Questions

  static let no = 0
  static let yes = 1
  static let nothing = -1
  static let neither = -2

  /// Whether a cell passes a test: `yes`, `no`, `nothing` where it is empty, `neither` where it is no answer.
  static func test(_ test: ColumnTest.Test) -> CellAnswers {
    switch test {
    case .value: CellAnswers { yesOrNo(folded($0)) }
    case .filled: CellAnswers { isNothing($0) ? no : yes }
    case .equals(let words):
      CellAnswers { [words = words.map(folded)] text in
        isNothing(text) ? nothing : words.contains(folded(text)) ? yes : no
      }
    case .contains(let words):
      CellAnswers { [words = words.map(folded)] text in
        let text = folded(text)
        return isNothing(text) ? nothing : words.contains { contains(text, $0) } ? yes : no
      }
    }
  }

  /// The place of the tier that a cell names.
  static func tier(among tiers: [String]) -> CellAnswers {
    CellAnswers { [tiers = tiers.map(folded)] text in
      if isNothing(text) { return nothing }
      let text = folded(text)
      // "Managers" is the tier Manager.
      return tiers.firstIndex(of: text) ?? tiers.firstIndex { text == $0 + "s" || text + "s" == $0 } ?? neither
    }
  }

  private static func yesOrNo(_ text: String) -> Int {
    if isNothing(text) { return nothing }
    if ["1", "true", "yes", "y", "x", "si", "sí", "sim", "s", "t", "verdadero", "verdadeiro"].contains(text) {
      return yes
    }
    return ["0", "false", "no", "n", "nao", "não", "f", "falso"].contains(text) ? no : neither
  }

  /// What exports write where there is nothing.
  static func isNothing(_ text: String) -> Bool {
    ["", "#n/a", "n/a", "null", "nil", "none", "-", "--", "—", "(no value)", "(blank)"].contains(text.lowercased())
  }

  private static func folded(_ text: String) -> String {
    text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func contains(_ text: String, _ word: String) -> Bool {
    let (text, word) = (Array(text.utf8), Array(word.utf8))
    guard !word.isEmpty, word.count <= text.count else { return false }
    return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
  }
}
