// The row under the input that says what the line would do. libedit knows nothing of it: after libedit has drawn a
// key's echo, the row is written below and the cursor put back, with relative moves only, so that it also works on the
// last row of the screen, where going to the next one scrolls. It is written when it changed, not with every key.
//
//     base> set close_rate +1pp█          libedit's
//     leads 1,012 −23.3% · SDR 86% ✓      the hint row, one below the input's last
//
// libedit takes the rows below for empty and leaves blanks of the input unwritten there. So where the input has grown
// into the hint row, all of it is drawn again.

/// What is on the screen below the input, and the sequences that bring it up to date.
struct HintRow {
  private var shown: String?
  /// The row it stands on, counted from the prompt's first.
  private var row = 0

  /// A terminal that took our row for granted: nothing of it is left.
  mutating func forget() { shown = nil }

  var isShown: Bool { shown != nil }

  /// Whether libedit has drawn over the hint.
  func isUnder(_ layout: Layout) -> Bool { shown != nil && row <= layout.lastRow }

  /// What to write so that `hint` (a ready sequence of one row) stands under the input; empty when it does already.
  mutating func update(_ hint: String?, layout: Layout, rows: Int) -> String {
    // libedit's arithmetic ends where the input fills the screen.
    guard let hint, !hint.isEmpty, layout.lastRow + 1 < rows else { return clear(layout) }
    guard shown != hint || row != layout.lastRow + 1 else { return "" }
    var output = shown != nil && row != layout.lastRow + 1 ? Self.eraseBelow(layout) : ""
    output += Self.down(layout.lastRow - layout.cursorRow) + "\r\n" + hint + "\u{1B}[K"
    output += Self.back(to: layout, from: layout.lastRow + 1)
    shown = hint
    row = layout.lastRow + 1
    return output
  }

  /// What to write so that nothing stands under the input.
  mutating func clear(_ layout: Layout) -> String {
    guard shown != nil else { return "" }
    shown = nil
    return Self.eraseBelow(layout)
  }

  /// Erases from the input's end, and puts the cursor back. Never from column 0: there the terminal would forget
  /// that the row continues the one above, which it must know to wrap anew when it is resized. A blank does it there.
  private static func eraseBelow(_ layout: Layout) -> String {
    down(layout.lastRow - layout.cursorRow) + "\r" + (layout.endColumn == 0 ? " " : right(layout.endColumn))
      + "\u{1B}[J" + back(to: layout, from: layout.lastRow)
  }

  private static func back(to layout: Layout, from row: Int) -> String {
    up(row - layout.cursorRow) + "\r" + right(layout.cursorColumn)
  }

  static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }
  /// By line feeds: where the input ends with the last column of the screen, its last row may yet have to scroll in.
  static func down(_ rows: Int) -> String { String(repeating: "\n", count: max(0, rows)) }
  static func right(_ columns: Int) -> String { columns > 0 ? "\u{1B}[\(columns)C" : "" }
}
