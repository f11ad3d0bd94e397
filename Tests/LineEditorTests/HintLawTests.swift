import Testing

@testable import LineEditor

/// Whatever keys are pressed: with the hint row the screen is the one without it, plus the row.
@Suite struct HintLawTests {
  init() { Terminal.useUTF8() }

  private static let letters = ["a", "b", "c", " ", "日", "é", "🎉", "word", "word", "long text that goes on "]
  private static let changes = ["\u{7F}", "\u{7F}", "\u{B}", "\u{19}", "\u{17}", "\u{14}", "\u{1B}[3~", "\u{1F}", "\t"]
  private static let moves = ["\u{1}", "\u{5}", "\u{2}", "\u{6}", "\u{1B}[D", "\u{1B}[1;5D", "\u{1B}f"]
  private static let ends = ["\r", "\u{3}", "\u{1B}[A", "\u{1B}[B"]

  @Test(arguments: [(20, 8), (33, 10), (80, 24), (12, 12)], 1...3)
  func theScreenIsTheSame(size: (columns: Int, height: Int), seed: UInt64) throws {
    var random = Seeded(seed &* 1_000 &+ UInt64(size.columns))
    let with = try Session(columns: size.columns, height: size.height)
    let without = try Session(["hints=off"], columns: size.columns, height: size.height)
    for session in [with, without] { session.expect(["base>"], cursor: [0, 6]) }
    var pressed: [String] = []
    for count in 0...40 {
      let key = (Self.letters + Self.changes + Self.moves + Self.ends).randomElement(using: &random) ?? "a"
      pressed.append(count == 40 ? "\u{5}END" : key)
      for session in [with, without] {
        session.send(pressed[count])
        if count == 40 { session.wait { $0.text.joined().contains("END") } }
        session.settle()
      }
      with.wait { Self.line(of: $0) == Self.line(of: without.screen) }
      let (line, plain) = (Self.line(of: with.screen), Self.line(of: without.screen))
      #expect(line == plain, "after \(pressed)")
      if line != plain { return }
      // A line as tall as the screen is beyond libedit; begin another.
      let prompt = without.screen.text.lastIndex { $0.hasPrefix("base>") } ?? 0
      if count < 40 && without.screen.text.count - prompt > size.height - 3 {
        for session in [with, without] {
          session.send("\u{3}")
          session.wait { $0.text.last == "base>" }
        }
      }
    }
    #expect(with.screen.unknown.isEmpty)
  }

  /// What is on the screen but for the hint, and the cursor at the end.
  private static func line(of screen: Screen) -> [String] {
    var text = screen.text
    if let last = text.last, last.hasPrefix("→") { text.removeLast() }
    while text.last == "" { text.removeLast() }
    return text + ["\(screen.cursor)"]
  }
}
