// The line up to the cursor as completion sees it: whole words, and the one that is being typed.
//
//     show leads; set close rate[CEO] +1█
//                 verb  words     typed

import Calc

/// The statement at the cursor, taken apart.
struct TypedLine {
  struct Word {
    var text: String
    /// Where it begins, in bytes of the line.
    var start: Int
  }

  /// Whole words before the cursor; commas stand for themselves. Brackets keep what is in them together.
  private(set) var words: [Word] = []
  /// What stands between the last word and the cursor.
  private(set) var typed = Word(text: "", start: 0)
  /// Where an open quotation mark or an open label bracket stands.
  private(set) var quote: Int?
  private(set) var bracket: Int?
  private(set) var isComment = false
  /// The bytes up to the cursor.
  private let head: [UInt8]

  init(_ line: String, upTo cursor: Int) {
    head = Array(line.utf8.prefix(max(0, cursor)))
    var start = 0
    var depth = 0
    var brackets: [Int] = []
    func word(_ range: Range<Int>) -> Word { Word(text: text(range), start: range.lowerBound) }
    let bytes = head
    func isDigit(_ at: Int) -> Bool { bytes.indices.contains(at) && bytes[at] &- 0x30 < 10 }
    for (at, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\"") {
        quote = quote == nil ? at : nil
      } else if quote != nil {
        continue
      } else if byte == UInt8(ascii: "["), brackets.isEmpty {
        brackets.append(at)
      } else if byte == UInt8(ascii: "]") {
        _ = brackets.popLast()
      } else if byte == UInt8(ascii: "(") {
        depth += 1
      } else if byte == UInt8(ascii: ")") {
        depth = max(0, depth - 1)
      } else if depth == 0, brackets.isEmpty {
        let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
        // Between digits it groups them.
        let isComma = byte == UInt8(ascii: ",") && !(isDigit(at - 1) && isDigit(at + 1))
        if byte == UInt8(ascii: ";") {
          words = []
          start = at + 1
        } else if byte == UInt8(ascii: "#"), start == at {
          isComment = true
          return
        } else if isBlank || isComma {
          if start < at { words.append(word(start..<at)) }
          if isComma { words.append(Word(text: ",", start: at)) }
          start = at + 1
        }
      }
    }
    typed = word(start..<head.count)
    bracket = brackets.last
  }

  /// A part of the line.
  func text(_ range: Range<Int>) -> String { String(decoding: head[range], as: UTF8.self) }

  var end: Int { head.count }

  /// Where the name at the cursor begins: the letters, digits and `_` right before it.
  var nameStart: Int {
    var at = head.count
    while at > typed.start, TypedLine.isNamePart(head[at - 1]) { at -= 1 }
    return at
  }

  /// The last words as one name, `count` of them with the one at the cursor; nil where they are no words of a name.
  func joined(_ count: Int) -> Word? {
    guard nameStart == typed.start, words.count >= count - 1 else { return nil }
    let before = words.suffix(count - 1)
    guard before.allSatisfy({ word in word.text.utf8.allSatisfy(TypedLine.isNamePart) }) else { return nil }
    let text = (before.map(\.text) + [typed.text]).joined(separator: "_")
    return Word(text: Vocabulary.fold(text), start: before.first?.start ?? typed.start)
  }

  /// Whether a byte belongs to a letter, a digit or `_`.
  static func isNamePart(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }
}
