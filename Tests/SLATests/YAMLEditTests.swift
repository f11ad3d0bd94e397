import Calc
import Testing

@testable import SLA

@Suite("Changing YAML in place")
struct YAMLEditTests {
  static func apply(_ edits: YAMLEdit..., to text: String) throws -> String {
    let (root, faults) = YAMLReader.read(Source(text))
    #expect(faults.isEmpty)
    return try YAMLEdit.apply(edits, to: Source(text), root: root).source.text
  }

  @Test(
    "A text takes another's place and its quotes",
    arguments: [
      ("a: 4%   # won\n", "5%", "a: 5%   # won\n"),
      ("a: \"4%\" # won\r\nb: 1", "5% \"x\"", "a: \"5% \\\"x\\\"\" # won\r\nb: 1"),
      ("a: '4%'\t# won\n", "it's", "a: 'it''s'\t# won\n"),
      ("a: 4%\n", "*1.1", "a: \"*1.1\"\n"),
      ("a:   # nothing yet\nb: 1\n", "5%", "a: 5%   # nothing yet\nb: 1\n"),
      ("a: ~ # nothing\n", "5%", "a: 5% # nothing\n"),
      ("a: 4%\n", "", "a: \"\"\n"),
      ("🎉: é # ñ\na: 日本 # 🎉\n", "€", "🎉: é # ñ\na: € # 🎉\n"),
      ("a: two\n  lines # no\n", "one", "a: one # no\n"),
      ("a: |  # prose\n    x\n    y\n\n# c\nb: 1\n", "z\nw\n", "a: |  # prose\n    z\n    w\n\n# c\nb: 1\n"),
      ("a: |+\n  x\n\n\nb: 1\n", "y", "a: |-\n  y\n\n\nb: 1\n"),
      ("a: >-\r\n x\r\n y\r\nb: 1\r\n", "z w", "a: >-\r\n z w\r\nb: 1\r\n"),
      ("a: 4%\n", "x\ny", "a: \"x\\ny\"\n"),
      ("{z: 1, a: 4% , b: 2}", "1,200", "{z: 1, a: \"1,200\" , b: 2}"),
      ("{\n  \"z\": 1,\n  \"a\": 4\n}", "5%", "{\n  \"z\": 1,\n  \"a\": \"5%\"\n}"),
      ("{\"a\":4}", "5", "{\"a\":5}"),
      ("a: {b: 1}   # c\n", "5%", "a: 5%   # c\n"),
      ("a:   # c\n  b: 1 # d\n  e: 2\nf: 1\n", "5%", "a: 5%   # c\nf: 1\n"),
      ("\u{FEFF}a: 4%\n", "5%", "\u{FEFF}a: 5%\n")
    ])
  func set(_ text: String, _ value: String, _ expected: String) throws {
    #expect(try Self.apply(.set(["a"], to: value), to: text) == expected)
  }

  @Test("A text can give way to nothing")
  func clear() throws {
    #expect(
      try Self.apply(.set(["a"], to: "5"), .replace(["a"], with: .nothing), to: "a: 4 # c\n")
        == "a: # c\n")
  }

  static let entry: (String, YAMLNode) = ("k", .text("5%"))
  @Test(
    "A new entry is written as its neighbours are",
    arguments: [
      ("a:\n  b: 1 # one\n\n# end\nc: 2\n", "a:\n  b: 1 # one\n  k: 5%\n\n# end\nc: 2\n"),
      ("a:\r\n    b: 1", "a:\r\n    b: 1\r\n    k: 5%"),
      ("a: {b: 1}  # c\n", "a: {b: 1, k: 5%}  # c\n"),
      ("a: {b: 1, }\n", "a: {b: 1, k: 5%, }\n"),
      ("a: {}\n", "a: {k: 5%}\n"),
      ("a: {\n  b: 1, # one\n  c: 2  # two\n}\n", "a: {\n  b: 1, # one\n  c: 2,  # two\n  k: 5%\n}\n"),
      ("a: {\n  b: 1, # one\n}\n", "a: {\n  b: 1, # one\n  k: 5%,\n}\n"),
      ("a:\nc: 2\n", "a:\n  k: 5%\nc: 2\n"),
      ("a: ~ # none\nc:\n    d: 1\n", "a:  # none\n    k: 5%\nc:\n    d: 1\n"),
      ("{a: , c: 2}", "{a: {k: 5%} , c: 2}"),
      ("a:\n  b: |\n    x\n\nc: 1\n", "a:\n  b: |\n    x\n  k: 5%\n\nc: 1\n"),
      ("a:\n  b: |+\n    x\n\nc: 1\n", "a:\n  b: |+\n    x\n\n  k: 5%\nc: 1\n"),
      ("a:\n  b:\n  - 1\n  - 2   # two\n", "a:\n  b:\n  - 1\n  - 2   # two\n  k: 5%\n"),
      ("{\n  \"a\": {\"b\": 1}\n}\n", "{\n  \"a\": {\"b\": 1, \"k\": \"5%\"}\n}\n")
    ])
  func add(_ text: String, _ expected: String) throws {
    #expect(try Self.apply(.add(["a"], key: "k", value: .text("5%")), to: text) == expected)
  }

  @Test(
    "A new entry can stand before another one",
    arguments: [
      ("a: {b: 1, d: 2}  # c\n", "a: {b: 1, k: 5%, d: 2}  # c\n"),
      ("a:\r\n  b: 1\r\n  # of d\r\n  d: 2", "a:\r\n  b: 1\r\n  # of d\r\n  k: 5%\r\n  d: 2"),
      ("a: {\n  b: 1, # one\n  d: 2  # two\n}\n", "a: {\n  b: 1, # one\n  k: 5%,\n  d: 2  # two\n}\n"),
      ("{\"a\": {\"d\": 2}}", "{\"a\": {\"k\": \"5%\", \"d\": 2}}")
    ])
  func addBefore(_ text: String, _ expected: String) throws {
    #expect(try Self.apply(.add(["a"], key: "k", value: .text("5%"), before: "d"), to: text) == expected)
  }

  @Test("An entry is added to an item of a list")
  func addToItem() throws {
    let text = "p:\n- by: sales\n  tell: [Ana]\n- by: marketing\n"
    let edits: [YAMLEdit] = [.add(["p", 0], key: "k", value: .text("1")), .append(["p", 0, "tell"], item: .text("B,C"))]
    #expect(
      try Self.apply(edits[0], edits[1], to: text)
        == "p:\n- by: sales\n  tell: [Ana, \"B,C\"]\n  k: 1\n- by: marketing\n")
  }

  @Test("A new section follows the last one, set off as the others are")
  func section() throws {
    let section = YAMLEdit.add([], key: "notes", value: .mapping([("x", .text("1"))]))
    #expect(
      try Self.apply(section, to: "a:\n    b: 1\n\n# last\nc:\n    d: 1\n# end\n")
        == "a:\n    b: 1\n\n# last\nc:\n    d: 1\n\nnotes:\n    x: 1\n# end\n")
    #expect(try Self.apply(section, to: "a: 1\nb: 2") == "a: 1\nb: 2\nnotes:\n  x: 1")
    #expect(try Self.apply(section, to: "# only a comment") == "# only a comment\nnotes:\n  x: 1")
    #expect(try Self.apply(section, to: "---\n# x\n...\n# y\n") == "---\n# x\nnotes:\n  x: 1\n...\n# y\n")
    #expect(
      try Self.apply(section, to: "a: |+\n  x\n\nb: |+\n  y\n\n") == "a: |+\n  x\n\nb: |+\n  y\n\nnotes:\n  x: 1\n")
    #expect(try Self.apply(section, to: "") == "notes:\n  x: 1\n")
  }

  @Test("Lines are added with their comments")
  func lines() throws {
    let lines = YAMLEdit.lines("# mine\nz:\n  y: 1   # one\n")
    #expect(try Self.apply(lines, to: "a: 1\r\n# end\r\n") == "a: 1\r\n# mine\r\nz:\r\n  y: 1   # one\r\n# end\r\n")
    #expect(try Self.apply(lines, to: "{\"a\": 1}") == "{\"a\": 1, \"z\": {\"y\": 1}}")
  }

  @Test(
    "An entry goes with its line, the rest stays",
    arguments: [
      ("a: 1\n# of b\nb: 2 # two\nc: 3\n", ["b"], "a: 1\n# of b\nc: 3\n"),
      ("a:\n  b: 1\nc: 2\n", ["a", "b"], "a:\nc: 2\n"),
      ("a: {b: 1, c: 2, d: 3}\n", ["a", "b"], "a: {c: 2, d: 3}\n"),
      ("a: {b: 1, c: 2, d: 3}\n", ["a", "d"], "a: {b: 1, c: 2}\n"),
      ("a: {b: 1}\n", ["a", "b"], "a: {}\n"),
      ("{\n  \"a\": 1,\n  \"b\": 2\n}\n", ["b"], "{\n  \"a\": 1\n}\n"),
      ("{\n  a: 1, # one\n  b: 2, # two\n}\n", ["b"], "{\n  a: 1, # one\n}\n"),
      ("p:\n- a: 1\n  b: 2\n- c\n", ["p", 0, "a"], "p:\n- b: 2\n- c\n"),
      ("p:\n- a: 1\n  b: 2\n- c", ["p", 1], "p:\n- a: 1\n  b: 2\n"),
      ("p:\n  - - a\n    - b\n", ["p", 0, 0], "p:\n  - - b\n"),
      ("a: |\r\n  x\r\n\r\n  y\r\nb: 1\r\n", ["a"], "b: 1\r\n")
    ] as [(String, YAMLPath, String)])
  func remove(_ text: String, _ path: YAMLPath, _ expected: String) throws {
    #expect(try Self.apply(.remove(path), to: text) == expected)
  }

  @Test("What cannot be done is said, and nothing is changed")
  func refused() throws {
    for edit in [
      YAMLEdit.set(["b"], to: "1"), .add(["a"], key: "k", value: .text("1")), .add([], key: "a", value: .text("1")),
      .remove([]),
      .remove(["b"]), .set(["a"], to: "\u{1B}"), .lines("a: 1\n"), .lines("b: @\n"), .append([], item: .text("1")),
      .set(["a", 0], to: "1"),
      .add([], key: "x\ny", value: .text("1"))
    ] {
      #expect(throws: Diagnostic.self, "\(edit)") { try Self.apply(edit, to: "a: 1\n") }
    }
  }

  @Test("The same place can be changed twice, the last one counts")
  func twice() throws {
    #expect(
      try Self.apply(.set(["a"], to: "2"), .set(["b"], to: "3"), .set(["a"], to: "4"), to: "a: 1\nb: 1\n")
        == "a: 4\nb: 3\n")
  }

  // MARK: Laws

  static let documents: [String] = {
    let plain = """
      agreement: Northwind SLA, third quarter      # the title
      period: {start: 2026-07, months: 3}
      holidays: [2026-08-17]

      goal:
        quota: 2.1M per quarter
        seasonality: {2026-08: 0.8}                # months not named weigh 1

      tiers:
        CEO:
          mix: 10%
          deal_size: 20k   # ñ
        Director: {mix: 30%, close_rate: 3% to 5%}

      promises:
        - by: marketing
          relief: {respond_within: 2 h}            # released
          tell: [Bruno Díaz, Ana Ruiz]
        - by: sales

      # the end

      """
    return [
      plain, plain.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"),
      "\u{FEFF}" + plain,
      String(plain.dropLast()),
      "a: 'it''s'  # one\n\"b\": \"two \\\"x\\\" \\u00e9\"\t# 🎉\n'c d': \"multi\n  line\"   \ne: plain\n  over lines # x\n",
      "text: |\n  one\n  two\n\n\nfold: >-\n    a\n    b\n\n    c\n# c\nkeep: |+\n  x\n\n\nlast: |  # note\n  é 🎉\n\n  end\n",
      "a: {b: {c: 1, d: {e: 2 , f: [x, {g: 3}]}}, h: \"y\" } # c\ni: [1, [2, 3], {j: ~}]\nk: {}\nl: []\n",
      "a:\n    b:\n        c: 1\n        d:\n            e: 2    # four\n    f: 3\ng:\n    h: ~\n    i:\n",
      "# head\n\n---\na:\n- x\n- y: 1\n  z: 2   # z\n-\n- - p\n  - q\nb:\n- {c: 1}\n...\n# tail",
      "🎉 key: é\t\t# tab\nnaïve: 日本 語  # 🎉🎉\n\"ключ\": {ñ: ü, \"🎉\": '日'}\n",
      "{\n  \"a\": 1,\n  \"b\": {\"c\": \"x\", \"d\": [1, 2, {\"e\": null}]},\n  \"f\": \"\"\n}\n",
      "a: {\n  b: 1,   # one\n  c: [   # list\n    x,\n    y    # y\n  ],\n  d: 3,\n}\ne: 1",
      "  a: 1   # indented root\n\n  b:\n   c: 2\n   # in between\n   d: 3\n  e:    # nothing\n  f: x"
    ]
  }()

  /// The paths to all nodes below the root.
  static func paths(_ node: YAMLNode, from path: YAMLPath = []) -> [YAMLPath] {
    let children: [(YAMLStep, YAMLNode)] =
      node.entries.map { $0.map { (.key($0.key.text), $0.value) } }
      ?? (node.items ?? []).enumerated().map { (.item($0.offset), $0.element) }
    return children.flatMap { [path + [$0.0]] + paths($0.1, from: path + [$0.0]) }
  }

  @Test(
    "Only the changed text's bytes differ, and the file reads back as the changed tree", arguments: documents.indices)
  func replaceLaw(_ index: Int) throws {
    let text = Self.documents[index]
    let root = try YAMLTests.tree(text)
    let scalars = Self.paths(root).filter { root[$0]?.text != nil }
    var random = Generator(seed: UInt64(index))
    for _ in 0..<80 {
      let path = try #require(scalars.randomElement(using: &random))
      let old = try #require(root[path])
      let value = YAMLWriterTests.text(&random)
      guard HiddenText.first(in: value, as: value.utf8.contains(newline) ? .prose : .line) == nil,
        !YAMLNode.text(value).isNothing
      else { continue }
      guard let (source, changed) = try? YAMLEdit.apply([.set(path, to: value)], to: Source(text), root: root) else {
        Issue.record("\(path) cannot be \(value.debugDescription)")
        continue
      }
      let new = try #require(changed?[path])
      #expect(new.text == value)
      var before = Array(text.utf8)
      var after = Array(source.text.utf8)
      before.removeSubrange(old.span)
      after.removeSubrange(new.span)
      if old.span.isEmpty { after.remove(at: old.span.lowerBound) }
      // The comment behind a | lies in its span, and stays.
      let isBlock = if case .scalar(_, let style) = old.content { style == .literal || style == .folded } else { false }
      #expect(
        before == after || isBlock && Self.isSubsequence(before, of: after), "\(value.debugDescription)\n\(source.text)"
      )
    }
  }

  @Test("Random changes, one on the other, keep every comment and read back", arguments: documents.indices)
  func sequenceLaw(_ index: Int) throws {
    var random = Generator(seed: UInt64(100 + index))
    var done = 0
    for _ in 0..<12 {
      var source = Source(Self.documents[index])
      var root: YAMLNode? = try YAMLTests.tree(source.text)
      for count in 0..<8 {
        let node = try #require(root)
        let paths = Self.paths(node)
        guard let path = paths.randomElement(using: &random) else { break }
        let value = YAMLNode.text("v\(count), x")
        let containers = [[]] + paths
        let edit: YAMLEdit
        switch Int.random(in: 0..<6, using: &random) {
        case 0: edit = .set(path, to: "new \(count)")
        case 1, 2:
          let place =
            containers.filter { node[$0]?.entries != nil || node[$0]?.isNothing == true }.randomElement(using: &random)
            ?? []
          edit = .add(
            place, key: "new \(count)",
            value: Bool.random(using: &random) ? value : .mapping([("p", value), ("q", .sequence([value]))]))
        case 3:
          guard let place = paths.filter({ node[$0]?.items != nil }).randomElement(using: &random) else { continue }
          edit = .append(place, item: Bool.random(using: &random) ? value : .mapping([("p", value)]))
        case 4:
          if paths.count < 3 { continue }
          edit = .remove(path)
        default: edit = .lines("new \(count):\n  - a # added\n")
        }
        // There, ~ or null gives way.
        let startsAtNothing = if case .add(let place, _, _, _) = edit { node[place]?.isNothing == true } else { false }
        let expected = try edit.applied(to: root)
        do {
          let result = try YAMLEdit.apply([edit], to: source, root: root)
          #expect(result.root.map { read in expected?.means(read) ?? false } ?? expected?.isEmpty ?? true)
          switch edit {
          case .add, .append, .lines:
            #expect(Self.isSubsequence(Array(source.text.utf8), of: Array(result.source.text.utf8)) || startsAtNothing)
          case .remove: #expect(Self.isSubsequence(Array(result.source.text.utf8), of: Array(source.text.utf8)))
          case .replace: break
          }
          (source, root) = result
          done += 1
          if root == nil { break }
        } catch {
          Issue.record("\(edit)\n\(source.text)\n\(error.message)")
          break
        }
      }
    }
    #expect(done > 40)
  }

  static func isSubsequence(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    var rest = whole[...]
    for byte in part {
      guard let at = rest.firstIndex(of: byte) else { return false }
      rest = rest[(at + 1)...]
    }
    return true
  }
}
