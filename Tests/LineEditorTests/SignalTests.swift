import Glibc
import Testing

@testable import LineEditor

private func probe(
  _ arguments: String..., columns: Int = 80, height: Int = 24, environment: [String: String] = [:]
) throws -> Session {
  let session = try Session(arguments, columns: columns, height: height, environment: environment)
  session.expect(["base>"], cursor: [0, 6])
  return session
}

/// Ctrl-C, Ctrl-D, Ctrl-Z, resizing, and the ways a terminal goes away.
@Suite struct SignalTests {
  init() { utf8Locale }

  @Test func controlCAbandonsALineOfSeveralRows() throws {
    let session = try probe(columns: 20, height: 8)
    session.send("abcdefghijklmnopq\u{1}")
    session.expect(["base> abcdefghijklmn", "opq", "→ 17: abcdefghijkl…"], cursor: [0, 6])
    session.send("\u{3}")
    session.expect(["base> abcdefghijklmn", "opq^C", "[abandoned]", "base>"], cursor: [3, 6])
    session.send("x" + "\r")
    session.expect(row: "got \"x\"")
  }

  @Test func controlDEndsOnAnEmptyLineOnly() throws {
    let session = try probe()
    session.send("x\u{4}")
    session.expect(["base> x", "→ 1: x"], cursor: [0, 7])
    session.send("\u{7F}\u{4}")
    session.expect(["base>", "[end]"])
    #expect(session.end() == 0)
    #expect(!session.isRaw)
    #expect(!session.screen.modes.contains("?2004"))
  }

  @Test func controlCInterruptsWorkAndNotTheNextLine() throws {
    let session = try probe()
    session.send("sleep 300\r")
    session.expect(["base> sleep 300", "working"])
    session.send("\u{3}")
    session.expect(["base> sleep 300", "working", "^Cinterrupted", "base>"], cursor: [3, 6])
    session.send("x\r")
    session.expect(["base> sleep 300", "working", "^Cinterrupted", "base> x", "got \"x\"", "base>"])
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT]) func aSignalEndsTheLineWithTheTerminalInOrder(signal: Int32) throws {
    let session = try probe()
    session.send("abc")
    session.expect(["base> abc", "→ 3: abc"])
    session.signal(signal)
    #expect(session.end() == 128 + signal)
    session.expect(["base> abc", "[signal \(signal)]"])
    #expect(!session.isRaw)
    #expect(!session.screen.modes.contains("?2004"))
  }

  @Test func aTerminalThatIsGoneEndsTheProgram() throws {
    let session = try probe()
    session.send("abc")
    session.expect(["base> abc", "→ 3: abc"])
    session.hangUp()
    #expect(session.end() == 128 + SIGHUP)
  }

  @Test func theLineFollowsTheWidth() throws {
    let session = try probe(columns: 80, height: 10)
    let line = "set close_rate[CEO] 6% # a comment that goes on for more than forty columns"
    session.send(line)
    session.expect(["base> " + line.prefix(74), String(line.dropFirst(74)), "→ 75: " + line.prefix(72) + "…"])
    session.resize(columns: 40, height: 10)
    session.expect(
      ["base> set close_rate[CEO] 6% # a comment", "that goes on for more than forty column", "s"].enumerated().map {
        $0 == 1 ? " " + $1 : $1
      } + ["→ 75: set close_rate[CEO] 6% # a comme…"])
    session.resize(columns: 100, height: 10)
    session.expect(["base> " + line, "→ 75: " + line], cursor: [0, 81])
    session.send("!\r")
    session.expect(row: "got \"\(line)!\"")
  }

  @Test func controlZAndForegroundKeepTheLine() throws {
    let session = try Session(["--norc", "--noprofile", "-i"], program: "/bin/bash", environment: ["PS1": "$ "])
    session.expect(row: "$")
    session.send("clear; \(Session.probe) prompt=in\r")
    session.expect(row: "in>")
    session.send("typed")
    session.expect(row: "→ 5: typed")
    session.send("\u{1A}")
    session.wait { $0.text.last == "$" && $0.text.contains { $0.contains("Stopped") } }
    #expect(!session.screen.text.contains { $0.hasPrefix("→") })
    #expect(session.screen.text.contains("in> typed"))
    session.send("fg\r")
    session.wait { $0.text.suffix(2) == ["in> typed", "→ 5: typed"] }
    session.send(" on\r")
    session.expect(row: "got \"typed on\"")
  }

  @Test func withoutATerminalThereIsNoEditor() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    #expect(Editor(Editor.Options(name: "test"), input: ends[0], output: ends[1]) == nil)
  }
}

/// Places and settings: locales, plain terminals, vi's keys.
@Suite struct SettingTests {
  init() { utf8Locale }

  @Test(arguments: ["C", "POSIX", "en_US.ISO-8859-1", "nonsense"]) func utf8InAnyLocale(locale: String) throws {
    let session = try probe(environment: ["LANG": "", "LC_ALL": locale])
    session.send("ñ ç € 日本 🎉")
    session.expect(["base> ñ ç € 日本 🎉", "→ 10: ñ ç € 日本 🎉"], cursor: [0, 19])
    session.send("\r")
    session.expect(row: "got \"ñ ç € 日本 🎉\"")
  }

  @Test func aPlainTerminalGetsNoSequences() throws {
    let session = try probe("history=/nonexistent-\(getpid())/h", environment: ["TERM": "dumb"])
    session.send("one\rtow\u{7F}\u{7F}wo" + "\t\r")
    session.expect(row: "got \"two\"")
    #expect(!session.received.contains(0x1B))
  }

  @Test func hintsCanBeOff() throws {
    let session = try probe("hints=off", "colour=off")
    session.send("quota\r")
    session.expect(["base> quota", "got \"quota\"", "base>"])
    session.send("\u{12}quot")
    session.wait { $0.text.contains { $0.hasPrefix("bck:quot") } }
    session.send("\r")
    session.wait { $0.text.suffix(2) == ["got \"quota\"", "base>"] }
    #expect(session.screen.text.suffix(3) == ["base> quota", "got \"quota\"", "base>"])
  }

  @Test func viKeysByEditrc() throws {
    let folder = try Folder()
    try folder.write("bind -v\n", to: ".editrc")
    let session = try probe("editrc=on", environment: ["HOME": folder.path])
    session.send("show quota")
    session.expect(row: "→ 10: show quota")
    session.send("\u{1B}")
    session.wait { $0.cursor == [0, 15] }
    session.send("bdw")
    session.expect(["base> show", "→ 5: show"], cursor: [0, 10])
    session.send("Aquo\t\r")
    session.expect(row: "got \"show quota \"")
  }

  @Test func editrcMayBindTheEditorsCommands() throws {
    let folder = try Folder()
    try folder.write("probe:bind ^T editor-undo\nprobe:bind ^X ed-move-to-beg\n", to: ".editrc")
    let session = try probe("editrc=on", environment: ["HOME": folder.path])
    session.send("one two\u{14}\u{18}x")
    session.expect(["base> xone", "→ 5: xone"], cursor: [0, 7])
  }

  @Test func theLineMayBeginWithText() throws {
    let session = try Session(["initial=show quota"])
    session.expect(["base> show quota", "→ 10: show quota"], cursor: [0, 16])
    session.send("\u{7F}\r")
    session.expect(row: "got \"show quot\"")
  }

  @Test func historyIsSharedBetweenSessions() throws {
    let folder = try Folder()
    let path = folder.path + "/state/history"
    for line in ["first", "second"] {
      let session = try probe("history=\(path)")
      session.send(line + "\r")
      session.expect(row: "got \"\(line)\"")
    }
    let session = try probe("history=\(path)")
    session.send("\u{1B}[A\u{1B}[A")
    session.expect(["base> first", "→ 5: first"], cursor: [0, 11])
    #expect(folder.read("state/history") == "first\nsecond\n")
  }
}
