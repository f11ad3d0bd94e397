// What the readers of figures ask of the bytes of a text. Nothing here allocates more than a short word.

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLetter: Bool { self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z") }
}

extension [UInt8] {
  func byte(_ at: Int) -> UInt8? { at >= 0 && at < count ? self[at] : nil }

  func isDigit(at: Int) -> Bool { byte(at)?.isDigit ?? false }

  /// The offset behind the digits that stand at an offset.
  func skippingDigits(_ start: Int) -> Int {
    var at = start
    while at < count, self[at].isDigit { at += 1 }
    return at
  }

  /// The offset behind blanks within a line: space, tab, no-break, narrow no-break and thin space.
  func skippingBlanks(_ start: Int) -> Int {
    var at = start
    while at < count {
      if self[at] == UInt8(ascii: " ") || self[at] == UInt8(ascii: "\t") {
        at += 1
      } else if let space = spaceMark(at) {
        at += space.length
      } else {
        break
      }
    }
    return at
  }

  /// The letters that stand at an offset: ASCII and the accented ones of Latin-1 (`millón`, `milhões`).
  func word(at start: Int) -> Range<Int> {
    var at = start
    while at < count {
      if self[at].isLetter {
        at += 1
      } else if self[at] == 0xC3, let next = byte(at + 1), next & 0xC0 == 0x80 {
        at += 2
      } else {
        break
      }
    }
    return start..<at
  }

  /// A word as text; empty where it is too long to be one that figures know.
  func text(_ word: Range<Int>) -> String {
    word.count > 15 ? "" : String(decoding: self[word], as: UTF8.self)
  }

  /// Whether a word ends where it seems to: it is no part of a name, no function and no label's owner.
  func standsAlone(_ word: Range<Int>) -> Bool {
    guard !word.isEmpty else { return false }
    switch byte(word.upperBound) {
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")), UInt8(ascii: "_"), UInt8(ascii: "("), UInt8(ascii: "["):
      return false
    default: return true
    }
  }

  /// A space other than the ordinary one.
  func spaceMark(_ at: Int) -> (mark: NumberMark, length: Int)? {
    guard let first = byte(at), first >= 0xC2 else { return nil }
    if first == 0xC2, byte(at + 1) == 0xA0 { return (.noBreakSpace, 2) }
    guard first == 0xE2, byte(at + 1) == 0x80 else { return nil }
    switch byte(at + 2) {
    case 0xAF: return (.narrowSpace, 3)
    case 0x89: return (.thinSpace, 3)
    default: return nil
    }
  }

  /// A mark that can stand between digits.
  func numberMark(_ at: Int) -> (mark: NumberMark, length: Int)? {
    switch byte(at) {
    case UInt8(ascii: "."): return (.point, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: "_"): return (.underscore, 1)
    case UInt8(ascii: "'"): return (.apostrophe, 1)
    case 0xE2 where byte(at + 1) == 0x80 && byte(at + 2) == 0x99: return (.quote, 3)
    default: return spaceMark(at)
    }
  }

  /// The bytes of a digit of another script, a fraction or a superscript that stands at an offset.
  func foreignDigit(at: Int) -> Range<Int>? {
    guard let first = byte(at), first >= 0xC2 else { return nil }
    let text = String(decoding: self[at..<Swift.min(at + 4, count)], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first, scalar.properties.numericType != nil,
      scalar.properties.generalCategory != .otherLetter
    else { return nil }
    return at..<at + UTF8.width(scalar)
  }

  /// Part of the text as a message quotes it: at most 40 bytes.
  func quoted(_ span: Range<Int>) -> String {
    let span = span.clamped(to: 0..<count)
    guard span.count > 40 else { return String(decoding: self[span], as: UTF8.self) }
    var end = span.lowerBound + 37
    while end > span.lowerBound, self[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: self[span.lowerBound..<end], as: UTF8.self) + "…"
  }
}

/// The marks that stand between digits: one of them is the form's decimal mark, others make groups.
enum NumberMark: Sendable {
  case point, comma, underscore, noBreakSpace, narrowSpace, thinSpace
  /// U+2019, Swiss groups.
  case quote
  /// The ASCII apostrophe, never read: it opens a string elsewhere.
  case apostrophe
}
