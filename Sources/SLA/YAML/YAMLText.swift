// The bytes of a YAML file, where its lines and characters begin, and what is refused before anything is parsed.
// libyaml counts characters, everything else here counts UTF-8 bytes; this is the one place that knows both.

import Calc

/// The text that is being read.
struct YAMLText {
  let source: Source
  let bytes: [UInt8]
  /// Where the text begins: behind a byte order mark.
  let start: Int
  /// Offset of each character from `start` on, with one more for the end; nil when every character is one byte.
  private let characters: [Int32]?
  private let lineStarts: [Int]

  init(_ source: Source) {
    self.source = source
    let bytes = Array(source.text.utf8)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines = [0]
    var isASCII = true
    for (offset, byte) in bytes.enumerated() {
      if byte == newline { lines.append(offset + 1) }
      if byte >= 0x80, offset >= start { isASCII = false }
    }
    var characters: [Int32]?
    if !isASCII {
      var offsets: [Int32] = []
      offsets.reserveCapacity(bytes.count + 1)
      for offset in start..<bytes.count where bytes[offset] & 0xC0 != 0x80 {
        offsets.append(Int32(offset))
      }
      offsets.append(Int32(bytes.count))
      characters = offsets
    }
    self.bytes = bytes
    self.start = start
    self.characters = characters
    lineStarts = lines
  }

  /// The UTF-8 offset of a character counted from the text's beginning, as libyaml counts.
  func offset(ofCharacter index: Int) -> Int {
    guard let characters else { return min(start + max(0, index), bytes.count) }
    return Int(characters[min(max(0, index), characters.count - 1)])
  }

  /// The byte at an offset, nil outside of the text.
  subscript(offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

  /// The text of a span.
  subscript(span: Range<Int>) -> String {
    String(decoding: bytes[span.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  // MARK: Lines

  /// The line an offset stands in, from 0.
  func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The number a person gives the line an offset stands in.
  func lineNumber(at offset: Int) -> Int { source.firstLine + line(at: offset) }

  /// The span of the line at an offset, without its line end and the byte order mark.
  func lineSpan(at offset: Int) -> Range<Int> {
    let line = line(at: offset)
    let from = max(lineStarts[line], line == 0 ? start : 0)
    var to = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if to > from, bytes[to - 1] == carriageReturn, to < bytes.count { to -= 1 }
    return from..<max(from, to)
  }

  /// Where the line at an offset ends with its line end: where the next one begins.
  func nextLine(after offset: Int) -> Int {
    let line = line(at: offset)
    return line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
  }

  /// The first offset at or after `offset` that is neither blank nor tab, on the same line.
  func skipBlanks(_ offset: Int) -> Int {
    var at = offset
    while let byte = self[at], byte == blank || byte == tab { at += 1 }
    return at
  }

  /// The first offset at or after `offset` where something is written: blanks, line ends and comments are skipped.
  func skipToText(_ offset: Int) -> Int {
    var at = offset
    while let byte = self[at] {
      if isWhite(byte) {
        at += 1
      } else if byte == hash, at == start || self[at - 1].map(isWhite) ?? true {
        at = lineSpan(at: at).upperBound
      } else {
        break
      }
    }
    return at
  }

  /// Where a span stands, for a message.
  func place(_ span: Range<Int>) -> Place {
    let line = lineSpan(at: span.lowerBound)
    let whole = Source(self[line], file: source.file, firstLine: lineNumber(at: span.lowerBound))
    let lower = max(0, span.lowerBound - line.lowerBound)
    return whole.place(lower..<max(lower, span.upperBound - line.lowerBound))
  }
}

// Bytes with a meaning in YAML.
let newline = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")
let blank = UInt8(ascii: " ")
let tab = UInt8(ascii: "\t")
let hash = UInt8(ascii: "#")
let colon = UInt8(ascii: ":")
let comma = UInt8(ascii: ",")
let dash = UInt8(ascii: "-")

/// Whether a byte is a blank, a tab or part of a line end.
func isWhite(_ byte: UInt8) -> Bool {
  byte == blank || byte == tab || byte == newline || byte == carriageReturn
}
