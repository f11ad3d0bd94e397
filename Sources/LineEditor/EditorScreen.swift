// What the editor itself puts on the screen: the hint row, lists of candidates, and everything anew after the size or
// the owner of the terminal changed. All of it is written while libedit waits for a character, with its own output out.

import CEdit

extension Editor {
  /// The line as libedit has it.
  var currentInput: Input {
    guard let line = el_wline(el)?.pointee, let start = line.buffer, let end = line.lastchar, let cursor = line.cursor
    else { return Input() }
    return Input(wide: UnsafeBufferPointer(start: start, count: max(0, end - start)), cursor: cursor - start)
  }

  func layout(of input: Input) -> Layout {
    Layout(prompt: promptText, input: input.text, cursor: input.cursor, columns: size.columns)
  }

  /// Brings the row under the line up to date.
  func showHint() {
    guard showsHints else { return }
    let input = currentInput
    let (rows, columns) = size
    if input.isAsking || columns < 8 { return clearHint() }
    let text: StyledText?
    if let search {
      var row = StyledText(search.failed ? words.searchFailed : words.search, .faint)
      row.append(" " + search.patternText, .bold)
      text = row
      previewed = nil
    } else if let previewed, previewed.text == input.text, previewed.columns == columns {
      if hint.isShown == (previewed.answer != nil) { return }
      text = previewed.answer
    } else {
      text = preview(input.string, columns - 1).flatMap { $0.runs.isEmpty ? nil : $0 }
      previewed = (input.text, columns, text)
    }
    let sequence = text?.sequence(columns: columns - 1, colour: options.colour)
    write(hint.update(sequence, layout: layout(of: input), rows: rows))
  }

  /// libedit loses count where wide characters stand beside a change in the middle of a line: such a line is drawn
  /// again as a whole.
  func correctWideCharacters() {
    let input = currentInput
    defer { corrected = input }
    guard movesCursor, input != corrected, input.text.contains(where: { Cells.of($0) > 1 }) else { return }
    if input.isLonger(than: corrected) { return }
    let layout = layout(of: input)
    guard layout.lastRow < size.rows else { return }
    redrawFromTop(layout)
    write("\r" + HintRow.right(layout.cursorColumn))
  }

  /// Draws the line anew if it has grown into the hint. A character typed at the end needs that not: libedit writes
  /// it as it is, and the row stays one that goes on in the next.
  func keepApart(_ input: Input) {
    defer { seen = input }
    guard hint.isShown, !input.isLonger(than: seen, by: 1) else { return }
    let layout = layout(of: input)
    if hint.isUnder(layout) { redrawFromTop(layout) }
  }

  /// Leaves nothing under the line.
  func clearHint() { if hint.isShown { write(hint.clear(layout(of: currentInput))) } }

  /// Ends the line without its being entered: `mark` follows it on the screen.
  func finish(_ outcome: Outcome, showing mark: String = "") {
    clearHint()
    write(toEnd(of: layout(of: currentInput)) + mark + "\r\n")
    self.outcome = outcome
  }

  /// Shows candidates below the line, and the line again below them.
  func list(_ candidates: [Candidate]) {
    clearHint()
    let layout = layout(of: currentInput)
    let (rows, columns) = size
    let limit = min(16, rows - layout.lastRow - 2)
    let list = CandidateList.rows(candidates, columns: columns, limit: limit, more: words.more)
    write(toEnd(of: layout) + "\r\n" + list.reduce("") { $0 + $1 + "\r\n" })
    redrawHere()
  }

  /// Ctrl-L.
  func clearScreen() {
    write("\u{1B}[H\u{1B}[2J")
    redrawHere()
  }

  /// The window has another size. The terminal has wrapped the line anew by then (all but the oldest do), so the
  /// prompt's row is found with the new width. A terminal that cannot move its cursor gets the line once more: without
  /// a redraw libedit would go on at a row that its smaller picture of the screen no longer has, and crash.
  func resize() {
    guard movesCursor else { return redraw() }
    takeSize()
    redrawFromTop(layout(of: currentInput))
  }

  /// Draws the line from the first column of this row, whatever stood there.
  func redraw() {
    write(movesCursor ? "\r\u{1B}[J" : "\r\n")
    takeSize()
    redrawHere()
  }

  /// Ctrl-Z: gives the terminal back as it was, stops, and takes it again. The typed text is libedit's and stays.
  func suspend() {
    clearHint()
    write(toEnd(of: layout(of: currentInput)) + (movesCursor ? Self.pasteMarksOff : ""))
    cedit_set_raw(el, 0)
    signals.suspend()
    cedit_set_raw(el, 0)
    cedit_set_raw(el, 1)
    if movesCursor { write(Self.pasteMarksOn) }
    redraw()
  }

  /// The terminal's size, for libedit and the editor at once: where theirs differ, nothing is where it should be.
  func takeSize() {
    el_resize(el)
    size = terminal.size
  }

  func write(_ text: String) { if !text.isEmpty { terminal.write(text) } }

  private func redrawFromTop(_ layout: Layout) {
    write(HintRow.up(layout.cursorRow) + "\r\u{1B}[J")
    redrawHere()
  }

  /// libedit takes the cursor to be where its prompt begins.
  private func redrawHere() {
    hint.forget()
    cedit_redraw(el)
  }

  private func toEnd(of layout: Layout) -> String {
    HintRow.down(layout.lastRow - layout.cursorRow) + (movesCursor ? "\r" + HintRow.right(layout.endColumn) : "")
  }
}
