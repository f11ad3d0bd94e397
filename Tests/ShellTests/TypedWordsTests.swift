// Names of files and tables as they are typed: what is written of them reads back, alone and among other statements,
// and a hint about a file does what it says.

import Calc
import Testing

@testable import Shell

@Suite struct TypedWordsTests {
  /// The words of a statement, as commands take them.
  private func words(_ statement: String) throws -> [String] {
    var parser = try Session(world: .none).parser(Source(statement))
    var words: [String] = []
    while let (word, _) = try parser.takeRaw() { words.append(word) }
    return words
  }

  @Test func onlyWhatMustStandsInQuotationMarks() {
    #expect(Parser.typed(["track", "leads-2026_09.csv", "as", "a"]) == "track leads-2026_09.csv as a")
    #expect(Parser.typed(["open", "../año/2nd.yaml"]) == "open ../año/2nd.yaml")
    #expect(Parser.typed(["open", "our plan #2.yaml"]) == "open \"our plan #2.yaml\"")
    #expect(Parser.typed(["open", ""]) == "open \"\"")
    for name in ["a\"b", "\"\u{301}", "a\nb", "a\tb", "a\u{202E}b"] { #expect(Parser.typed(["open", name]) == nil) }
  }

  @Test func whatIsTypedReadsBack() throws {
    var dice = Dice(4711)
    let signs =
      "abZ09_-./~+@ ;#[](){}=,:*%!?'`\\$&|<>^“”„‘’«»×−≤éñ字🙂€\u{301}\u{A0}\u{202F}\u{2009}\u{200D}\u{1B}\t\n\r\""
      .unicodeScalars.map { $0 }
    var typed = 0
    for _ in 0..<20_000 {
      let names = (0...dice.whole(below: 3)).map { _ in
        String(String.UnicodeScalarView((0..<dice.whole(below: 7)).map { _ in dice.pick(signs) }))
      }
      let cannot = names.contains { $0.unicodeScalars.contains { $0 == "\"" || $0.isHidden } }
      guard let line = Parser.typed(names) else {
        #expect(cannot, "\(names)")
        continue
      }
      typed += 1
      #expect(!cannot)
      #expect(try words(line) == names, "\(line)")
      let statements = Line("track \(line); check # a note").statements
      #expect(statements.count == 2, "\(line)")
    }
    #expect(typed > 5_000)
  }

  private static let awkward = [
    "my file.csv", "a;b.csv", "a#b.csv", "x (1).csv", "[x].csv", "“x”.csv", "=x.csv", "a,b.csv", "it's.csv", "plain.csv"
  ]

  /// What is thrown for a line.
  private func fault(_ session: inout Session, _ line: String) throws -> Diagnostic {
    do { _ = try session.execute(Source(line)) } catch { return error }
    throw Diagnostic("\(line) is carried out")
  }

  @Test(arguments: awkward) func hintsOnAFileWorkWhenTyped(name: String) throws {
    let rows = "lead_id,created_at,tier\n1,2026-07-01,CEO\n"
    let disk = MemoryDisk(["\(name)": rows, "half \(name)": rows + "2,2026-07-01,VP\n"])
    var session = Session(world: disk.world, origin: .prompt)
    _ = try session.execute(Source("open demo"))
    var hints = [
      try fault(&session, "track \"\(name)\" as 7").hint, try fault(&session, "track \"\(name)\" stirct").hint,
      try fault(&session, "track \"\(name)\" as of yesterday").hint,
      try fault(&session, "track \"\(name.dropLast(4))x.csv\"").hint,
      try fault(&session, "track \"half \(name)\" as half strict").hint
    ]
    var other = session
    _ = try other.execute(Source("track \"\(name)\" as a"))
    let again = try fault(&other, "track \"\(name)\" as b")
    #expect(again.message.description == "\(name) is tracked already, as a")
    hints.append(again.hint)
    for hint in hints {
      var copy = session
      let hint = try #require(hint)
      #expect(throws: Never.self, "\(hint)") { try copy.execute(Source(hint)) }
      #expect(copy.plan?.agreement.actuals.files.count == 1, "\(hint)")
    }
  }

  /// What the journal could not read again changes nothing.
  @Test func aFileThatNoLineCanNameIsNotTracked() throws {
    let disk = MemoryDisk(["a\"b.csv": "lead_id,created_at,tier\n1,2026-07-01,CEO\n"])
    var session = Session(world: disk.world, origin: .prompt)
    _ = try session.execute(Source("open demo"))
    let fault = try fault(&session, "track a\"b.csv")
    #expect(fault.message.description == "/plans/a\"b.csv cannot be named in a line")
    #expect(fault.place?.column == 7)
    #expect(session.plan?.agreement.actuals.isEmpty == true)
    #expect(session.steps.count == 0)
  }

  @Test(arguments: awkward) func completedPathsReadBack(name: String) throws {
    var session = Session(world: .none, origin: .prompt)
    session.world.list = { $0 == "in/" ? [name, "sub \(name)/"] : [] }
    let found = try #require(Completion.of("track in/", at: 9, in: session)).candidates.map(\.text)
    #expect(try words(try #require(found.first { !$0.hasSuffix("/") })) == ["in/\(name)"])
    #expect(found.contains("\"in/sub \(name)/"))
  }
}
