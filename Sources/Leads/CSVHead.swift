// The beginning of an export: the mark of its encoding, the separator, the headers.

import Calc

/// How a file of separated values is laid out.
struct CSVHead: Sendable {
  var delimiter: UInt8
  var encoding: Encoding
  var headers: [String]
  /// The offset of the record of headers, and of the first row behind it.
  var start: Int
  var rows: Int

  /// How much of a file is looked at first; no record is longer.
  static let size = 1 << 20

  /// - Throws: that this is no text of separated values.
  init(of source: LeadBytes, name: String) throws(Diagnostic) {
    let bytes = try source.part(0..<Self.size)
    let isWhole = source.count <= bytes.count
    try Self.refuse(bytes, name)
    var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var given: UInt8?
    // Excel writes which separator it used in a line of its own.
    if bytes[at...].starts(with: "sep=".utf8), at + 4 < bytes.count {
      given = bytes[at + 4]
      at = Self.lineEnd(bytes, at)
    }
    while at < bytes.count, bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x20 { at += 1 }
    guard at < bytes.count else { throw Diagnostic("\(name) is empty") }
    let delimiter = given ?? Self.separator(bytes, at)
    let cutter = RecordCutter(delimiter: delimiter, places: (0..<4096).map { Int16($0) })
    var rewritten = Rewritten()
    defer { rewritten.clear() }
    let behind = [UInt8](repeating: 0x0A, count: 9)
    let found: (texts: [String], end: Int)? = (bytes + behind).withUnsafeBufferPointer { all in
      let all = UnsafeBufferPointer(rebasing: all.dropLast(behind.count))
      guard let base = all.baseAddress else { return nil }
      var cells = [Cell](repeating: Cell(base, 0), count: 4096)
      return cells.withUnsafeMutableBufferPointer { cells in
        guard
          case .cut(let end, let columns) = cutter.cut(
            all, at: at, isLast: isWhole, into: cells, rewritten: &rewritten), columns <= 4096
        else { return nil }
        return ((0..<columns).map { cells[$0].text }, end)
      }
    }
    guard let found else {
      throw Diagnostic(
        "\(name) does not begin with a line of headers",
        why: "Its first line is longer than 1 MB or has a quote that is never closed.")
    }
    self.delimiter = delimiter
    headers = found.texts
    while headers.last == "", headers.count > 1 { headers.removeLast() }
    (start, rows) = (at, found.end)
    // At the end of the piece a letter may be cut in two.
    let isText = (isWhole ? [0] : [0, 1, 2, 3]).contains { cut in
      String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
    encoding = isText ? .utf8 : .windows1252
  }

  /// Other kinds of file that people take for an export.
  private static func refuse(_ bytes: [UInt8], _ name: String) throws(Diagnostic) {
    if bytes.isEmpty { throw Diagnostic("\(name) is empty") }
    if bytes.starts(with: "PK".utf8) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw Diagnostic("\(name) is a workbook", why: "Save it as CSV (UTF-8) and track that.")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(4096).contains(0) {
      throw Diagnostic("\(name) is no text in UTF-8 or Windows-1252", why: "Save it as CSV (UTF-8) and track that.")
    }
    if bytes.starts(with: "SQLite format 3".utf8) {
      throw Diagnostic("\(name) is a database", hint: "track \(name) table leads")
    }
  }

  private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
    (bytes[start...].firstIndex(of: 0x0A) ?? bytes.count - 1) + 1
  }

  /// Whichever of comma, semicolon and tab stands most often in the first line, outside quotes.
  private static func separator(_ bytes: [UInt8], _ start: Int) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes[start...] {
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A { break }
      counts[byte, default: 0] += 1
    }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09]
    return candidates.reversed().max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
  }

  var delimiterName: String {
    switch delimiter {
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    case 0x09: "tab"
    default: String(UnicodeScalar(delimiter))
    }
  }
}
