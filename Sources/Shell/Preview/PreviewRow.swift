// One row from parts that matter more or less. What matters most is there however narrow the terminal is; the rest
// joins while there is room, and what stays keeps the order of reading.
//
//     leads 1,719 −25.5% · SDR 64% −22 pp · ✓ kept: First contact in 5 min        80 columns
//     leads 1,719 −25.5% · ✓ 1 kept                                               30 columns

import Documents

/// A row that is put together to fit.
struct PreviewRow {
  /// A piece of the row.
  struct Part {
    var text: Styled
    /// The same in fewer cells, taken where the whole finds no room.
    var short: Styled?
    /// Parts of a lower rank find room first.
    var rank: Int

    /// The rank of what is told only where nothing else fills the row.
    static let lowest = 1_000
    var isEffect: Bool { rank < Part.lowest }

    init(_ text: Styled, short: Styled? = nil, rank: Int) {
      (self.text, self.short, self.rank) = (text, short, rank)
    }
  }

  private static let between = Styled(" · ", .quiet)
  private static let betweenWidth = 3

  /// The parts that fit, side by side; nil where there are none.
  /// - Parameter columns: cells of the terminal that the row may take.
  static func fitted(_ parts: [Part], columns: Int) -> Styled? {
    var room = columns + betweenWidth
    var taken: [Int: Styled] = [:]
    let order = parts.indices.sorted { (parts[$0].rank, $0) < (parts[$1].rank, $1) }
    for (at, index) in order.enumerated() {
      for text in [parts[index].text, parts[index].short].compactMap({ $0 }) {
        let width = TextWidth.of(text.text) + betweenWidth
        // The first one is shown whatever it takes; its end may be cut.
        guard width <= room || (at == 0 && parts[index].short == nil) else { continue }
        taken[index] = text
        room -= width
        break
      }
    }
    var row = Styled()
    for index in parts.indices {
      guard let text = taken[index] else { continue }
      if !row.isEmpty { row += between }
      row += text
    }
    return row.isEmpty ? nil : clipped(row, columns)
  }

  /// A row that ends in `…` where it is longer than there is room.
  static func clipped(_ row: Styled, _ columns: Int) -> Styled {
    guard TextWidth.of(row.text) > columns else { return row }
    var room = columns - 1
    var result = Styled()
    for piece in row.pieces where room > 0 {
      var text = ""
      for character in piece.text {
        let width = TextWidth.of(String(character))
        guard width <= room else {
          room = 0
          break
        }
        text.append(character)
        room -= width
      }
      result += Styled(text, piece.role)
    }
    return columns < 1 ? Styled() : result + Styled("…" as String, .quiet)
  }

  /// Words side by side, as many as there is room for, and how many are left out.
  static func list(_ words: [String], columns: Int, role: Role = .code) -> Styled? {
    var row = Styled()
    var used = 0
    for (at, word) in words.enumerated() {
      let width = TextWidth.of(word) + (at == 0 ? 0 : betweenWidth)
      let rest = "… \(words.count - at) more"
      let reserve = at == words.count - 1 ? 0 : betweenWidth + rest.utf8.count - 2
      if at > 0, used + width + reserve > columns {
        if used + betweenWidth + rest.utf8.count - 2 <= columns { row += between + Styled(rest, .quiet) }
        break
      }
      if at > 0 { row += between }
      row += Styled(word, role)
      used += width
    }
    return row.isEmpty ? nil : clipped(row, columns)
  }
}
