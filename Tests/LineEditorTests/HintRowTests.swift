import Testing

@testable import LineEditor

/// The hint row against a screen: it stands under the line, and the cursor and the line do not notice.
@Suite struct HintRowTests {
  private var screen = Screen(columns: 20, height: 4)
  private var row = HintRow()

  init() { utf8Locale }

  private mutating func draw(_ text: String) { screen.receive(Array(text.utf8)) }

  private func layout(_ text: String, cursor: Int? = nil) -> Layout {
    let scalars = Array(text.unicodeScalars)
    return Layout(prompt: [], input: scalars, cursor: cursor ?? scalars.count, columns: 20)
  }

  @Test mutating func standsUnderTheLine() {
    draw("> one")
    draw(row.update("hint", layout: layout("> one"), rows: 4))
    #expect(screen.text == ["> one", "hint"])
    #expect(screen.cursor == [0, 5])
  }

  @Test mutating func isNotWrittenTwice() {
    #expect(row.update("hint", layout: layout("> one"), rows: 4) != "")
    #expect(row.update("hint", layout: layout("> one", cursor: 2), rows: 4) == "")
    #expect(row.update("other", layout: layout("> one"), rows: 4) != "")
  }

  @Test mutating func scrollsAtTheBottom() {
    draw("1\r\n2\r\n3\r\n> one")
    draw(row.update("hint", layout: layout("> one"), rows: 4))
    #expect(screen.text == ["1", "2", "3", "> one", "hint"])
    #expect(screen.cursor == [3, 5])
    draw(row.clear(layout("> one")))
    #expect(screen.text == ["1", "2", "3", "> one"])
    #expect(screen.cursor == [3, 5])
  }

  @Test mutating func movesWithTheLine() {
    draw("> one")
    draw(row.update("hint", layout: layout("> one"), rows: 4))
    // libedit writes on, into the row the hint stands on.
    draw(" two three four fiv")
    let longer = layout("> one two three four fiv")
    draw(row.update("hint", layout: longer, rows: 4))
    #expect(screen.text == ["> one two three four", " fiv", "hint"])
    #expect(screen.cursor == [1, 4])
    draw(row.clear(longer))
    #expect(screen.text == ["> one two three four", " fiv"])
  }

  @Test mutating func leavesTheWrapAlone() {
    // The line fills the row exactly: libedit forces the wrap with a blank and a backspace.
    let text = "abcdefghijklmnopqrst"
    draw("12345")
    draw(row.update("a hint that is long", layout: layout("12345"), rows: 4))
    draw("\r" + text + " \u{8}")
    draw(row.update("a hint that is long", layout: layout(text), rows: 4))
    #expect(screen.text == [text, "", "a hint that is long"])
    draw(row.clear(layout(text)))
    draw("uv")
    #expect(screen.text == [text, "uv"])
    screen.resize(columns: 40, height: 4)
    #expect(screen.text == [text + "uv"])
  }

  @Test mutating func aLineThatFillsTheScreenHasNone() {
    draw(row.update("hint", layout: layout("> one"), rows: 4))
    let full = layout(String(repeating: "x", count: 79))
    #expect(full.lastRow == 3)
    draw(row.update("hint", layout: full, rows: 4))
    #expect(!row.isShown)
  }

  @Test func longTextIsCutToItsRow() {
    let text = StyledText("three words here", .green)
    #expect(text.sequence(columns: 16, colour: false) == "three words here")
    #expect(text.sequence(columns: 11, colour: false) == "three word…")
    #expect(text.sequence(columns: 11, colour: true) == "\u{1B}[32mthree word…\u{1B}[0m")
    #expect(StyledText("日本語").sequence(columns: 5, colour: false) == "日本…")
    #expect(StyledText("日本語").sequence(columns: 4, colour: false) == "日…")
  }

  @Test func textFromOutsideHasNoControlCharacters() {
    #expect(StyledText("a\u{1B}[2Jb\u{9B}c\n").plain == "a[2Jbc")
    #expect(Style("31mX").parameters == nil)
  }

  @Test func aPromptsSequencesAreMarkedAndItsEndIsPlain() {
    var prompt = StyledText("base", .cyan)
    prompt.append("> ")
    let scalars = prompt.promptScalars(mark: "|", colour: true)
    #expect(String(String.UnicodeScalarView(scalars)) == "|\u{1B}[0;36m|base|\u{1B}[0m|>\u{20}")
    let styled = StyledText("go>", .red).promptScalars(mark: "|", colour: true)
    #expect(String(String.UnicodeScalarView(styled)) == "|\u{1B}[0;31m|go|\u{1B}[0m|>")
    #expect(prompt.promptScalars(mark: "|", colour: false) == Array("base> ".unicodeScalars))
  }
}
