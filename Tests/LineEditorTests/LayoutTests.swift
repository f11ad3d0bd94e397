import Testing

@testable import LineEditor

/// Where libedit puts characters, worked by hand from its rules; the prompt takes columns 0 to 5.
@Suite struct LayoutTests {
  private let prompt = Array("base> ".unicodeScalars)

  init() { utf8Locale }

  private func layout(_ text: String, cursor: Int? = nil, columns: Int) -> [Int] {
    let input = Array(text.unicodeScalars)
    let layout = Layout(prompt: prompt, input: input, cursor: cursor ?? input.count, columns: columns)
    return [layout.cursorRow, layout.cursorColumn, layout.lastRow, layout.endColumn]
  }

  @Test func aShortLineStaysOnItsRow() {
    #expect(layout("abc", columns: 80) == [0, 9, 0, 9])
    #expect(layout("", columns: 80) == [0, 6, 0, 6])
    #expect(layout("abc", cursor: 1, columns: 80) == [0, 7, 0, 9])
  }

  @Test func aLineThatFillsTheRowEndsOnTheNext() {
    #expect(layout("abcdefghijklm", columns: 20) == [0, 19, 0, 19])
    #expect(layout("abcdefghijklmn", columns: 20) == [1, 0, 1, 0])
    #expect(layout("abcdefghijklmn", cursor: 13, columns: 20) == [0, 19, 1, 0])
  }

  @Test func aWideCharacterThatDoesNotFitLeavesAGap() {
    #expect(layout("日本", columns: 20) == [0, 10, 0, 10])
    #expect(layout("abcdefghijklm日", columns: 20) == [1, 2, 1, 2])
    #expect(layout("abcdefghijklm日", cursor: 13, columns: 20) == [1, 0, 1, 2])
    #expect(layout("abcdefghijkl日", columns: 20) == [1, 0, 1, 0])
  }

  @Test func combiningMarksTakeNoRoom() {
    #expect(layout("e\u{301}x", columns: 20) == [0, 8, 0, 8])
  }

  @Test func whatIsNotPrintedIsSpelledOut() {
    // ^A takes 2 cells, an unassigned character \U+0378 takes 7, one beyond the basic plane 8.
    #expect(layout("\u{1}", columns: 20) == [0, 8, 0, 8])
    #expect(layout("\u{378}", columns: 20) == [0, 13, 0, 13])
    #expect(layout("\u{10FFFF}", columns: 20) == [0, 14, 0, 14])
  }

  @Test func tabsAndNewlines() {
    #expect(layout("\t", columns: 20) == [0, 8, 0, 8])
    #expect(layout("abc\nde", columns: 20) == [1, 2, 1, 2])
  }

  @Test(arguments: 1...20) func agreesWithATerminal(seed: UInt64) {
    var random = Seeded(seed)
    let letters: [Unicode.Scalar] = ["a", "b", " ", "日", "é", "\u{301}", "🎉"]
    let columns = Int.random(in: 10...30, using: &random)
    let text = (0..<Int.random(in: 0...90, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" }
    var screen = Screen(columns: columns, height: 40)
    var drawn = ""
    drawn.unicodeScalars.append(contentsOf: prompt + text)
    screen.receive(Array(drawn.utf8))
    let layout = Layout(prompt: prompt, input: text, cursor: text.count, columns: columns)
    // A blank forces the wrap that a terminal puts off.
    if layout.endColumn == 0 { screen.receive(Array(" \u{8}".utf8)) }
    #expect([layout.cursorRow, layout.cursorColumn] == screen.cursor)
  }
}

/// Reproducible random numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
