// From bytes to words. A figure with its groups, currency and suffix is one token, and so is a month (`2026-09`);
// which words form a name is the parser's business. Typographic signs that a mail program makes of plain ones
// (“ ” × ÷ − ≤ ≥ ≠) are read as what they stand for.

/// A word of the language.
public struct Token: Sendable {
  public enum Kind: Sendable {
    case figure(Figure)
    case word(String)
    /// `2026-09`
    case month(String)
    /// `2026-09-15`
    case date(String)
    case text(String)
    /// `+ - * / = != < <= > >= ( ) [ ] , ; %` and any character that means nothing.
    case symbol(String)
    /// What is no word: a figure that is none, a quotation mark that is not closed. It is an error only where it is
    /// read as a formula; a file may be called `2nd.yaml`.
    case fault(Diagnostic)
    case end
  }
  public var kind: Kind
  public var span: Range<Int>
}

/// Reads tokens from a text, one at a time, from any offset.
struct Lexer: Sendable {
  let source: Source
  let bytes: [UInt8]
  let figures: FigureReader

  init(_ source: Source, figures: FigureReader) {
    self.source = source
    self.bytes = Array(source.text.utf8)
    self.figures = figures
  }

  func text(_ span: Range<Int>) -> String { String(decoding: bytes[span], as: UTF8.self) }

  /// The first offset at or after `offset` that is not blank.
  func skipBlanks(_ offset: Int) -> Int {
    var at = offset
    while at < bytes.count {
      switch bytes[at] {
      case 0x20, 0x09, 0x0A, 0x0D: at += 1
      case 0xC2 where at + 1 < bytes.count && bytes[at + 1] == 0xA0: at += 2
      case 0xE2 where at + 2 < bytes.count && bytes[at + 1] == 0x80 && (bytes[at + 2] == 0xAF || bytes[at + 2] == 0x89):
        at += 3
      default: return at
      }
    }
    return at
  }

  /// The token at or after an offset, what is wrong with it included.
  func anyToken(at offset: Int) -> Token {
    do throws(Diagnostic) { return try token(at: offset) } catch {
      let start = skipBlanks(offset)
      var end = start
      while end < bytes.count, skipBlanks(end) == end { end += 1 }
      return Token(kind: .fault(error), span: start..<end)
    }
  }

  /// The token at or after an offset.
  func token(at offset: Int) throws(Diagnostic) -> Token {
    let start = skipBlanks(offset)
    guard start < bytes.count else { return Token(kind: .end, span: bytes.count..<bytes.count) }
    let byte = bytes[start]
    if let date = date(at: start) { return date }
    if isDigit(byte) || byte >= 0x80 || byte == 0x24 || byte == 0x2E || isUpper(byte) {
      if let (figure, end) = try figure(at: start) { return Token(kind: .figure(figure), span: start..<end) }
    }
    if byte == 0x22 { return try quoted(from: start, opening: 1, closing: [0x22]) }
    if starts(start, [0xE2, 0x80, 0x9C]) || starts(start, [0xE2, 0x80, 0x9E]) {
      return try quoted(from: start, opening: 3, closing: [0xE2, 0x80, 0x9D])
    }
    let wordEnd = endOfWord(start)
    if wordEnd > start { return Token(kind: .word(text(start..<wordEnd)), span: start..<wordEnd) }
    return symbol(at: start)
  }

  private func figure(at start: Int) throws(Diagnostic) -> (figure: Figure, end: Int)? {
    do { return try figures.scan(bytes, at: start) } catch { throw error.placed(in: source) }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  private func starts(_ at: Int, _ wanted: [UInt8]) -> Bool {
    at + wanted.count <= bytes.count && bytes[at..<at + wanted.count].elementsEqual(wanted)
  }

  private func date(at start: Int) -> Token? {
    func digits(_ from: Int, _ count: Int) -> Bool {
      from + count <= bytes.count && bytes[from..<from + count].allSatisfy(isDigit)
    }
    func ends(_ at: Int) -> Bool { at >= bytes.count || !(isDigit(bytes[at]) || isWordByte(at)) }
    guard digits(start, 4), start + 4 < bytes.count, bytes[start + 4] == 0x2D, digits(start + 5, 2) else { return nil }
    if start + 7 < bytes.count, bytes[start + 7] == 0x2D, digits(start + 8, 2), ends(start + 10) {
      return Token(kind: .date(text(start..<start + 10)), span: start..<start + 10)
    }
    guard ends(start + 7) else { return nil }
    return Token(kind: .month(text(start..<start + 7)), span: start..<start + 7)
  }

  private func quoted(from start: Int, opening: Int, closing: [UInt8]) throws(Diagnostic) -> Token {
    var at = start + opening
    while at < bytes.count, bytes[at] != 0x0A {
      if starts(at, closing) {
        return Token(kind: .text(text(start + opening..<at)), span: start..<at + closing.count)
      }
      at += 1
    }
    throw Diagnostic(
      "a quotation mark is opened and not closed", at: source.place(start..<at), mark: "opened here",
      hint: text(0..<at) + "\"" + closers(0..<start))
  }

  /// The brackets that close those which a range of the text opens and leaves open.
  func closers(_ span: Range<Int>) -> String {
    var open: [Character] = []
    var isQuoted = false
    for byte in bytes[span] {
      switch byte {
      case 0x22: isQuoted.toggle()
      case 0x28 where !isQuoted: open.append(")")
      case 0x5B where !isQuoted: open.append("]")
      case 0x29 where !isQuoted, 0x5D where !isQuoted: _ = open.popLast()
      default: break
      }
    }
    return String(open.reversed())
  }

  /// Whether the character at an offset may stand in a name: a letter, a digit or `_`.
  private func isWordByte(_ at: Int) -> Bool { endOfWordCharacter(at) != nil }

  private func endOfWordCharacter(_ at: Int) -> Int? {
    guard at < bytes.count else { return nil }
    let byte = bytes[at]
    if byte < 0x80 { return isDigit(byte) || byte | 0x20 &- 0x61 < 26 || byte == 0x5F ? at + 1 : nil }
    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    guard at + length <= bytes.count,
      let scalar = String(decoding: bytes[at..<at + length], as: UTF8.self).unicodeScalars.first,
      scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark,
      !(0xFF00...0xFFEF).contains(scalar.value)
    else { return nil }
    return at + length
  }

  private func endOfWord(_ start: Int) -> Int {
    guard !isDigit(bytes[start]) else { return start }
    var at = start
    while let next = endOfWordCharacter(at) { at = next }
    return at
  }

  private static let typographic: [([UInt8], String)] = [
    ([0xC3, 0x97], "*"), ([0xC3, 0xB7], "/"), ([0xE2, 0x88, 0x92], "-"), ([0xE2, 0x89, 0xA4], "<="),
    ([0xE2, 0x89, 0xA5], ">="), ([0xE2, 0x89, 0xA0], "!="), ([0xE2, 0x80, 0x93], "-")
  ]

  private func symbol(at start: Int) -> Token {
    for pair in ["<=", ">=", "!=", "==", "<>"] where starts(start, Array(pair.utf8)) {
      return Token(kind: .symbol(pair == "==" ? "=" : pair == "<>" ? "!=" : pair), span: start..<start + 2)
    }
    for (sign, meaning) in Lexer.typographic where starts(start, sign) {
      return Token(kind: .symbol(meaning), span: start..<start + sign.count)
    }
    let byte = bytes[start]
    let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    let end = min(bytes.count, start + length)
    return Token(kind: .symbol(text(start..<end)), span: start..<end)
  }
}
