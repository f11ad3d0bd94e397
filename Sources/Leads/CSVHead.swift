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
  /// The most headers.
  private static let most = 4096

  /// - Throws: that this is no text of separated values.
  init(of source: LeadBytes, name: String) throws(Diagnostic) {
    let bytes = try source.part(0..<Self.size)
    let isWhole = source.count <= bytes.count
    try Self.refuse(bytes, name, source.path)
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
    let cutter = RecordCutter(delimiter: delimiter, places: (0..<Self.most).map { Int16($0) })
    var rewritten = Rewritten()
    defer { rewritten.clear() }
    let behind = [UInt8](repeating: 0x0A, count: 9)
    let found: (texts: [String], end: Int)? = (bytes + behind).withUnsafeBufferPointer { all in
      let all = UnsafeBufferPointer(rebasing: all.dropLast(behind.count))
      guard let base = all.baseAddress else { return nil }
      var cells = [Cell](repeating: Cell(base, 0), count: Self.most)
      return cells.withUnsafeMutableBufferPointer { cells in
        guard
          case .cut(let end, let columns) = cutter.cut(
            all, at: at, isLast: isWhole, into: cells, rewritten: &rewritten)
        else { return nil }
        return ((0..<min(columns, Self.most + 1)).map { $0 < Self.most ? cells[$0].text : "" }, end)
      }
    }
    guard let found else {
      let isLong = !isWhole && !bytes[at...].contains(0x0A)
      throw Diagnostic(
        "\(name) does not begin with a line of headers",
        why: isLong ? "Its first line is longer than 1 MB." : "Its first line has a quote that is never closed.")
    }
    guard found.texts.count <= Self.most else {
      throw Diagnostic(
        "\(name) has more than 4,096 columns", why: "Export those that are needed, and track that.")
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
  private static func refuse(_ bytes: [UInt8], _ name: String, _ path: String?) throws(Diagnostic) {
    if bytes.isEmpty { throw Diagnostic("\(name) is empty") }
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw Diagnostic("\(name) is a workbook", why: "Save it as CSV (UTF-8) and track that.")
    }
    if bytes.starts(with: "SQLite format 3".utf8) {
      guard let path else {
        throw Diagnostic("\(name) is an SQLite database", hint: Parser.typed(["track", name, "table", "leads"]))
      }
      throw LeadTable.wanted(path, name: name)
    }
    if isUTF16(bytes) {
      throw Diagnostic(
        "\(name) is text in UTF-16",
        why: "Excel calls it “Unicode Text”. Save it as “CSV UTF-8” and track that.")
    }
    if bytes.prefix(4096).contains(0) {
      throw Diagnostic("\(name) is no text in UTF-8 or Windows-1252", why: "Save it as CSV (UTF-8) and track that.")
    }
  }

  /// Two bytes to a letter: by its mark, or because every other byte is 0.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
    let pairs = min(bytes.count, 64) / 2
    guard pairs >= 4 else { return false }
    let zeros = (0..<2).map { side in (0..<pairs).count { bytes[2 * $0 + side] == 0 } }
    return zeros.min() == 0 && (zeros.max() ?? 0) * 10 >= pairs * 9
  }

  // MARK: - A title above the headers

  /// What is wanted of the rows.
  /// - Throws: why they cannot be used: the headers are unknown, or stand further down.
  func plan(
    of source: LeadBytes, name: String, _ make: () throws(Diagnostic) -> RowPlan
  ) throws(Diagnostic) -> RowPlan {
    do throws(Diagnostic) {
      return try make()
    } catch {
      throw try titled(source, name) ?? error
    }
  }

  /// That a title stands above the headers; nil where no line below looks like them.
  private func titled(_ source: LeadBytes, _ name: String) throws(Diagnostic) -> Diagnostic? {
    let bytes = try source.part(0..<min(Self.size, start + 65_536))
    // Read again; somebody may have cut the file off.
    guard start <= bytes.count else { return nil }
    let filled = headers.count { !$0.isEmpty }
    var line = 1 + bytes[..<start].count { $0 == 0x0A }
    let first = line
    var at = start
    for _ in 0..<20 {
      at = Self.lineEnd(bytes, at)
      line += 1
      guard at < bytes.count else { return nil }
      let separator = Self.separator(bytes, at)
      let cells = bytes[at..<Self.lineEnd(bytes, at)].split(separator: separator, omittingEmptySubsequences: false)
        .map { Encoding.text($0.filter { $0 >= 0x20 && $0 != 0x22 }) }
      let isKnown = CRMProfile.recognised(cells) != nil
      guard isKnown || filled == 1 && cells.filter({ !$0.isEmpty }).count >= 3 else { continue }
      let shown = cells.prefix(4).joined(separator: ", ") + (cells.count > 4 ? " …" : "")
      return Diagnostic(
        "\(name) does not begin with its headers",
        why: "In line \(first) stands “\(headers[0].prefix(60))”; the headers seem to be in line \(line): \(shown).",
        "Delete what stands above them and track it again.")
    }
    return nil
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
