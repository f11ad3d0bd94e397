// The row under the line: what it says while something is typed, that it fits, and that it says what Enter then does.

import Calc
import Documents
import Testing

@testable import Shell

@Suite struct PreviewTests {
  private static func demo(_ lines: String...) throws -> Session {
    var session = Session(world: .none, origin: .prompt)
    for line in ["open demo"] + lines { _ = try session.execute(Source(line)) }
    return session
  }

  private static func row(_ line: String, _ columns: Int = 79, in session: Session? = nil) throws -> String? {
    var preview = Preview(try session ?? demo())
    return preview.row(line, columns: columns)?.text
  }

  // MARK: What it says

  @Test(arguments: [
    ("", nil), ("   ", nil), ("# a note", nil),
    ("sc", "scenario"),
    ("set clo", "close_rate · clock"),
    ("set close ra", "close_rate"),
    ("set reps[", "SDR · AE · Jul · Aug · Sep · all"),
    ("set close_rate ", "a percentage, now CEO 5%, Director 3.9%, Manager 2.5%"),
    ("set close_rate[CEO]", "a percentage, now 5%"),
    ("set clock ", "a choice of business, elapsed, now business"),
    ("set close_rate +1", "+1: a percentage moves by points, write +1pp · set close_rate +1pp"),
    ("quota * 10%", "= 210,000 EUR"),
    ("close_rate[CEO], quota", "= 5% · 2,100,000 EUR"),
    ("set quota", "money, now 2,100,000 EUR"),
    (
      "solve close_rate for ",
      "solve NAME[LABEL] for TEST  Sets one driver so that a test holds, or says that it cannot."
    ),
    ("scenario n", "new"),
    ("scenario new lean", "scenario new NAME  Lists the scenarios, switches to one, branches a new one off …"),
    ("cluse_rate", "nothing is called cluse_rate · close_rate")
  ])
  func theRowOfALine(line: String, row: String?) throws {
    let said = try Self.row(line)
    if let row, row.hasSuffix("…") || row.contains("  ") {
      #expect(said?.hasPrefix(row.prefix { $0 != "…" }.split(separator: "  ").first ?? "") == true, "\(said ?? "nil")")
    } else {
      #expect(said == row)
    }
  }

  @Test func aFlippedPromiseIsToldAlsoWhereItIsNarrow() throws {
    let wide = try #require(try Self.row("set quota 1M"))
    #expect(wide.contains("✓ kept: Deliver the lead quota, First contact in 5 min"))
    let narrow = try #require(try Self.row("set quota 1M", 30))
    #expect(narrow.hasSuffix("· ✓ 2 kept"), "\(narrow)")
  }

  @Test func theLastStatementIsToldTogetherWithThoseBeforeIt() throws {
    let one = try #require(try Self.row("set quota 1M"))
    #expect(try Self.row("quota = 2M; set quota 1M") == one)
    // What a command would do is not known before Enter.
    #expect(try Self.row("open demo; set quota 1M") == nil)
    #expect(try Self.row("set quota; set quota 1M") == nil)
  }

  @Test(arguments: ["undo", "redo", "reset quota", "scenario cautious", "scenario base", "apply"])
  func commandsThatMoveThePlanAreTriedOut(line: String) throws {
    let before =
      line == "redo"
      ? ["set quota 1M", "undo"] : line == "apply" ? ["solve supply for \"Deliver the lead quota\""] : ["set quota 1M"]
    var session = try Self.demo()
    for earlier in before + (line == "scenario base" ? ["scenario cautious"] : []) {
      _ = try session.execute(Source(earlier))
    }
    let row = try #require(try Self.row(line, 200, in: session))
    let answer = try #require(try session.execute(Source(line)).last?.reply)
    try Self.expectSame(row, answer)
  }

  /// Every figure and every flip of a row stands in the answer.
  private static func expectSame(_ row: String, _ answer: Reply) throws {
    let text = Plain(width: 200).text(answer)
    for part in row.split(separator: " · ") {
      if part.hasPrefix("✓ kept: ") || part.hasPrefix("✗ broken: ") {
        for name in part.drop(while: { $0 != ":" }).dropFirst(2).split(separator: ", ") {
          #expect(text.split(separator: "\n").contains { $0.contains("→") && $0.contains(name) }, "\(name): \(text)")
        }
      } else if let value = part.split(separator: " ").first(where: { $0.first?.isNumber == true }),
        !part.contains(" kept")
      {
        #expect(text.contains(value), "\(part): \(text)")
      }
    }
  }

  @Test(arguments: [
    ("track 2026-07 leads 700", "✗ broken on what happened: Deliver the lead quota"),
    ("track Jul leads 800", "✓ kept on what happened: Deliver the lead quota"),
    ("track Jul customers 3", "flips no promise on what happened"),
    ("track Jul", "what happened in 2026-07? · track 2026-07 leads 1320"),
    ("track Jul leads 5.5", "leads are whole: 5.5 is none · track Jul leads 6"),
    ("track demo", "track MONTH FIGURE VALUE, …"),
    ("recalibrate apply close_rate", "nothing is tracked yet · track demo"),
    ("recalibrate", "recalibrate [all]")
  ])
  func whatIsTrackedIsTried(line: String, row: String) throws {
    let said = try Self.row(line, 90)
    #expect(said?.hasPrefix(row) == true, "\(said ?? "nil")")
  }

  @Test func whatWasTrackedBeforeCounts() throws {
    let missed = try Self.demo("track Jul leads 700")
    #expect(try Self.row("track Jul leads 701", in: missed) == "flips no promise: 0 of 1 kept on what happened")
    #expect(
      try Self.row("track Jul leads 800", in: missed) == "✓ kept on what happened: Deliver the lead quota")
    // 1.5 million less to sell: 700 leads are enough.
    let eased = try #require(try Self.row("set quota 600k", 200, in: missed))
    #expect(eased.contains("✓ kept on what happened: Deliver the lead quota"), "\(eased)")
  }

  /// The row of typed figures tells the flips that Enter brings, and no others.
  @Test func typedFiguresFlipWhatTheRowSays() throws {
    var dice = Dice(9)
    var session = try Self.demo()
    for _ in 0..<12 {
      let month = dice.pick(["Jul", "Aug", "Sep"])
      let line = "track \(month) leads \(600 + dice.whole(below: 300)), response_rate \(80 + dice.whole(below: 20))%"
      let row = try #require(try Self.row(line, 300, in: session))
      let before = try #require(session.plan?.outcomes().map { $0.actual?.judgement.holds })
      _ = try session.execute(Source(line))
      for (was, outcome) in zip(before, try #require(session.plan).outcomes()) {
        let now = outcome.actual?.judgement.holds
        #expect(row.contains(outcome.promise.name) == (now != nil && now != was), "\(line): \(row)")
      }
    }
  }

  @Test func recalibrationSaysWhatEnterDoes() throws {
    var session = try Self.demo("track demo")
    let row = try #require(try Self.row("recalibrate apply close_rate", 250, in: session))
    #expect(row.hasPrefix("lead"), "\(row)")
    let answer = try #require(try session.execute(Source("recalibrate apply close_rate")).last?.reply)
    try Self.expectSame(row, answer)
  }

  // MARK: Laws

  private static let changes = [
    "set close rate +1pp", "set reps[SDR] 8", "set reps[SDR] 8 from Aug", "quota = 2.4M per quarter",
    "set mix[CEO] 20%",
    "set automation 50%", "set clock elapsed", "set supply 900", "set leads[CEO, Aug] 10", "set deal_size *1.1",
    "attempts[all] = 3", "set close_rate[CEO] 3% to 5%", "set quota quota * 1.5", "set respond_within 2 h",
    "budget = 100k"
  ]

  @Test(arguments: changes, ["base", "cautious"])
  func theRowSaysWhatEnterDoes(line: String, scenario: String) throws {
    var session = try Self.demo("scenario \(scenario)")
    let row = try #require(try Self.row(line, 250, in: session))
    let answer = try #require(try session.execute(Source(line)).last?.reply)
    try Self.expectSame(row, answer)
    let moves = answer.text.contains("before") || answer.text.contains(" → ✓") || answer.text.contains(" → ✗")
    #expect(row.hasPrefix("moves nothing") == !moves, "\(row)")
  }

  /// Every beginning of every example, and text of all kinds, at every width.
  @Test(arguments: [1, 7, 20, 40, 79, 199]) func everyRowFits(columns: Int) throws {
    var preview = Preview(try Self.demo())
    let lines =
      Command.all.flatMap(\.examples) + Self.changes + ["日本🎉 = \u{202E}", "\u{1B}[2J quota", "\"\u{7}", "leads[\u{9B}"]
    for line in lines {
      for end in stride(from: 1, through: line.count, by: columns == 79 ? 1 : 3) {
        guard let row = preview.row(String(line.prefix(end)), columns: columns) else { continue }
        #expect(TextWidth.of(row.text) <= columns, "\(line.prefix(end)): \(row.text)")
        #expect(!row.text.unicodeScalars.contains(where: Safe.isHidden), "\(line.prefix(end))")
      }
    }
  }

  @Test func filesAreNeitherReadNorWrittenNorListed() throws {
    var session = try Self.demo()
    session.world = World(
      read: { _ throws(Diagnostic) in
        Issue.record("read")
        return []
      }, write: { _, _, _ throws(Diagnostic) in Issue.record("written") },
      list: { _ in
        Issue.record("listed")
        return []
      })
    var preview = Preview(session)
    for line in [
      "open x.yaml", "run x", "save x.yaml replace", "export x.md leads", "new x.yaml", "open x.yaml; quota",
      "track x.csv", "track my x.csv as leads", "track x.db table leads", "track x.csv with y.csv"
    ] {
      _ = preview.row(line, columns: 79)
    }
  }

  @Test func withoutAnAgreementItShowsWhatCanBeTyped() throws {
    let empty = Session(world: .none, origin: .prompt)
    #expect(try Self.row("op", in: empty) == "open")
    #expect(try Self.row("set ", in: empty) == Self.row("set ", in: Self.demo()))
    #expect(try Self.row("2 + 3", in: empty) == "= 5")
  }
}
