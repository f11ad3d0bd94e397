// The bytes of one cell, in the reader's buffer: valid only while its row is looked at, and never kept.

/// One cell of a row, without its quotes and the blanks around it.
struct Cell {
  var start: UnsafePointer<UInt8>
  var count: Int

  @inline(__always)
  init(_ start: UnsafePointer<UInt8>, _ count: Int) {
    (self.start, self.count) = (start, count)
  }

  @inline(__always)
  subscript(_ at: Int) -> UInt8 { start[at] }

  subscript(_ part: Range<Int>) -> Cell { Cell(start + part.lowerBound, part.count) }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  /// Without blanks at both ends.
  @inline(__always)
  var trimmed: Cell {
    count > 0 && (start[0] <= 0x20 || start[count &- 1] <= 0x20) ? cut : self
  }

  private var cut: Cell {
    var (from, to) = (0, count)
    while from < to, start[from] <= 0x20 { from += 1 }
    while to > from, start[to - 1] <= 0x20 { to -= 1 }
    return Cell(start + from, to - from)
  }

  /// The text: UTF-8, or Windows-1252 where it is not that.
  var text: String { bytes.isEmpty ? "" : Encoding.text(bytes) }
}

/// How an export's letters are written.
enum Encoding: String {
  case utf8 = "UTF-8"
  case windows1252 = "Windows-1252"

  /// A text in whichever of the two it is.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { high($0) }))
  }

  private static func high(_ byte: UInt8) -> Unicode.Scalar {
    guard byte & 0xE0 == 0x80 else { return Unicode.Scalar(byte) }
    return Unicode.Scalar(UInt32(table[Int(byte & 0x1F)])) ?? "\u{FFFD}"
  }

  /// What stands from 0x80 to 0x9F; elsewhere Windows-1252 is Latin-1.
  private static let table: [UInt16] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
    0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0xFFFD, 0x017E, 0x0178
  ]
}
