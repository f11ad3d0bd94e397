// Goes through a text word by word: the words and signs that a command's arguments are made of, names whose words are
// typed apart, labels in brackets, and the bounds that keep a hostile text from filling the stack. The grammar of
// formulas stands in ParserFormulas.swift.

/// Reads formulas, and the parts of a command, from a text.
public struct Parser: Sendable {
  /// Words that have a meaning of their own in a formula or behind a command; they are no names.
  public static let keywords: Set<String> = [
    "if", "then", "else", "and", "or", "not", "of", "to", "from", "per", "for", "within", "without", "step", "seed",
    "show", "as", "using", "table", "strict", "replace", "all"
  ]

  public let source: Source
  let lexer: Lexer
  let vocabulary: Vocabulary
  /// The token that is next.
  public private(set) var token: Token
  var depth = 0
  private var operators = 0
  /// How deep brackets may stand in one another, and how many operators one formula may hold: far above what people
  /// write, far below what the call stack holds.
  private static let limits = (depth: 60, operators: 250)

  public init(_ source: Source, vocabulary: Vocabulary, figures: FigureReader) {
    self.source = source
    self.vocabulary = vocabulary
    lexer = Lexer(source, figures: figures)
    token = lexer.anyToken(at: 0)
  }

  /// A whole text as one formula.
  public static func formula(
    _ source: Source, vocabulary: Vocabulary, figures: FigureReader
  ) throws(Diagnostic) -> Syntax {
    var parser = Parser(source, vocabulary: vocabulary, figures: figures)
    let result = try parser.expression()
    try parser.end()
    return result
  }

  /// The known names in a text, whatever else stands there.
  public static func words(_ text: String, vocabulary: Vocabulary) throws(Diagnostic) -> Set<String> {
    var parser = Parser(Source(text), vocabulary: vocabulary, figures: FigureReader())
    var result: Set<String> = []
    while !parser.isAtEnd {
      if let known = parser.knownName(at: parser.token) {
        result.insert(known.name)
        parser.move(to: known.end)
      } else {
        parser.advance()
      }
    }
    return result
  }

  // MARK: Words

  public var isAtEnd: Bool { if case .end = token.kind { true } else { false } }

  /// The next token if it is a word, lower case, without taking it.
  public var word: String? { if case .word(let word) = token.kind { word.lowercased() } else { nil } }

  /// The text of a range of bytes.
  public func text(_ span: Range<Int>) -> String { lexer.text(span) }

  /// What stands from the next token to the end.
  public var rest: String { lexer.text(token.span.lowerBound..<lexer.bytes.count) }

  /// Goes on to the next token.
  public mutating func advance() { token = lexer.anyToken(at: token.span.upperBound) }

  /// Goes on from an offset, where something else has read up to it.
  public mutating func move(to offset: Int) { token = lexer.anyToken(at: offset) }

  /// Takes the next token if it is this word.
  public mutating func takeWord(_ wanted: String) throws(Diagnostic) -> Bool {
    guard word == wanted else { return false }
    advance()
    return true
  }

  /// Takes the next token if it is this sign.
  public mutating func takeSymbol(_ wanted: String) throws(Diagnostic) -> Bool {
    guard case .symbol(wanted) = token.kind else { return false }
    advance()
    return true
  }

  /// Takes a text in quotes if one is next.
  public mutating func takeText() throws(Diagnostic) -> String? {
    guard case .text(let text) = token.kind else { return nil }
    advance()
    return text
  }

  /// Takes a whole number written plainly, if one is next.
  public mutating func takeWhole() throws(Diagnostic) -> Int? {
    guard case .figure(let figure) = token.kind, figure.isBare, let whole = Int(exactly: figure.value) else {
      return nil
    }
    advance()
    return whole
  }

  /// Takes everything up to the next blank, or a text in quotes: a file's or a scenario's name.
  public mutating func takeRaw() throws(Diagnostic) -> (text: String, span: Range<Int>)? {
    let start = token.span.lowerBound
    if case .text(let text) = token.kind {
      let span = token.span
      advance()
      return (text, span)
    }
    guard !isAtEnd else { return nil }
    var end = start
    while end < lexer.bytes.count, lexer.bytes[end] != 0x20, lexer.bytes[end] != 0x09 { end += 1 }
    move(to: end)
    return (lexer.text(start..<end), start..<end)
  }

  /// Words as they are typed: what `takeRaw` reads back, one after another. One with more than letters, digits and
  /// `_-./~+@` in it stands in quotation marks.
  /// - Returns: nil where one cannot be typed: it has a quotation mark in it, or a character that shows nothing.
  public static func typed(_ words: [String]) -> String? {
    var line: [String] = []
    for word in words {
      guard !word.unicodeScalars.contains(where: { $0 == "\"" || $0.isHidden }) else { return nil }
      let isPlain = word.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "_-./~+@".unicodeScalars.contains($0)
      }
      line.append(isPlain && !word.isEmpty ? word : "\"\(word)\"")
    }
    return line.joined(separator: " ")
  }

  /// - Throws: when anything is left.
  public func end() throws(Diagnostic) {
    guard !isAtEnd else { return }
    if case .symbol("^") = token.kind {
      throw unexpected("“^” means nothing here", hint: nil).with { $0.why = ["x to the power of y is power(x; y)."] }
    }
    if case .figure = token.kind {
      throw unexpected("a figure stands where the line should end", hint: nil)
    }
    throw unexpected("\(shown) stands where the line should end", hint: nil)
  }

  /// An error at the next token: what is wrong with the token itself, else what is said.
  public func unexpected(_ message: Phrase, mark: Phrase? = nil, hint: String?) -> Diagnostic {
    if case .fault(let fault) = token.kind { return fault }
    return Diagnostic(message, at: source.place(token.span), mark: mark, hint: hint)
  }

  /// Whether the next words are a known name.
  public var nameIsKnown: Bool { knownName(at: token) != nil }

  /// The bytes of the whole statement, without blanks around it.
  public var whole: Range<Int> {
    let start = lexer.skipBlanks(0)
    var end = lexer.bytes.count
    while end > start, lexer.bytes[end - 1] == 0x20 || lexer.bytes[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// The next token as an error names it.
  public var shown: String {
    isAtEnd ? "the end of the line" : "“\(lexer.text(token.span))”"
  }

  // MARK: Names

  /// A quantity with its labels: `leads`, `close rate[CEO]`, `leads[CEO, Aug]`.
  public mutating func reference() throws(Diagnostic) -> Reference {
    guard case .word = token.kind else {
      throw unexpected("\(shown) stands where a name is expected", mark: "name?", hint: nil)
    }
    return try labelled(try name()).reference
  }

  /// Whether the words from a token on form a known name; where its last word ends.
  func knownName(at first: Token) -> (name: String, end: Int)? {
    guard case .word(let word) = first.kind else { return nil }
    var folded = Vocabulary.fold(word)
    var found = vocabulary.canonical(folded).map { (name: $0, end: first.span.upperBound) }
    guard vocabulary.longest > 1 else { return found }
    var end = first.span.upperBound
    for _ in 1..<vocabulary.longest {
      guard let next = try? lexer.token(at: end), case .word(let more) = next.kind else { break }
      folded += "_" + Vocabulary.fold(more)
      end = next.span.upperBound
      if let name = vocabulary.canonical(folded) { found = (name, end) }
    }
    return found
  }

  mutating func name() throws(Diagnostic) -> Reference {
    let start = token.span.lowerBound
    if let known = knownName(at: token) {
      move(to: known.end)
      return Reference(known.name, span: start..<known.end)
    }
    guard case .word(let word) = token.kind else {
      throw unexpected("\(shown) stands where a name is expected", mark: "name?", hint: nil)
    }
    if Parser.keywords.contains(word.lowercased()) {
      throw unexpected("“\(word)” stands where a value is expected", hint: nil)
    }
    // Nobody knows it: take the words up to the next one that means something, so that the error names them all.
    var folded = Vocabulary.fold(word)
    var end = token.span.upperBound
    advance()
    while case .word(let more) = token.kind, !Parser.keywords.contains(more.lowercased()), knownName(at: token) == nil {
      folded += "_" + Vocabulary.fold(more)
      end = token.span.upperBound
      advance()
    }
    return Reference(folded, span: start..<end)
  }

  mutating func labelled(_ named: Reference) throws(Diagnostic) -> (reference: Reference, span: Range<Int>) {
    var reference = named
    guard case .symbol("[") = token.kind else { return (reference, named.span) }
    let open = token.span.lowerBound
    let bytes = lexer.bytes
    var at = open + 1
    var start = at
    func unclosed() -> Diagnostic {
      Diagnostic(
        "“[” is opened and not closed", at: source.place(open..<open + 1), mark: "opened here",
        hint: lexer.text(0..<bytes.count) + lexer.closers(0..<bytes.count))
    }
    while true {
      guard at < bytes.count else { throw unclosed() }
      let byte = bytes[at]
      if byte == 0x22 {
        let quoted = try lexer.token(at: at)
        at = quoted.span.upperBound
      } else if byte == 0x2C || byte == 0x5D {
        reference.labels.append(try label(start..<at))
        at += 1
        start = at
        if byte == 0x5D { break }
      } else if byte == 0x5B || byte == 0x0A {
        throw unclosed()
      } else {
        at += 1
      }
    }
    move(to: at)
    return (reference, named.span.lowerBound..<at)
  }

  private func label(_ span: Range<Int>) throws(Diagnostic) -> Reference.Label {
    let start = lexer.skipBlanks(span.lowerBound)
    var end = span.upperBound
    while end > start, lexer.bytes[end - 1] == 0x20 || lexer.bytes[end - 1] == 0x09 { end -= 1 }
    guard start < end else {
      throw Diagnostic("a label is missing between the brackets", at: source.place(span), mark: "here")
    }
    if lexer.bytes[start] == 0x22, case .text(let text) = try lexer.token(at: start).kind {
      return Reference.Label(text, start..<end)
    }
    return Reference.Label(lexer.text(start..<end), start..<end)
  }

  // MARK: Bounds

  mutating func deeper() throws(Diagnostic) {
    depth += 1
    guard depth <= Parser.limits.depth else {
      throw unexpected("brackets stand more than \(Parser.limits.depth) deep", hint: nil)
    }
  }

  mutating func countOperator() throws(Diagnostic) {
    operators += 1
    guard operators <= Parser.limits.operators else {
      throw unexpected("the formula is longer than \(Parser.limits.operators) operations", hint: nil)
    }
  }

  func join(_ left: Syntax, _ op: Syntax.Operator, _ right: Syntax) -> Syntax {
    Syntax(.binary(op, left, right), left.span.lowerBound..<right.span.upperBound)
  }
}
