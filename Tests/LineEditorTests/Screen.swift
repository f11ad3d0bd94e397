// A small model of a terminal's screen: what libedit and the editor send, put where a terminal puts it. Rows that have
// scrolled off stay, so that a whole session can be compared. A row remembers that the text went on in the next one,
// and a change of width wraps such rows anew, as most terminals do.

@testable import LineEditor

/// Characters are measured in UTF-8, set up once for all tests.
let utf8Locale: Void = Terminal.useUTF8()

struct Screen {
  private struct Row {
    /// One string for each column; the second half of a wide character is empty.
    var cells: [String]
    var wraps = false
  }

  private(set) var columns: Int
  private(set) var height: Int
  private var rows: [Row]
  private var row = 0
  private var column = 0
  private var wrapIsDue = false
  private var pending: [UInt8] = []
  /// Sequences the model does not know; a test that meets one is not to be trusted.
  private(set) var unknown: [String] = []
  /// Modes switched on (`?2004`).
  private(set) var modes: Set<String> = []
  private(set) var bells = 0

  init(columns: Int, height: Int) {
    self.columns = columns
    self.height = height
    rows = Array(repeating: Row(cells: Self.blank(columns)), count: height)
  }

  /// All rows from the first, with blanks at their ends left off, and without the empty ones at the end.
  var text: [String] {
    var lines = rows.map { row in
      var line = row.cells.joined()
      while line.last == " " { line.removeLast() }
      return line
    }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The cursor as an index into `text`, and its column.
  var cursor: [Int] { [row, column] }

  private var top: Int { rows.count - height }
  private static func blank(_ columns: Int) -> [String] { Array(repeating: " ", count: columns) }

  mutating func receive(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    while let length = take() { pending.removeFirst(length) }
  }

  /// Acts on what stands first; nil if it is not complete.
  private mutating func take() -> Int? {
    guard let first = pending.first else { return nil }
    if first == 0x1B {
      guard pending.count > 1 else { return nil }
      guard pending[1] == UInt8(ascii: "[") else {
        unknown.append("ESC \(pending[1])")
        return 2
      }
      guard let end = pending[2...].firstIndex(where: { $0 >= 0x40 && $0 <= 0x7E }) else { return nil }
      act(String(decoding: pending[2..<end], as: UTF8.self), Character(Unicode.Scalar(pending[end])))
      return end + 1
    }
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard pending.count >= length else { return nil }
    switch first {
    case 0x0D: (column, wrapIsDue) = (0, false)
    case 0x0A: lineFeed()
    case 0x08: (column, wrapIsDue) = (max(0, column - 1), false)
    case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
    case 0x07: bells += 1
    case 0..<0x20: unknown.append("control \(first)")
    default: for scalar in String(decoding: pending[..<length], as: UTF8.self).unicodeScalars { draw(scalar) }
    }
    return length
  }

  private mutating func draw(_ scalar: Unicode.Scalar) {
    let width = Cells.of(scalar)
    if width == 0 {
      let before = wrapIsDue ? column : max(0, column - 1)
      rows[row].cells[before] += String(scalar)
      return
    }
    if wrapIsDue || column + width > columns {
      rows[row].wraps = true
      lineFeed()
      column = 0
    }
    rows[row].cells[column] = String(scalar)
    if width == 2 { rows[row].cells[column + 1] = "" }
    column += width
    wrapIsDue = column >= columns
    if wrapIsDue { column = columns - 1 }
  }

  private mutating func lineFeed() {
    wrapIsDue = false
    row += 1
    if row == rows.count { rows.append(Row(cells: Self.blank(columns))) }
  }

  private mutating func act(_ parameters: String, _ letter: Character) {
    let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    let number = max(1, numbers.first.flatMap { $0 } ?? 1)
    if letter != "m" { wrapIsDue = false }
    switch letter {
    case "A": row = max(top, row - number)
    case "B": row = min(rows.count - 1, row + number)
    case "C": column = min(columns - 1, column + number)
    case "D": column = max(0, column - number)
    case "G": column = min(columns, number) - 1
    case "H":
      row = top + min(height, number) - 1
      column = min(columns, max(1, numbers.count > 1 ? numbers[1] ?? 1 : 1)) - 1
    case "J": erase(numbers.first.flatMap { $0 } ?? 0)
    case "K": eraseRow(row, from: column)
    case "P":
      rows[row].cells.removeSubrange(column..<min(columns, column + number))
      rows[row].cells += Array(repeating: " ", count: columns - rows[row].cells.count)
    case "@":
      rows[row].cells.insert(contentsOf: Array(repeating: " ", count: number), at: column)
      rows[row].cells.removeLast(rows[row].cells.count - columns)
    case "h": modes.insert(parameters)
    case "l": modes.remove(parameters)
    case "m": break
    default: unknown.append("CSI \(parameters) \(letter)")
    }
  }

  private mutating func erase(_ what: Int) {
    switch what {
    case 0:
      eraseRow(row, from: column)
      for below in (row + 1)..<max(row + 1, rows.count) { eraseRow(below, from: 0) }
    case 2: for index in top..<rows.count { eraseRow(index, from: 0) }
    default: unknown.append("CSI \(what) J")
    }
  }

  /// A row erased from its first column no longer goes on from the one above.
  private mutating func eraseRow(_ index: Int, from start: Int) {
    for column in start..<columns { rows[index].cells[column] = " " }
    rows[index].wraps = false
    if start == 0 && index > 0 { rows[index - 1].wraps = false }
  }

  /// Another size: rows that belong together are wrapped anew, the cursor stays at its character.
  mutating func resize(columns newColumns: Int, height newHeight: Int) {
    var result: [Row] = []
    var newCursor = (0, 0)
    var index = 0
    let last = max(row, rows.lastIndex { $0.cells.contains { $0 != " " } } ?? 0)
    while index <= last {
      var cells: [String] = []
      var cursorAt: Int?
      repeat {
        if index == row { cursorAt = cells.count + column }
        var part = rows[index].cells
        // A wide character that did not fit left a gap, which is no part of the text.
        if rows[index].wraps, part.last == " ", index + 1 < rows.count, rows[index + 1].cells.dropFirst().first == "" {
          part.removeLast()
        }
        cells += part
        index += 1
      } while rows[index - 1].wraps && index <= last
      while cells.last == " " && cells.count > (cursorAt ?? 0) { cells.removeLast() }
      var line = Row(cells: [])
      for (offset, cell) in cells.enumerated() where cell != "" || offset == 0 {
        let width = offset + 1 < cells.count && cells[offset + 1] == "" ? 2 : 1
        if line.cells.count + width > newColumns {
          line.cells += Array(repeating: " ", count: newColumns - line.cells.count)
          line.wraps = true
          result.append(line)
          line = Row(cells: [])
        }
        if offset == cursorAt { newCursor = (result.count, line.cells.count) }
        line.cells += width == 2 ? [cell, ""] : [cell]
      }
      if cursorAt == cells.count { newCursor = (result.count, min(newColumns - 1, line.cells.count)) }
      line.cells += Array(repeating: " ", count: newColumns - line.cells.count)
      result.append(line)
    }
    while result.count < newHeight { result.append(Row(cells: Self.blank(newColumns))) }
    (rows, columns, height) = (result, newColumns, newHeight)
    (row, column, wrapIsDue) = (newCursor.0, newCursor.1, false)
  }
}
