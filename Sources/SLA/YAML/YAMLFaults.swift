// What libyaml could not read, in the words of somebody who writes an agreement. Its messages speak of tokens and
// contexts; the sentences here speak of colons, quotes, blanks and lines, and show the line as it should be.

import Calc

extension YAMLText {
  /// The complaint for a syntax fault.
  func complaint(about fault: YAMLEvents.Fault, inFlow: Bool, lastScalar: Range<Int>)
    -> YAMLComplaint
  {
    let here = min(fault.offset, bytes.count)
    let began = min(fault.contextOffset, here)
    let sign = self[here].map { String(decoding: [$0], as: UTF8.self) } ?? ""
    switch fault.problem {
    case "did not find expected alphabetic or numeric character":
      return needsQuotes(began, sign: self[began..<began + 1], isKey: false, inFlow: inFlow)
    case "could not find expected ':'": return missingColon(began)
    case "found character that cannot start any token":
      if sign == "\t" { return tabInIndentation(here) }
      return needsQuotes(here, sign: sign, isKey: false, inFlow: inFlow)
    case "found a tab character that violates indentation",
      "found a tab character where an indentation space is expected":
      return tabInIndentation(here)
    case "mapping values are not allowed in this context":
      return unexpectedColon(here, inFlow: inFlow)
    case "block sequence entries are not allowed in this context":
      return YAMLComplaint(
        "a list begins on a line of its own", at: here..<here + 1,
        why: "or its items stand in brackets: [a, b]; text that begins with a dash needs quotes")
    case "mapping keys are not allowed in this context":
      return needsQuotes(here, sign: "?", isKey: false, inFlow: inFlow)
    case "found unexpected end of stream", "found unexpected document indicator":
      return YAMLComplaint(
        "the quote that opens here is never closed", at: rest(of: began), hint: closingQuote(began))
    case "did not find expected key": return unexpectedText(here, behind: lastScalar)
    case "did not find expected '-' indicator":
      return YAMLComplaint(
        "this line stands in a list and does not begin with a dash", at: rest(of: here),
        why: "every item of a list begins with \"- \" in the same column")
    case "did not find expected ',' or '}'": return unclosed("{", "}", began: began, here: here)
    case "did not find expected ',' or ']'": return unclosed("[", "]", began: began, here: here)
    case "found unexpected ':'":
      return YAMLComplaint(
        "after the colon a blank is missing", at: here..<here + 1,
        why: "in { } a name is followed by a colon and a blank")
    case "did not find expected node content":
      return here < bytes.count
        ? needsQuotes(here, sign: sign, isKey: false, inFlow: inFlow)
        : YAMLComplaint("the file ends where a value is expected", at: here..<here)
    case "found unknown escape character", "did not find expected hexdecimal number",
      "found invalid Unicode character escape code":
      return YAMLComplaint(
        "in double quotes a \\ stands before a special sign, and this one is not known",
        at: here..<here + 2,
        why: "write \\\\ for one \\, or use single quotes")
    case "did not find expected comment or line break"
    where fault.context == "while scanning a block scalar",
      "found an indentation indicator equal to 0":
      return YAMLComplaint(
        "a value that begins with \(self[began..<began + 1]) needs quotes", at: rest(of: began),
        why: "| and > announce lines of text; nothing else may stand behind them",
        hint: hint(quoting: began, inFlow: inFlow))
    case "found incompatible YAML document", "found duplicate %YAML directive":
      return YAMLComplaint(
        "a line that begins with % is an instruction to YAML, and none are followed here",
        at: rest(of: here),
        why: "leave the line out")
    case "did not find expected <document start>":
      return YAMLComplaint(
        "between --- lines and the text nothing else may stand", at: rest(of: here))
    default:
      if self[began] == UInt8(ascii: "!") {
        return needsQuotes(began, sign: "!", isKey: false, inFlow: inFlow)
      }
      return YAMLComplaint("this cannot be read as YAML: \(fault.problem)", at: rest(of: here))
    }
  }

  /// A value (or name) that begins with a sign YAML keeps for itself.
  func needsQuotes(_ offset: Int, sign: String, isKey: Bool, inFlow: Bool) -> YAMLComplaint {
    let span = offset..<max(offset + 1, valueEnd(offset, inFlow: inFlow))
    let message: Phrase =
      isKey
      ? "a name that begins with \(sign) needs quotes"
      : "a value that begins with \(sign) needs quotes"
    // `&goal {quota: 1M}` gives a value a name to be repeated by.
    if sign == "&", !isKey, let blank = span.first(where: { isWhite(bytes[$0]) }) {
      let value = self[skipBlanks(blank)..<span.upperBound]
      return YAMLComplaint(
        message, at: span, why: "Without quotes it is a name to repeat the value by, and nothing is repeated here.",
        hint: keyBefore(offset, inFlow: inFlow).map { clean("\($0): \(value)") })
    }
    return YAMLComplaint(
      message, at: span, hint: isKey ? nil : hint(quoting: offset, inFlow: inFlow))
  }

  // MARK: Cases

  private func missingColon(_ began: Int) -> YAMLComplaint {
    let line = rest(of: began)
    if let sign = (line.lowerBound..<line.upperBound).first(where: { bytes[$0] == colon }),
      sign + 1 < line.upperBound
    {
      return YAMLComplaint(
        "after the colon a blank is missing", at: sign..<sign + 1,
        hint: clean("\(self[line.lowerBound..<sign]): \(self[sign + 1..<line.upperBound])"))
    }
    return YAMLComplaint(
      "this line has no colon", at: line, why: "every line is a name, a colon, a blank and a value",
      hint: clean("\(self[line]): …"))
  }

  private func unexpectedColon(_ here: Int, inFlow: Bool) -> YAMLComplaint {
    let line = lineSpan(at: here)
    let first = skipBlanks(line.lowerBound)
    if let earlier = (first..<max(first, here)).first(where: {
      bytes[$0] == colon && self[$0 + 1].map(isWhite) ?? true
    }
    ) {
      let value = skipBlanks(earlier + 1)
      return YAMLComplaint(
        "a second colon stands in this line", at: here..<here + 1,
        why: "text with a colon and a blank needs quotes",
        hint: inFlow ? nil : hint(quoting: value, inFlow: false))
    }
    if here - first > 1024 {
      return YAMLComplaint("this name is too long: more than 1024 characters", at: first..<here)
    }
    let lineAbove = line.lowerBound > start ? lineSpan(at: line.lowerBound - 1) : line
    if let sign = lineAbove.first(where: {
      bytes[$0] == colon && !(self[$0 + 1].map(isWhite) ?? true)
    }),
      !lineAbove.contains(where: { bytes[$0] == colon && self[$0 + 1].map(isWhite) ?? true })
    {
      return missingColon(skipBlanks(lineAbove.lowerBound)).at(sign..<sign + 1)
    }
    return YAMLComplaint(
      "this line is indented deeper than the one above, which has its value already",
      at: first..<here,
      why: "all names of one group begin in the same column; a group's own line ends with its colon"
    )
  }

  private func unexpectedText(_ here: Int, behind lastScalar: Range<Int>) -> YAMLComplaint {
    let line = lineSpan(at: here)
    if self[here] == colon {
      return YAMLComplaint("the name before the colon is missing", at: rest(of: here))
    }
    guard
      let before = (line.lowerBound..<max(line.lowerBound, here)).last(where: {
        !isWhite(bytes[$0])
      })
    else {
      return YAMLComplaint(
        "this line does not fit to what stands above", at: rest(of: here),
        why: "all names of one group begin in the same column; or a quote above is not closed")
    }
    let sign = self[before..<before + 1]
    if sign == "\"" || sign == "'" {
      let opened = lastScalar.upperBound == before + 1 ? lastScalar.lowerBound : before
      if self.line(at: opened) != self.line(at: before) {
        return YAMLComplaint(
          "the quote that opens here is closed only on line \(lineNumber(at: before))",
          at: rest(of: opened),
          hint: closingQuote(opened))
      }
      return YAMLComplaint(
        "behind the closing quote nothing more may stand", at: rest(of: here),
        why: "a quote within quotes is written '' between single and \\\" between double quotes")
    }
    let last = self[line.lowerBound..<before + 1].last.map { HiddenText.shown(String($0)) } ?? sign
    return YAMLComplaint("this does not belong here", at: rest(of: here), why: "behind \(last) nothing more may stand")
  }

  private func unclosed(_ opening: String, _ closing: String, began: Int, here: Int)
    -> YAMLComplaint
  {
    let sign = self[here..<min(here + 1, bytes.count)]
    let isSameLine = line(at: began) == line(at: here)
    if isSameLine, sign == "[" || sign == "{" {
      var from = here
      while from > began,
        ![UInt8(ascii: "{"), comma, blank, tab, UInt8(ascii: "[")].contains(bytes[from - 1])
      {
        from -= 1
      }
      let close = sign == "[" ? UInt8(ascii: "]") : UInt8(ascii: "}")
      let end = (here..<lineSpan(at: here).upperBound).first { bytes[$0] == close } ?? here
      return YAMLComplaint(
        "a \(sign) within \(opening) \(closing) needs quotes, or a line of its own",
        at: here..<here + 1,
        hint: clean(quoted(self[from..<end + 1])))
    }
    if isSameLine, here < lineSpan(at: here).upperBound {
      return YAMLComplaint(
        "here a comma or a \(closing) is expected", at: rest(of: here),
        why:
          "entries in \(opening) \(closing) are separated by commas; text with : or quotes in it needs quotes around all of it"
      )
    }
    return YAMLComplaint("the \(opening) that opens here is never closed", at: began..<began + 1)
  }

  private func tabInIndentation(_ here: Int) -> YAMLComplaint {
    let line = lineSpan(at: here)
    let words = skipBlanks(line.lowerBound)
    let indentation = self[line.lowerBound..<words].map { $0 == "\t" ? "  " : String($0) }.joined()
    return YAMLComplaint(
      "a tab stands in the indentation; YAML counts blanks only", at: here..<here + 1,
      hint: clean(indentation + self[words..<max(words, line.upperBound)]))
  }

  private func closingQuote(_ began: Int) -> String? {
    let value = rest(of: began)
    guard let key = keyBefore(began, inFlow: false) else { return nil }
    return clean("\(key): \(self[value])\(self[began..<began + 1])")
  }

  // MARK: Pieces of a line

  /// From an offset to the end of its line, without trailing blanks.
  func rest(of offset: Int) -> Range<Int> {
    var end = lineSpan(at: offset).upperBound
    while end > offset + 1, isWhite(bytes[end - 1]) { end -= 1 }
    return offset..<max(offset, end)
  }

  /// Where the value that begins at an offset ends: at a comment, at the line's end, in `{ }` at the next entry.
  private func valueEnd(_ offset: Int, inFlow: Bool) -> Int {
    let line = rest(of: offset)
    var end = line.lowerBound
    while end < line.upperBound {
      let byte = bytes[end]
      if byte == hash, end > line.lowerBound, isWhite(bytes[end - 1]) { break }
      if inFlow, end > offset, [comma, UInt8(ascii: "}"), UInt8(ascii: "]")].contains(byte) {
        break
      }
      end += 1
    }
    while end > offset, isWhite(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// The key on the same line whose value begins at an offset.
  private func keyBefore(_ offset: Int, inFlow: Bool) -> String? {
    let line = lineSpan(at: offset)
    var end = offset
    while end > line.lowerBound, isWhite(bytes[end - 1]) { end -= 1 }
    guard end > line.lowerBound, bytes[end - 1] == colon else { return nil }
    end -= 1
    var from = skipBlanks(line.lowerBound)
    while self[from] == dash, self[from + 1] == blank { from = skipBlanks(from + 1) }
    if inFlow,
      let sign = (from..<end).last(where: { bytes[$0] == comma || bytes[$0] == UInt8(ascii: "{") })
    {
      from = skipBlanks(sign + 1)
    }
    return from < end ? self[from..<end] : nil
  }

  /// The value at an offset with quotes around it, behind its key.
  private func hint(quoting offset: Int, inFlow: Bool) -> String? {
    let end = valueEnd(offset, inFlow: inFlow)
    guard end > offset else { return nil }
    let value = quoted(self[offset..<end])
    return clean(keyBefore(offset, inFlow: inFlow).map { "\($0): \(value)" } ?? value)
  }

  /// Whether a `?` that announces a key stands before an offset, on the same line.
  func followsQuestionMark(_ offset: Int) -> Bool {
    var at = offset
    while at > start, bytes[at - 1] == blank || bytes[at - 1] == tab { at -= 1 }
    return at < offset && at > start && bytes[at - 1] == UInt8(ascii: "?")
  }

  /// A text in double quotes.
  func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      if character == "\"" || character == "\\" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }

  /// A hint without hidden characters: it is there to be copied.
  private func clean(_ hint: String) -> String { HiddenText.removed(from: hint, as: .line) }

  /// The span of a block scalar: libyaml's goes on over the blank lines behind it.
  func blockScalar(_ span: Range<Int>, value: String) -> Range<Int> {
    let headerEnd = lineSpan(at: span.lowerBound).upperBound
    var content = value.utf8[...]
    while content.last == newline { content.removeLast() }
    let lastLine = content.suffix(while: { $0 != newline })
    let endsInBlanks = !lastLine.isEmpty && lastLine.allSatisfy { $0 == blank || $0 == tab }
    var end = min(span.upperBound, bytes.count)
    while end > headerEnd,
      bytes[end - 1] == newline || bytes[end - 1] == carriageReturn
        || (!endsInBlanks && isWhite(bytes[end - 1]))
    {
      end -= 1
    }
    // Trailing blanks of the last line belong to it.
    let last = max(
      headerEnd,
      content.isEmpty ? headerEnd : lineSpan(at: max(end - 1, span.lowerBound)).upperBound)
    return span.lowerBound..<last
  }
}

extension YAMLComplaint {
  fileprivate func at(_ span: Range<Int>) -> YAMLComplaint {
    var copy = self
    copy.span = span
    return copy
  }
}

extension Substring.UTF8View {
  fileprivate func suffix(while belongs: (UInt8) -> Bool) -> Substring.UTF8View {
    var from = endIndex
    while from > startIndex, belongs(self[index(before: from)]) { from = index(before: from) }
    return self[from...]
  }
}
