import Calc
import Testing

@testable import SLA

@Suite("Writing YAML")
struct YAMLWriterTests {
  @Test(
    "A text is plain where it reads back as itself, else in quotes",
    arguments: [
      // text, behind a colon, within braces, as a name
      ("2.1M per quarter", "2.1M per quarter", "2.1M per quarter", "2.1M per quarter"),
      ("9:00-17:00", "9:00-17:00", "9:00-17:00", "9:00-17:00"),
      ("1,200", "1,200", "\"1,200\"", "1,200"),
      ("reps[SDR]", "reps[SDR]", "\"reps[SDR]\"", "reps[SDR]"),
      ("*1.1", "\"*1.1\"", "\"*1.1\"", "\"*1.1\""),
      ("-", "\"-\"", "\"-\"", "-"), ("+10%", "+10%", "+10%", "+10%"),
      ("-0.5pp", "-0.5pp", "-0.5pp", "-0.5pp"),
      ("- x", "\"- x\"", "\"- x\"", "\"- x\""),
      ("%5", "\"%5\"", "\"%5\"", "\"%5\""),
      ("a: b", "\"a: b\"", "\"a: b\"", "\"a: b\""),
      ("a #b", "\"a #b\"", "\"a #b\"", "\"a #b\""),
      ("a#b", "a#b", "a#b", "a#b"), ("?", "\"?\"", "\"?\"", "?"), ("z", "z", "z", "z"),
      ("", "\"\"", "\"\"", nil),
      ("~", "\"~\"", "\"~\"", "~"),
      ("null", "\"null\"", "\"null\"", "null"),
      ("no", "no", "no", "no"),
      ("<<", "<<", "<<", "\"<<\""),
      (" x ", "\" x \"", "\" x \"", "\" x \""),
      ("it's", "it's", "it's", "it's"),
      ("say \"so\"", "say \"so\"", "say \"so\"", "say \"so\""),
      ("\"so\"", "\"\\\"so\\\"\"", "\"\\\"so\\\"\"", "\"\\\"so\\\"\""),
      ("a\\b", "a\\b", "a\\b", "a\\b"),
      ("ñ 🎉 €", "ñ 🎉 €", "ñ 🎉 €", "ñ 🎉 €"),
      ("---", "---", "---", "---"), ("...", "...", "...", "..."),
      ("\u{FFFE}", "\"\\uFFFE\"", "\"\\uFFFE\"", "\"\\uFFFE\"")
    ] as [(String, String, String, String?)])
  func scalars(_ text: String, _ block: String, _ flow: String, _ key: String?) throws {
    let writer = YAMLWriter()
    #expect(try writer.scalar(text) == block)
    #expect(try writer.scalar(text, inFlow: true) == flow)
    if let key {
      #expect(try writer.key(text) == key)
    } else {
      #expect(throws: Diagnostic.self) { try writer.key(text) }
    }
  }

  @Test(
    "Lines of text stand behind |, in braces in quotes",
    arguments: [
      ("a\nb\n", "|\n  a\n  b"), ("a\nb", "|-\n  a\n  b"), ("a\n\n b\n", "|\n  a\n\n   b"), (" a\nb", "\" a\\nb\""),
      ("a\n\n", "\"a\\n\\n\""), ("\na", "|-\n\n  a"), ("# a\n- b: c\n", "|\n  # a\n  - b: c"),
      ("a\n \nb", "|-\n  a\n   \n  b")
    ])
  func lines(_ text: String, _ written: String) throws {
    #expect(try YAMLWriter().scalar(text) == written)
    #expect(try YAMLWriter().scalar(text, inFlow: true) == YAMLWriter.doubleQuoted(text))
  }

  @Test("A style is kept where it can say the text")
  func styles() throws {
    let writer = YAMLWriter(lineEnd: "\r\n")
    #expect(try writer.scalar("it's", style: .single) == "'it''s'")
    #expect(try writer.scalar("a\nb", style: .single) == "\"a\\nb\"")
    #expect(try writer.scalar("x", style: .double) == "\"x\"")
    #expect(try writer.scalar("x", style: .literal, indentation: 4) == "|-\r\n    x")
    #expect(try writer.scalar("a\nb\n\nc\n", style: .folded) == ">\r\n  a\r\n\r\n  b\r\n\r\n\r\n  c")
    #expect(try writer.scalar("a\n  b\n", style: .folded) == "|\r\n  a\r\n    b")
  }

  @Test(
    "What the reader refuses is not written",
    arguments: ["\u{1B}[31m", "a\u{202E}b", "a\u{200B}b", "a\u{2028}b", "\0", "a\rb"])
  func refused(_ text: String) {
    #expect(throws: Diagnostic.self) { try YAMLWriter().scalar(text) }
    #expect(throws: Diagnostic.self) { try YAMLWriter().scalar(text, inFlow: true) }
    #expect(throws: Diagnostic.self) { try YAMLWriter().key(text) }
  }

  @Test("A refusal says what is hidden in the text")
  func refusal() {
    do {
      _ = try YAMLWriter().scalar("\u{1B}")
    } catch {
      #expect(error.message.description == "this text holds a hidden character, \\u{1B}")
      #expect(error.place == nil)
    }
  }

  @Test(
    "JSON stays JSON",
    arguments: [
      ("4%", "\"4%\""), ("1.5", "1.5"), ("-0", "-0"), ("01", "\"01\""), ("1e309", "1e309"), ("true", "true"),
      ("1.", "\"1.\""), ("", "\"\"")
    ])
  func json(_ text: String, _ written: String) throws {
    #expect(try YAMLWriter(isJSON: true).scalar(text, inFlow: true) == written)
  }

  @Test("A document is written as people write it")
  func document() throws {
    let root = YAMLNode.mapping([
      ("agreement", .text("Northwind: Q3")),
      ("summary", .text("We deliver.\nYou sell.\n")),
      (
        "tiers",
        .mapping([
          ("CEO", .mapping([("mix", .text("10%")), ("size", .text("1,200"))], inBraces: true)), ("none", .nothing)
        ])
      ),
      (
        "promises",
        .sequence([
          .mapping([("by", .text("sales")), ("tell", .sequence([.text("Ana"), .text("Bruno")], inBrackets: true))]),
          .text("x")
        ])
      ),
      ("empty", .mapping([]))
    ])
    let text = try YAMLWriter().document(root)
    #expect(
      text == """
        agreement: "Northwind: Q3"
        summary: |
          We deliver.
          You sell.
        tiers:
          CEO: {mix: 10%, size: "1,200"}
          none:
        promises:
          - by: sales
            tell: [Ana, Bruno]
          - x
        empty: {}

        """)
    #expect(try YAMLTests.tree(text).means(root))
  }

  @Test("A combining mark at the beginning of a name stays")
  func combining() throws {
    let root = YAMLNode.mapping([("a", .sequence([.mapping([("\u{301}:", .text("'\u{301}"))])]))])
    #expect(try YAMLTests.tree(YAMLWriter().document(root)).means(root))
    #expect(try YAMLWriter().scalar("'\u{301}", style: .single) == "'''\u{301}'")
  }

  // MARK: Laws

  static func text(_ random: inout Generator) -> String {
    let pieces = [
      "a", "B", "0", "1", " ", "  ", "\n", "\n\n", "\t", "#", ": ", ":", "-", "- ", "?", "? ", "*", "&", "!", "|", ">",
      "%", "@", "`",
      "\"", "'", "\\", "{", "}", "[", "]", ",", "~", "null", "<<", "---", "...", "é", "🎉", "日", "\u{301}", "\u{A0}", "="
    ]
    let hostile = [
      "\u{1B}", "\0", "\r", "\u{85}", "\u{200D}", "\u{202E}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{7F}", "\u{10FFFF}"
    ]
    let isHostile = Int.random(in: 0..<8, using: &random) == 0
    return (0..<Int.random(in: 0...7, using: &random)).map { _ in
      ((isHostile ? hostile : []) + pieces).randomElement(using: &random) ?? ""
    }.joined()
  }

  static func node(_ random: inout Generator, level: Int, inFlow: Bool) -> YAMLNode {
    let isFlow = inFlow || Int.random(in: 0..<4, using: &random) == 0
    switch Int.random(in: 0..<(level > 3 ? 4 : 8), using: &random) {
    case 0...3: return .text(text(&random))
    case 4, 5:
      return .sequence(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in node(&random, level: level + 1, inFlow: isFlow) },
        inBrackets: isFlow)
    default:
      let names = Set((0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) }).subtracting([""])
      return .mapping(names.sorted().map { ($0, node(&random, level: level + 1, inFlow: isFlow)) }, inBraces: isFlow)
    }
  }

  @Test("What is written reads back, or is refused because something is hidden in it")
  func roundTrip() throws {
    var random = Generator(seed: 11)
    var refused = 0
    for _ in 0..<4_000 {
      let text = Self.text(&random)
      let styles: [YAMLNode.Style?] = [nil, .plain, .single, .double, .literal, .folded]
      let style = styles.randomElement(using: &random) ?? nil
      let hidden = HiddenText.first(in: text, as: text.utf8.contains(newline) ? .prose : .line)
      do {
        let block = try YAMLWriter().scalar(text, style: style, indentation: 6)
        #expect(
          try YAMLTests.tree("a:\n  - b: \(block)\n    c: x\n  - \(block)\nd: \(block)\n")[["a", 0, "b"]]?.text == text)
        let flow = try YAMLWriter().scalar(text, style: style, inFlow: true)
        let read = try YAMLTests.tree("a: [{b: \(flow), c: x}, \(flow)]\n")
        #expect(read[["a", 0, "b"]]?.text == text)
        #expect(read[["a", 1]]?.text == text)
        #expect(hidden == nil)
      } catch {
        refused += 1
        #expect(hidden != nil, "\(text.debugDescription): \(error)")
      }
    }
    #expect(refused > 50)
  }

  @Test("Names read back, in lines and in braces")
  func nameRoundTrip() throws {
    var random = Generator(seed: 12)
    for _ in 0..<2_000 {
      let name = Self.text(&random)
      let isRefused = name.isEmpty || HiddenText.first(in: name, as: .name) != nil
      if let block = try? YAMLWriter().key(name), let flow = try? YAMLWriter().key(name, inFlow: true) {
        #expect(!isRefused)
        #expect(try YAMLTests.tree("\(block): 1\nother:\n  - \(block): 2\n").entries?.first?.key.text == name)
        #expect(try YAMLTests.tree("x: {other: 1, \(flow): 2}\n")["x"]?.entries?.last?.key.text == name)
      } else {
        #expect(isRefused, "\(name.debugDescription)")
      }
    }
  }

  @Test("Random trees read back")
  func treeRoundTrip() throws {
    var random = Generator(seed: 13)
    var written = 0
    for _ in 0..<1_500 {
      let names = Set((0..<3).map { _ in Self.text(&random) }).subtracting([""])
      let root = YAMLNode.mapping(names.sorted().map { ($0, Self.node(&random, level: 0, inFlow: false)) })
      let writer = YAMLWriter(
        lineEnd: Bool.random(using: &random) ? "\n" : "\r\n", step: Int.random(in: 1...4, using: &random))
      guard let text = try? writer.document(root) else { continue }
      #expect(try YAMLTests.tree(text).means(root), "\(text)")
      written += 1
    }
    #expect(written > 200)
  }
}
