// The program itself on a terminal. Two of them get the same keys, one with the preview and one without: after every key
// the screen of the first is that of the second and at most one row below.

import Testing

@testable import LineEditor

@Suite struct PreviewOnATerminalTests {
  init() { utf8Locale }

  private static let program = Session.probe.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/pacto"

  private struct Pair {
    let with: Session
    let without: Session
    var both: [Session] { [with, without] }

    init(columns: Int = 80, height: Int = 24, _ environment: [String: String] = [:]) throws {
      func session(_ options: [String]) throws -> Session {
        try Session(
          ["demo", "--private"] + options, program: PreviewOnATerminalTests.program, columns: columns, height: height,
          environment: environment)
      }
      (with, without) = (try session([]), try session(["--no-preview"]))
      for session in both { session.wait { $0.text.last == "base>" } }
    }

    func agree(after key: String, at location: SourceLocation = #_sourceLocation) {
      without.settle(15)
      with.wait {
        Pair.line(of: $0, below: without.screen) == without.screen.text && $0.cursor == without.screen.cursor
      }
      #expect(
        Pair.line(of: with.screen, below: without.screen) == without.screen.text, "\(key)", sourceLocation: location)
      #expect(with.screen.cursor == without.screen.cursor, "\(key)", sourceLocation: location)
      for session in both { #expect(session.screen.unknown.isEmpty, sourceLocation: location) }
    }

    /// The screen without the row of the preview: the one that stands below everything the other screen shows. Where the
    /// line ends with its row, the cursor's is empty.
    private static func line(of screen: Screen, below other: Screen) -> [String] {
      var text = screen.text
      if text.count > other.text.count, text.count - 1 == max(screen.cursor[0] + 1, other.text.count) {
        text.removeLast()
      }
      while text.last == "" { text.removeLast() }
      return text
    }

    func press(_ keys: [String], at location: SourceLocation = #_sourceLocation) {
      for key in keys {
        for session in both { session.send(key) }
        agree(after: key, at: location)
      }
    }
  }

  private static let keys = [
    "s", "e", "t ", "close ra", "te ", "+1", ".2", "pp", "\u{1}", "\u{5}", "\u{7F}\u{7F}", "pp", "\r", "total(le", "\t",
    "ads)", "\u{15}", "set reps[", "\t", "SDR] 8 from Aug", "\u{1B}[D\u{1B}[D", "\u{3}", "日本 🎉 ñandú", "\u{7F}",
    "\u{15}", "\u{1B}[200~quota * 2\nundo\n\u{1B}[201~", "\u{1B}[A", "\u{15}", "\u{1F}",
    "\u{15}", "help"
  ]

  @Test(arguments: [(80, 24), (20, 12), (200, 50)])
  func thePreviewIsOneRowBelow(columns: Int, height: Int) throws {
    try Pair(columns: columns, height: height).press(Self.keys)
  }

  @Test func theRowSurvivesResizing() throws {
    let pair = try Pair(columns: 80)
    pair.press(["set close_rate[CEO] 5.5%; set deal_size[Director] 13k; quota"])
    for columns in [40, 100, 20, 80] {
      for session in pair.both { session.resize(columns: columns, height: 24) }
      pair.agree(after: "<\(columns)>")
    }
  }

  @Test func theRowFollowsViKeys() throws {
    let folder = try Folder()
    try folder.write("bind -v\n", to: ".editrc")
    let pair = try Pair(columns: 40, ["HOME": folder.path])
    pair.press(["set quota 2M", "\u{1B}", "b", "x", "A", "M", "\u{1B}", "0", "i", " ", "\r"])
  }

  @Test func searchingTakesTheRowForItself() throws {
    let session = try Pair().with
    session.send("quota * 2\r\u{12}quo")
    session.expect(row: "search: quo")
    session.expect(row: "base> quota * 2")
    session.send("\u{5}")
    session.wait { $0.text.last?.hasPrefix("= ") == true }
    #expect(session.screen.text.suffix(2) == ["base> quota * 2", "= 4,200,000 EUR"])
  }

  @Test func theEffectStandsThereBeforeEnter() throws {
    let session = try Pair().with
    session.send("set quota 1M")
    session.wait { $0.text.last?.hasPrefix("leads ") == true }
    #expect(
      session.screen.text.last?.contains("kept: Deliver the lead quota") == true, "\(session.screen.text.suffix(2))")
    session.send("\u{15}")
    session.wait { $0.text.last == "base>" }
    #expect(session.screen.text.last == "base>")
  }

  @Test(arguments: [["TERM": "dumb"], ["ACCESSIBLE": "1", "NO_COLOR": "1"]])
  func nothingIsPaintedWhereItIsNotWanted(environment: [String: String]) throws {
    let session = try Session(["demo", "--private"], program: Self.program, environment: environment)
    session.wait { $0.text.last == "base>" }
    session.send("set quota 1M")
    session.wait { $0.text.last == "base> set quota 1M" }
    session.settle(50)
    #expect(session.screen.text.last == "base> set quota 1M")
    if environment["TERM"] == "dumb" { #expect(!session.received.contains(0x1B)) }
  }
}
