// A grid of characters: figures where they fit, else shades; ✗ where a promise is broken. Today's row and column have
// their names in brackets, so that its cell is found where they meet.
//
//     reps[SDR] down, close_rate across
//            3.5%   [4%]  4.5%
//      5    2,638  2,308 ✗2,052
//     [6]   2,638  2,308  2,052

import Calc
import Documents

extension ChartText {
  func grid(_ grid: Chart.Grid) -> [Styled] {
    let count = grid.columns.count
    guard count > 0, !grid.rows.isEmpty, grid.cells.count >= count * grid.rows.count else { return nothing }
    let rows = chosen(grid.rows.count, most: ChartText.mostRows, today: grid.todayRow)
    func name(_ value: Chart.Value, _ isToday: Bool) -> String {
      isToday ? "[\(Safe.terminal(value.text))]" : Safe.terminal(value.text)
    }
    let rowNames = rows.map { name(grid.rows[$0], $0 == grid.todayRow) }
    let margin = min(rowNames.reduce(0) { max($0, TextWidth.of($1)) }, width / 3)
    let room = width - margin - 2
    let figures = rows.flatMap { row in grid.columns.indices.map { grid.cells[row * count + $0].value.text } }
    // The sign stands before the figure, in the place that parts it from the one before.
    let size = figures.reduce(0) { max($0, TextWidth.of(Safe.terminal($1))) }
    if count * (size + 1) <= room {
      let step = min(size + 3, room / count)
      return picture(grid, rows, rowNames, Array(grid.columns.indices), margin, step) { canvas, cell, x, y in
        let text = Safe.terminal(cell.value.text)
        let start = x + step - TextWidth.of(text)
        canvas.put(text, x: start, y: y, role: cell.isBroken ? .bad : .plain)
        if cell.isBroken { canvas.put(cross, x: start - 1, y: y, role: .bad) }
      }
    }

    let defined = grid.cells.map(\.value).filter(\.number.isFinite)
    guard let low = defined.min(by: { $0.number < $1.number }), let high = defined.max(by: { $0.number < $1.number })
    else { return nothing }
    let step = min(2, max(1, room / count))
    let columns = chosen(count, most: max(1, room), today: grid.todayColumn)
    let drawn = picture(grid, rows, rowNames, columns, margin, step) { canvas, cell, x, y in
      if let part = part(cell.value.number, from: low.number, to: high.number) {
        let shade = shades[min(shades.count - 1, Int(part * Double(shades.count)))]
        canvas.put(String(repeating: shade, count: step), x: x, y: y)
      }
      if cell.isBroken { canvas.put(cross, x: x + step - 1, y: y, role: .bad) }
    }
    var key = Canvas(width: width, height: 1)
    let light = "\(shades[0]) \(Safe.terminal(low.text))  "
    let dark = "\(shades[shades.count - 1]) \(Safe.terminal(high.text))"
    key.put(String(repeating: " ", count: margin + 2) + light + dark, x: 0, y: 0, role: .quiet)
    return drawn + key.lines
  }

  /// The names of rows and columns, and the cells by whoever draws them.
  private func picture(
    _ grid: Chart.Grid, _ rows: [Int], _ rowNames: [String], _ columns: [Int], _ margin: Int, _ step: Int,
    _ draw: (inout Canvas, Chart.Grid.Cell, Int, Int) -> Void
  ) -> [Styled] {
    let left = margin + 2
    var canvas = Canvas(width: width, height: rows.count + 2)
    let axes: Phrase = "\(grid.down.text) down, \(grid.across.text) across"
    canvas.put(fitted("\(axes)", to: width), x: 0, y: 0, role: .quiet)
    // Today's name first, then the ends, then what is left room for.
    let order = columns.indices.sorted { a, b in
      func rank(_ at: Int) -> Int { columns[at] == grid.todayColumn ? 0 : at == 0 || at == columns.count - 1 ? 1 : 2 }
      return (rank(a), a) < (rank(b), b)
    }
    for at in order {
      let column = columns[at]
      let isToday = column == grid.todayColumn
      let text = Safe.terminal(grid.columns[column].text)
      let name = isToday ? "[\(text)]" : text
      // Figures stand at the right end of their column, and so does its name.
      let middle = step > 2 ? left + (at + 1) * step - (TextWidth.of(name) + 1) / 2 : left + at * step
      _ = label(name, at: middle, y: 1, in: &canvas, from: left, role: isToday ? .strong : .quiet)
    }
    for (line, row) in rows.enumerated() {
      let name = fitted(rowNames[line], to: margin)
      let isToday = row == grid.todayRow
      canvas.put(name, x: margin - TextWidth.of(name), y: line + 2, role: isToday ? .strong : .quiet)
      for (at, column) in columns.enumerated() {
        draw(&canvas, grid.cells[row * grid.columns.count + column], left + at * step, line + 2)
      }
    }
    return canvas.lines
  }
}
