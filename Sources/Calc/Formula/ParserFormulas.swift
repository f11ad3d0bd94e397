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

extension Parser {
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
}
