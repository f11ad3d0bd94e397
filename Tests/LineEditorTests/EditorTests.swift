import Glibc
import Testing

@testable import LineEditor

private let right = "\u{1B}[C"
private let left = "\u{1B}[D"
private let up = "\u{1B}[A"
private let tab = "\t"
private let enter = "\r"

/// A probe on a terminal, ready for keys.
private func probe(
  _ arguments: String..., columns: Int = 80, height: Int = 24, environment: [String: String] = [:],
  prompt: String = "base>"
) throws -> Session {
  let session = try Session(arguments, columns: columns, height: height, environment: environment)
  session.expect([prompt], cursor: [0, prompt.unicodeScalars.reduce(1) { $0 + Cells.of($1) }])
  return session
}

/// Typing, moving and entering, with the hint row under the line all the while.
@Suite struct EditorTests {
  init() { utf8Locale }

  @Test func typingShowsTheHintUnderTheLine() throws {
    let session = try probe()
    session.send("quota")
    session.expect(["base> quota", "→ 5: quota"], cursor: [0, 11])
    session.send(" 5")
    session.expect(["base> quota 5", "→ 7: quota 5"], cursor: [0, 13])
    session.send(enter)
    session.expect(["base> quota 5", "got \"quota 5\"", "base>"], cursor: [2, 6])
  }

  @Test(arguments: [
    ("\u{1}", 6), ("\u{1B}[H", 6), ("\u{1B}OH", 6), ("\u{1B}[1~", 6), (left, 13), ("\u{1B}[1;5D", 11), ("\u{1B}b", 11),
    ("\u{2}\u{2}" + right, 13), ("\u{1}\u{5}", 14), ("\u{1}\u{1B}[F", 14), ("\u{1}\u{1B}[4~", 14),
    ("\u{1}\u{1B}[1;5C", 10)
  ])
  func keysMoveTheCursor(keys: String, column: Int) throws {
    let session = try probe()
    session.send("show ñandú"[...].prefix(8) + keys)
    session.expect(["base> show ñan", "→ 8: show ñan"], cursor: [0, column])
  }

  @Test(arguments: [
    ("\u{7F}", "show quot"), ("\u{17}", "show "), ("\u{15}", ""), ("\u{1}\u{1B}[3~", "how quota"),
    ("\u{1}\u{4}", "how quota"), ("\u{1}\u{B}", ""), ("\u{1}\u{B}\u{19}\u{19}", "show quotashow quota"),
    ("\u{1}\u{1B}[3;5~", " quota"), ("\u{1B}[5~\u{1B}[2~\u{1B}[Z", "show quota"), ("\u{16}\u{1}", "show quota\u{1}")
  ])
  func keysChangeTheLine(keys: String, line: String) throws {
    let session = try probe()
    session.send("show quota" + keys + enter)
    session.expect(row: "got \"\(line.replacing("\u{1}", with: ""))\"")
  }

  @Test func aRepeatCountIsNoWayToFillTheMemory() throws {
    let session = try probe()
    session.send("\u{1B}9\u{1B}9\u{1B}9\u{1B}9\u{1B}9\u{1B}9\u{1B}9a")
    session.expect(["base> a", "→ 1: a"], cursor: [0, 7])
  }

  @Test func anyBytesLeaveTheEditorAnswering() throws {
    var random = Seeded(7)
    let session = try probe(columns: 30, height: 6)
    // Without the keys that end the program or stop the terminal.
    let bytes = (UInt8(0)...255).filter { ![0x03, 0x04, 0x11, 0x13, 0x1A, 0x1C].contains($0) }
    for _ in 0..<100 {
      session.send((0..<20).map { _ in bytes.randomElement(using: &random) ?? 0x20 })
      session.settle(2)
    }
    session.send("\u{1B}[201~")
    session.settle(50)
    session.send("\u{3}")
    session.wait { $0.text.last == "base>" }
    session.send("quit\r")
    #expect(session.end() == 0)
  }

  @Test func undoTakesBackWordByWord() throws {
    let session = try probe()
    session.send("show quota")
    session.expect(row: "→ 10: show quota")
    session.send("\u{1F}")
    session.expect(["base> show", "→ 5: show"], cursor: [0, 11])
    session.send("\u{1F}\u{1F}")
    session.expect(["base>"], cursor: [0, 6])
    session.send("\u{1F}x")
    session.expect(["base> x", "→ 1: x"], cursor: [0, 7])
    #expect(session.screen.bells == 1)
  }

  @Test func aLineThatFillsTheRow() throws {
    let session = try probe(columns: 20, height: 8)
    session.send("abcdefghijklm")
    session.expect(["base> abcdefghijklm", "→ 13: abcdefghijklm"], cursor: [0, 19])
    session.send("n")
    session.expect(["base> abcdefghijklmn", "", "→ 14: abcdefghijkl…"], cursor: [1, 0])
    session.send("o")
    session.expect(["base> abcdefghijklmn", "o", "→ 15: abcdefghijkl…"], cursor: [1, 1])
    session.send("\u{7F}\u{7F}\u{7F}")
    session.expect(["base> abcdefghijkl", "→ 12: abcdefghijkl"], cursor: [0, 18])
  }

  @Test func wideCharactersAtTheEdge() throws {
    let session = try probe(columns: 20, height: 8)
    session.send("abcdefghijklm日本")
    session.expect(["base> abcdefghijklm", "日本", "→ 15: abcdefghijkl…"], cursor: [1, 4])
    session.send("\u{1}" + "日")
    session.expect(["base> 日abcdefghijkl", "m日本", "→ 16: 日abcdefghij…"], cursor: [0, 8])
    session.send("\u{5}\u{7F}\u{7F}\u{7F}é🎉" + enter)
    session.wait { $0.text.last == "base>" }
    #expect(session.screen.text == ["base> 日abcdefghijkl", "é🎉", "got \"日abcdefghijklé", "🎉\"", "base>"])
  }

  @Test func atTheBottomOfTheScreen() throws {
    let session = try probe(columns: 20, height: 4)
    session.send("1\r2\r3\r")
    session.expect(
      ["base> 1", "got \"1\"", "base> 2", "got \"2\"", "base> 3", "got \"3\"", "base>"], cursor: [6, 6])
    session.send("abcdefghijklmnopq")
    session.wait { $0.text.last == "→ 17: abcdefghijkl…" }
    #expect(session.screen.text.suffix(3) == ["base> abcdefghijklmn", "opq", "→ 17: abcdefghijkl…"])
    #expect(session.screen.cursor == [7, 3])
    session.send(enter)
    session.wait { $0.text.last == "base>" }
    #expect(
      session.screen.text.dropFirst(6) == ["base> abcdefghijklmn", "opq", "got \"abcdefghijklmno", "pq\"", "base>"])
  }

  @Test func aLineTallerThanTheScreenHasNoHint() throws {
    let session = try probe(columns: 20, height: 3)
    session.send(String(repeating: "x", count: 60) + "END" + enter)
    session.expect(row: "xxxxxxEND")
    session.wait { $0.text.last == "base>" }
    #expect(!session.screen.text.contains { $0.hasPrefix("→") })
  }

  @Test func historyComesBack() throws {
    let session = try probe()
    session.send("one\rtwo\r")
    session.expect(row: "got \"two\"")
    session.send(up + up)
    session.wait { $0.text.last == "→ 3: one" }
    #expect(session.screen.text.suffix(2) == ["base> one", "→ 3: one"])
    session.send("\u{1B}[B")
    session.wait { $0.text.last == "→ 3: two" }
    #expect(session.screen.text.suffix(2) == ["base> two", "→ 3: two"])
  }

  @Test func searchFindsAndItsRowGoes() throws {
    let session = try probe()
    session.send("set quota 5\rshow leads\rset quota 6\r")
    session.expect(row: "got \"set quota 6\"")
    session.send("\u{12}quo")
    session.wait { $0.text.last == "search: quo" }
    #expect(session.screen.text.suffix(2) == ["base> set quota 6", "search: quo"])
    session.send("\u{12}")
    session.wait { $0.text.suffix(2) == ["base> set quota 5", "search: quo"] }
    session.send("X")
    session.wait { $0.text.last == "search, nothing found: quoX" }
    #expect(session.screen.text.suffix(2) == ["base> set quota 5", "search, nothing found: quoX"])
    session.send("\u{7F}" + enter)
    session.wait { $0.text.last == "base>" }
    #expect(session.screen.text.suffix(3) == ["base> set quota 6", "got \"set quota 6\"", "base>"])
  }

  @Test func aSearchGivenUpBringsTheLineBack() throws {
    let session = try probe()
    session.send("set quota 5\rabc\u{12}quo\u{7}")
    session.wait { $0.text.last == "→ 3: abc" }
    #expect(session.screen.text.suffix(2) == ["base> abc", "→ 3: abc"])
    // Any other key goes on with what was found.
    session.send("\u{12}quo\u{1}x")
    session.wait { $0.text.last == "→ 12: xset quota 5" }
    #expect(session.screen.text.suffix(2) == ["base> xset quota 5", "→ 12: xset quota 5"])
  }

  @Test func clearingTheScreenKeepsTheLine() throws {
    let session = try probe()
    session.send("one\rabc\u{C}")
    session.expect(["base> abc", "→ 3: abc"], cursor: [0, 9])
  }
}

/// Completion over the terminal.
@Suite struct CompletionOnScreenTests {
  init() { utf8Locale }

  @Test func theOnlyCandidateIsPutIn() throws {
    let session = try probe()
    session.send("set quo" + tab)
    session.expect(["base> set quota", "→ 10: set quota"], cursor: [0, 16])
  }

  @Test func whatCandidatesShareThenTheList() throws {
    let session = try probe(columns: 40)
    session.send("set le" + tab + tab)
    session.expect(
      ["base> set lead", "lead_value_quota  leads_needed", "leads", "base> set lead", "→ 8: set lead"], cursor: [3, 14])
    session.send("s_" + tab + enter)
    session.expect(row: "got \"set leads_needed \"")
    #expect(!session.screen.text.contains { $0.hasPrefix("→") })
  }

  @Test func inTheMiddleOfALine() throws {
    let session = try probe()
    session.send("quo > 5" + "\u{1}" + right + right + right + tab)
    session.expect(["base> quota > 5", "→ 9: quota > 5"], cursor: [0, 11])
  }

  @Test func aListTallerThanTheScreenIsCut() throws {
    let session = try probe(columns: 20, height: 6)
    session.send("many" + tab)
    session.wait { $0.text.last == "→ 4: many" }
    #expect(
      session.screen.text
        == [
          "base> many", "many100  many103", "many101  many104", "many102  many105", "… 294 more", "base> many",
          "→ 4: many"
        ].map { $0 })
  }

  @Test func belowALineOfSeveralRows() throws {
    let session = try probe(columns: 20, height: 10)
    session.send("abcdefghijklmnop ?wh" + "\u{1}" + "x\u{5}" + tab)
    session.expect(
      [
        "base> xabcdefghijklm", "nop ?wh", "?what  asks what", "?why   asks why, a…", "base> xabcdefghijklm", "nop ?wh",
        "→ 21: xabcdefghijk…"
      ], cursor: [5, 7])
  }

  @Test func nothingToCompleteBeeps() throws {
    let session = try probe()
    session.send("zzz" + tab)
    session.expect(["base> zzz", "→ 3: zzz"], cursor: [0, 9])
    session.wait { $0.bells > 0 }
    #expect(session.screen.bells == 1)
  }

  @Test func wideCandidates() throws {
    let session = try probe()
    session.send("日" + tab)
    session.expect(["base> 日", "日本  日曜", "base> 日", "→ 1: 日"], cursor: [2, 8])
  }
}

/// Pastes, as a terminal marks them and as it does not.
@Suite struct PasteOnScreenTests {
  init() { utf8Locale }

  @Test func linesRunOneByOneAndTheRestIsLeftToEdit() throws {
    let session = try probe()
    session.send("\u{1B}[200~one\ntwo\tx\nthr\u{1B}[201~")
    session.expect(
      ["base> one", "got \"one\"", "base> two x", "got \"two x\"", "base> thr", "→ 3: thr"], cursor: [4, 9])
    session.send("ee" + enter)
    session.expect(row: "got \"three\"")
  }

  @Test func aPieceGoesInAtTheCursor() throws {
    let session = try probe()
    session.send("ac" + left + "\u{1B}[200~b b\u{1B}[201~")
    session.expect(["base> ab bc", "→ 5: ab bc"], cursor: [0, 10])
  }

  @Test func keysInAPasteAreText() throws {
    let session = try probe()
    session.send("\u{1B}[200~a\u{4}\u{12}b\u{1B}[Dc\u{1B}[201~")
    session.expect(["base> abc", "→ 3: abc"], cursor: [0, 9])
  }

  @Test func aBigPasteKeepsEveryLine() throws {
    let session = try probe(columns: 40, height: 10)
    let lines = (1...200).map { "line \($0)" }
    session.send("\u{1B}[200~" + lines.joined(separator: "\r\n") + "\n\u{1B}[201~")
    session.expect(lines.flatMap { ["base> \($0)", "got \"\($0)\""] } + ["base>"])
  }

  @Test func linesTypedAheadRunToo() throws {
    let session = try probe()
    session.send("one\rtwo\rthr")
    session.expect(row: "→ 3: thr")
    #expect(session.screen.text.contains("got \"one\"") && session.screen.text.contains("got \"two\""))
  }

  @Test func controlCStopsAPasteAtWork() throws {
    let session = try probe()
    session.send("\u{1B}[200~sleep 100\nnever\n\u{1B}[201~")
    session.expect(row: "working")
    session.send("\u{3}")
    session.expect(row: "^Cinterrupted")
    session.send("x" + enter)
    session.expect(row: "got \"x\"")
    #expect(!session.screen.text.contains { $0.contains("never") })
  }
}
