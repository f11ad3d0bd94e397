// Tables and lines as Markdown.

/// Writes Markdown.
public enum Markdown {
  public static func line(_ styled: Styled) -> String {
    styled.pieces.map { piece in
      switch piece.role {
      case .code: piece.text.isEmpty ? "" : "`\(Safe.terminal(piece.text).replacing("`", with: "'"))`"
      case .strong: piece.text.isEmpty ? "" : marked("**", piece.text)
      default: Safe.markdown(piece.text)
      }
    }.joined()
  }

  /// The mark must stand directly at a letter, blanks outside.
  private static func marked(_ mark: String, _ text: String) -> String {
    let body = text.drop { $0 == " " }
    let core = body.reversed().drop { $0 == " " }.reversed()
    guard !core.isEmpty else { return text }
    let tail = body.count - core.count
    return String(repeating: " ", count: text.count - body.count) + mark + Safe.markdown(String(core)) + mark
      + String(repeating: " ", count: tail)
  }

  public static func table(_ table: Table) -> String {
    let columns = table.rows.reduce(table.alignments.count) { max($0, $1.cells.count) }
    var rows = table.rows
    var head = [Styled](repeating: Styled(), count: columns)
    if let first = rows.first, first.kind == .header {
      head = first.cells
      rows.removeFirst()
    }
    func written(_ cells: [Styled], strong: Bool = false, indent: Int = 0) -> String {
      var parts: [String] = []
      for column in 0..<columns {
        var text = column < cells.count ? line(cells[column]).replacing("\n", with: " ") : ""
        if strong, !text.isEmpty, !text.hasPrefix("**") { text = "**\(text)**" }
        if column == 0, indent > 1 { text = String(repeating: "&nbsp;&nbsp;", count: indent - 1) + text }
        parts.append(text)
      }
      return "| " + parts.joined(separator: " | ") + " |"
    }
    let rules = (0..<columns).map {
      $0 < table.alignments.count && table.alignments[$0] == .right ? "---:" : "---"
    }
    var lines = [written(head), "|" + rules.joined(separator: "|") + "|"]
    for row in rows {
      let isStrong = row.kind == .heading || row.kind == .total || row.kind == .header
      lines.append(written(row.cells, strong: isStrong, indent: row.indent))
    }
    return lines.joined(separator: "\n")
  }
}
