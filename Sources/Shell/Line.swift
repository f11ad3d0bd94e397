// A typed line: its statements, and the comment behind them.
//
//     set close_rate +1pp; check     # agreed on the phone
//
// `;` and `#` count outside of quotation marks and brackets only, `#` only at the start or behind a blank.

import Calc

extension Source {
  /// The line with a part of it written otherwise, as a hint.
  func replacing(_ span: Range<Int>, with other: String) -> String {
    text(0..<span.lowerBound) + other + text(span.upperBound..<text.utf8.count)
  }
}

/// A line taken apart.
struct Line {
  /// Byte ranges of the statements that are not empty.
  var statements: [Range<Int>] = []
  /// The comment without its `#`.
  var comment: String?

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    var at = 0
    var depth = 0
    var isQuoted = false
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    func add(_ end: Int, _ line: inout Line) {
      if bytes[start..<end].contains(where: { !isBlank($0) }) { line.statements.append(start..<end) }
    }
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x22 {
        isQuoted.toggle()
      } else if isQuoted {
        // a text in quotation marks goes on
      } else if byte == 0x5B || byte == 0x28 {
        depth += 1
      } else if byte == 0x5D || byte == 0x29 {
        depth = max(0, depth - 1)
      } else if byte == 0x3B, depth == 0 {
        add(at, &self)
        start = at + 1
      } else if byte == 0x23, at == 0 || isBlank(bytes[at - 1]), depth == 0 {
        comment = String(decoding: bytes[(at + 1)...], as: UTF8.self)
        comment = comment.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "\r" }.reversed()) }
        add(at, &self)
        return
      }
      at += 1
    }
    add(bytes.count, &self)
  }
}
