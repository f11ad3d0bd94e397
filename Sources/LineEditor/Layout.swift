// Where libedit puts things. It draws the prompt and the input character by character from column 0 of some row,
// and this repeats its arithmetic, so that the editor knows where the cursor is without asking the terminal:
//
//     base> set close_rate +1.2p      row 0
//     p█                              row 1: cursorRow 1, cursorColumn 1, lastRow 1, endColumn 1
//
// A character that fills the last column puts the next one at column 0 of the next row (libedit forces the wrap), a
// wide one that does not fit leaves a gap, a control character is shown as ^X and what cannot be printed as \U+XXXX.

import CEdit

/// Cells on the screen, counted as libedit counts them.
enum Cells {
  /// Cells of one character shown as it is; a combining mark has none.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    scalar.value >= 0x20 && scalar.value < 0x7F ? 1 : max(0, Int(cedit_cells(scalar.value)))
  }

  static func count(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + of($1) } }
}

/// The rows and columns that a prompt and an input take, relative to the first row of the prompt.
struct Layout: Equatable {
  var cursorRow = 0
  var cursorColumn = 0
  /// The last row with input on it; an input that ends with the row's last column reaches into the next.
  var lastRow = 0
  /// Where the input ends on that row.
  var endColumn = 0

  /// - Parameters:
  ///   - prompt: its visible characters.
  ///   - cursor: how many characters of the input are left of it.
  init(prompt: some Sequence<Unicode.Scalar>, input: some Collection<Unicode.Scalar>, cursor: Int, columns: Int) {
    var pen = Pen(columns: max(2, columns))
    for scalar in prompt { pen.draw(scalar) }
    var found = false
    for (index, scalar) in input.enumerated() {
      if index == cursor {
        (cursorRow, cursorColumn) = pen.place(of: scalar)
        found = true
      }
      pen.draw(scalar)
    }
    (lastRow, endColumn) = (pen.row, pen.column)
    if !found { (cursorRow, cursorColumn) = (lastRow, endColumn) }
  }
}

/// Draws characters the way libedit's `re_addc` and `re_putc` do.
private struct Pen {
  let columns: Int
  var row = 0
  var column = 0

  mutating func draw(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x09: repeat { put(1) } while column & 7 != 0
    case 0x0A: nextRow()
    case 0..<0x20, 0x7F..<0xA0: for _ in 0..<2 { put(1) }
    default:
      let printed = scalar.value < 0x7F ? 1 : Int(cedit_cells(scalar.value))
      if printed >= 0 { put(printed) } else { for _ in 0..<(scalar.value > 0xFFFF ? 8 : 7) { put(1) } }
    }
  }

  /// Where a cursor on this character stands: a wide one may belong to the next row.
  func place(of scalar: Unicode.Scalar) -> (Int, Int) {
    let cells = Cells.of(scalar)
    return cells > 1 && column + cells > columns ? (row + 1, 0) : (row, column)
  }

  private mutating func put(_ cells: Int) {
    if column + cells > columns { nextRow() }
    column += cells
    if column >= columns { nextRow() }
  }

  private mutating func nextRow() {
    row += 1
    column = 0
  }
}
