// The grammar, from the loosest binding to the tightest:
//
//     expr  = both {"or" both}
//     both  = test {"and" test}
//     test  = ["not"] sum [cmp sum [cmp sum]]          cmp = "=" "!=" "<" "<=" ">" ">="
//     sum   = prod {("+" | "-") prod}
//     prod  = share {("*" | "/") share}
//     share = atom ["of" share]                        10% of quota · 5 of 100
//     atom  = "-" atom | figure | month | "text" | ref | call | "(" expr ")" | "if" expr "then" expr "else" expr
//     call  = NAME "(" [expr {("," | ";") expr}] ")"
//     ref   = NAME ["[" label {"," label} "]"]
//
// A command's arguments are read with the same parser, word by word (`takeWord`, `reference`, `expression`).

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
  private var depth = 0
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

  // MARK: Formulas

  public mutating func expression() throws(Diagnostic) -> Syntax {
    try deeper()
    defer { depth -= 1 }
    var left = try both()
    while try takeOperatorWord("or") { left = join(left, .or, try both()) }
    return left
  }

  private mutating func both() throws(Diagnostic) -> Syntax {
    var left = try test()
    while try takeOperatorWord("and") { left = join(left, .and, try test()) }
    return left
  }

  private mutating func takeOperatorWord(_ wanted: String) throws(Diagnostic) -> Bool {
    guard word == wanted, knownName(at: token) == nil else { return false }
    try countOperator()
    advance()
    return true
  }

  private mutating func test() throws(Diagnostic) -> Syntax {
    if word == "not", knownName(at: token) == nil {
      let start = token.span.lowerBound
      try deeper()
      defer { depth -= 1 }
      advance()
      let part = try test()
      return Syntax(.not(part), start..<part.span.upperBound)
    }
    let first = try sum()
    guard let op = try takeComparison() else { return first }
    let second = try sum()
    let left = join(first, op, second)
    guard let next = try takeComparison() else { return left }
    return join(left, .and, join(second, next, try sum()))
  }

  private mutating func takeComparison() throws(Diagnostic) -> Syntax.Operator? {
    guard case .symbol(let sign) = token.kind, let op = Syntax.Operator(rawValue: sign), op.isComparison else {
      return nil
    }
    try countOperator()
    advance()
    return op
  }

  private mutating func sum() throws(Diagnostic) -> Syntax {
    var left = try product()
    while case .symbol(let sign) = token.kind, sign == "+" || sign == "-" {
      try countOperator()
      advance()
      left = join(left, sign == "+" ? .add : .subtract, try product())
    }
    return left
  }

  private mutating func product() throws(Diagnostic) -> Syntax {
    var left = try share()
    while case .symbol(let sign) = token.kind, sign == "*" || sign == "/" {
      try countOperator()
      advance()
      left = join(left, sign == "*" ? .multiply : .divide, try share())
    }
    return left
  }

  private mutating func share() throws(Diagnostic) -> Syntax {
    let left = try atom()
    guard word == "of", knownName(at: token) == nil else { return left }
    let of = token.span
    try countOperator()
    try deeper()
    defer { depth -= 1 }
    advance()
    let right = try share()
    let span = left.span.lowerBound..<right.span.upperBound
    if case .figure(let some, _) = left.node, case .figure(let all, _) = right.node, some.isBare, all.isBare {
      guard let k = Int(exactly: some.value), let n = Int(exactly: all.value), k <= n, n > 0 else {
        throw Diagnostic("\(lexer.text(span)) is no share: write it as 5 of 100", at: source.place(span))
      }
      return Syntax(.counts(k, n), span)
    }
    if case .figure(let figure, let written) = left.node, figure.isBare, figure.value >= 1 {
      throw Diagnostic(
        "\(written) of something: as a percentage, or so many times?", at: source.place(left.span),
        mark: "two readings",
        hint: Diagnostic.hint([replacing(left.span, by: "\(written)%"), replacing(of, by: "*")]))
    }
    return join(left, .multiply, right)
  }

  private mutating func atom() throws(Diagnostic) -> Syntax {
    let start = token.span.lowerBound
    switch token.kind {
    case .figure(let figure):
      let span = token.span
      advance()
      try refuseNoun(after: figure, span)
      return Syntax(.figure(figure, written: lexer.text(span)), span)
    case .month(let label):
      let span = token.span
      advance()
      return Syntax(.month(label), span)
    case .text(let text):
      let span = token.span
      advance()
      return Syntax(.text(text), span)
    case .symbol("-"):
      try deeper()
      defer { depth -= 1 }
      advance()
      let part = try atom()
      return Syntax(.negate(part), start..<part.span.upperBound)
    case .symbol("("):
      advance()
      let inner = try expression()
      let end = token.span.upperBound
      guard try takeSymbol(")") else { throw unclosed("(", start, ")") }
      return Syntax(inner.node, start..<end)
    case .word:
      if word == "if", knownName(at: token) == nil { return try choice() }
      return try nameOrCall()
    case .end:
      throw unexpected("a value is missing at the end of the line", mark: "here", hint: nil)
    case .date(let date):
      throw unexpected("\(date) is a day; quantities are split by month", hint: String(date.prefix(7)))
    case .symbol(let sign):
      throw unexpected("“\(sign)” stands where a value is expected", hint: nil)
    case .fault(let fault): throw fault
    }
  }

  /// `8 reps` is no product: a noun behind a figure is taken as part of it only where a value is set.
  private func refuseNoun(after figure: Figure, _ span: Range<Int>) throws(Diagnostic) {
    guard case .word(let word) = token.kind, knownName(at: token) == nil,
      !Parser.keywords.contains(word.lowercased())
    else { return }
    throw unexpected("\(shown) behind a figure means nothing here", hint: lexer.text(span))
  }

  private mutating func choice() throws(Diagnostic) -> Syntax {
    let start = token.span.lowerBound
    advance()
    try countOperator()
    let test = try expression()
    guard try takeWord("then") else {
      throw unexpected("“if” needs “then”: if TEST then VALUE else VALUE", mark: "then?", hint: nil)
    }
    let yes = try expression()
    guard try takeWord("else") else {
      throw unexpected("“if” needs “else”: if TEST then VALUE else VALUE", mark: "else?", hint: nil)
    }
    let no = try expression()
    return Syntax(.choose(test, then: yes, else: no), start..<no.span.upperBound)
  }

  private mutating func nameOrCall() throws(Diagnostic) -> Syntax {
    let named = try name()
    if case .symbol("(") = token.kind {
      let open = token.span.lowerBound
      advance()
      var arguments: [Syntax] = []
      var end = token.span.upperBound
      if try !takeSymbol(")") {
        while true {
          if case .figure(let figure) = token.kind, figure.usedGroupComma {
            throw ambiguousGroup(named.name)
          }
          arguments.append(try expression())
          end = token.span.upperBound
          if try takeSymbol(")") { break }
          if case .symbol(let sign) = token.kind, sign == "," || sign == ";" {
            try countOperator()
            advance()
            continue
          }
          throw unclosed("(", open, ")")
        }
      }
      return Syntax(.call(named.name, arguments), named.span.lowerBound..<end)
    }
    let reference = try labelled(named)
    return Syntax(.reference(reference.reference), reference.span)
  }

  private func ambiguousGroup(_ name: String) -> Diagnostic {
    let typed = lexer.text(token.span)
    let readings = [
      typed.filter { $0 != "," }, typed.split(separator: ",", maxSplits: 1).joined(separator: ", ")
    ]
    return Diagnostic(
      "\(typed) between the brackets of \(name) could be one figure or two",
      at: source.place(token.span), mark: "one or two?",
      hint: Diagnostic.hint(readings.map { replacing(token.span, by: $0) }))
  }

  /// The whole text with a part of it replaced.
  private func replacing(_ span: Range<Int>, by new: String) -> String {
    lexer.text(0..<span.lowerBound) + new + lexer.text(span.upperBound..<lexer.bytes.count)
  }

  private func unclosed(_ sign: String, _ start: Int, _ wanted: String) -> Diagnostic {
    if isAtEnd {
      return Diagnostic(
        "“\(sign)” is opened and not closed", at: source.place(start..<start + 1), mark: "opened here",
        hint: source.text.last == "\n"
          ? nil : lexer.text(0..<lexer.bytes.count) + lexer.closers(0..<lexer.bytes.count))
    }
    return unexpected("\(shown) stands where “\(wanted)” is expected", hint: nil)
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
  private func knownName(at first: Token) -> (name: String, end: Int)? {
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

  private mutating func name() throws(Diagnostic) -> Reference {
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

  private mutating func labelled(_ named: Reference) throws(Diagnostic) -> (reference: Reference, span: Range<Int>) {
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

  private mutating func deeper() throws(Diagnostic) {
    depth += 1
    guard depth <= Parser.limits.depth else {
      throw unexpected("brackets stand more than \(Parser.limits.depth) deep", hint: nil)
    }
  }

  private mutating func countOperator() throws(Diagnostic) {
    operators += 1
    guard operators <= Parser.limits.operators else {
      throw unexpected("the formula is longer than \(Parser.limits.operators) operations", hint: nil)
    }
  }

  private func join(_ left: Syntax, _ op: Syntax.Operator, _ right: Syntax) -> Syntax {
    Syntax(.binary(op, left, right), left.span.lowerBound..<right.span.upperBound)
  }
}
