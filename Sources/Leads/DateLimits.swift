// Dates that are well written and still no dates of leads: 1899-12-30 is a spreadsheet's zero, 2062 a slip of the pen.

extension DateReader {
  /// Whether a cell that cannot be read is a date of a year that exports are not read for: with another year it could be.
  func isOutside(_ cell: Cell) -> Bool {
    guard cell.count <= 40 else { return false }
    var bytes = Array(cell.bytes)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 &- 48 > 9 } ?? bytes.count
      if end - start == 4 {
        let year = bytes[start..<end].reduce(0) { $0 * 10 + Int($1 - 48) }
        guard !(1990..<2060).contains(year) else { return false }
        // A leap year, so that no day is missing.
        bytes.replaceSubrange(start..<end, with: "2000".utf8)
        return bytes.withUnsafeBufferPointer { copy in
          guard let base = copy.baseAddress else { return false }
          return switch read(Cell(base, copy.count)) {
          case .local, .moment: true
          default: false
          }
        }
      }
      start = end + 1
    }
    return false
  }
}
