// Replies as text for a terminal or a pipe: tables that fit the width, colour where it is wanted.
//
// Columns are as wide as their widest cell. A table that is wider than the terminal is cut into several below one
// another, each beginning with the fixed columns; only then are long first cells shortened. Everything that is
// written passes Safe.terminal here.

import Calc
import Documents

/// Renders replies as text.
public struct Plain: Sendable {
  public var width: Int
  public var colour: Bool
  /// What charts are drawn with.
  public var charset: Charset
  /// Charts are told in sentences.
  public var accessible: Bool

  public init(width: Int = 80, colour: Bool = false, charset: Charset = .unicode, accessible: Bool = false) {
    self.width = max(20, width)
    self.colour = colour
    self.charset = charset
    self.accessible = accessible
  }

  /// A reply's text, every line ended.
  public func text(_ reply: Reply) -> String {
    var out = ""
    for block in reply.blocks {
      switch block {
      case .line(let line):
        for piece in wrapped(line) { out += piece + "\n" }
      case .gap: out += "\n"
      case .table(let table): out += stacked(table) ?? self.table(table)
      case .chart(let chart): for line in lines(chart) { out += styled(line) + "\n" }
      }
    }
    return out
  }

  // MARK: Charts

  /// A chart's title and its picture, or the sentences that say the same.
  private func lines(_ chart: Chart) -> [Styled] {
    let title = chart.title.isEmpty ? [] : wrappedPieces(chart.title)
    if accessible { return title + chart.sentences.flatMap { wrappedPieces($0) } }
    return title + ChartText(width: width, charset: charset).lines(chart)
  }

  // MARK: Lines

  /// A line cut at blanks where it is wider than the terminal; what follows is indented like its beginning.
  private func wrapped(_ line: Styled) -> [String] { wrappedPieces(line).map { styled($0) } }

  private func wrappedPieces(_ line: Styled) -> [Styled] {
    let indent = line.text.prefix { $0 == " " }.count
    guard TextWidth.of(line.text) > width else { return [line] }
    var lines: [Styled] = []
    var current = Styled()
    var used = 0
    for piece in line.pieces {
      var word = ""
      func flush() {
        guard !word.isEmpty else { return }
        let size = TextWidth.of(word)
        if used + size > width, used > indent {
          lines.append(current)
          current = Styled(String(repeating: " ", count: min(indent + 2, width / 2)))
          used = min(indent + 2, width / 2)
          word = String(word.drop { $0 == " " })
        }
        current += Styled(word, piece.role)
        used += TextWidth.of(word)
        word = ""
      }
      for character in piece.text {
        if character == " ", !word.isEmpty, word.last != " " { flush() }
        word.append(character)
      }
      flush()
    }
    lines.append(current)
    return lines
  }

  /// The text of a line with its roles as colours.
  public func styled(_ line: Styled) -> String {
    var out = ""
    for piece in line.pieces {
      let text = Safe.terminal(piece.text)
      guard colour, let code = Plain.code(piece.role) else {
        out += text
        continue
      }
      out += "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
    return out
  }

  /// The parameters of a terminal's colour sequence for a role; nil for plain text.
  public static func code(_ role: Role) -> String? {
    switch role {
    case .plain: nil
    case .strong: "1"
    case .quiet: "2"
    case .good: "32"
    case .bad: "31"
    case .code: "36"
    }
  }

  // MARK: Tables

  private static let gapWidth = 2

  /// A cell made ready: harmless text and how many columns it takes.
  private struct Cell {
    var pieces: [(text: String, role: Role)]
    var width: Int
    var text: String { pieces.count == 1 ? pieces[0].text : pieces.reduce(into: "") { $0 += $1.text } }
  }

  private struct Row {
    var kind: Table.RowKind
    var indent: Int
    var cells: [Cell]
  }

  private static func ready(_ row: Table.Row) -> Row {
    let cells = row.cells.map { styled in
      var cell = Cell(pieces: [], width: 0)
      for piece in styled.pieces {
        let text = Safe.terminal(piece.text)
        guard !text.isEmpty else { continue }
        cell.pieces.append((text, role(piece.role, in: row.kind)))
        cell.width += TextWidth.of(text)
      }
      return cell
    }
    return Row(kind: row.kind, indent: row.indent * 2, cells: cells)
  }

  /// Plain text in headings and totals stands out, in the names of columns it steps back.
  private static func role(_ role: Role, in kind: Table.RowKind) -> Role {
    role != .plain || kind == .normal ? role : kind == .header ? .quiet : .strong
  }

  private func table(_ whole: Table) -> String {
    let table = wrapped(whole)
    let rows = table.rows.map { Plain.ready($0) }
    let columns = rows.reduce(table.alignments.count) { max($0, $1.cells.count) }
    var widths = [Int](repeating: 0, count: columns)
    for row in rows where row.kind != .heading || row.cells.count > 1 {
      for (column, cell) in row.cells.enumerated() {
        widths[column] = max(widths[column], cell.width + (column == 0 ? row.indent : 0))
      }
    }
    var fixed = min(table.fixed, columns)
    // Columns that are to stay together and cannot: they are cut after the first, as any others.
    if fixed > 1, widths[1..<fixed].reduce(16, { $0 + $1 + Plain.gapWidth }) > width { fixed = 1 }
    var fixedWidth = widths[..<fixed].reduce(0) { $0 + $1 + ($1 > 0 ? Plain.gapWidth : 0) }
    let widest = widths[fixed...].max() ?? 0
    // Long names give way before figures do.
    if fixedWidth + widest > width, fixed > 0 {
      let room = max(8, width - widest - (fixedWidth - widths[0]))
      widths[0] = min(widths[0], room)
      fixedWidth = widths[..<fixed].reduce(0) { $0 + $1 + ($1 > 0 ? Plain.gapWidth : 0) }
    }
    var parts: [Range<Int>] = []
    var start = fixed
    while start < columns {
      var end = start
      var used = fixedWidth
      while end < columns, end == start || used + widths[end] <= width {
        used += widths[end] + Plain.gapWidth
        end += 1
      }
      parts.append(start..<end)
      start = end
    }
    if parts.isEmpty { parts = [fixed..<fixed] }
    var out = ""
    for (at, part) in parts.enumerated() {
      if at > 0 { out += "\n" }
      for row in rows {
        if row.kind == .heading, row.cells.count == 1 {
          if at == 0 { write(row.cells[0], to: &out) } else { continue }
        } else {
          var blanks = 0
          write(row, table.alignments, widths, 0..<fixed, after: &blanks, &out)
          write(row, table.alignments, widths, part, after: &blanks, &out)
        }
        out += "\n"
      }
    }
    return out
  }

  /// Where sentences get less, they stand below their row.
  private static let leastForSentences = 24

  /// A table of words that ends in sentences, each below what it is about; nil where there is room beside it.
  ///
  ///     ✗ broken  marketing  Deliver the lead quota
  ///         598 in Aug, 165 short of 763
  private func stacked(_ table: Table) -> String? {
    let columns = table.alignments.count
    guard columns > 2, table.fixed >= columns, table.alignments.last == .left,
      table.rows.allSatisfy({ $0.cells.count == columns })
    else { return nil }
    let widths = (0..<columns).map { column in
      table.rows.reduce(0) { max($0, TextWidth.of(Safe.terminal($1.cells[column].text))) }
    }
    let before = widths.dropLast().reduce(0) { $0 + $1 + Plain.gapWidth }
    guard before + widths[columns - 1] > width, width - before < Plain.leastForSentences else { return nil }
    let fits = before - Plain.gapWidth <= width
    var out = ""
    for row in table.rows {
      var line = Styled()
      for (at, cell) in row.cells.dropLast().enumerated() {
        let spare = fits && at < columns - 2 ? widths[at] - TextWidth.of(Safe.terminal(cell.text)) : 0
        line += cell
        if at < columns - 2 { line += Styled(String(repeating: " ", count: spare + Plain.gapWidth)) }
      }
      for part in wrapped(line) { out += part + "\n" }
      for part in wrapped(Styled("    ") + (row.cells.last ?? Styled())) { out += part + "\n" }
    }
    return out
  }

  /// A table of words whose last column goes on in further rows where it is too wide for the terminal.
  private func wrapped(_ table: Table) -> Table {
    let columns = table.rows.reduce(table.alignments.count) { max($0, $1.cells.count) }
    guard columns > 1, table.fixed >= columns, table.alignments.last == .left else { return table }
    func width(of column: Int) -> Int {
      table.rows.reduce(0) { widest, row in
        guard column < row.cells.count else { return widest }
        return max(widest, TextWidth.of(Safe.terminal(row.cells[column].text)) + (column == 0 ? row.indent * 2 : 0))
      }
    }
    let before = (0..<columns - 1).reduce(0) { $0 + width(of: $1) + Plain.gapWidth }
    let room = self.width - before
    guard width(of: columns - 1) > room, room >= 12 else { return table }
    var result = table
    result.rows = []
    for row in table.rows {
      guard row.cells.count == columns, let last = row.cells.last else {
        result.rows.append(row)
        continue
      }
      for (at, part) in Plain(width: room).wrappedPieces(last).enumerated() {
        let cells = at == 0 ? Array(row.cells.dropLast()) : [Styled](repeating: Styled(), count: columns - 1)
        result.add(cells + [part], kind: row.kind, indent: at == 0 ? row.indent : 0)
      }
    }
    return result
  }

  /// Writes some columns of a row; blanks are written once something stands behind them.
  private func write(
    _ row: Row, _ alignments: [Table.Alignment], _ widths: [Int], _ columns: Range<Int>, after blanks: inout Int,
    _ out: inout String
  ) {
    for column in columns where widths[column] > 0 {
      let indent = column == 0 ? row.indent : 0
      var cell = column < row.cells.count ? row.cells[column] : Cell(pieces: [], width: 0)
      if cell.width > widths[column] - indent { cell = shortened(cell, to: widths[column] - indent) }
      let spare = max(0, widths[column] - indent - cell.width)
      let isRight = column < alignments.count && alignments[column] == .right
      blanks += indent + (isRight ? spare : 0)
      if cell.width > 0 {
        for _ in 0..<blanks { out += " " }
        blanks = 0
        write(cell, to: &out)
      }
      blanks += (isRight ? 0 : spare) + Plain.gapWidth
    }
  }

  private func write(_ cell: Cell, to out: inout String) {
    for (text, role) in cell.pieces {
      guard colour, let code = Plain.code(role) else {
        out += text
        continue
      }
      out += "\u{1B}[\(code)m"
      out += text
      out += "\u{1B}[0m"
    }
  }

  private func shortened(_ cell: Cell, to size: Int) -> Cell {
    guard size > 1 else { return cell }
    var text = cell.text
    while TextWidth.of(text) > size - 1, !text.isEmpty { text.removeLast() }
    text += "…"
    return Cell(pieces: [(text, cell.pieces.first?.role ?? .plain)], width: TextWidth.of(text))
  }
}

/// How many columns a text takes on a terminal.
public enum TextWidth {
  public static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// 0 for marks that stand on another character, 2 for wide ones (East Asian, emoji), else 1.
  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x300: return 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }
}
