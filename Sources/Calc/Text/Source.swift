// Text that was typed or loaded, with a name to say where it came from.
// Offsets everywhere are UTF-8 bytes; lines and columns are counted from 1, columns in characters.

/// A text and where it came from: an agreement, a script, a typed line.
public struct Source: Sendable, Equatable {
  /// The file's name as it was given, nil for a typed line.
  public var file: String?
  public var text: String
  /// The number of the first line of `text` in its file (a script hands over one line at a time).
  public var firstLine: Int

  public init(_ text: String, file: String? = nil, firstLine: Int = 1) {
    self.text = text
    self.file = file
    self.firstLine = firstLine
  }

  /// Where a range of bytes stands: its line, the line's text and the column, for a message.
  /// - Parameter span: UTF-8 offsets into `text`; clamped to it, and cut at the end of its first line.
  public func place(_ span: Range<Int>) -> Place {
    let bytes = text.utf8
    let lower = min(max(0, span.lowerBound), bytes.count)
    let upper = min(max(lower, span.upperBound), bytes.count)
    var lineStart = 0
    var line = firstLine
    var offset = 0
    var index = bytes.startIndex
    while offset < lower {
      if bytes[index] == 0x0A {
        line += 1
        lineStart = offset + 1
      }
      offset += 1
      index = bytes.index(after: index)
    }
    var lineEnd = offset
    while index < bytes.endIndex, bytes[index] != 0x0A {
      lineEnd += 1
      index = bytes.index(after: index)
    }
    if lineEnd > lineStart, bytes[bytes.index(bytes.startIndex, offsetBy: lineEnd - 1)] == 0x0D { lineEnd -= 1 }
    let before = slice(lineStart, min(lower, lineEnd))
    let marked = slice(min(lower, lineEnd), min(upper, lineEnd))
    return Place(
      file: file, line: line, column: before.count + 1, width: max(1, marked.count), text: slice(lineStart, lineEnd))
  }

  fileprivate func slice(_ from: Int, _ to: Int) -> String {
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: from)
    let end = bytes.index(start, offsetBy: max(0, to - from))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}

/// Where something stands in a text: what an error points at.
public struct Place: Sendable, Equatable {
  public var file: String?
  /// Line from 1.
  public var line: Int
  /// Column from 1, in characters.
  public var column: Int
  /// How many characters are marked, at least 1.
  public var width: Int
  /// The whole line.
  public var text: String

  public init(file: String?, line: Int, column: Int, width: Int, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.width = width
    self.text = text
  }
}

extension Source {
  /// The text of a range of bytes, clamped to what there is.
  public func text(_ span: Range<Int>) -> String {
    let bytes = text.utf8
    let lower = min(max(0, span.lowerBound), bytes.count)
    let upper = min(max(lower, span.upperBound), bytes.count)
    return slice(lower, upper)
  }
}

extension String {
  /// Every occurrence of a character sequence replaced (without Foundation).
  package func replacing(_ old: Character, by new: Character) -> String { String(map { $0 == old ? new : $0 }) }
}

extension Substring {
  /// Without blanks at both ends.
  package var trimmed: String {
    var rest = utf8[...]
    while rest.first == 0x20 { rest.removeFirst() }
    while rest.last == 0x20 { rest.removeLast() }
    return String(Substring(rest))
  }
}
